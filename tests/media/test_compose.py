"""The one renderer: cuts, gaps, tracks, opacity, dissolves, letterboxes and slates, to the frame and to the bit."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from studio.core.edits.cut import delete_clips, split_at
from studio.core.edits.trims import trim_start
from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.project import Project, Shot
from studio.core.timeline import Clip, Gap, Item, OfShot, Track, Transition
from studio.errors import StudioError
from studio.media.bars import read_bars
from studio.media.blend import draw_slate, fit, make_black
from studio.media.cache import FrameCache
from studio.media.colour import convert, from_rgb, planes_of, to_rgb
from studio.media.compose import Composer
from studio.media.encoding import Encoding
from studio.media.reader import TakeReader
from studio.media.writer import StreamWriter, TakeWriter

MakeClip = Callable[..., Path]
MakeFilm = Callable[..., Project]

LOSSLESS = Encoding(container="matroska", video_codec="ffv1", pixel_format="yuv422p10le", video_options={"g": "1"})


def clip(shot: str, start: int, frames: int, *, id: str = "", opacity: float = 1.0) -> Clip:
    return Clip(
        id=ClipId(id or f"{shot}{start}"), source=OfShot(shot=ShotId(shot)), start=start, frames=frames, opacity=opacity
    )


def track(*items: Item, id: str = "v1", hidden: bool = False) -> Track:
    return Track(id=TrackId(id), name=id, items=items, hidden=hidden)


def make_grey(folder: Path, name: str, level: int, frames: int = 24, size: tuple[int, int] = (160, 90)) -> None:
    """A take of one grey."""
    with TakeWriter(folder / f"{name}.mov", *size, Fraction(24)) as writer:
        writer.add_pictures(np.full((frames, size[1], size[0], 3), level, np.uint8))


def same(one: VideoFrame, other: VideoFrame) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(planes_of(one), planes_of(other), strict=True))


def levels(frame: VideoFrame) -> NDArray[np.int64]:
    """The 8-bit grey of each pixel."""
    return to_rgb(frame).mean(axis=-1).round().astype(np.int64)


def bars_of(composer: Composer, numbers: Sequence[int]) -> list[int]:
    return [read_bars(to_rgb(composer.frame(number))) for number in numbers]


def test_bars_come_in_the_order_of_the_cut(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov", first=100)
    make_clip("b.mov", first=200)
    film = make_film(track(clip("b", 20, 4), clip("a", 0, 3), clip("a", 10, 2), Gap(frames=2), clip("b", 0, 3)))
    wanted = [220, 221, 222, 223, 100, 101, 102, 110, 111, 0, 0, 200, 201, 202]
    with Composer(film, tmp_path) as composer:
        assert bars_of(composer, range(14)) == wanted
        assert bars_of(composer, range(13, -1, -1)) == wanted[::-1]
        for number in (9, 10, 14, 500):
            assert same(composer.frame(number), make_black((160, 90)))


def test_edits_are_followed(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov", first=100)
    make_clip("b.mov", first=200)
    film = make_film(track(clip("a", 0, 6), clip("b", 0, 6)))
    with Composer(film, tmp_path, FrameCache()) as composer:
        assert bars_of(composer, [0, 5, 6]) == [100, 105, 200]
        cut = split_at(film, 3)
        composer.follow(cut)
        assert bars_of(composer, range(12)) == [*range(100, 106), *range(200, 206)]
        composer.follow(trim_start(delete_clips(cut, [ClipId("a0")]), ClipId("b0"), 2))
        assert bars_of(composer, range(12)) == [0, 0, 0, 103, 104, 105, 0, 0, 202, 203, 204, 205]
        composer.follow(film)
        assert bars_of(composer, [0, 5, 6]) == [100, 105, 200]


def test_a_clip_alone_is_the_take_bit_for_bit(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    path = make_clip("a.mov")
    with Composer(make_film(track(clip("a", 5, 9))), tmp_path) as composer, TakeReader(path) as reader:
        for number in range(9):
            assert same(composer.frame(number), reader.frame(5 + number))


def test_a_short_take_holds_its_ends(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov", frames=10, first=100)
    with Composer(make_film(track(clip("a", 6, 12))), tmp_path) as composer:
        assert bars_of(composer, range(12)) == [106, 107, 108, *[109] * 9]


def test_a_take_of_another_rate_keeps_its_speed(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov", frames=48, rate=Fraction(48))
    with Composer(make_film(track(clip("a", 2, 10))), tmp_path) as composer:
        assert bars_of(composer, range(10)) == list(range(4, 24, 2))


def test_upper_tracks_cover_lower_ones(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov", first=100)
    make_clip("b.mov", first=200)
    lower, upper = track(clip("a", 0, 8)), track(Gap(frames=2), clip("b", 0, 3), id="v2")
    with Composer(make_film(lower, upper), tmp_path) as composer:
        assert bars_of(composer, range(8)) == [100, 101, 200, 201, 202, 105, 106, 107]
        composer.follow(make_film(lower, replace(upper, hidden=True)))
        assert bars_of(composer, range(8)) == list(range(100, 108))


@pytest.mark.parametrize(("opacity", "wanted"), [(0.25, 88), (0.5, 125), (0.0, 50), (1.0, 200)])
def test_opacity_lets_the_lower_track_through(tmp_path: Path, make_film: MakeFilm, opacity: float, wanted: int) -> None:
    make_grey(tmp_path, "a", 50)
    make_grey(tmp_path, "b", 200)
    film = make_film(track(clip("a", 0, 4)), track(clip("b", 0, 4, opacity=opacity), id="v2"))
    with Composer(film, tmp_path) as composer:
        assert np.abs(levels(composer.frame(1)) - wanted).max() <= 1


def test_a_dissolve_runs_evenly_over_its_cut(tmp_path: Path, make_film: MakeFilm) -> None:
    make_grey(tmp_path, "a", 40)
    make_grey(tmp_path, "b", 200)
    film = make_film(track(clip("a", 0, 12), Transition(frames=7), clip("b", 12, 12)))
    with Composer(film, tmp_path) as composer:
        got = [int(levels(composer.frame(number))[45, 80]) for number in range(7, 18)]
    assert got == pytest.approx([40, 40, *(40 + 20 * step for step in range(1, 8)), 200, 200], abs=1)
    assert got[5] == pytest.approx(120, abs=1)  # the middle


def test_a_dissolve_uses_handles_and_holds_where_they_lack(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm
) -> None:
    make_clip("a.mov", frames=24, first=0)
    make_clip("b.mov", frames=24, first=0)
    film = make_film(track(clip("a", 0, 24), Transition(frames=8), clip("b", 0, 24)))
    with (
        Composer(film, tmp_path) as composer,
        TakeReader(tmp_path / "a.mov") as left,
        TakeReader(tmp_path / "b.mov") as right,
    ):
        for number in range(20, 28):
            share = (number - 19) / 9
            parts = zip(
                planes_of(left.frame(min(number, 23))), planes_of(right.frame(max(number - 24, 0))), strict=True
            )
            wanted = [(1 - share) * a.astype(float) + share * b for a, b in parts]
            for plane, mean in zip(planes_of(composer.frame(number)), wanted, strict=True):
                assert np.abs(plane - mean).max() < 0.6


def test_fades_at_gaps_and_ends(tmp_path: Path, make_film: MakeFilm) -> None:
    make_grey(tmp_path, "a", 200)
    film = make_film(track(Gap(frames=2), Transition(frames=3), clip("a", 0, 10), Transition(frames=3)))
    with Composer(film, tmp_path) as composer:
        got = [int(levels(composer.frame(number))[45, 80]) for number in range(13)]
    assert got == pytest.approx([0, 0, 50, 100, 150, 200, 200, 200, 200, 150, 100, 50, 0], abs=1)


@pytest.mark.parametrize(
    ("source", "box"),
    [
        ((160, 90), (0, 0, 160, 90)),
        ((80, 80), (34, 0, 90, 90)),
        ((160, 60), (0, 14, 160, 60)),
        ((320, 180), (0, 0, 160, 90)),
    ],
)
def test_letterboxes_never_stretch(
    tmp_path: Path, make_film: MakeFilm, source: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    make_grey(tmp_path, "a", 180, 2, source)
    left, top, width, height = box
    with Composer(make_film(track(clip("a", 0, 2))), tmp_path) as composer:
        got = levels(composer.frame(0))
    inside = np.zeros((90, 160), bool)
    inside[top : top + height, left : left + width] = True
    assert np.abs(got[inside] - 180).max() <= 1
    assert not got[~inside].any()


def test_fit_is_even_and_fills_what_is_but_a_pixel_off() -> None:
    assert fit((1920, 1080), (960, 540)) == (960, 540)
    assert fit((1920, 1080), (853, 480)) == (853, 480)
    assert fit((1000, 1000), (1920, 1080)) == (1080, 1080)
    assert fit((333, 1000), (1920, 1080)) == (360, 1080)
    assert fit((4000, 10), (1920, 1080)) == (1920, 4)


@pytest.mark.parametrize("size", [(80, 45), (160, 90), (320, 180), (90, 160), (101, 57)])
def test_previews_are_the_same_picture_smaller(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, size: tuple[int, int]
) -> None:
    make_clip("a.mov", first=1000)
    with Composer(make_film(track(clip("a", 0, 4))), tmp_path, FrameCache()) as composer:
        frame = composer.frame(3, size)
        assert (frame.width, frame.height) == size
        height = min(size[1], round(size[0] * 90 / 160))
        top = (size[1] - height) // 2
        assert read_bars(to_rgb(frame)[top : top + height]) == 1003
        assert composer.frame(3, size) is frame  # kept


def test_missing_takes_show_a_slate(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("b.mov", first=200)
    film = make_film(track(clip("new", 0, 2), clip("a", 0, 2), clip("b", 0, 2)))
    with Composer(film, tmp_path) as composer:
        assert same(composer.frame(0), draw_slate("new", (160, 90)))
        assert same(composer.frame(2), draw_slate("a", (160, 90)))
        assert bars_of(composer, [4]) == [200]
        make_clip("a.mov", first=100)  # it is back
        assert bars_of(composer, [2]) == [100]
    slate = to_rgb(draw_slate("A shot with a name that is far too long for one line of a slate", (640, 360)))
    assert slate[0, 0].max() < 60
    assert slate.max() > 90
    assert (slate[:, :16] == slate[0, 0]).all()  # it fits


def test_a_damaged_take_is_one_sentence(tmp_path: Path, make_film: MakeFilm) -> None:
    (tmp_path / "a.mov").write_text("no film at all")
    with (
        Composer(make_film(track(clip("a", 0, 2))), tmp_path) as composer,
        pytest.raises(StudioError, match=r"^a\.mov is damaged and can't be read; "),
    ):
        composer.frame(0)


def test_many_takes_keep_few_files_open(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    content = make_clip("a.mov", first=100).read_bytes()
    film = make_film(track(*(clip(str(n), n, 1) for n in range(20))))
    shot, shots = film.scenes[0].shots[0], list[Shot]()
    for n in range(20):
        (tmp_path / f"{n}.mov").write_bytes(content)
        shots.append(replace(shot, id=ShotId(str(n)), takes=(replace(shot.takes[0], path=f"{n}.mov"),)))
    film = replace(film, scenes=(replace(film.scenes[0], shots=tuple(shots)),))
    with Composer(film, tmp_path) as composer:
        assert bars_of(composer, range(20)) == list(range(100, 120))
        opened = {each.readlink().name for each in Path("/proc/self/fd").iterdir() if each.exists()}
    assert len([name for name in opened if name.endswith(".mov")]) <= 8


def test_exported_frames_are_the_composed_ones(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov", first=100)
    make_clip("b.mov", first=200, size=(120, 120))
    upper = track(Gap(frames=4), clip("b", 2, 6, opacity=0.4), id="v2")
    film = make_film(track(clip("a", 0, 12), Transition(frames=6), clip("b", 6, 10), Gap(frames=3)), upper)
    with (
        Composer(film, tmp_path) as composer,
        StreamWriter(tmp_path / "film.mkv", LOSSLESS, 160, 90, Fraction(24)) as writer,
    ):
        for number in range(25):
            writer.add_frame(composer.frame(number))
    with Composer(film, tmp_path, FrameCache()) as player, TakeReader(tmp_path / "film.mkv") as exported:
        assert exported.frame_count == 25
        for number in (24, 3, 11, 0, 17, 9, 5, 12):
            assert same(exported.frame(number), player.frame(number))


def test_converted_layers_mix_as_their_colours_do(tmp_path: Path, make_film: MakeFilm) -> None:
    """A take in 8-bit 4:2:0, tagged BT.601 by its height alone, dissolves in the film's own colours."""
    red = np.broadcast_to(np.array([200, 30, 30], np.uint8), (90, 160, 3))
    frame = convert(from_rgb(red), "yuv420p")
    encoding = Encoding(container="mov", video_codec="libx264", pixel_format="yuv420p", video_options={"crf": "1"})
    with StreamWriter(tmp_path / "a.mov", encoding, 160, 90, Fraction(24)) as writer:
        for _ in range(24):
            writer.add_frame(frame)
    make_grey(tmp_path, "b", 100)
    film = make_film(track(clip("a", 0, 8), Transition(frames=3), clip("b", 8, 8)))
    with Composer(film, tmp_path) as composer:
        assert np.abs(to_rgb(composer.frame(1)).astype(int) - (200, 30, 30)).max() <= 3
        assert np.abs(to_rgb(composer.frame(8)).astype(int) - (150, 65, 65)).max() <= 3
