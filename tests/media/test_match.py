"""Matches made by the one renderer: to the known colour, in ten bits, in export as in the player, and none at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame

from studio.core.edits.match import set_match, set_strength
from studio.core.ids import ClipId, ShotId, TakeId, TrackId
from studio.core.match import Channel, Grade, Match, grade_rows
from studio.core.project import Project
from studio.core.timeline import Clip, Gap, OfShot, Track
from studio.measure.grade import fit_grade
from studio.measure.seam import compare
from studio.media.cache import FrameCache
from studio.media.colour import WORKING_FORMAT, from_rgb, planes_of, tag_709, to_rgb
from studio.media.compose import Composer
from studio.media.encoding import Encoding
from studio.media.match import apply_match
from studio.media.reader import TakeReader
from studio.media.writer import StreamWriter, TakeWriter
from tests.measure.pictures import change, paint

MakeFilm = Callable[..., Project]
SIZE = (320, 180)
LOSSLESS = Encoding(container="matroska", video_codec="ffv1", pixel_format="yuv422p10le", video_options={"g": "1"})
WARM = Grade(red=Channel(gain=1.1, offset=0.02), blue=Channel(gain=0.92, offset=-0.01), saturation=1.2)


def make_match(grade: Grade, take: str = "take-b", strength: float = 1.0) -> Match:
    return Match(grade=grade, strength=strength, take=TakeId(take), before=TakeId("take-a"))


def same(one: VideoFrame, other: VideoFrame) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(planes_of(one), planes_of(other), strict=True))


@pytest.fixture
def film(tmp_path: Path, make_film: MakeFilm) -> Project:
    """Two takes of one moving picture, the second warmer and paler, that meet at frame 3."""
    moving = paint(6, step=(0, 1))
    for name, pictures in (("a", moving[:3]), ("b", change(moving[3:], (1.06, 1, 0.94), (0.02, 0.02, 0.02), 0.9))):
        with TakeWriter(tmp_path / f"{name}.mov", *SIZE, Fraction(24)) as writer:
            writer.add_pictures(pictures)
    clips = tuple(Clip(id=ClipId(name), source=OfShot(shot=ShotId(name)), frames=3) for name in "ab")
    return make_film(Track(id=TrackId("v1"), name="V1", items=(*clips, Gap(frames=1))), size=SIZE)


def frames_of(film: Project, folder: Path, numbers: range) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Composer(film, folder) as composer:
        return np.stack([to_rgb(composer.frame(number)) for number in numbers])


def test_a_measured_match_closes_the_seam(tmp_path: Path, film: Project) -> None:
    before, after = (frames_of(film, tmp_path, numbers) for numbers in (range(3), range(3, 6)))
    matched = set_match(film, ClipId("b"), make_match(fit_grade(before, after)))
    apart, closed = compare(before, after), compare(before, frames_of(matched, tmp_path, range(3, 6)))
    assert apart.pair is not None
    assert closed.pair is not None
    assert apart.colour > 2
    assert closed.colour < 0.5
    assert closed.pair < 1 < apart.pair


def test_without_a_match_frames_are_the_takes_own_bits(tmp_path: Path, film: Project) -> None:
    neutral = (
        None,
        make_match(Grade()),
        make_match(WARM, strength=0),
        make_match(WARM, take="another take"),
    )
    with TakeReader(tmp_path / "b.mov") as reader:
        own = [planes_of(frame) for frame in reader.frames()]
    for match in neutral:
        with Composer(set_match(film, ClipId("b"), match), tmp_path) as composer:
            for number in range(3):
                assert all(map(np.array_equal, planes_of(composer.frame(3 + number)), own[number]))


def test_edits_of_a_match_are_followed_and_kept_apart(tmp_path: Path, film: Project) -> None:
    matched = set_match(film, ClipId("b"), make_match(WARM))
    with Composer(film, tmp_path, FrameCache()) as composer:
        plain = composer.frame(4)
        composer.follow(matched)
        whole = to_rgb(composer.frame(4))
        composer.follow(set_strength(matched, ClipId("b"), 0.5))
        half = to_rgb(composer.frame(4))
        composer.follow(film)
        assert composer.frame(4) is plain
    wanted = (to_rgb(plain).astype(float) + whole) / 2
    assert np.abs(wanted - half).max() <= 2
    assert np.abs(whole.astype(int) - to_rgb(plain)).max() > 15


def test_exported_frames_are_the_matched_ones(tmp_path: Path, film: Project) -> None:
    matched = set_match(film, ClipId("b"), make_match(WARM))
    with (
        Composer(matched, tmp_path) as composer,
        StreamWriter(tmp_path / "film.mkv", LOSSLESS, *SIZE, Fraction(24)) as writer,
    ):
        for number in range(6):
            writer.add_frame(composer.frame(number))
    with Composer(matched, tmp_path, FrameCache()) as player, TakeReader(tmp_path / "film.mkv") as exported:
        assert all(same(exported.frame(number), player.frame(number)) for number in range(6))


def test_letterboxes_stay_black(tmp_path: Path, film: Project) -> None:
    matched = replace(set_match(film, ClipId("b"), make_match(Grade(red=Channel(offset=0.2)))), height=320)
    with Composer(matched, tmp_path) as composer:
        picture = to_rgb(composer.frame(3))
    assert not picture[:60].any()
    assert picture[100:200].any()


@pytest.mark.parametrize("size", [(320, 180), (321, 180), (2, 2), (3, 1), (1, 1)])
@pytest.mark.parametrize(
    "grade", [WARM, Grade(green=Channel(gain=0.5, offset=-0.25)), Grade(red=Channel(gain=2, offset=0.25), saturation=2)]
)
def test_colours_come_out_as_the_grade_says(size: tuple[int, int], grade: Grade) -> None:
    """Against the same sum made in RGB, within what ten bits and the half of the chroma lose."""
    width, height = size
    colours = np.array([(120, 90, 60), (200, 200, 200), (90, 120, 160), (30, 30, 34)])
    rows = np.array(grade_rows(grade))
    for colour in colours:
        frame = from_rgb(np.broadcast_to(colour, (height, width, 3)).astype(np.uint8))
        wanted = np.clip(rows[:, :3] @ (to_rgb(frame)[0, 0] / 255) + rows[:, 3], 0, 1) * 255
        if wanted.min() > 0 and wanted.max() < 255:  # else the display cuts off what the codes still hold
            graded = to_rgb(apply_match(frame, make_match(grade)))
            assert np.abs(graded - wanted).max() <= 2


def test_a_ramp_of_ten_bits_stays_one() -> None:
    """No level is lost or jumped over that an 8-bit display could show: neighbours are at most two codes apart."""
    frame = VideoFrame(877, 64, WORKING_FORMAT)
    for plane, first in zip(planes_of(frame), (np.arange(64, 941), 512, 512), strict=True):
        plane[:] = first
    tag_709(frame)
    grade = Grade(red=Channel(gain=1.15), green=Channel(gain=1.1), blue=Channel(gain=1.2), saturation=0.8)
    luma = planes_of(apply_match(frame, make_match(grade)))[0].astype(int)
    steps = np.diff(luma[:, :700], axis=1)
    assert steps.min() >= 1
    assert steps.max() <= 2
    assert (luma == luma[0]).all()
    assert planes_of(apply_match(frame, make_match(Grade(green=Channel(gain=2)))))[0].max() <= 1019
