"""`Match`: how a clip's colours are brought to those of the clip before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studio.core.ids import TakeId

LUMA = (0.2126, 0.7152, 0.0722)  # shares of red, green and blue in brightness, Rec. ITU-R BT.709-6
LEAST_GAIN, MOST_GAIN = 0.5, 2.0
MOST_OFFSET = 0.25
LEAST_SATURATION, MOST_SATURATION = 0.5, 2.0

Row = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One of red, green and blue, in 0…1 as it is displayed: a value v becomes gain · v + offset."""

    gain: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A change of colours: saturation about the brightness first, then each channel."""

    red: Channel = Channel()
    green: Channel = Channel()
    blue: Channel = Channel()
    saturation: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A grade of which `strength`, from 0 to 1, is applied.

    It was measured on a take of this clip and on one of the clip `before`; it says nothing about another take.
    """

    grade: Grade
    strength: float = 1.0
    take: TakeId
    before: TakeId


def grade_rows(grade: Grade, strength: float = 1.0) -> tuple[Row, Row, Row]:
    """What red, green and blue become: each a row (of red, of green, of blue, constant) over displayed values 0…1.

    With saturation s, brightness y = LUMA · rgb and channel c: rgb'_c = gain_c (s rgb_c + (1 - s) y) + offset_c, of
    which `strength` is mixed with what was there.
    """
    rows: list[Row] = []
    for index, channel in enumerate((grade.red, grade.green, grade.blue)):
        parts = [strength * channel.gain * (1 - grade.saturation) * share for share in LUMA]
        parts[index] += strength * channel.gain * grade.saturation + 1 - strength
        rows.append((parts[0], parts[1], parts[2], strength * channel.offset))
    return rows[0], rows[1], rows[2]


def is_neutral(match: Match | None) -> bool:
    """Whether a match leaves every picture as it is."""
    return match is None or match.strength == 0 or match.grade == Grade()


def bound_grade(grade: Grade) -> Grade:
    """The grade within its limits."""
    red, green, blue = (
        Channel(
            gain=min(max(each.gain, LEAST_GAIN), MOST_GAIN), offset=min(max(each.offset, -MOST_OFFSET), MOST_OFFSET)
        )
        for each in (grade.red, grade.green, grade.blue)
    )
    saturation = min(max(grade.saturation, LEAST_SATURATION), MOST_SATURATION)
    return Grade(red=red, green=green, blue=blue, saturation=saturation)


def with_strength(match: Match, strength: float) -> Match:
    """The match at another strength, within 0…1."""
    return replace(match, strength=min(max(strength, 0.0), 1.0))
