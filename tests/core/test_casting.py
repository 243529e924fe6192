"""Casting: who is in a shot, where they stand, which images go with them, and what goes stale by it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from studio.core import history
from studio.core.capabilities import Capabilities
from studio.core.checks import check_shot
from studio.core.difference import describe_difference
from studio.core.edits import casting
from studio.core.edits.board import merge_shots, set_shot, split_shot
from studio.core.edits.cast import remove_character, remove_reference, set_role
from studio.core.edits.takes import add_take
from studio.core.history import Edit
from studio.core.ids import CharacterId, ImageId, SceneId, ShotId, TakeId
from studio.core.image import Image, ImageRole, Reference
from studio.core.placing import Box, Place, Placing, Side, box_of, side_of
from studio.core.plan import choose_images, is_stale, plan, write_prompt
from studio.core.project import Character, Line, Project, Scene, Shot, Take, find_shot
from studio.core.recipe import Recipe

ABLE = Capabilities(references=9, characters=4, citation="[Image {number}]")
NAMED = replace(ABLE, citation="{name}")
A, B, C = (ShotId(letter) for letter in "abc")
ADA, BO, QUAY = CharacterId("ada"), CharacterId("bo"), CharacterId("quay")
FACE, COAT, SIDE_VIEW, BO_FACE, PIER = (ImageId(name) for name in ("face", "coat", "side", "bo", "pier"))
RIGHT_HALF = Box(left=0.5, top=0.1, width=0.5, height=0.8)


def character(id_: CharacterId, name: str, **roles: ImageRole) -> Character:
    references = tuple(Reference(image=ImageId(image), role=role) for image, role in roles.items())
    return Character(id=id_, name=name, references=references, voice="low")


@pytest.fixture
def film() -> Project:
    """Ada with a coat, a face and a side view, Bo with one image, the Quay; both people in each of three shots."""
    ada = character(ADA, "Ada", coat=ImageRole.OUTFIT, face=ImageRole.FACE, side=ImageRole.FACE)
    bo, quay = character(BO, "Bo", bo=ImageRole.FACE), character(QUAY, "Quay", pier=ImageRole.PLACE)
    images = tuple(
        Image(id=id_, name=id_, path=f"images/{id_}.png", sha256=id_, width_px=9, height_px=9)
        for id_ in (FACE, COAT, SIDE_VIEW, BO_FACE, PIER)
    )
    shots = tuple(Shot(id=id_, name=id_, action="@Ada meets @Bo.", cast=(ADA, BO), frames=24) for id_ in (A, B, C))
    scene = Scene(id=SceneId("1"), name="1", shots=shots)
    return Project(name="Film", cast=(ada, bo, quay), images=images, scenes=(scene,))


def render_all(film: Project, able: Capabilities) -> Project:
    for shot in film.shots:
        take = Take(
            id=TakeId(f"t-{shot.id}"),
            request=plan(film, shot, "x", able, 1),
            recipe=Recipe(backend_version="1"),
            path="takes/t.mov",
            sha256="",
            frames=24,
            seconds_taken=1.0,
            made="2026-11-21T12:00:00Z",
        )
        film = add_take(film, shot.id, take)
    return film


def list_stale(film: Project, able: Capabilities) -> list[ShotId]:
    return [shot.id for shot in film.shots if is_stale(film, shot, "x", able)]


CHANGES: tuple[Edit, ...] = (
    lambda film: casting.place_character(film, B, ADA, Side.LEFT),
    lambda film: casting.place_character(film, B, ADA, RIGHT_HALF),
    lambda film: casting.pin_images(film, B, ADA, {COAT}),
    lambda film: casting.set_voice(film, B, ADA, "a whisper"),
    lambda film: casting.cast_characters(film, [(B, QUAY)]),
    lambda film: casting.uncast_characters(set_shot(film, B, action=""), [(B, BO)]),
)
# A place of who is not in the shot, pins of what is chosen anyway, the voice that she has anyway.
NO_CHANGES: tuple[Edit, ...] = (
    lambda film: casting.place_character(film, B, QUAY, Side.LEFT),
    lambda film: casting.pin_images(film, B, ADA, {FACE, SIDE_VIEW, COAT}),
    lambda film: casting.set_voice(film, B, ADA, "low"),
    lambda film: casting.cast_characters(film, [(B, BO), (B, ADA)]),
)


@pytest.mark.parametrize("edit", CHANGES)
def test_exactly_the_changed_shot_is_stale_and_undo_makes_it_current(film: Project, edit: Edit) -> None:
    kept = history.begin(render_all(film, ABLE))
    assert list_stale(kept.project, ABLE) == []
    changed = history.apply(kept, "cast", edit)
    assert list_stale(changed.project, ABLE) == [B]
    assert list_stale(history.undo(changed).project, ABLE) == []


@pytest.mark.parametrize("edit", NO_CHANGES)
def test_what_asks_for_the_same_makes_nothing_stale(film: Project, edit: Edit) -> None:
    assert list_stale(edit(render_all(film, ABLE)), ABLE) == []


def test_an_image_of_hers_makes_stale_where_it_is_used_and_not_where_others_are_pinned(film: Project) -> None:
    rendered = render_all(casting.pin_images(film, B, ADA, {FACE}), ABLE)
    assert list_stale(remove_reference(rendered, ADA, COAT), ABLE) == [A, C]


def test_of_a_hundred_shots_exactly_those_that_use_an_image_go_stale_and_undo_makes_them_current(film: Project) -> None:
    casts = ((ADA, BO), (BO,), (ADA,), (QUAY,), ())
    shots = tuple(Shot(id=ShotId(f"s{at}"), name=f"{at}", cast=casts[at % 5], frames=24) for at in range(100))
    hundred = replace(film, scenes=(replace(film.scenes[0], shots=shots),))
    pinned = casting.pin_images(hundred, ShotId("s5"), ADA, {FACE})
    kept = history.begin(render_all(pinned, ABLE))
    changed = history.apply(kept, "role", lambda film: set_role(film, ADA, COAT, ImageRole.PROP))
    used = [shot.id for shot in shots if ADA in shot.cast and shot.id != "s5"]
    assert len(used) == 39
    assert list_stale(changed.project, ABLE) == used
    assert list_stale(history.undo(changed).project, ABLE) == []


@pytest.mark.parametrize(
    ("action", "places", "prompt"),
    [
        ("@Ada waves.", {ADA: Side.LEFT}, "[Image 1] on the left waves."),
        ("@Ada waves at @Bo.", {BO: Side.RIGHT}, "[Image 1] waves at [Image 4] on the right."),
        ("@Ada waves. @Ada laughs.", {ADA: Side.CENTRE}, "[Image 1] in the middle waves. [Image 1] laughs."),
        ("@Ada's hat falls. @Ada laughs.", {ADA: Side.LEFT}, "[Image 1]'s hat falls. [Image 1] on the left laughs."),
        ("@Ada On the left waves.", {ADA: Side.LEFT}, "[Image 1] On the left waves."),
        ("@Ada waves.", {ADA: RIGHT_HALF}, "[Image 1] on the right waves."),
        ("It rains.", {ADA: Side.LEFT, BO: Side.RIGHT}, "It rains.\n[Image 1] on the left.\n[Image 4] on the right."),
        ("It rains.", {}, "It rains."),
    ],
)
def test_the_prompt_tells_a_place_once_after_the_citation(
    film: Project, action: str, places: dict[CharacterId, Place], prompt: str
) -> None:
    placing = tuple(Placing(character=who, place=place) for who, place in places.items())
    shot = replace(find_shot(film, A), action=action, placing=placing)
    assert write_prompt(film, shot, ABLE) == prompt


def test_a_speaker_who_is_not_in_the_action_is_placed_where_she_speaks(film: Project) -> None:
    lines = (Line(speaker=ADA, text="Hello"), Line(speaker=ADA, text="Bo"))
    shot = replace(find_shot(film, A), action="", dialogue=lines, placing=(Placing(character=ADA, place=Side.LEFT),))
    assert write_prompt(film, shot, NAMED) == "Ada on the left says: “Hello”\nAda says: “Bo”"


def test_only_a_backend_that_reads_it_is_told_of_the_sound(film: Project) -> None:
    shot = replace(find_shot(film, A), action="It rains.", sound="Waves")
    assert write_prompt(film, shot, ABLE) == "It rains.\nSound: Waves."
    assert write_prompt(film, shot, replace(ABLE, reads_sound=False)) == "It rains."


@pytest.mark.parametrize(
    ("pinned", "limit", "chosen"),
    [
        ({}, 9, {ADA: [FACE, SIDE_VIEW, COAT], BO: [BO_FACE]}),
        ({}, 2, {ADA: [FACE], BO: [BO_FACE]}),
        ({ADA: {COAT}}, 9, {ADA: [COAT], BO: [BO_FACE]}),
        ({ADA: {COAT, FACE}}, 2, {ADA: [FACE, COAT], BO: []}),
        ({ADA: {COAT, FACE}, BO: {BO_FACE}}, 2, {ADA: [FACE], BO: [BO_FACE]}),
        ({ADA: {COAT}}, 0, {ADA: [], BO: []}),
    ],
)
def test_pinned_images_win_over_the_automatic_choice(
    film: Project, pinned: dict[CharacterId, set[ImageId]], limit: int, chosen: dict[CharacterId, list[ImageId]]
) -> None:
    for who, images in pinned.items():
        film = casting.pin_images(film, A, who, images)
    found = choose_images(film, find_shot(film, A), replace(ABLE, references=limit))
    assert {who: [reference.image for reference in images] for who, images in found.items()} == chosen


def test_says_who_goes_without_a_picture_for_the_pinned_ones(film: Project) -> None:
    pinned = casting.pin_images(film, A, ADA, {COAT, FACE})
    narrow = replace(ABLE, references=2)
    assert check_shot(film, find_shot(film, A), narrow) == (
        "The backend takes at most 2 reference images, this cast has 4; it gets the most telling ones.",
    )
    assert check_shot(pinned, find_shot(pinned, A), narrow) == (
        "The backend takes at most 2 reference images, this cast has 3; it gets the pinned ones first, and none of Bo.",
    )
    assert check_shot(pinned, find_shot(pinned, A), ABLE) == ()


def test_who_leaves_the_shot_leaves_no_place_behind(film: Project) -> None:
    unnamed = set_shot(film, A, action="")
    placed = casting.place_character(casting.pin_images(unnamed, A, ADA, {FACE}), A, ADA, Side.LEFT)
    assert find_shot(placed, A).placing == (Placing(character=ADA, place=Side.LEFT, images=(FACE,)),)
    for changed in (casting.uncast_characters(placed, [(A, ADA)]), remove_character(placed, ADA)):
        assert find_shot(changed, A).placing == ()
    named = casting.uncast_characters(set_shot(placed, A, action="@Ada waits."), [(A, ADA)])
    assert (find_shot(named, A).cast, find_shot(named, A).placing) == ((BO,), find_shot(placed, A).placing)
    unpinned = remove_reference(placed, ADA, FACE)
    assert find_shot(unpinned, A).placing == (Placing(character=ADA, place=Side.LEFT),)


def test_a_placing_that_says_nothing_is_not_kept(film: Project) -> None:
    placed = casting.place_character(film, A, ADA, Side.LEFT)
    assert casting.place_character(placed, A, ADA, Side.LEFT) is placed
    assert casting.place_character(placed, A, ADA, None) == film


def test_many_seats_change_in_one_edit(film: Project) -> None:
    seats = [(A, QUAY), (C, QUAY), (C, ADA)]
    cast = casting.cast_characters(film, seats)
    assert [shot.cast for shot in cast.shots] == [(ADA, BO, QUAY), (ADA, BO), (ADA, BO, QUAY)]
    assert casting.uncast_characters(cast, [(A, QUAY), (C, QUAY)]) == film
    assert casting.uncast_characters(film, [(A, QUAY)]) is film


def test_split_and_merged_shots_keep_their_places(film: Project) -> None:
    placed = casting.place_character(film, A, ADA, Side.LEFT)
    split = split_shot(placed, A, ShotId("a2"), 10)
    assert find_shot(split, ShotId("a2")).placing == find_shot(placed, A).placing
    both = casting.place_character(casting.place_character(placed, B, ADA, Side.RIGHT), B, BO, Side.CENTRE)
    merged = find_shot(merge_shots(both, A), A)
    assert {each.character: each.place for each in merged.placing} == {ADA: Side.LEFT, BO: Side.CENTRE}


def test_two_takes_differ_in_words_by_their_places(film: Project) -> None:
    requests = [
        plan(each, find_shot(each, A), "x", NAMED, 1)
        for each in (film, *(casting.place_character(film, A, ADA, place) for place in (Side.LEFT, RIGHT_HALF)))
    ]
    said = [sentence for pair in pairwise(requests) for sentence in describe_difference(*pair)]
    assert [sentence for sentence in said if sentence.startswith("Place")] == [
        "Place of Ada: anywhere, then on the left.",
        "Place of Ada: on the left, then 50 × 80 % of the frame at 50, 10 %.",
    ]


@pytest.mark.parametrize(
    ("left", "width", "side"),
    [(0.0, 0.3, Side.LEFT), (0.3, 0.4, Side.CENTRE), (0.7, 0.3, Side.RIGHT), (0.0, 1.0, Side.CENTRE)],
)
def test_a_box_belongs_to_the_third_of_its_middle(left: float, width: float, side: Side) -> None:
    assert side_of(Box(left=left, top=0.0, width=width, height=1.0)) == side
    assert side_of(box_of(side)) == side
