"""Recorded voices in the film's folder: written whole, checked, and taken along."""

import os
import signal
import subprocess
import sys
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.core.ids import ShotId
from studio.core.project import Line, Project
from studio.errors import StudioError
from studio.storage.check import find_faults
from studio.storage.collect import collect
from studio.storage.folder import FilmFolder
from studio.storage.missing import find_missing
from studio.storage.steps import run_steps
from studio.storage.voices import (
    add_to_recording,
    drop_recording,
    find_recordings,
    keep_recording,
    keep_voice,
    name_recording,
)
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


RECORD = """
import os, sys
from pathlib import Path
from studio.core.ids import ShotId
from studio.storage.voices import add_to_recording, name_recording
recording = name_recording(Path(sys.argv[1]), ShotId("s-1.b"), 3)
while True:
    add_to_recording(recording, bytes(range(1, 201)))
    os.write(1, b".")
"""


def test_a_recording_outlasts_a_kill(tmp_path: Path) -> None:
    film = FilmFolder.create(tmp_path / "a.storyreel", make_small_film())
    film.close()
    writer = subprocess.Popen([sys.executable, "-c", RECORD, str(film.path)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    with writer, writer.stdout as told:
        count = len(os.read(told.fileno(), 1)) + len(os.read(told.fileno(), 1))
        writer.send_signal(signal.SIGKILL)
        count += len(told.read())
    FilmFolder.open(film.path).close()
    (recording,) = find_recordings(film.path)
    assert (recording.shot, recording.line) == (ShotId("s-1.b"), 3)
    with wave.open(str(film.path / keep_recording(film.path, recording))) as file:
        kept = file.readframes(10**9)
    assert kept.startswith(bytes(range(1, 201)) * count)
    drop_recording(recording)
    drop_recording(recording)
    assert not find_recordings(film.path)


def test_what_is_no_recording_is_left_alone(tmp_path: Path) -> None:
    assert not find_recordings(tmp_path)
    one = name_recording(tmp_path, ShotId("s"), 0)
    add_to_recording(one, b"\x01")
    for name in ("a.part", "../b.0.0123456789ab.part", "s.0.x.part"):
        (tmp_path / "voices" / name).write_bytes(PCM)
    (tmp_path / "voices" / "s.1.0123456789ab.part").symlink_to(tmp_path / "b.0.0123456789ab.part")
    assert find_recordings(tmp_path) == (one,)
    assert keep_recording(tmp_path, one) == "", "half a sample is nothing"


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
