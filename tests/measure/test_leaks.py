"""Colours of one character where another one stands, in frames drawn for it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.placing import Box, Place, Side
from studio.measure.colour import to_lab
from studio.measure.leaks import Figure, Sighting, find_figure, find_leaks, name_colour

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

LEFT, CENTRE, RIGHT = Side
RED, GREEN, BLUE, GREY = (200, 40, 40), (60, 160, 70), (50, 90, 190), (120, 120, 124)
WALL, SKIN = (196, 190, 178), (224, 172, 140)


def grain(picture: NDArray[np.int64], seed: int = 1) -> Picture:
    """A picture with some noise, as anything filmed has."""
    return np.clip(picture + np.random.default_rng(seed).integers(-6, 7, picture.shape), 0, 255).astype(np.uint8)


def draw_figure(coat: Colour, ground: Colour | None = None) -> Picture:
    """A head in a colour of skin on a coat, cut out or on a plain ground."""
    picture = np.zeros((96, 64, 4), np.int64)
    picture[..., :3], picture[..., 3] = ground or (0, 0, 0), 255 if ground else 0
    picture[6:30, 22:42] = (*SKIN, 255)
    picture[30:, 8:56] = (*coat, 255)
    drawn = grain(picture)
    drawn[..., 3] = picture[..., 3]
    return drawn


def draw_frames(*coats: tuple[Colour, float], wall: Colour = WALL, light: float = 1.0, count: int = 8) -> list[Picture]:
    """Frames with a figure for each coat, its middle at a share of the width."""
    frame = np.full((180, 320, 3), wall, np.int64)
    for coat, middle in coats:
        x = round(320 * middle)
        frame[40:80, x - 14 : x + 14] = SKIN
        frame[80:, x - 36 : x + 36] = coat
    return [grain((frame * light).astype(np.int64), seed) for seed in range(count)]


def figures(ada: Colour = RED, bo: Colour = GREEN, places: tuple[Place | None, ...] = (LEFT, RIGHT)) -> list[Figure]:
    return [
        Figure(name=name, pictures=(draw_figure(coat),), place=place)
        for name, coat, place in zip(("Ada", "Bo"), (ada, bo), places, strict=True)
    ]


@pytest.mark.parametrize("light", [0.7, 1.0, 1.15])
def test_nothing_is_told_of_a_take_as_it_was_asked_for(light: float) -> None:
    assert find_leaks(figures(), (), draw_frames((RED, 0.2), (GREEN, 0.8), light=light)) == Sighting()


@pytest.mark.parametrize("light", [0.7, 1.0, 1.15])
def test_characters_who_changed_places_are_told(light: float) -> None:
    found = find_leaks(figures(), (), draw_frames((GREEN, 0.2), (RED, 0.8), light=light))
    assert found.leaks == (
        "The red of Ada is on the right, where Bo was to stand; they may have changed places.",
        "The green of Bo is on the left, where Ada was to stand; they may have changed places.",
    )


def test_a_colour_that_shows_twice_has_leaked() -> None:
    found = find_leaks(figures(), (), draw_frames((RED, 0.2), (RED, 0.8)))
    assert found.leaks == ("The red of Ada shows on the right as well, where Bo stands; it may have leaked.",)


def test_boxes_are_places_too() -> None:
    boxes = (Box(left=0.05, top=0.2, width=0.3, height=0.8), Box(left=0.65, top=0.2, width=0.3, height=0.8))
    assert find_leaks(figures(places=boxes), (), draw_frames((RED, 0.2), (GREEN, 0.8))) == Sighting()
    assert len(find_leaks(figures(places=boxes), (), draw_frames((GREEN, 0.2), (RED, 0.8))).leaks) == 2


@pytest.mark.parametrize(
    "places",
    [(None, RIGHT), (LEFT, LEFT), (Box(left=0, top=0, width=0.9, height=1), Box(left=0, top=0, width=1, height=1))],
)
def test_without_places_apart_nobody_can_be_where_another_stands(places: tuple[Place | None, ...]) -> None:
    assert find_leaks(figures(places=places), (), draw_frames((GREEN, 0.2), (RED, 0.8))) == Sighting()


def test_who_walks_across_is_no_leak() -> None:
    way = [frame for x in np.linspace(0.15, 0.85, 12) for frame in draw_frames((GREEN, 0.85), (RED, float(x)), count=1)]
    assert find_leaks(figures(), (), way).leaks == ()


def test_a_colour_of_the_place_is_nobody_s_own() -> None:
    frames = draw_frames((RED, 0.2), (GREEN, 0.8), wall=(196, 46, 44))
    wall = np.full((60, 80, 4), (196, 46, 44, 255), np.uint8)
    found = find_leaks(figures(), (wall,), frames)
    assert found == Sighting(blind=("No colour is Ada's alone: whether it shows where Bo stands can't be told.",))
    assert find_leaks(figures(), (), frames) == Sighting()  # it is everywhere, and so it is the ground


def test_greys_tell_nobody_apart() -> None:
    found = find_leaks(figures(ada=GREY, bo=(60, 60, 64)), (), draw_frames((GREY, 0.8)))
    assert found.leaks == ()
    assert [sentence.split(":")[0] for sentence in found.blind] == [
        "No colour is Ada's alone",
        "No colour is Bo's alone",
    ]


@pytest.mark.parametrize("frames", [[], draw_frames((RED, 0.2), (RED, 0.8))])
def test_characters_of_the_same_colours_are_told_with_or_without_a_take(frames: list[Picture]) -> None:
    found = find_leaks(figures(bo=(204, 44, 38)), (), frames)
    assert found == Sighting(
        leaks=("Ada and Bo have much the same colours in their reference images; a model may mix them up.",)
    )


def test_namesakes_and_specks_are_looked_at_too() -> None:
    one, other = (Figure(name="Ada", pictures=each.pictures, place=each.place) for each in figures())
    assert len(find_leaks([one, other], (), draw_frames((GREEN, 0.2), (RED, 0.8))).leaks) == 2
    speck = Figure(name="Cy", pictures=(np.full((1, 1, 4), 255, np.uint8), np.zeros((2, 2, 4), np.uint8)), place=CENTRE)
    assert find_leaks([one, speck], (), draw_frames((RED, 0.2))).leaks == ()


def test_who_has_no_pictures_is_passed_over() -> None:
    one, other = figures()
    nobody = Figure(name="Cy", pictures=(), place=CENTRE)
    assert find_leaks([one, nobody, other], (), draw_frames((GREEN, 0.2), (RED, 0.8))).leaks


@pytest.mark.parametrize("ground", [(255, 255, 255), (90, 120, 160), None])
def test_the_figure_is_told_from_a_plain_ground_or_by_its_outline(ground: Colour | None) -> None:
    found = find_figure(draw_figure(RED, ground))
    expected = np.zeros((96, 64), bool)
    expected[6:30, 22:42] = expected[30:, 8:56] = True
    assert (found == expected).mean() > 0.99


def test_of_a_picture_without_a_ground_the_middle_is_taken() -> None:
    motley = np.random.default_rng(2).integers(0, 256, (96, 64, 4), dtype=np.uint8)
    motley[..., 3] = 255
    found = find_figure(motley)
    assert found[48, 32]
    assert not found[0].any()


@pytest.mark.parametrize(
    ("srgb", "name"),
    [
        ((200, 30, 30), "red"),
        ((240, 150, 40), "orange"),
        ((110, 70, 30), "brown"),
        ((240, 220, 60), "yellow"),
        ((40, 140, 60), "green"),
        ((30, 140, 150), "teal"),
        ((40, 70, 200), "blue"),
        ((130, 60, 160), "purple"),
        ((240, 120, 170), "pink"),
        ((128, 128, 128), "grey"),
    ],
)
def test_colours_have_plain_names(srgb: Colour, name: str) -> None:
    assert name_colour(to_lab(np.array(srgb) / 255)) == name
