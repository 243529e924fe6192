"""The mix of files, speeds, keys, pans and solos, by samples, and what each track's meter shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.curve import Curve, Ease, Key
from studio.core.ids import ClipId, MediaId, ShotId, TrackId
from studio.core.project import Media, MediaKind, Project
from studio.core.timecode import to_samples
from studio.core.timeline import (
    Clip,
    Gap,
    Item,
    OfMedia,
    OfShot,
    Solid,
    Source,
    Title,
    Track,
    TrackKind,
    Transition,
    TransitionKind,
)
from studio.media.mix import Mixer
from studio.media.writer import TakeWriter

MakeClip = Callable[..., Path]
MakeFilm = Callable[..., Project]
Samples = NDArray[np.float32]

CUT = 96  # samples over which a hard cut is rounded off
TAKE = OfShot(shot=ShotId("a"))
DOWN = Curve(keys=(Key(frame=2, value=1.0), Key(frame=6, value=0.0, ease=Ease.SMOOTH), Key(frame=9, value=0.5)))


def clip(source: Source = TAKE, frames: int = 8, id: str = "x", **changes: object) -> Clip:
    return replace(Clip(id=ClipId(id), source=source, frames=frames), **changes)


def track(*items: Item, id: str = "a1", **changes: object) -> Track:
    return replace(Track(id=TrackId(id), name=id, kind=TrackKind.AUDIO, items=items), **changes)


def make_steady(folder: Path, name: str, level: float, frames: int = 24) -> None:
    """A file whose sound is one constant."""
    with TakeWriter(folder / f"{name}.mov", 64, 36, Fraction(24)) as writer:
        writer.add_pictures(np.zeros((frames, 36, 64, 3), np.uint8))
        writer.add_sound(np.full((frames * 2000, 2), level, np.float32))


def make_media(name: str, kind: MediaKind, *, has_sound: bool = True) -> Media:
    return Media(
        id=MediaId(name), name=name, path=f"{name}.mov", sha256="0" * 64, kind=kind, frames=24, has_sound=has_sound
    )


def read_all(film: Project, folder: Path, frames: int, piece: int = 5000) -> Samples:
    count = to_samples(frames, film.frame_rate)
    with Mixer(film, folder) as mixer:
        return np.concatenate([mixer.read(first, min(piece, count - first)) for first in range(0, count, piece)])


def make_tone(folder: Path, name: str, hertz: float) -> Samples:
    """A file of one second with a tone on the left and its opposite on the right."""
    tone = np.sin(np.arange(48_000) * 2 * np.pi * hertz / 48_000).astype(np.float32) * 0.5
    with TakeWriter(folder / f"{name}.mov", 64, 36, Fraction(24)) as writer:
        writer.add_pictures(np.zeros((24, 36, 64, 3), np.uint8))
        writer.add_sound(np.stack((tone, -tone), axis=1))
    return tone


def test_double_speed_is_every_other_sample(tmp_path: Path, make_film: MakeFilm) -> None:
    tone = make_tone(tmp_path, "a", 4000)
    mixed = read_all(make_film(track(clip(start=3, speed=Fraction(2)))), tmp_path, 8)[CUT:-CUT]
    wanted = tone[12_000 : 12_000 + 32_000 : 2][CUT:-CUT]
    assert np.abs(mixed[:, 0] - wanted).max() < 1e-4
    assert np.abs(mixed[:, 1] + wanted).max() < 1e-4


def test_half_speed_goes_through_every_sample_and_smoothly_between(tmp_path: Path, make_film: MakeFilm) -> None:
    """A tone an octave lower, all but free of other tones."""
    make_tone(tmp_path, "a", 440)
    mixed = read_all(make_film(track(clip(frames=48, speed=Fraction(1, 2)))), tmp_path, 48)[CUT:-CUT]
    wanted = np.sin(np.arange(96_000) * 2 * np.pi * 220 / 48_000)[CUT:-CUT] * 0.5
    assert np.abs(mixed[:, 0] - wanted).max() < 1e-4
    assert np.abs(mixed[:, 1] + wanted).max() < 1e-4


@pytest.mark.parametrize(
    ("hertz", "speed"), [(15_000, Fraction(2)), (18_500, Fraction(7, 5)), (19_000, Fraction(1_000_003, 777_777))]
)
def test_what_gets_too_high_is_left_out_and_not_folded_back(
    tmp_path: Path, make_film: MakeFilm, hertz: float, speed: Fraction
) -> None:
    make_tone(tmp_path, "a", hertz)
    mixed = read_all(make_film(track(clip(start=1, frames=8, speed=speed))), tmp_path, 9)[2 * CUT : 16_000 - 2 * CUT]
    assert np.abs(mixed).max() < 0.5 * 10 ** (-60 / 20)


def test_slow_sound_has_no_mirror_of_its_highs(tmp_path: Path, make_film: MakeFilm) -> None:
    make_tone(tmp_path, "a", 18_000)
    mixed = read_all(make_film(track(clip(frames=16, speed=Fraction(1, 2)))), tmp_path, 16)[1000:-1000, 0]
    wanted = np.sin(np.arange(32_000) * 2 * np.pi * 9000 / 48_000)[1000:-1000] * 0.5
    assert np.abs(mixed - wanted).max() < 0.5 * 10 ** (-60 / 20)


def test_past_its_source_a_fast_clip_is_silent(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.5, frames=8)
    mixed = read_all(make_film(track(clip(frames=8, speed=Fraction(2)))), tmp_path, 8)
    assert mixed[CUT:7970] == pytest.approx(np.full((7970 - CUT, 2), 0.5), abs=1e-6)
    assert not mixed[8030:].any()


@pytest.mark.parametrize(
    "speed", [Fraction(1), Fraction(2), Fraction(7, 5), Fraction(1, 3), Fraction(10**9 + 7, 10**9)]
)
@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001)])
def test_the_mix_does_not_depend_on_how_it_is_read(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, speed: Fraction, rate: Fraction
) -> None:
    make_clip("a.mov", frames=40)
    items = (
        clip(start=2, frames=10, speed=speed, gain=DOWN, pan=replace(DOWN, keys=DOWN.keys[:2])),
        Transition(frames=5, kind=TransitionKind.WIPE),
        clip(start=6, frames=8, id="y", speed=speed, pan=-0.7),
    )
    film = make_film(track(*items), track(Gap(frames=4), clip(frames=12, gain=0.3), id="a2"), rate=rate)
    whole = read_all(film, tmp_path, 18, 48_000)
    assert np.array_equal(read_all(film, tmp_path, 18, 777), whole)
    with Mixer(film, tmp_path) as mixer:
        for first in (20_000, 100, 12_001, -50):
            got, low = mixer.read(first, 500), max(first, 0)
            assert np.array_equal(got[low - first :], whole[low : first + 500])


def test_gain_keys_ramp_by_the_sample(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.5)
    mixed = read_all(make_film(track(Gap(frames=1), clip(start=1, frames=10, gain=DOWN))), tmp_path, 11)[:, 0] * 2
    assert mixed[2000 + CUT : 4000] == pytest.approx(np.ones(2000 - CUT), abs=1e-5)
    assert mixed[4000:12_000] == pytest.approx(1 - np.arange(8000) / 8000, abs=1e-5)
    assert mixed[14_000] == pytest.approx(0.5 * 7 / 27, abs=1e-5)  # a third of the way, eased
    assert mixed[18_000 : 22_000 - CUT] == pytest.approx(np.full(4000 - CUT, 0.5), abs=1e-5)
    assert np.abs(np.diff(mixed[CUT + 2000 : -CUT])).max() < 1e-3


def test_pan_keeps_the_power_and_the_middle_as_it_is(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.4)

    def hear(pan: float | Curve) -> Samples:
        return read_all(make_film(track(clip(pan=pan))), tmp_path, 8)[CUT : 16_000 - CUT] / np.float32(0.4)

    middle = hear(0.0)
    assert np.array_equal(middle, read_all(make_film(track(clip())), tmp_path, 8)[CUT : 16_000 - CUT] / np.float32(0.4))
    for pan in (-1.0, -0.5, 0.3, 1.0):
        left, right = hear(pan)[1000]
        assert left**2 + right**2 == pytest.approx(2, abs=1e-4)
        assert (left < right) == (pan > 0)
    assert hear(1.0)[:, 0] == pytest.approx(np.zeros(16_000 - 2 * CUT), abs=1e-6)
    across = hear(Curve(keys=(Key(frame=0, value=-1.0), Key(frame=8, value=1.0))))
    assert (np.diff(across[:, 0]) <= 1e-6).all()
    assert across[8000 - CUT] == pytest.approx([1, 1], abs=1e-3)


def test_solo_silences_the_others(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", 0.4)
    one, two = track(clip(gain=0.5)), track(clip(), id="a2")

    def hear(*tracks: Track) -> float:
        return float(read_all(make_film(*tracks), tmp_path, 8)[8000, 0])

    assert hear(one, two) == pytest.approx(0.6)
    assert hear(replace(one, solo=True), two) == pytest.approx(0.2)
    assert hear(replace(one, solo=True, muted=True), two) == 0


def test_files_sound_and_what_has_none_is_silent(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "song", 0.25)
    song = make_media("song", MediaKind.SOUND)
    video = replace(song, id=MediaId("video"), kind=MediaKind.VIDEO)
    mute = replace(video, id=MediaId("mute"), has_sound=False)
    gone = replace(song, id=MediaId("gone"), path="gone.mov")
    items = [clip(OfMedia(media=each.id), 4, each.id) for each in (song, video, mute, gone)]
    film = make_film(track(*items, clip(Solid(), 4, "solid"), clip(Title(text="Rain"), 4, "title")))
    mixed = read_all(replace(film, media=(song, video, mute, gone)), tmp_path, 24)[:, 0]
    assert mixed[[4000, 12_000]] == pytest.approx([0.25, 0.25], abs=1e-6)
    assert not mixed[16_000:].any()


@pytest.mark.parametrize("kind", list(TransitionKind))
def test_every_transition_keeps_the_power(tmp_path: Path, make_film: MakeFilm, kind: TransitionKind) -> None:
    make_steady(tmp_path, "a", 0.5)
    silent = OfShot(shot=ShotId("new"))
    cut = Transition(frames=6, kind=kind)
    falling, rising = (
        read_all(make_film(track(clip(one, 10, "x"), cut, clip(two, 10, "y", start=10))), tmp_path, 20)[
            14_000:26_000, 0
        ]
        / 0.5
        for one, two in ((TAKE, silent), (silent, TAKE))
    )
    assert falling**2 + rising**2 == pytest.approx(np.ones(12_000), abs=1e-5)


def test_levels_are_the_peaks_of_each_track_in_the_last_block(tmp_path: Path, make_film: MakeFilm) -> None:
    make_steady(tmp_path, "a", -0.5)
    quiet, late = track(clip(gain=0.5)), track(Gap(frames=4), clip(frames=4), id="a2")
    off = track(clip(), id="a3", muted=True)
    with Mixer(make_film(quiet, late, off), tmp_path) as mixer:
        mixer.read(1000, 1000)
        assert mixer.levels == pytest.approx({"a1": 0.25, "a2": 0.0}, abs=1e-6)
        mixer.read(12_000, 1000)
        assert mixer.levels == pytest.approx({"a1": 0.25, "a2": 0.5}, abs=1e-6)
        mixer.read(1_000_000, 1000)
        assert mixer.levels == {"a1": 0.0, "a2": 0.0}


def test_files_of_twenty_tracks_stay_open(tmp_path: Path, make_film: MakeFilm) -> None:
    """Opening files again for every block would be far too slow: here they are gone by the second one."""
    names = [f"s{number}" for number in range(20)]
    for name in names:
        make_steady(tmp_path, name, 0.01)
    media = tuple(make_media(name, MediaKind.SOUND) for name in names)
    film = make_film(*(track(clip(OfMedia(media=MediaId(name))), id=name) for name in names))
    with Mixer(replace(film, media=media), tmp_path) as mixer:
        assert mixer.read(4000, 1000) == pytest.approx(np.full((1000, 2), 0.2), abs=1e-5)
        for name in names:
            (tmp_path / f"{name}.mov").unlink()
        assert mixer.read(5000, 1000) == pytest.approx(np.full((1000, 2), 0.2), abs=1e-5)
