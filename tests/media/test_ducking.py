"""Music goes down while somebody speaks, by so many decibels, comes back between the lines, and never clicks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.ids import ClipId, MediaId, ShotId, TrackId
from studio.core.project import Media, MediaKind, Project
from studio.core.request import RequestLine
from studio.core.timeline import Clip, Gap, OfMedia, OfShot, Track, TrackKind
from studio.media.mix import Mixer
from studio.media.writer import TakeWriter

MakeFilm = Callable[..., Project]
Samples = NDArray[np.float32]

SECOND = 48_000
MUSIC = 0.25
WORDS = ((3.0, 3.5), (3.9, 4.5), (8.0, 8.2))  # seconds: two words of one line, and another one
LENGTH = 12 * 24
SONG = Media(
    id=MediaId("song"), name="song", path="song.mov", sha256="0" * 64, kind=MediaKind.SOUND, frames=LENGTH,
    has_sound=True,
)  # fmt: skip
VOICE = replace(SONG, id=MediaId("voice"), path="a.mov")


def write_sound(path: Path, sound: Samples) -> None:
    with TakeWriter(path, 64, 36, Fraction(24)) as writer:
        writer.add_pictures(np.zeros((LENGTH, 36, 64, 3), np.uint8))
        writer.add_sound(np.stack((sound, sound), axis=1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A take `a.mov` in which somebody speaks, and a song of one constant, so that what is heard of it is its gain."""
    folder = tmp_path_factory.mktemp("film")
    at = np.arange(12 * SECOND) / SECOND
    spoken = np.any([(begin <= at) & (at < end) for begin, end in WORDS], axis=0)
    room = np.random.default_rng(1).normal(0, 0.001, len(at))
    write_sound(folder / "a.mov", (np.sin(at * 2 * np.pi * 150) * 0.2 * spoken + room).astype(np.float32))
    write_sound(folder / "song.mov", np.full(len(at), MUSIC, np.float32))
    return folder


def speak(film: Project, *shots: str) -> Project:
    """The takes of these shots were made with a line."""
    line = RequestLine(speaker="Ada", language="en", text="Where is it?")
    (scene,) = film.scenes
    made = [
        replace(shot, takes=(replace(take, request=replace(take.request, dialogue=(line,))),))
        if shot.id in shots and (take := shot.take)
        else shot
        for shot in scene.shots
    ]
    return replace(film, scenes=(replace(scene, shots=tuple(made)),), media=(SONG, VOICE))


TAKE = Track(id=TrackId("v1"), name="V1", items=(Clip(id=ClipId("a"), source=OfShot(shot=ShotId("a")), frames=LENGTH),))
READ = replace(
    TAKE, id=TrackId("a2"), items=(Clip(id=ClipId("b"), source=OfMedia(media=VOICE.id), frames=LENGTH),), speech=True
)
MUSIC_TRACK = Track(
    id=TrackId("a1"),
    name="A1",
    kind=TrackKind.AUDIO,
    items=(Clip(id=ClipId("m"), source=OfMedia(media=SONG.id), frames=LENGTH),),
    ducks=12.0,
)


def read_all(film: Project, folder: Path, piece: int) -> Samples:
    count = film.timeline.frames * 2000
    with Mixer(film, folder) as mixer:
        return np.concatenate([mixer.read(first, min(piece, count - first)) for first in range(0, count, piece)])


def find_gain(film: Project, folder: Path) -> Samples:
    """What the music is multiplied with: what is heard of it beside the speech."""
    tracks = film.timeline.tracks
    others = tuple(track for track in tracks if not track.ducks)
    alone = replace(film, timeline=replace(film.timeline, tracks=others))
    return (read_all(film, folder, 4000) - read_all(alone, folder, 4000))[:, 0] / MUSIC


def in_decibels(gain: Samples, begin: float, end: float) -> Samples:
    return 20 * np.log10(gain[round(begin * SECOND) : round(end * SECOND)])


