import itertools

import numpy as np
import pytest

from plugins.animatic.actors import Actor, Kind
from plugins.animatic.camera import Framing
from plugins.animatic.layout import FLOOR, MOST_OVERLAP, Mark, lay_out


def make_actor(slimness: float, kind: Kind = Kind.STANDING) -> Actor:
    picture = np.full((200, max(1, round(200 * slimness)), 4), 255, np.uint8)
    return Actor(name="A", colour="#ffffff", kind=kind, picture=picture)


def overlap(one: Mark, other: Mark) -> float:
    """The part of the narrower of two figures that lies in the width of the other."""
    shared = min(one.x + one.width / 2, other.x + other.width / 2) - max(
        one.x - one.width / 2, other.x - other.width / 2
    )
    return max(0.0, shared) / min(one.width, other.width)


@pytest.mark.parametrize("aspect", [16 / 9, 2.39, 1.0, 9 / 16])
@pytest.mark.parametrize("slimness", [0.25, 0.4, 0.6])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_figures_stand_side_by_side_within_the_frame(number: int, slimness: float, aspect: float) -> None:
    marks = lay_out([make_actor(slimness)] * number, aspect, Framing.FULL)
    assert len(marks) == number
    for mark in marks:
        assert abs(mark.x) + mark.width / 2 <= aspect / 2
        assert -0.5 < mark.y - mark.height < mark.y < 0.5
        assert mark.y == pytest.approx(FLOOR, abs=0.02)
        assert mark.height > 0.3 * min(1.0, aspect)
    assert [mark.x for mark in marks] == sorted(mark.x for mark in marks)
    for one, other in itertools.pairwise(marks):
        assert overlap(one, other) <= MOST_OVERLAP * 1.6


def test_more_figures_are_smaller() -> None:
    heights = [lay_out([make_actor(0.4)] * number, 16 / 9, Framing.FULL)[0].height for number in (1, 2, 3, 4)]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > heights[3]


@pytest.mark.parametrize("slimness", [0.4, 1.0, 1.6])
def test_busts_and_cards_have_their_places(slimness: float) -> None:
    bust = lay_out([make_actor(slimness, Kind.BUST)], 16 / 9, Framing.FULL)[0]
    assert bust.y > 0.5
    card = lay_out([make_actor(slimness, Kind.CARD)], 16 / 9, Framing.FULL)[0]
    assert -0.5 < card.y - card.height < card.y < 0.5
    assert card.width < 16 / 9
    prop = lay_out([make_actor(slimness, Kind.PROP)], 16 / 9, Framing.FULL)[0]
    assert prop.height <= 0.3


def test_framings_go_from_far_to_near() -> None:
    marks = [lay_out([make_actor(0.4)], 16 / 9, framing)[0] for framing in Framing]
    heights = [mark.height for mark in marks]
    assert heights == sorted(heights)
    assert all(-0.51 < mark.y - mark.height < 0.2 for mark in marks)  # the head is always in the picture
    assert marks[-2].y > 0.6  # and in a close-up the feet are not


def test_a_crowd_stands_in_two_rows() -> None:
    marks = lay_out([make_actor(0.35)] * 8, 16 / 9, Framing.FULL)
    assert all(back.depth > front.depth for back, front in itertools.product(marks[4:], marks[:4]))
    assert all(back.height < 1.01 * front.height for back, front in zip(marks[4:], marks[:4], strict=True))
    assert all(abs(mark.x) < 16 / 9 / 2 for mark in marks)
    assert lay_out([], 16 / 9, Framing.FULL) == ()


def test_a_dog_is_no_taller_than_it_may_be_broad() -> None:
    dog, person = lay_out([make_actor(1.5), make_actor(0.4)], 16 / 9, Framing.FULL)
    assert dog.height < 0.6 * person.height
