"""Recorded voices in the film's folder: written whole, checked, and taken along."""

import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.core.project import Line, Project
from studio.errors import StudioError
from studio.storage.check import find_faults
from studio.storage.collect import collect
from studio.storage.folder import FilmFolder
from studio.storage.missing import find_missing
from studio.storage.steps import run_steps
from studio.storage.voices import keep_voice
from tests.storage.films import make_small_film

PCM = (np.arange(4800) % 100 * 200).astype("<i2").tobytes()


def with_voice(film: Project, voice: str) -> Project:
    scene = film.scenes[0]
    shot = replace(scene.shots[0], dialogue=(Line(text="Here.", voice=voice),))
    return replace(film, scenes=(replace(scene, shots=(shot, *scene.shots[1:])), *film.scenes[1:]))


def test_the_same_voice_lies_there_once_as_a_plain_wav(tmp_path: Path) -> None:
    path = keep_voice(tmp_path, PCM)
    assert keep_voice(tmp_path, PCM) == path
    assert [each.name for each in (tmp_path / "voices").iterdir()] == [path.removeprefix("voices/")]
    with wave.open(str(tmp_path / path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 48_000)
        assert file.readframes(9999) == PCM


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("in the way")
    with pytest.raises(StudioError, match="voices"):
        keep_voice(tmp_path, PCM)


@pytest.mark.parametrize("path", ["voices/../film.json", "/etc/passwd", "voices/a.wav", f"takes/{'0' * 64}.wav"])
def test_other_paths_are_refused(path: str) -> None:
    assert any("voice" in fault for fault in find_faults(with_voice(make_small_film(), path)))
    assert not find_faults(with_voice(make_small_film(), f"voices/{'0' * 64}.wav"))


def test_a_collected_film_takes_its_voices_along_and_a_lost_one_is_told(tmp_path: Path) -> None:
    home, target = tmp_path / "a.storyreel", tmp_path / "b.storyreel"
    folder = FilmFolder.create(home, make_small_film())
    film = with_voice(make_small_film(), keep_voice(home, PCM))
    voice = next(film.shots).dialogue[0].voice
    run_steps(collect(home, film, target), lambda: False, lambda step: None)
    assert (target / voice).is_file()
    folder.save(film)
    assert not any("A voice of" in sentence for sentence in find_missing(folder))
    (home / voice).unlink()
    assert any("A voice of" in sentence for sentence in find_missing(folder))
    folder.close()
