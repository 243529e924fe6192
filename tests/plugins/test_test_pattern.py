from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from studio.api import SAMPLE_RATE, Frames, Preview, Progress, ShotRequest, Sound, StudioError
from studio.media.bars import read_bars
from studio.plugins import Plugins

MakeRequest = Callable[..., ShotRequest]


def test_every_frame_says_its_number_and_the_sound_is_as_long(
    plugins: Plugins, make_request: MakeRequest, tmp_path: Path
) -> None:
    request = make_request("test_pattern", frames=37, frame_rate=Fraction(30000, 1001))
    events = list(plugins.backend("test_pattern").load().generate(request, tmp_path))
    chunks = [event.pictures for event in events if isinstance(event, Frames)]
    assert max(len(chunk) for chunk in chunks) <= 8
    pictures = np.concatenate(chunks)
    assert pictures.shape == (37, 180, 320, 3)
    assert pictures.dtype == np.uint8
    assert [read_bars(picture) for picture in pictures] == list(range(37))
    samples = np.concatenate([event.samples for event in events if isinstance(event, Sound)])
    assert samples.shape == (round(37 * SAMPLE_RATE * Fraction(1001, 30000)), 2)
    assert samples.dtype == np.float32
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == sorted(done)
    assert done[-1] == 1.0


def test_the_tone_is_whole_and_its_pitch_comes_from_the_seed(
    plugins: Plugins, make_request: MakeRequest, tmp_path: Path
) -> None:
    backend = plugins.backend("test_pattern").load()
    pitches: list[int] = []
    for seed in (0, 12, 5):
        request = make_request("test_pattern", seed=seed, frames=24)
        events = backend.generate(request, tmp_path)
        samples = np.concatenate([event.samples for event in events if isinstance(event, Sound)])
        spectrum = np.abs(np.fft.rfft(samples[:, 0]))
        pitches.append(int(spectrum.argmax()))
        assert np.abs(np.diff(samples[:, 0])).max() < 0.015  # a gap or a jump between chunks would click
    assert pitches == [440, 440, round(440 * 2 ** (5 / 12))]


def test_previews_are_small_and_in_place(plugins: Plugins, make_request: MakeRequest, tmp_path: Path) -> None:
    request = make_request("test_pattern", width=1920, height=1080, frames=12)
    events = plugins.backend("test_pattern").load().generate(request, tmp_path)
    previews = [event for event in events if isinstance(event, Preview)]
    assert [read_bars(preview.picture) for preview in previews] == [preview.frame for preview in previews]
    assert all(preview.picture.shape[1] <= 512 for preview in previews)


def test_the_name_of_the_shot_is_burnt_in(plugins: Plugins, make_request: MakeRequest, tmp_path: Path) -> None:
    backend = plugins.backend("test_pattern").load()
    made: list[bytes] = []
    for name in ("1A", "1B", "-- \x00 '; \U0001f600\u202e" * 500):
        request = make_request("test_pattern", shot_name=name, frames=1)
        made += [event.pictures.tobytes() for event in backend.generate(request, tmp_path) if isinstance(event, Frames)]
    assert len(set(made)) == 3


@pytest.mark.parametrize(("option", "error"), [("fail_at_frame", StudioError), ("crash_at_frame", RuntimeError)])
@pytest.mark.parametrize("frame", [0, 11])
def test_failures_come_when_asked_for(
    plugins: Plugins, make_request: MakeRequest, tmp_path: Path, option: str, error: type[Exception], frame: int
) -> None:
    events = plugins.backend("test_pattern").load().generate(make_request("test_pattern", {option: frame}), tmp_path)
    made = 0
    with pytest.raises(error, match=f"frame {frame}"):
        for event in events:
            made += len(event.pictures) if isinstance(event, Frames) else 0
    assert made == frame


def test_a_delayed_take_comes_frame_by_frame_and_can_be_closed_anywhere(
    plugins: Plugins, make_request: MakeRequest, tmp_path: Path
) -> None:
    entry = plugins.backend("test_pattern")
    backend = entry.load()
    request = make_request("test_pattern", {"delay_seconds": 0.001}, frames=3)
    assert all(len(e.pictures) == 1 for e in backend.generate(request, tmp_path) if isinstance(e, Frames))
    assert entry.forecast(request).seconds >= 0.003
    for stop in range(1, 9):
        events = backend.generate(request, tmp_path)
        for _ in range(stop):
            next(events)
        events.close()
        assert next(events, None) is None
    backend.close()
