"""What stands under the mouse or is selected, in words: for tooltips and for screen readers."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from studio.core.curve import Curve, Value
from studio.core.project import Project
from studio.core.timecode import format_duration, format_timecode
from studio.core.timeline import Marker, TransitionKind
from studio.ui.places import find_pins
from studio.ui.timeline.layout import Hit, OnClip, OnGap, OnJoint, OnMarker, Zone
from studio.ui.timeline.looks import Looks
from studio.ui.widgets.state_mark import describe_state

translate = QCoreApplication.translate


def describe(project: Project, looks: Looks, on: Hit) -> str:
    """One thing of the timeline in a line; empty for nothing."""
    rate = project.frame_rate
    names = {track.id: track.name for track in project.timeline.tracks}
    match on:
        case OnClip(marker=marker, placed=placed) if marker is not None:
            return next((describe_marker(pin, rate) for pin in find_pins(placed) if pin.id == marker), "")
        case OnClip(clip=clip, placed=placed, track=track):
            look, standing = looks.look(clip.source), looks.standing(clip.source)
            parts = [
                translate("Timeline", "Shot {0}").format(look.name) if look.name.isdigit() else look.name,
                translate("Timeline", "on {0}").format(names[track]),
                translate("Timeline", "from {0}").format(format_timecode(placed.begin, rate)),
                translate("Timeline", "length {0}").format(format_duration(clip.frames, rate)),
                describe_state(standing.state, standing.done),
                standing.sentence,
            ]
            if clip.opacity != 1:
                parts.append(_describe_value(translate("Timeline", "opacity {0}"), clip.opacity))
            if clip.gain != 1:
                parts.append(_describe_value(translate("Timeline", "gain {0}"), clip.gain))
            if clip.speed != 1:
                parts.append(translate("Timeline", "speed {0} %").format(round(float(clip.speed) * 100)))
            return ", ".join(part for part in parts if part)
        case OnGap(begin=begin, end=end, track=track):
            return translate("Timeline", "Gap on {track}, from {begin}, length {length}").format(
                track=names[track], begin=format_timecode(begin, rate), length=format_duration(end - begin, rate)
            )
        case OnJoint(joint=joint, track=track):
            return translate("Timeline", "{kind} on {track}, at {cut}, length {length}").format(
                kind=name_kind(joint.kind),
                track=names[track],
                cut=format_timecode(joint.cut, rate),
                length=format_duration(joint.frames, rate),
            )
        case OnMarker(marker=marker):
            found = next((each for each in project.timeline.markers if each.id == marker), None)
            return describe_marker(found, rate) if found else ""
        case _:
            return ""


def describe_marker(marker: Marker, rate: Fraction) -> str:
    """Its words, where it is, how long, and what is noted with it."""
    length = translate("Timeline", "length {0}").format(format_duration(marker.frames, rate)) if marker.frames else ""
    said = (marker.text or translate("Timeline", "Marker"), format_timecode(marker.frame, rate), length, marker.note)
    return ", ".join(filter(None, said))


def name_kind(kind: TransitionKind) -> str:
    """A kind of transition in a word."""
    match kind:
        case TransitionKind.DISSOLVE:
            return translate("Timeline", "Dissolve")
        case TransitionKind.DIP:
            return translate("Timeline", "Dip")
        case TransitionKind.WIPE:
            return translate("Timeline", "Wipe")
        case TransitionKind.SLIDE:
            return translate("Timeline", "Slide")


def _describe_value(words: str, value: Value) -> str:
    return words.format(translate("Timeline", "by keys") if isinstance(value, Curve) else f"{round(value * 100)} %")


def explain(on: Hit) -> str:
    """What can be done there with the mouse."""
    match on:
        case OnClip(marker=marker) if marker is not None:
            return translate("Timeline", "A marker of the clip; its words are in the inspector.")
        case OnClip(zone=Zone.BODY):
            return translate(
                "Timeline",
                "Double-click opens the shot. Drag with Alt to move it out of its group, with Ctrl to snap or not.",
            )
        case OnClip():
            return translate("Timeline", "Drag to trim; with Shift what comes after follows.")
        case OnGap():
            return translate("Timeline", "Click and press Delete to close it.")
        case OnJoint(zone=Zone.BODY):
            return translate("Timeline", "Drag an end to change its length; double-click removes it.")
        case OnJoint():
            return translate("Timeline", "Drag to change its length.")
        case OnMarker():
            return translate("Timeline", "Drag to move it; double-click to name it.")
        case _:
            return ""
