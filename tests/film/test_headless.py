"""A film from a shot list to a file, on the command line, and its pictures read back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import av
import pytest

from studio.core.edits.cut import split_at
from studio.core.edits.trims import trim_end
from studio.core.ids import ClipId
from studio.core.timeline import place_clips
from studio.media.bars import read_bars
from studio.media.colour import to_rgb
from studio.storage.folder import FilmFolder

LIST = "scene,shot,action,seconds,backend\nOne,First,A,0.5,test_pattern\nOne,Second,B,0.75,test_pattern\n"


def storyreel(*arguments: object) -> tuple[int, dict[str, object]]:
    """A command's exit code and its object."""
    ran = subprocess.run(
        [sys.executable, "-m", "studio", *map(str, arguments), "--json"], capture_output=True, text=True, check=False
    )
    return ran.returncode, json.loads(ran.stdout)


def read_numbers(path: Path) -> list[int]:
    """The number on every frame of a file."""
    with av.open(path) as container:
        return [read_bars(to_rgb(frame)) for frame in container.decode(video=0)]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "shots.csv").write_text(LIST)
    code, made = storyreel("new", tmp_path / "rain", "--shots", tmp_path / "shots.csv", "--size", "320x180")
    assert code == 0
    return Path(str(made["film"]))


@pytest.mark.timeout(180)
def test_from_list_to_file(film: Path, tmp_path: Path) -> None:
    code, rendered = storyreel("render", film)
    assert (code, rendered["failed"]) == (0, [])
    assert storyreel("render", film)[1]["rendered"] == []

    folder = FilmFolder.open(film)
    first = ClipId(f"c-{next(folder.project.shots).id}")
    edited = trim_end(split_at(folder.project, 20), first, -4, ripple=True)
    folder.save(edited)
    folder.close()
    expected = [
        clip.start + offset for clip, _ in place_clips(edited.timeline.tracks[0]) for offset in range(clip.frames)
    ]

    for name in ("out.mp4", "out.mkv"):
        code, written = storyreel("export", film, tmp_path / name)
        assert (code, written["frames"]) == (0, len(expected))
        assert read_numbers(tmp_path / name) == expected
    with av.open(tmp_path / "out.mp4") as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height, video.average_rate) == (320, 180, 24)
        samples = sum(frame.samples for frame in container.decode(audio))
    assert abs(samples / 48_000 - len(expected) / 24) <= 1 / 24


def test_wrong_use_says_what_to_do(film: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("scene,act\n1,2\n")
    cases = {
        ("new", tmp_path / "x", "--shots", bad): (2, "bad.csv"),
        ("new", tmp_path / "y", "--size", "12x"): (2, "12x"),
        ("render", tmp_path / "none.storyreel"): (3, "none.storyreel"),
        ("render", film, "--backend", "nope"): (4, "nope"),
        ("render", film, "--shot", "nope"): (2, "nope"),
        ("export", film, tmp_path / "out.gif"): (2, "out.gif"),
    }
    for arguments, (wanted, words) in cases.items():
        code, said = storyreel(*arguments)
        assert (code, words in str(said["error"])) == (wanted, True), said
    assert not (tmp_path / "x.storyreel").exists()
