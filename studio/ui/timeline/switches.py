"""The switches of tracks, flipped one step at a time: from the headers, and by keys where one has walked to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QCoreApplication

from studio.core.edits.tracks import TrackFields
from studio.core.ids import TrackId
from studio.core.timeline import Track
from studio.ui.timeline.cutting import Cutting

Switch = Literal["hidden", "locked", "muted", "solo", "synced", "ducks", "speech"]
DUCKED = 12.0  # decibels, where a track ducks that didn't
translate = QCoreApplication.translate


class Switches:
    """Flips those of the track that `home` names."""

    def __init__(self, cutting: Cutting, home: Callable[[], TrackId | None]) -> None:
        self._cutting = cutting
        self._home = home

    def flip(self, switch: Switch) -> None:
        """Turn one switch of the track over."""
        track = self._home()
        if track is not None:
            flip_switch(self._cutting, track, switch)

    def aim(self) -> None:
        """Let edits go to the track, or where they go by themselves."""
        track = self._home()
        if track is not None:
            aim_at(self._cutting, track)


def flip_switch(cutting: Cutting, track: TrackId, switch: Switch) -> None:
    """Turn a switch of a track over, as one step."""
    found = next(each for each in cutting.timeline.tracks if each.id == track)
    label, fields = _flip(found, switch)
    cutting.set_track(label, track, fields)


def aim_at(cutting: Cutting, track: TrackId) -> None:
    """Let edits go to a track; where they do already, let them go where they go by themselves."""
    target = cutting.session.target
    target.set(None if target.value == track else track)


def _flip(track: Track, switch: Switch) -> tuple[str, TrackFields]:
    match switch:
        case "hidden":
            words = translate("Timeline", "Show track") if track.hidden else translate("Timeline", "Hide track")
            return words, {"hidden": not track.hidden}
        case "locked":
            words = translate("Timeline", "Unlock track") if track.locked else translate("Timeline", "Lock track")
            return words, {"locked": not track.locked}
        case "muted":
            words = translate("Timeline", "Unmute track") if track.muted else translate("Timeline", "Mute track")
            return words, {"muted": not track.muted}
        case "solo":
            words = translate("Timeline", "End solo") if track.solo else translate("Timeline", "Solo")
            return words, {"solo": not track.solo}
        case "synced":
            still, along = translate("Timeline", "Keep track in place"), translate("Timeline", "Let track move along")
            return still if track.synced else along, {"synced": not track.synced}
        case "ducks":
            words = translate("Timeline", "No ducking") if track.ducks else translate("Timeline", "Duck under speech")
            return words, {"ducks": 0.0 if track.ducks else DUCKED}
        case "speech":
            words = translate("Timeline", "No speech") if track.speech else translate("Timeline", "Speech")
            return words, {"speech": not track.speech}
