"""Loudness against the reference signals of ITU-R BS.1770-5 and EBU Tech 3341."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.measure.loudness import LoudnessMeter

RATE = 48_000

Tone = tuple[float, float]  # decibels, seconds


def make_tones(*tones: Tone, hertz: float = 1000.0, channels: int = 2) -> NDArray[np.float64]:
    """Sines in a row, without a break, the same in all channels."""
    gain = np.concatenate([np.full(round(seconds * RATE), 10 ** (level / 20)) for level, seconds in tones])
    wave = gain * np.sin(2 * np.pi * hertz / RATE * np.arange(len(gain)))
    return np.repeat(wave[:, np.newaxis], channels, axis=1)


def hear(*blocks: NDArray[np.float64] | NDArray[np.float32]) -> LoudnessMeter:
    """A meter that has heard all of them, ten seconds at a time at most."""
    meter = LoudnessMeter()
    for block in blocks:
        for start in range(0, len(block), 10 * RATE):
            meter.hear(block[start : start + 10 * RATE])
    return meter


def test_sine_of_997_hertz_at_full_scale_in_one_channel() -> None:
    sound = make_tones((0.0, 5.0), hertz=997)
    sound[:, 1] = 0
    assert hear(sound).integrated == pytest.approx(-3.01, abs=0.005)


@pytest.mark.parametrize(
    ("tones", "expected"),
    [
        pytest.param([(-23.0, 20.0)], -23.0, id="1"),
        pytest.param([(-33.0, 20.0)], -33.0, id="2"),
        pytest.param([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0, id="3"),
        pytest.param([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0, id="4"),
        pytest.param([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0, id="5"),
    ],
)
def test_integrated_loudness_of_tech_3341(tones: list[Tone], expected: float) -> None:
    assert hear(make_tones(*tones)).integrated == pytest.approx(expected, abs=0.1)


def test_short_term_of_tech_3341_case_9_stays() -> None:
    meter = LoudnessMeter()
    sound = make_tones(*[(-20.0, 1.34), (-30.0, 1.66)] * 5)
    read: list[float] = []
    for start in range(0, len(sound), 4800):
        meter.hear(sound[start : start + 4800])
        read.append(meter.short_term)
    assert read[30:] == pytest.approx([-23.0] * (len(read) - 30), abs=0.1)


def test_momentary_of_tech_3341_case_12_stays() -> None:
    meter = LoudnessMeter()
    sound = make_tones(*[(-20.0, 0.18), (-30.0, 0.22)] * 25)
    read: list[float] = []
    for start in range(0, len(sound), 480):
        meter.hear(sound[start : start + 480])
        read.append(meter.momentary)
    assert read[100:] == pytest.approx([-23.0] * (len(read) - 100), abs=0.1)


@pytest.mark.parametrize(
    ("part", "phase", "level", "expected"),
    [(4, 0.0, 0.5, -6.0), (4, 45.0, 0.5, -6.0), (6, 60.0, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45.0, 1.41, 3.0)],
    ids=["15", "16", "17", "18", "19"],
)
def test_true_peak_of_tech_3341(part: int, phase: float, level: float, expected: float) -> None:
    wave = level * np.sin(2 * np.pi * np.arange(RATE) / part + math.radians(phase))
    ramp = np.minimum(1, np.minimum(np.arange(RATE), np.arange(RATE)[::-1]) / 480)  # no click at the ends
    found = hear(np.stack([wave * ramp] * 2, axis=1))
    assert -0.4 <= found.true_peak - expected <= 0.2
    assert found.true_peak >= 20 * math.log10(np.abs(wave * ramp).max())


def test_blocks_of_any_length_give_what_the_whole_gives() -> None:
    random = np.random.default_rng(1)
    sound = (random.standard_normal((3 * RATE + 123, 2)) * 0.1).astype(np.float32)
    ends = np.cumsum(random.integers(1, 3000, 200))
    pieces = np.split(sound, ends[ends < len(sound)])
    assert len(pieces) > 50
    whole, parts = hear(sound), hear(*pieces)
    for name in ("integrated", "momentary", "short_term", "true_peak"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name), abs=1e-9)


def test_weighting_is_the_two_filters_sample_by_sample() -> None:
    """Against the recursion as the recommendation writes it, for a burst that the windows hold whole."""
    random = np.random.default_rng(2)
    sound = np.zeros((RATE * 3, 2))
    sound[4800:9600, 0] = random.standard_normal(4800) * 0.2
    wave = sound[:, 0].tolist()
    for (b0, b1, b2), (a1, a2) in (
        ((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)),
        ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
    ):
        x1 = x2 = y1 = y2 = 0.0
        for at, x in enumerate(wave):
            wave[at] = y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            x1, x2, y1, y2 = x, x1, y, y1
    meter = LoudnessMeter()
    meter.hear(sound)
    assert meter.short_term == pytest.approx(-0.691 + 10 * math.log10(np.square(wave).mean()), abs=1e-6)


def test_silence_measures_nothing() -> None:
    for silent in (hear(np.zeros((RATE, 2), np.float32)), hear()):
        assert {silent.integrated, silent.momentary, silent.short_term, silent.true_peak} == {-math.inf}
        assert not silent.recent_rms.any()


def test_rms_and_reset() -> None:
    meter = hear(make_tones((0.0, 1.0)))
    assert meter.recent_rms.tolist() == pytest.approx([10 ** (-3.01 / 20)] * 2, rel=0.01)
    meter.hear(np.zeros((480, 2)))  # the filter for peaks looks back a little
    meter.reset()
    assert (meter.integrated, meter.true_peak) == (-math.inf,) * 2
    meter.hear(make_tones((-20.0, 1.0)))
    assert meter.true_peak == pytest.approx(-20.0, abs=0.1)
    assert meter.integrated == pytest.approx(-20.0, abs=0.1)
    assert meter.recent_rms.tolist() == pytest.approx([10 ** (-23.01 / 20)] * 2, rel=0.01)
