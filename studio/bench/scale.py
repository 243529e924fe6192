"""`Scale`: how much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The films and how long they are worked on. The promises are about the values that stand here."""

    shots: int = 1000  # of the film that is opened, saved and edited
    started_shots: int = 100
    starts: int = 5
    width: int = 1920
    height: int = 1080
    frames: int = 96  # of a take
    tracks: int = 20
    clips: int = 500  # of a track
    repaints: int = 100
    seeks: int = 60
    play_seconds: float = 5.0
    render_seconds: float = 20.0
    renders: int = 50
