"""`Clock`: the time of playback, told by the sound where there is any, else by the machine."""

from __future__ import annotations

_LEASH = 0.04  # seconds that the clock may be off from the sound, less than a frame
_PULL = 2.0  # of what it is off, so many parts are made good in a second


class Clock:
    """Runs evenly although devices count in jumps, and never back. All times are seconds."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._at = 0.0

    def read(self, now: float, heard: float | None) -> float:
        """How far playback is; `heard` is how much sound has come out, nothing when there is none."""
        passed = now - self._now
        at = self._at + passed
        if heard is not None:
            at += (heard - at) * min(1.0, passed * _PULL)
            at = min(max(at, heard - _LEASH), heard + _LEASH)
        self._now = now
        self._at = max(self._at, at)
        return self._at
