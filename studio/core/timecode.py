"""Frames, seconds and timecode (SMPTE ST 12-1), drop-frame included."""

from __future__ import annotations

import re
from fractions import Fraction

SAMPLE_RATE = 48_000

RATES = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "48": Fraction(48),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "60": Fraction(60),
}

_PARTS = re.compile(r"(\d+):(\d\d):(\d\d)([:;])(\d\d)")


def parse_rate(text: str) -> Fraction:
    """A frame rate from `24`, `23.976`, `29.97`, `30000/1001` and the like. Raises `ValueError`."""
    stripped = text.strip()
    if stripped in RATES:
        return RATES[stripped]
    try:
        rate = Fraction(stripped)
    except ZeroDivisionError:
        raise ValueError(f"{text} is no frame rate") from None
    if not 1 <= rate <= 240:
        raise ValueError(f"a frame rate lies between 1 and 240, not at {text}")
    near = min(RATES.values(), key=lambda known: abs(known - rate))
    return near if abs(near - rate) < Fraction(1, 100) else rate


def format_rate(rate: Fraction) -> str:
    """A frame rate as people write it: `24`, `23.976`."""
    known = next((name for name, value in RATES.items() if value == rate), None)
    return known or f"{float(rate):.3f}".rstrip("0").rstrip(".")


def nominal_rate(rate: Fraction) -> int:
    """Frames that a second of timecode counts: 24 for 23.976."""
    return round(rate)


def is_drop_frame(rate: Fraction) -> bool:
    """Whether timecode at this rate drops numbers to keep up with the clock: 29.97 and 59.94 do."""
    return rate in (RATES["29.97"], RATES["59.94"])


def format_timecode(frame: int, rate: Fraction) -> str:
    """`HH:MM:SS:FF`, or `HH:MM:SS;FF` in drop-frame.

    There the first 2 numbers (at 59.94: 4) of every minute but each tenth fall out.
    """
    base = nominal_rate(rate)
    sign = "-" if frame < 0 else ""
    number = abs(frame)
    mark = ":"
    if is_drop_frame(rate):
        mark = ";"
        dropped = base // 15
        tens, rest = divmod(number, base * 600 - dropped * 9)
        number += dropped * 9 * tens
        if rest > dropped:
            number += dropped * ((rest - dropped) // (base * 60 - dropped))
    seconds, frames = divmod(number, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}"


def parse_timecode(text: str, rate: Fraction) -> int:
    """The frame of a timecode. Raises `ValueError` for another form, and for numbers that drop-frame leaves out."""
    match = _PARTS.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text} is no timecode; write HH:MM:SS:FF")
    hours, minutes, seconds, frames = (int(match.group(index)) for index in (1, 2, 3, 5))
    base = nominal_rate(rate)
    if minutes > 59 or seconds > 59 or frames >= base:
        raise ValueError(f"{text} is no timecode at {format_rate(rate)} frames per second")
    number = ((hours * 60 + minutes) * 60 + seconds) * base + frames
    if is_drop_frame(rate):
        dropped = base // 15
        if minutes % 10 and not seconds and frames < dropped:
            raise ValueError(f"{text} is dropped at {format_rate(rate)} frames per second")
        total = hours * 60 + minutes
        number -= dropped * (total - total // 10)
    return number


def format_duration(frames: int, rate: Fraction) -> str:
    """A length as `M:SS:FF`, without leading hours when there are none: for cards and rows."""
    whole = format_timecode(frames, rate)
    return whole[4:] if whole.startswith("00:0") else whole[3:] if whole.startswith("00:") else whole


def to_frames(seconds: float | Fraction, rate: Fraction) -> int:
    """The nearest whole number of frames."""
    return round(Fraction(seconds).limit_denominator(1_000_000) * rate)


def to_seconds(frames: int, rate: Fraction) -> float:
    """Frames as seconds."""
    return float(frames / rate)


def to_samples(frame: int, rate: Fraction, sample_rate: int = SAMPLE_RATE) -> int:
    """The first sample of a frame."""
    return round(frame * sample_rate / rate)


def format_about(seconds: float) -> str:
    """A length of time as people say it: `8 s`, `3 min`, `2 h 10 min`."""
    if seconds < 59.5:
        return f"{max(1, round(seconds))} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
