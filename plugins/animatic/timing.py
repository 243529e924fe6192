"""When each line of a dialogue is spoken, so that all of them fit into the shot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LETTERS_PER_SECOND = 15.0
SECONDS_PER_CHINESE = 1.2 / 4
LEAST_SECONDS = 0.6
LEAD, TAIL, PAUSE = 0.35, 0.3, 0.28  # seconds of quiet before, after and between the lines where there is room
TIGHT = 0.15  # the part of that quiet which stays where there is none
_CHINESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A stretch of the shot, in seconds."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.begin


def estimate_seconds(text: str) -> float:
    """How long a line takes to say: a fifteenth of a second a letter, three tenths for a Chinese one."""
    chinese = len(_CHINESE.findall(text))
    return max(LEAST_SECONDS, (len(text) - chinese) / LETTERS_PER_SECOND + chinese * SECONDS_PER_CHINESE)


def place_lines(lengths: Sequence[float], seconds: float, lead: float = LEAD) -> tuple[Cue, ...]:
    """A cue for each line in order, all within `seconds`.

    Where they do not fit, the quiet between them shrinks first, then the lines themselves.
    """
    if not lengths:
        return ()
    quiet = lead + TAIL + PAUSE * (len(lengths) - 1)
    spoken = sum(lengths)
    quieter = min(1.0, max(TIGHT, (seconds - spoken) / quiet))
    while quiet * quieter > seconds / 2:  # a very short shot, or very many lines
        quieter /= 2
    faster = min(1.0, (seconds - quiet * quieter) / spoken)
    cues: list[Cue] = []
    at = lead * quieter
    for length in lengths:
        cues.append(Cue(begin=at, end=at + length * faster))
        at += length * faster + PAUSE * quieter
    return tuple(cues)
