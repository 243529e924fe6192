"""What stands under the mouse or is selected, in words: for tooltips and for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.core.project import Project
from studio.core.timecode import format_duration, format_timecode
from studio.ui.timeline.layout import Hit, OnClip, OnGap, OnJoint, OnMarker, Zone
from studio.ui.timeline.looks import Looks
from studio.ui.widgets.state_mark import describe_state


def describe(project: Project, looks: Looks, on: Hit) -> str:
    """One thing of the timeline in a line; empty for nothing."""
    rate = project.frame_rate
    names = {track.id: track.name for track in project.timeline.tracks}
    match on:
        case OnClip(clip=clip, placed=placed, track=track):
            look, standing = looks.look(clip.shot), looks.standing(clip.shot)
            parts = [
                _tr("Shot {0}").format(look.name) if look.name.isdigit() else look.name,
                _tr("on {0}").format(names[track]),
                _tr("from {0}").format(format_timecode(placed.begin, rate)),
                _tr("length {0}").format(format_duration(clip.frames, rate)),
                describe_state(standing.state, standing.done),
                standing.sentence,
            ]
            if clip.opacity < 1:
                parts.append(_tr("opacity {0} %").format(round(clip.opacity * 100)))
            if clip.gain != 1:
                parts.append(_tr("gain {0} %").format(round(clip.gain * 100)))
            return ", ".join(part for part in parts if part)
        case OnGap(begin=begin, end=end, track=track):
            return _tr("Gap on {0}, from {1}, length {2}").format(
                names[track], format_timecode(begin, rate), format_duration(end - begin, rate)
            )
        case OnJoint(joint=joint, track=track):
            return _tr("Dissolve on {0}, at {1}, length {2}").format(
                names[track], format_timecode(joint.cut, rate), format_duration(joint.frames, rate)
            )
        case OnMarker(marker=marker):
            found = next((each for each in project.timeline.markers if each.id == marker), None)
            return f"{found.text or _tr('Marker')}, {format_timecode(found.frame, rate)}" if found else ""
        case _:
            return ""


def explain(on: Hit) -> str:
    """What can be done there with the mouse."""
    match on:
        case OnClip(zone=Zone.BODY):
            return _tr("Double-click opens the shot. Alt while dragging turns snapping over.")
        case OnClip():
            return _tr("Drag to trim; with Shift what comes after follows.")
        case OnGap():
            return _tr("Click and press Delete to close it.")
        case OnJoint(zone=Zone.BODY):
            return _tr("Drag an end to change its length; double-click removes it.")
        case OnJoint():
            return _tr("Drag to change its length.")
        case OnMarker():
            return _tr("Drag to move it; double-click to name it.")
        case _:
            return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)
