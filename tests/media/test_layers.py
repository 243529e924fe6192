"""What lies on the canvas: colours, words, files, looks, speeds and transitions, by known pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from studio.core.curve import Curve, Ease, Key
from studio.core.ids import ClipId, MediaId, ShotId, TrackId
from studio.core.project import Media, MediaKind, Project
from studio.core.timeline import (
    Clip,
    Edge,
    Gap,
    Item,
    Look,
    OfMedia,
    OfShot,
    Solid,
    Source,
    Title,
    Track,
    Transition,
    TransitionKind,
)
from studio.errors import StudioError
from studio.media.bars import read_bars
from studio.media.blend import draw_slate, make_black
from studio.media.cache import FrameCache
from studio.media.colour import planes_of, to_rgb
from studio.media.compose import Composer
from studio.media.reader import TakeReader
from studio.media.titles import draw_title

MakeClip = Callable[..., Path]
MakeFilm = Callable[..., Project]
Picture = NDArray[np.uint8]

WHITE, GREY = Solid(colour="#FFFFFF"), Solid(colour="#808080")


def clip(source: Source, frames: int = 8, id: str = "x", **changes: object) -> Clip:
    return replace(Clip(id=ClipId(id), source=source, frames=frames), **changes)


def track(*items: Item, id: str = "v1") -> Track:
    return Track(id=TrackId(id), name=id, items=items)


def of_shot(name: str) -> OfShot:
    return OfShot(shot=ShotId(name))


def with_media(film: Project, *media: Media) -> Project:
    return replace(film, media=media)


def make_media(path: str, kind: MediaKind = MediaKind.PICTURE) -> Media:
    return Media(id=MediaId(path), name=f"the {path}", path=path, sha256="0" * 64, kind=kind)


def show(film: Project, folder: Path, number: int = 0, size: tuple[int, int] | None = None) -> Picture:
    with Composer(film, folder) as composer:
        return to_rgb(composer.frame(number, size))


def luma(film: Project, folder: Path, number: int = 0) -> NDArray[np.float64]:
    """The share of white at each pixel."""
    with Composer(film, folder) as composer:
        return (planes_of(composer.frame(number))[0] - 64.0) / 876


def same(one: VideoFrame, other: VideoFrame) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(planes_of(one), planes_of(other), strict=True))


@pytest.mark.parametrize("colour", ["#000000", "#FFFFFF", "#C02040", "#20C060"])
def test_a_solid_is_its_colour(tmp_path: Path, make_film: MakeFilm, colour: str) -> None:
    picture = show(make_film(track(clip(Solid(colour=colour)))), tmp_path)
    wanted = [int(colour[each : each + 2], 16) for each in (1, 3, 5)]
    assert np.abs(picture.astype(int) - wanted).max() <= 1


def test_black_is_black(tmp_path: Path, make_film: MakeFilm) -> None:
    with Composer(make_film(track(clip(Solid()))), tmp_path) as composer:
        assert same(composer.frame(0), make_black((160, 90)))


def test_a_look_puts_a_solid_where_it_says(tmp_path: Path, make_film: MakeFilm) -> None:
    look = Look(x=0.25, y=-0.1, scale=0.5)  # 80 × 45 around 120, 36
    got = luma(make_film(track(clip(WHITE, look=look))), tmp_path)
    wanted = np.zeros((90, 160))
    wanted[14:58, 80:160] = 1
    wanted[13, 80:160] = wanted[58, 80:160] = 0.5  # from 13.5 to 58.5
    assert np.abs(got - wanted).max() < 0.002


def test_a_crop_cuts_sides_off(tmp_path: Path, make_film: MakeFilm) -> None:
    look = Look(left=0.25, top=0.1, right=0.5, bottom=0.2)
    got = luma(make_film(track(clip(WHITE, look=look))), tmp_path)
    wanted = np.zeros((90, 160))
    wanted[9:72, 40:80] = 1
    assert np.abs(got - wanted).max() < 0.002
    assert not luma(make_film(track(clip(WHITE, look=Look(left=0.6, right=0.6)))), tmp_path).any()


def test_a_quarter_turn_swaps_the_sides(tmp_path: Path, make_film: MakeFilm) -> None:
    got = luma(make_film(track(clip(WHITE, look=Look(scale=0.5, rotation=90.0)))), tmp_path)
    wanted = np.zeros((90, 160))
    wanted[5:85, 58:102] = 1
    wanted[5:85, [57, 102]] = 0.5  # from 57.5 to 102.5
    assert np.abs(got - wanted).max() < 0.01


def test_turned_edges_are_smooth_and_the_area_stays(tmp_path: Path, make_film: MakeFilm) -> None:
    got = luma(make_film(track(clip(WHITE, look=Look(scale=0.5, rotation=30.0)))), tmp_path)
    assert got.sum() == pytest.approx(80 * 45, rel=0.01)
    assert 40 < np.count_nonzero((got > 0.1) & (got < 0.9)) < 400


def test_turning_is_clockwise(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:45] = 255  # the upper half
    Image.fromarray(picture).save(tmp_path / "half.png")
    half = clip(OfMedia(media=MediaId("half.png")), look=Look(rotation=90.0))
    got = luma(with_media(make_film(track(half)), make_media("half.png")), tmp_path)
    assert got[45, 100] > 0.98  # what was above lies to the right
    assert got[45, 60] < 0.02


def test_keys_move_a_picture(tmp_path: Path, make_film: MakeFilm) -> None:
    across = Curve(keys=(Key(frame=2, value=-0.25), Key(frame=6, value=0.25, ease=Ease.HOLD)))
    film = make_film(track(clip(WHITE, look=Look(x=across, scale=0.25))))
    middles = [float((luma(film, tmp_path, number)[45] * (np.arange(160) + 0.5)).sum() / 40) for number in range(8)]
    assert middles == pytest.approx([40, 40, 40, 60, 80, 100, 120, 120], abs=0.05)


def test_keys_count_in_the_take_and_not_in_the_cut(tmp_path: Path, make_film: MakeFilm) -> None:
    fade = Curve(keys=(Key(frame=10, value=0.0), Key(frame=20, value=1.0)))
    film = make_film(track(Gap(frames=3), clip(WHITE, start=12, opacity=fade)))
    assert luma(film, tmp_path, 3)[0, 0] == pytest.approx(0.2, abs=0.002)
    assert luma(film, tmp_path, 6)[0, 0] == pytest.approx(0.5, abs=0.002)


def test_a_picture_moved_by_whole_samples_keeps_its_bits(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm
) -> None:
    path = make_clip("a.mov")
    film = make_film(track(clip(of_shot("a"), look=Look(x=16 / 160, y=9 / 90))))
    with Composer(film, tmp_path) as composer, TakeReader(path) as reader:
        for number in (0, 5):
            for index, (got, source) in enumerate(
                zip(planes_of(composer.frame(number)), planes_of(reader.frame(number)), strict=True)
            ):
                right = 8 if index else 16
                assert np.array_equal(got[9:, right:], source[:-9, :-right])
                assert (got[:9] == (512 if index else 64)).all()


@pytest.mark.parametrize("size", [(160, 90), (80, 45), (320, 180)])
def test_a_neutral_look_changes_nothing(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, size: tuple[int, int]
) -> None:
    make_clip("a.mov")
    plain, looked = (make_film(track(clip(of_shot("a"), look=look))) for look in (None, Look()))
    with Composer(plain, tmp_path) as one, Composer(looked, tmp_path) as other:
        assert same(one.frame(3, size), other.frame(3, size))


@pytest.mark.parametrize("scale", [5e-324, 1e-9, 1e-3, 0.02])
@pytest.mark.parametrize("rotation", [0.0, 30.0])
def test_a_picture_may_shrink_to_nothing(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, scale: float, rotation: float
) -> None:
    make_clip("a.mov")
    look = Look(scale=Curve(keys=(Key(frame=0, value=scale), Key(frame=8, value=1.0))), rotation=rotation)
    film = make_film(track(clip(WHITE)), track(clip(of_shot("a"), look=look), id="v2"))
    assert (luma(film, tmp_path) < 0.99).sum() <= 12


@pytest.mark.parametrize("rotation", [0.0, 30.0])
@pytest.mark.parametrize(("x", "y"), [(-0.8, 0.0), (0.8, 0.0), (0.0, -1.0), (0.0, 1.0)])
def test_beside_the_canvas_nothing_is_seen(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, x: float, y: float, rotation: float
) -> None:
    make_clip("a.mov")
    film = make_film(
        track(clip(WHITE)), track(clip(of_shot("a"), look=Look(x=x, y=y, scale=0.5, rotation=rotation)), id="v2")
    )
    assert luma(film, tmp_path).min() > 0.99


def test_enlarged_takes_show_what_they_have(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("a.mov", first=700, size=(640, 360))
    film = make_film(track(clip(of_shot("a"), look=Look(scale=4.0))))
    with Composer(film, tmp_path) as composer, TakeReader(tmp_path / "a.mov") as reader:
        got, source = planes_of(composer.frame(2))[0], planes_of(reader.frame(2))[0]
        assert np.abs(got.astype(int) - source[135:225, 240:400]).max() <= 1


def test_what_stands_free_shows_the_track_below(tmp_path: Path, make_film: MakeFilm) -> None:
    below, above = track(clip(GREY)), track(clip(WHITE, look=Look(scale=0.5)), id="v2")
    got = show(make_film(below, above), tmp_path)[..., 1]
    assert got[45, 80] == 255
    assert got[5, 5] == 128


def test_a_title_has_ink_inside_its_box_and_smooth_edges(tmp_path: Path, make_film: MakeFilm) -> None:
    title = Title(text="Rain\nagain", size=0.2, colour="#FFFF00", x=0.5, y=0.5)
    film = make_film(track(clip(GREY)), track(clip(title), id="v2"))
    got = show(film, tmp_path)
    ink = np.abs(got.astype(int) - 128).max(axis=-1) > 4
    rows, columns = np.nonzero(ink.any(axis=1))[0], np.nonzero(ink.any(axis=0))[0]
    assert rows[0] >= 27
    assert rows[-1] < 63
    assert columns[0] + columns[-1] == pytest.approx(159, abs=4)  # in the middle
    assert (np.abs(got[ink].astype(int) - (255, 255, 0)).max(axis=-1) <= 2).any()
    alpha = draw_title(title, (160, 90))
    assert np.count_nonzero((alpha > 0.2) & (alpha < 0.8)) > 20
    assert (got[alpha == 0][:, 1] == 128).mean() > 0.98  # but for chroma's width


def test_titles_keep_their_place_and_size_at_every_canvas_size() -> None:
    title = Title(text="Rain", size=0.1, x=0.3, y=0.7)
    boxes: list[tuple[float, ...]] = []
    for size in ((160, 90), (640, 360), (1920, 1080)):
        rows, columns = np.nonzero(draw_title(title, size) > 0.5)
        ends = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
        boxes.append(tuple(end / size[1 - index // 2] for index, end in enumerate(ends)))
    assert boxes[0] == pytest.approx(boxes[2], abs=0.012)
    assert boxes[1] == pytest.approx(boxes[2], abs=0.004)


def test_enlarged_titles_are_drawn_larger(tmp_path: Path, make_film: MakeFilm) -> None:
    """Four times the scale is four times the size, as sharp."""
    large = luma(make_film(track(clip(Title(text="I", size=0.8)))), tmp_path)
    scaled = luma(make_film(track(clip(Title(text="I", size=0.2), look=Look(scale=4.0)))), tmp_path)
    assert np.abs(large - scaled).mean() < 0.01


@pytest.mark.parametrize(
    "title",
    [
        Title(text=""),
        Title(text="\n\n\n"),
        Title(text="W" * 2000, size=1.0),
        Title(text="W\n" * 1000, size=1.0),
        Title(text="\u202e😀\x00\udc80", font="No Such Font"),
        Title(text="第一幕 مشهد", font="DejaVu Sans", size=0.005),
        Title(text="far", x=-1.0, y=2.0),
    ],
)
def test_any_words_are_borne(title: Title) -> None:
    alpha = draw_title(title, (160, 90))
    assert alpha.shape == (90, 160)
    assert 0 <= alpha.min() <= alpha.max() <= 1


def test_pictures_are_letterboxed_and_see_through_where_they_are(tmp_path: Path, make_film: MakeFilm) -> None:
    Image.new("RGB", (80, 80), (250, 250, 250)).save(tmp_path / "plain.png")
    clear = Image.new("RGBA", (80, 80), (250, 250, 250, 0))
    clear.paste((250, 250, 250, 255), (20, 0, 80, 80))
    clear.save(tmp_path / "clear.png")
    below = track(clip(GREY))
    media = make_media("plain.png"), make_media("clear.png")
    plain, seen = (
        show(with_media(make_film(below, track(clip(OfMedia(media=each.id)), id="v2")), *media), tmp_path)[45, :, 1]
        for each in media
    )
    assert (plain[:34] == 0).all()
    assert (np.abs(plain[36:124].astype(int) - 250) <= 1).all()
    assert (seen[:54] == 128).all()
    assert (np.abs(seen[60:124].astype(int) - 250) <= 1).all()
    assert (seen[126:] == 128).all()


def test_transparent_edges_have_no_dark_seam(tmp_path: Path, make_film: MakeFilm) -> None:
    clear = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    clear.paste((255, 255, 255, 255), (20, 20, 60, 60))
    clear.save(tmp_path / "clear.png")
    white = track(clip(WHITE))
    logo = clip(OfMedia(media=MediaId("clear.png")), look=Look(scale=0.63, rotation=20.0))
    got = show(with_media(make_film(white, track(logo, id="v2")), make_media("clear.png")), tmp_path)
    assert got.min() >= 253


def test_transparent_edges_keep_their_colour(tmp_path: Path, make_film: MakeFilm) -> None:
    clear = Image.new("RGBA", (80, 80), (0, 0, 255, 0))
    clear.paste((255, 0, 0, 255), (20, 20, 60, 60))
    clear.save(tmp_path / "clear.png")
    logo = clip(OfMedia(media=MediaId("clear.png")), look=Look(scale=0.63, rotation=20.0))
    red = track(clip(Solid(colour="#FF0000")))
    got = show(with_media(make_film(red, track(logo, id="v2")), make_media("clear.png")), tmp_path)
    assert np.abs(got.astype(int) - (255, 0, 0)).max() <= 3


def test_videos_play_and_sounds_are_not_seen(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    make_clip("video.mov", first=300)
    video, sound = make_media("video.mov", MediaKind.VIDEO), make_media("song.wav", MediaKind.SOUND)
    film = make_film(track(clip(OfMedia(media=video.id), start=3)), track(clip(OfMedia(media=sound.id)), id="v2"))
    assert read_bars(show(with_media(film, video, sound), tmp_path, 2)) == 305


@pytest.mark.parametrize("kind", [MediaKind.PICTURE, MediaKind.VIDEO])
def test_missing_files_show_a_slate_and_broken_ones_are_told(
    tmp_path: Path, make_film: MakeFilm, kind: MediaKind
) -> None:
    media = make_media("gone.png", kind)
    film = with_media(make_film(track(clip(OfMedia(media=media.id)))), media)
    with Composer(film, tmp_path) as composer:
        assert same(composer.frame(0), draw_slate("the gone.png", (160, 90)))
        (tmp_path / "gone.png").write_bytes(b"\x89PNG\r\n\x1a\n but no more")
        with pytest.raises(StudioError, match=r"^gone\.png "):
            composer.frame(0)


@pytest.mark.parametrize(
    ("speed", "wanted"),
    [
        (Fraction(2), [2, 4, 6, 8, 10]),
        (Fraction(1, 2), [0, 1, 1, 2, 2]),
        (Fraction(3, 2), [1, 3, 4, 6, 7]),
    ],
)
def test_speed_chooses_frames(
    tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm, speed: Fraction, wanted: list[int]
) -> None:
    make_clip("a.mov")
    film = make_film(track(clip(of_shot("a"), start=1, frames=5, speed=speed)))
    with Composer(film, tmp_path) as composer:
        assert [read_bars(to_rgb(composer.frame(number))) for number in range(5)] == wanted


def test_smooth_blends_neighbours(tmp_path: Path, make_clip: MakeClip, make_film: MakeFilm) -> None:
    path = make_clip("a.mov")
    film = make_film(track(clip(of_shot("a"), frames=120, speed=Fraction(1, 4), smooth=True)))
    with Composer(film, tmp_path) as composer, TakeReader(path) as reader:
        assert same(composer.frame(8), reader.frame(2))
        low, high = (planes_of(reader.frame(number))[0].astype(float) for number in (2, 3))
        for number, share in ((9, 0.25), (10, 0.5), (11, 0.75)):
            assert np.abs(planes_of(composer.frame(number))[0] - (low * (1 - share) + high * share)).max() < 0.6
        assert same(composer.frame(99), reader.frame(23))  # past its end it holds


def joined(kind: TransitionKind, edge: Edge = Edge.LEFT, frames: int = 7) -> Track:
    cut = Transition(frames=frames, kind=kind, edge=edge, colour="#FFFFFF")
    return track(clip(Solid(), 12, "a"), cut, clip(GREY, 12, "b"))


@pytest.mark.parametrize("edge", list(Edge))
def test_a_wipe_at_half_is_half(tmp_path: Path, make_film: MakeFilm, edge: Edge) -> None:
    got = luma(make_film(joined(TransitionKind.WIPE, edge)), tmp_path, 12)
    grey = luma(make_film(track(clip(GREY))), tmp_path)[0, 0]
    turns = {Edge.LEFT: 0, Edge.TOP: 1, Edge.RIGHT: 2, Edge.BOTTOM: 3}[edge]
    line = np.rot90(got, turns)[20] / grey
    half = len(line) // 2
    assert line[: half - 1] == pytest.approx(np.ones(half - 1), abs=0.003)
    assert not line[half + 1 :].any()
    assert line[half - 1] + line[half] == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("kind", list(TransitionKind))
def test_transitions_begin_and_end_with_their_clips(tmp_path: Path, make_film: MakeFilm, kind: TransitionKind) -> None:
    film = make_film(joined(kind))
    grey = luma(make_film(track(clip(GREY))), tmp_path)[0, 0]
    with Composer(film, tmp_path, FrameCache()) as composer:
        means = [(planes_of(composer.frame(number))[0].mean() - 64) / 876 / grey for number in range(7, 18)]
    assert means[:2] == pytest.approx([0, 0], abs=0.003)
    assert means[-2:] == pytest.approx([1, 1], abs=0.003)
    if kind is TransitionKind.DIP:
        assert means[5] == pytest.approx(1 / grey, abs=0.003)
    else:
        assert means[2:9] == pytest.approx(np.arange(1, 8) / 8, abs=0.02)


@pytest.mark.parametrize("edge", list(Edge))
def test_a_slide_moves_the_new_picture_in(tmp_path: Path, make_film: MakeFilm, edge: Edge) -> None:
    ramp = np.linspace(0, 255, 160).astype(np.uint8)
    picture = (
        np.broadcast_to(ramp[None, :, None], (90, 160, 3)) // 2
        + np.linspace(0, 127, 90).astype(np.uint8)[:, None, None]
    )
    Image.fromarray(picture.astype(np.uint8)).save(tmp_path / "ramp.png")
    ramps = clip(OfMedia(media=MediaId("ramp.png")), 12, "b")
    cut = Transition(frames=7, kind=TransitionKind.SLIDE, edge=edge)
    film = with_media(make_film(track(clip(Solid(), 12, "a"), cut, ramps)), make_media("ramp.png"))
    whole, got = luma(film, tmp_path, 20), luma(film, tmp_path, 12)
    in_place = {
        Edge.LEFT: (got[:, :80], whole[:, 80:], got[:, 80:]),
        Edge.RIGHT: (got[:, 80:], whole[:, :80], got[:, :80]),
        Edge.TOP: (got[:45], whole[45:], got[45:]),
        Edge.BOTTOM: (got[45:], whole[:45], got[:45]),
    }
    moved, source, rest = in_place[edge]
    assert np.array_equal(moved, source)
    assert not rest.any()


@pytest.mark.parametrize("kind", list(TransitionKind))
def test_beside_a_gap_they_act_within_the_clip(tmp_path: Path, make_film: MakeFilm, kind: TransitionKind) -> None:
    fade = Transition(frames=3, kind=kind, edge=Edge.LEFT)
    film = make_film(track(clip(GREY, 16)), track(Gap(frames=2), fade, clip(WHITE, 10), fade, id="v2"))
    below = luma(make_film(track(clip(GREY))), tmp_path)[0, 0]
    start = 0.0 if kind is TransitionKind.DIP else below
    means = [float(luma(film, tmp_path, number).mean()) for number in range(14)]
    steps = [start + (1 - start) * each for each in (0.25, 0.5, 0.75)]
    assert means == pytest.approx([below, below, *steps, 1, 1, 1, 1, *steps[::-1], below, below], abs=0.02)
