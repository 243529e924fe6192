"""A list and pictures of one's own, on the command line, to a film file of the asked size, rate and length."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image, ImageDraw

from tests.commands.conftest import Command

SECONDS = (0.5, 0.3, 0.45)
RATES = {"24": Fraction(24), "25": Fraction(25), "23.976": Fraction(24000, 1001), "29.97": Fraction(30000, 1001)}


@pytest.fixture
def list_and_cast(tmp_path: Path) -> tuple[Path, Path]:
    """Three shots with two characters, one of whom speaks."""
    pictures = tmp_path / "cast"
    for name, colour in (("Ada", "teal"), ("Bo", "orange")):
        (pictures / name).mkdir(parents=True)
        picture = Image.new("RGB", (320, 400), "white")
        ImageDraw.Draw(picture).ellipse((60, 40, 260, 380), fill=colour)
        picture.save(pictures / name / "face.png")
    lines = ("Ada;Bo,@Ada meets @Bo,ADA: Oh!", "Bo,@Bo waits,", ",The empty quay,")
    rows = [f"{line},{seconds}" for line, seconds in zip(lines, SECONDS, strict=True)]
    shots = tmp_path / "shots.csv"
    shots.write_text("\n".join(("cast,action,dialogue,seconds", *rows)))
    return shots, pictures


@pytest.mark.parametrize("rate", RATES)
def test_the_file_has_the_asked_size_rate_and_length(
    storyreel: Command, tmp_path: Path, list_and_cast: tuple[Path, Path], rate: str
) -> None:
    shots, pictures = list_and_cast
    code, made = storyreel(
        "new", tmp_path / "own", "--shots", shots, "--cast", pictures, "--size", "256x144", "--rate", rate
    )
    assert (code, made["shots"], made["cast"], made["images"]) == (0, 3, ["Ada", "Bo"], 2)
    code, rendered = storyreel("render", str(made["film"]))
    assert (code, rendered["failed"]) == (0, [])
    out = tmp_path / "own.mp4"
    code, written = storyreel("export", str(made["film"]), out)
    frames = sum(round(seconds * RATES[rate]) for seconds in SECONDS)
    assert (code, written["frames"], written["missing"]) == (0, frames, [])

    width, height, found, count, sound = probe(out)
    assert (width, height, found, count) == (256, 144, RATES[rate], frames)
    assert abs(sound - frames / RATES[rate]) <= 1 / RATES[rate]


def probe(path: Path) -> tuple[int, int, Fraction, int, Fraction]:
    """Width, height, rate and number of the pictures, and the seconds of the sound: by ffprobe where there is one."""
    if shutil.which("ffprobe") is None:
        with av.open(path) as container:
            video, audio = container.streams.video[0], container.streams.audio[0]
            seconds = Fraction((audio.duration or 0) * (audio.time_base or Fraction(0)))
            rate = Fraction(video.average_rate or 0)
            return video.width, video.height, rate, sum(1 for _ in container.decode(video)), seconds
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    streams = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"]
    video, audio = (next(each for each in streams if each["codec_type"] == kind) for kind in ("video", "audio"))
    rate = Fraction(video["avg_frame_rate"])
    return video["width"], video["height"], rate, int(video["nb_read_frames"]), Fraction(audio["duration"])
