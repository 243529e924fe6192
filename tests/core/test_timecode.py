"""Timecode against its definition."""

from __future__ import annotations

import pytest

from studio.core.timecode import RATES, format_about, format_timecode, parse_rate, parse_timecode


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [
        (1799, "29.97", "00:00:59;29"),
        (1800, "29.97", "00:01:00;02"),
        (17982, "29.97", "00:10:00;00"),
        (107892, "29.97", "01:00:00;00"),
        (3600, "59.94", "00:01:00;04"),
        (35964, "59.94", "00:10:00;00"),
        (1440, "23.976", "00:01:00:00"),
        (61, "24", "00:00:02:13"),
    ],
)
def test_known_timecodes(frame: int, rate: str, text: str) -> None:
    assert format_timecode(frame, RATES[rate]) == text
    assert parse_timecode(text, RATES[rate]) == frame


@pytest.mark.parametrize("rate", RATES)
def test_every_frame_comes_back(rate: str) -> None:
    frames = (*range(0, 40_000, 7), *range(17_900, 18_100))
    assert all(parse_timecode(format_timecode(frame, RATES[rate]), RATES[rate]) == frame for frame in frames)


@pytest.mark.parametrize("text", ["00:01:00;00", "1:2", "00:00:61:00", "00:00:00:30", ""])
def test_what_is_no_timecode_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_timecode(text, RATES["29.97"])


def test_rates_are_recognised() -> None:
    assert parse_rate("23.98") == RATES["23.976"]
    with pytest.raises(ValueError, match="no frame rate"):
        parse_rate("1/0")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (8.4, "8 s"), (59.6, "1 min"), (95, "2 min"), (3599, "1 h"), (7800, "2 h 10 min")],
)
def test_lengths_as_people_say_them(seconds: float, words: str) -> None:
    assert format_about(seconds) == words
