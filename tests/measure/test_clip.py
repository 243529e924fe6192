"""Clips measured against what was drawn and played."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE
from studio.measure.clip import ClipMeasures, measure_clip
from studio.measure.likeness import Reference, measure_copy, measure_likeness, read_reference
from studio.measure.sync import Floats, align, find_onsets, find_peaks

Picture = NDArray[np.uint8]
RATE, SIZE = 24.0, (90, 160)
ADA, ZOE = ("#d02020", "#2030c0"), ("#20a040", "#e0c020")  # above and below


def paint(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def draw_figure(colours: tuple[str, str], tall: int) -> Picture:
    """A body of two colours, cut out of its ground."""
    figure = np.zeros((tall, tall // 2, 4), np.uint8)
    figure[tall // 8 :, tall // 16 : -tall // 16, 3] = 255
    figure[: tall // 2, :, :3], figure[tall // 2 :, :, :3] = paint(colours[0]), paint(colours[1])
    return figure


def draw_frame(*figures: tuple[tuple[str, str], int]) -> Picture:
    """Figures on a grey ground with a slope, each at its distance from the left."""
    frame = np.repeat(np.linspace(60, 120, SIZE[0]).astype(np.uint8)[:, None], SIZE[1], axis=1)
    frame = np.repeat(frame[..., None], 3, axis=-1)
    for colours, left in figures:
        figure = draw_figure(colours, 48)
        solid = figure[..., 3] > 0
        frame[30:78, left : left + 24][solid] = figure[solid][:, :3]
    return frame


def read(picture: Picture) -> Reference:
    reference = read_reference(picture)
    assert reference is not None
    return reference


def measure(pictures: list[Picture], *references: Reference) -> ClipMeasures:
    silence = [np.zeros((SAMPLE_RATE, 2), np.float32)]
    return measure_clip(pictures, len(pictures), RATE, silence, references)


def test_a_figure_is_found_wherever_it_stands_and_another_is_not() -> None:
    ada, zoe = (read(draw_figure(colours, 200)) for colours in (ADA, ZOE))
    for frame in (draw_frame((ADA, 10)), draw_frame((ADA, 120)), draw_frame((ADA, 30), (ZOE, 90))):
        assert (measure_likeness(ada, frame) or 0) > 0.85
    assert measure_likeness(zoe, draw_frame((ADA, 40))) == 0
    assert (measure_likeness(zoe, draw_frame((ADA[:1] + ZOE[1:], 40))) or 0) == pytest.approx(0.5, abs=0.15)


def test_a_figure_in_dim_light_is_itself() -> None:
    dim = (draw_frame((ADA, 60)) * 0.6).astype(np.uint8)
    assert (measure_likeness(read(draw_figure(ADA, 200)), dim) or 0) > 0.8
    assert measure_likeness(read(draw_figure(ZOE, 200)), dim) == 0


def test_greys_and_nothing_at_all_can_not_be_told() -> None:
    assert measure_likeness(read(draw_figure(("#808080", "#303030"), 100)), draw_frame((ADA, 20))) is None
    assert read_reference(np.zeros((40, 30, 4), np.uint8)) is None


def test_a_copy_of_the_reference_is_told() -> None:
    frame = draw_frame((ADA, 20), (ZOE, 100))
    whole = read(np.dstack((frame, np.full(SIZE, 255, np.uint8))))
    assert measure_copy(whole, frame) == pytest.approx(1)
    assert measure_copy(whole, draw_frame()[::-1]) < 0.5


def test_a_figure_that_leaves_drifts() -> None:
    (identity,) = measure([draw_frame((ADA, 60))] * 8 + [draw_frame()] * 8, read(draw_figure(ADA, 200))).identities
    assert identity.least == 0
    assert identity.likeness == pytest.approx(0.5, abs=0.1)
    assert identity.drift is not None
    assert identity.drift < -0.5


def test_what_stands_still_neither_flickers_nor_moves() -> None:
    measured = measure([draw_frame((ADA, 60))] * 5)
    assert (measured.flicker, measured.motion, measured.sync, measured.identities) == (1, 0, None, ())
    assert measure([draw_frame()]).flicker == 1, "one frame is a clip, too"


def test_flicker_is_the_mean_step() -> None:
    black, white = (np.full((*SIZE, 3), value, np.uint8) for value in (0, 255))
    assert measure([black, white, black]).flicker == pytest.approx(0)
    assert measure([black, black, white]).flicker == pytest.approx(0.5)


def test_motion_is_what_the_picture_moves_in_a_second() -> None:
    texture = np.random.default_rng(1).integers(0, 256, (*SIZE, 3), np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    pictures = [texture[100 : 100 + 96, 100 + 2 * at : 100 + 2 * at + 128] for at in range(6)]
    assert measure(pictures).motion == pytest.approx(2 / np.hypot(96, 128) * RATE * 100, rel=0.03)


def play_clicks(*seconds: float) -> Iterator[NDArray[np.float32]]:
    """Short bursts in three seconds of near silence, in blocks."""
    noise = np.random.default_rng(2)
    sound = noise.normal(0, 1e-5, (3 * SAMPLE_RATE, 2))
    for each in seconds:
        at = round(each * SAMPLE_RATE)
        sound[at : at + 2400] += noise.normal(0, 0.2, (2400, 1)) * np.linspace(1, 0, 2400)[:, None]
    return iter(np.array_split(sound.astype(np.float32), 7))


def test_onsets_are_heard_where_a_sound_begins() -> None:
    np.testing.assert_allclose(find_onsets(play_clicks(0.5, 1.25, 2.6)), [0.5, 1.25, 2.6], atol=0.03)
    assert not len(find_onsets(play_clicks()))
    assert not len(find_onsets([]))


def test_peaks_are_seen_where_motion_is_fastest() -> None:
    speeds = [0, 1, 5, 1, 0, 0.1, 0, 3, 3, 0]
    np.testing.assert_allclose(find_peaks(speeds, 10.0), [0.3, 0.8], atol=1e-9)
    assert not len(find_peaks([0.0, 0.0], 10.0))


@pytest.mark.parametrize(
    ("onsets", "peaks", "sync"),
    [
        ([0.5, 1.0], [0.52, 0.99], 1.0),
        ([0.5, 1.0], [0.8, 1.3], 0.0),
        ([0.5, 1.0, 1.5], [1.02], 1 / 3),
        ([0.5], [0.48, 0.51], 1 / 2),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_each_onset_goes_with_one_peak(onsets: list[float], peaks: list[float], sync: float | None) -> None:
    def array(values: list[float]) -> Floats:
        return np.array(values, np.float64)

    assert align(array(onsets), array(peaks), 1 / RATE) == (None if sync is None else pytest.approx(sync))


def test_a_sound_that_goes_with_the_picture_is_in_sync() -> None:
    still, moved = draw_frame((ADA, 40)), draw_frame((ADA, 46))
    pictures = [moved if 8 <= at < 20 else still for at in range(28)]
    in_time = measure_clip(pictures, 28, RATE, play_clicks(8 / 24, 20 / 24), ())
    late = measure_clip(pictures, 28, RATE, play_clicks(12 / 24, 24 / 24), ())
    assert in_time.sync == 1
    assert late.sync == 0
