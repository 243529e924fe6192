from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from plugins.animatic.actors import Actor, Kind
from plugins.animatic.camera import Framing
from plugins.animatic.layout import ROOM, Mark, lay_out
from plugins.animatic.places import set_marks
from studio.api import Frames, RequestCharacter, RequestImage, ShotRequest
from studio.core.image import ImageRole
from studio.core.placing import Box, Place, Side
from studio.plugins import Plugins

LEFT, CENTRE, RIGHT = Side
WIDE = 16 / 9


def make_actors(number: int, slimness: float = 0.35) -> list[Actor]:
    picture = np.full((200, round(200 * slimness), 4), 255, np.uint8)
    return [Actor(name="A", colour="#ffffff", kind=Kind.STANDING, picture=picture)] * number


def third_of(mark: Mark, aspect: float) -> Side:
    return tuple(Side)[int((mark.x / aspect + 0.5) * 3)]


@pytest.mark.parametrize("number", [1, 2, 4, 7])
def test_without_places_everybody_stands_as_always(number: int) -> None:
    actors = make_actors(number)
    assert set_marks(actors, [None] * number, WIDE, Framing.FULL) == lay_out(actors, WIDE, Framing.FULL)


@pytest.mark.parametrize("framing", [Framing.WIDE, Framing.FULL, Framing.MEDIUM, Framing.CLOSE])
@pytest.mark.parametrize("side", Side)
def test_one_stands_in_the_third_it_is_given(side: Side, framing: Framing) -> None:
    (mark,) = set_marks(make_actors(1), [side], WIDE, framing)
    assert third_of(mark, WIDE) == side
    assert abs(mark.x) + mark.width / 2 <= WIDE / 2


@pytest.mark.parametrize("aspect", [WIDE, 2.39, 1.0])
@pytest.mark.parametrize(
    "places", [(RIGHT, LEFT), (LEFT, RIGHT), (CENTRE, LEFT), (RIGHT, CENTRE, LEFT), (None, LEFT), (RIGHT, None, LEFT)]
)
def test_the_order_of_the_cast_gives_way_to_the_places(places: tuple[Side | None, ...], aspect: float) -> None:
    marks = set_marks(make_actors(len(places), 0.25), places, aspect, Framing.FULL)
    assert all(place in (None, third_of(mark, aspect)) for mark, place in zip(marks, places, strict=True))
    in_row = sorted(marks, key=lambda mark: mark.x)
    assert all(other.x - one.x >= 0.9 * (one.width + other.width) / 2 for one, other in pairwise(in_row))
    assert max(abs(mark.x) + mark.width / 2 for mark in marks) <= aspect * ROOM / 2 + 1e-9


def test_who_shares_a_third_stands_side_by_side_around_its_middle() -> None:
    one, other, alone = set_marks(make_actors(3, 0.2), [LEFT, LEFT, RIGHT], WIDE, Framing.WIDE)
    assert (one.x + other.x) / 2 == pytest.approx(-WIDE / 3)
    assert other.x - one.x >= one.width
    assert alone.x == pytest.approx(WIDE / 3)


def test_a_crowd_in_one_third_stays_within_the_frame() -> None:
    marks = set_marks(make_actors(4, 0.4), [RIGHT] * 4, WIDE, Framing.FULL)
    assert [mark.x for mark in marks] == sorted(mark.x for mark in marks)
    assert max(mark.x + mark.width / 2 for mark in marks) == pytest.approx(WIDE * ROOM / 2)
    assert min(mark.x - mark.width / 2 for mark in marks) >= -WIDE / 2


def test_the_second_row_has_its_places_too() -> None:
    places: list[Place | None] = [None, None, None, None, RIGHT, LEFT]
    marks = set_marks(make_actors(6, 0.2), places, WIDE, Framing.FULL)
    assert third_of(marks[4], WIDE) == RIGHT
    assert third_of(marks[5], WIDE) == LEFT
    assert min(mark.depth for mark in marks[4:]) > max(mark.depth for mark in marks[:4])


@pytest.mark.parametrize("slimness", [0.3, 2.0])
def test_a_box_holds_its_figure(slimness: float) -> None:
    box = Box(left=0.1, top=0.2, width=0.3, height=0.5)
    mark, other = set_marks(make_actors(2, slimness), [box, None], WIDE, Framing.FULL)
    assert mark.x == pytest.approx((0.25 - 0.5) * WIDE)
    assert mark.y == pytest.approx(0.2)
    assert mark.height <= 0.5
    assert mark.width <= 0.3 * WIDE + 1e-9
    assert mark.width / mark.height == pytest.approx(slimness, rel=0.02)
    assert other == lay_out(make_actors(1, slimness), WIDE, Framing.FULL)[0]


@pytest.mark.parametrize(
    ("place", "side"), [(LEFT, LEFT), (RIGHT, RIGHT), (Box(left=0, top=0, width=0.4, height=1), LEFT)]
)
def test_a_take_shows_the_figure_where_it_was_asked_for(
    plugins: Plugins, make_request: Callable[..., ShotRequest], tmp_path: Path, place: Place, side: Side
) -> None:
    figure = np.zeros((300, 120, 4), np.uint8)
    figure[10:, 20:100] = (250, 0, 0, 255)
    Image.fromarray(figure).save(tmp_path / "figure.png")
    picture = RequestImage(path="figure.png", sha256="", role=ImageRole.OUTFIT)
    ada = RequestCharacter(
        name="Ada", description="", voice="", colour="#4FB6CB", is_place=False, images=(picture,), place=place
    )
    request = make_request("animatic", {"captions": False, "voice": "off"}, cast=(ada,), camera="static", frames=2)
    events = plugins.backend("animatic").load().generate(request, tmp_path)
    first = next(event for event in events if isinstance(event, Frames)).pictures[0].astype(int)
    seen = np.flatnonzero((first[..., 0] > 120 + first[..., 1:].max(-1)).any(axis=0))
    assert third_of(Mark(x=seen.mean() / first.shape[1] - 0.5, y=0, height=0, width=0), 1.0) == side