@pytest.mark.parametrize("decibels", [6.0, 12.0, 30.0])
def test_down_while_somebody_speaks_and_back_between_the_lines(
    folder: Path, make_film: MakeFilm, decibels: float
) -> None:
    film = speak(make_film(TAKE, replace(MUSIC_TRACK, ducks=decibels)), "a")
    gain = find_gain(film, folder)
    for begin, end in ((3.0, 5.0), (8.0, 8.7)):  # also between two words, and a little after them
        assert in_decibels(gain, begin, end) == pytest.approx(-decibels, abs=0.05)
    for begin, end in ((0.1, 2.74), (5.76, 7.74), (9.46, 11.9)):
        assert in_decibels(gain, begin, end) == pytest.approx(0, abs=0.05)
    slopes = np.abs(np.diff(in_decibels(gain, 0.1, 11.9)[::48]))  # decibels a millisecond
    assert 0.5 * decibels / 250 < slopes.max() < 1.8 * decibels / 250


def test_a_file_is_speech_on_a_track_that_says_so(folder: Path, make_film: MakeFilm) -> None:
    spoken = find_gain(speak(make_film(READ, MUSIC_TRACK)), folder)
    assert in_decibels(spoken, 3.0, 5.0) == pytest.approx(-12, abs=0.05)
    plain = find_gain(speak(make_film(replace(READ, speech=False), MUSIC_TRACK)), folder)
    assert in_decibels(plain, 0.1, 11.9) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    "tracks",
    [
        (TAKE, replace(MUSIC_TRACK, ducks=0.0)),
        (replace(TAKE, muted=True), MUSIC_TRACK),
        (TAKE, replace(MUSIC_TRACK, solo=True)),
        (replace(TAKE, items=(replace(TAKE.items[0], gain=0.0),)), MUSIC_TRACK),
        (replace(TAKE, items=(replace(TAKE.items[0], gain=0.02),)), MUSIC_TRACK),
        (replace(TAKE, ducks=6.0), MUSIC_TRACK),
        (replace(TAKE, items=(replace(TAKE.items[0], source=OfShot(shot=ShotId("new"))),)), MUSIC_TRACK),
        (MUSIC_TRACK,),
    ],
    ids=["doesn't duck", "muted", "music alone", "silenced", "too quiet", "ducks itself", "without take", "nobody"],
)
def test_only_under_speech_that_is_heard(folder: Path, make_film: MakeFilm, tracks: tuple[Track, ...]) -> None:
    film = speak(make_film(*tracks), "a")
    with Mixer(film, folder) as mixer:
        mixer.read(round(3.2 * SECOND), 2000)
        assert mixer.levels[TrackId("a1")] == pytest.approx(MUSIC, abs=1e-5)


def test_a_take_without_lines_is_no_speech(folder: Path, make_film: MakeFilm) -> None:
    film = speak(make_film(TAKE, MUSIC_TRACK), "b")
    assert in_decibels(find_gain(film, folder), 0.1, 11.9) == pytest.approx(0, abs=0.05)


def test_it_is_the_same_however_it_is_read_and_follows_the_film(folder: Path, make_film: MakeFilm) -> None:
    late = replace(TAKE, items=(Gap(frames=7), replace(TAKE.items[0], speed=Fraction(7, 5))))
    film = speak(make_film(late, READ, MUSIC_TRACK, rate=Fraction(24)), "a")
    whole = read_all(film, folder, 48_000)
    assert np.array_equal(read_all(film, folder, 777), whole)
    with Mixer(film, folder) as mixer:
        backwards = range(150_000, 100_000, -960)
        for first in (400_000, 140_000, 100_001, 144_000, 144_240, *backwards):
            assert np.array_equal(mixer.read(first, 960), whole[first : first + 960])
        mixer.follow(speak(make_film(MUSIC_TRACK)))
        mixer.read(144_000, 960)
        assert mixer.levels == pytest.approx({"a1": MUSIC}, abs=1e-5)
        mixer.follow(film)
        assert np.array_equal(mixer.read(144_960, 960), whole[144_960:145_920])
