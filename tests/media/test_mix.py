"""The mix: clips placed to the sample, gains, constant-power fades, soft cuts, and never a clipped peak."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.edits.cut import split_at
from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.project import Project
from studio.core.timecode import to_samples
from studio.core.timeline import Clip, Gap, Item, OfShot, Track, TrackKind, Transition
from studio.errors import StudioError
from studio.media.mix import Mixer, limit
from studio.media.writer import TakeWriter

MakeClip = Callable[..., Path]
MakeFilm = Callable[..., Project]
Samples = NDArray[np.float32]

CUT = 96  # samples over which a hard cut is rounded off
FINE = 2**-22


def clip(shot: str, start: int, frames: int, gain: float = 1.0) -> Clip:
    return Clip(id=ClipId(f"{shot}{start}"), source=OfShot(shot=ShotId(shot)), start=start, frames=frames, gain=gain)


def track(*items: Item, kind: TrackKind = TrackKind.VIDEO, muted: bool = False, hidden: bool = False) -> Track:
    return Track(id=TrackId(kind), name=kind, kind=kind, items=items, muted=muted, hidden=hidden)


def make_steady(folder: Path, name: str, level: float, frames: int = 24) -> None:
    """A take whose sound is one constant."""
    with TakeWriter(folder / f"{name}.mov", 64, 36, Fraction(24)) as writer:
        writer.add_pictures(np.zeros((frames, 36, 64, 3), np.uint8))
        writer.add_sound(np.full((frames * 2000, 2), level, np.float32))


def read_all(film: Project, folder: Path, frames: int, piece: int = 5000) -> Samples:
    count = to_samples(frames, film.frame_rate)
    with Mixer(film, folder) as mixer:
        return np.concatenate([mixer.read(first, min(piece, count - first)) for first in range(0, count, piece)])


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001)], ids=["24", "29.97"])
def test_clips_lie_exactly_on_their_samples(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, noise: Samples, rate: Fraction
) -> None:
    make_clip("a.mov", frames=40, rate=rate)
    film = make_film(track(Gap(frames=7), clip("a", 5, 20), clip("a", 0, 3)), rate=rate)
    mixed = read_all(film, tmp_path, 32)
    begin, middle, end = (to_samples(frame, rate) for frame in (7, 27, 30))
    source = to_samples(5, rate)
    assert not mixed[:begin].any()
    assert not mixed[end:].any()
    wanted = noise[source : source + middle - begin]
    assert np.abs(mixed[begin:middle] - wanted)[CUT:-CUT].max() < FINE
    assert np.abs(mixed[middle:end] - noise[: end - middle])[CUT:-CUT].max() < FINE


def test_the_mix_does_not_depend_on_how_it_is_read(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov")
    make_clip("b.mov")
    items = clip("a", 2, 10, 0.4), Transition(frames=5), clip("b", 3, 8, 0.5), Gap(frames=2), clip("a", 8, 3)
    film = make_film(track(*items), track(Gap(frames=4), clip("b", 0, 12, 0.3), kind=TrackKind.AUDIO))
    whole = read_all(film, tmp_path, 24, 48_000)
    assert np.array_equal(read_all(film, tmp_path, 24, 777), whole)
    with Mixer(film, tmp_path) as mixer:
        for first in (30_000, 100, 18_001, -50):
            got = mixer.read(first, 500)
            low = max(first, 0)
            assert np.array_equal(got[low - first :], whole[low : first + 500])


def test_gain_and_muting(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, noise: Samples) -> None:
    make_clip("a.mov")
    picture, sound = track(clip("a", 0, 4, 0.25)), track(clip("a", 6, 4, 0.5), kind=TrackKind.AUDIO)
    inside = slice(CUT, 8000 - CUT)
    both = 0.25 * noise[:8000] + 0.5 * noise[12_000:20_000]
    assert np.abs(read_all(make_film(picture, sound), tmp_path, 4) - both)[inside].max() < FINE
    hidden = make_film(replace(picture, hidden=True), sound)  # what is not seen is still heard
    assert np.abs(read_all(hidden, tmp_path, 4) - both)[inside].max() < FINE
    muted = make_film(replace(picture, muted=True), sound)
    assert np.abs(read_all(muted, tmp_path, 4) - 0.5 * noise[12_000:20_000])[inside].max() < FINE


def test_dissolves_keep_their_power(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.5)
    film = make_film(track(clip("a", 0, 10), Transition(frames=6), clip("new", 10, 10)))
    falling = read_all(film, tmp_path, 20)[14_000:26_000, 0] / 0.5
    film = make_film(track(clip("new", 0, 10), Transition(frames=6), clip("a", 10, 10)))
    rising = read_all(film, tmp_path, 20)[14_000:26_000, 0] / 0.5
    assert falling**2 + rising**2 == pytest.approx(np.ones(12_000), abs=1e-5)
    assert falling[6000] == pytest.approx(np.sqrt(0.5), abs=1e-3)
    assert (np.diff(falling) <= 0).all()


def test_fades_at_gaps_end_in_silence(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.5)
    film = make_film(track(Gap(frames=2), Transition(frames=3), clip("a", 0, 10), Transition(frames=4)))
    mixed = read_all(film, tmp_path, 14)[:, 0]
    assert not mixed[:4000].any()
    assert not mixed[24_000:].any()
    assert (np.diff(mixed[4000:10_000]) > 0).all()
    assert mixed[10_000:16_000] == pytest.approx(np.full(6000, 0.5), abs=1e-6)
    assert (np.diff(mixed[16_000:24_000]) < 0).all()
    assert max(mixed[4000], mixed[23_999]) < 0.001


def test_hard_cuts_do_not_click(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.8)
    make_steady(tmp_path, "b", -0.8)
    mixed = read_all(make_film(track(clip("a", 0, 4), clip("b", 4, 4))), tmp_path, 9)[:, 0]
    assert np.abs(np.diff(mixed)).max() <= 0.8 / CUT + 1e-6
    assert mixed[CUT : 8000 - CUT] == pytest.approx(np.full(8000 - 2 * CUT, 0.8), abs=1e-6)


def test_a_cut_through_one_take_is_not_heard(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov")
    film = make_film(track(clip("a", 3, 12)))
    cut = split_at(split_at(film, 5), 8)
    assert cut != film
    assert np.array_equal(read_all(cut, tmp_path, 12), read_all(film, tmp_path, 12))


def test_loud_mixes_bend_and_quiet_ones_stay() -> None:
    ramp = np.linspace(-3, 3, 20_001, dtype=np.float32)
    got = limit(np.stack([ramp, ramp], axis=1).copy())[:, 0]
    quiet = np.abs(ramp) <= 0.95
    assert np.array_equal(got[quiet], ramp[quiet])
    assert np.abs(got).max() <= 1
    assert (np.diff(got) >= 0).all()
    assert np.abs(np.diff(got)).max() <= np.diff(ramp).max() * 1.01  # no corner


def test_edits_are_followed(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.5)
    film = make_film(track(clip("a", 0, 4)))
    with Mixer(film, tmp_path) as mixer:
        assert mixer.read(4000, 1)[0, 0] == pytest.approx(0.5)
        mixer.follow(make_film(track(clip("a", 0, 4, 0.5))))
        assert mixer.read(4000, 1)[0, 0] == pytest.approx(0.25)
        mixer.follow(film)
        assert mixer.read(4000, 1)[0, 0] == pytest.approx(0.5)


def test_missing_takes_are_silent_and_damaged_ones_told(tmp_path: Path, make_film: MakeFilm) -> None:
    assert not read_all(make_film(track(clip("a", 0, 3), clip("new", 0, 3))), tmp_path, 6).any()
    (tmp_path / "a.mov").write_text("no film at all")
    with pytest.raises(StudioError, match=r"^a\.mov is damaged"):
        read_all(make_film(track(clip("a", 0, 3))), tmp_path, 3)
