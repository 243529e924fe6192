"""The difference of two requests in words."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from studio.core.difference import describe_difference
from studio.core.ids import TakeId
from studio.core.image import ImageRole
from studio.core.placing import Box, Side
from studio.core.request import RequestCharacter, RequestImage, RequestLine, Setting, ShotRequest


def picture(name: str, role: ImageRole = ImageRole.FACE) -> RequestImage:
    return RequestImage(path=f"images/{name}.png", sha256=name, role=role)


ADA = RequestCharacter(
    name="Ada", description="tall, a red scarf", voice="low", colour="#E58E73", is_place=False, images=(picture("a"),)
)
QUAY = RequestCharacter(
    name="Quay", description="", voice="", colour="#D6A24A", is_place=True, images=(picture("q", ImageRole.PLACE),)
)
REQUEST = ShotRequest(
    shot_name="Door",
    backend="animatic",
    prompt="Ada opens the door slowly.",
    action="@Ada opens the door slowly.",
    dialogue=(RequestLine(speaker="Ada", language="en", text="Who is it?"),),
    camera="push in",
    sound="rain",
    cast=(ADA, QUAY),
    images=(picture("s", ImageRole.STYLE),),
    first_frame=picture("f"),
    last_frame=None,
    continued=TakeId("t"),
    width=640,
    height=360,
    frame_rate=Fraction(24),
    frames=48,
    seed=7,
    settings=(Setting(name="steps", value=8), Setting(name="captions", value=True)),
)
CHANGES: dict[str, tuple[object, str]] = {
    "shot_name": ("Rain", "Shot: Door, then Rain."),
    "backend": ("toy", "Backend: animatic, then toy."),
    "prompt": ("Ada shuts the door.", "Prompt: “opens” became “shuts”; “door slowly.” became “door.”."),
    "action": ("@Ada opens the door", "Action: “slowly.” is gone."),
    "dialogue": ((), "Dialogue: “Ada (en): Who is it?” is gone."),
    "camera": ("", "Camera: “push in” is gone."),
    "sound": ("rain and wind", "Sound: “and wind” is new."),
    "cast": ((ADA,), "Cast: without Quay."),
    "images": ((), "Pictures: 1 gone."),
    "first_frame": (None, "First frame: a picture, then none."),
    "last_frame": (picture("l"), "Last frame: none, then a picture."),
    "continued": (TakeId("u"), "Continues: another take."),
    "width": (1280, "Size: 640 × 360, then 1280 × 360."),
    "height": (720, "Size: 640 × 360, then 640 × 720."),
    "frame_rate": (Fraction(24000, 1001), "Frames per second: 24, then 23.976."),
    "frames": (96, "Frames: 48, then 96."),
    "seed": (8, "Seed: 7, then 8."),
    "settings": ((Setting(name="steps", value=8), Setting(name="captions", value=False)), "captions: on, then off."),
}


@pytest.mark.parametrize("name", [field.name for field in fields(ShotRequest)])
def test_each_field_has_its_sentence(name: str) -> None:
    value, sentence = CHANGES[name]
    assert describe_difference(REQUEST, replace(REQUEST, **{name: value})) == (sentence,)


def test_equal_requests_differ_in_nothing() -> None:
    assert describe_difference(REQUEST, replace(REQUEST)) == ()


MEMBER_CHANGES: dict[str, tuple[object, str]] = {
    "name": ("Ida", "Cast: without Ada. Cast: Ida came in."),
    "description": ("tall, a blue scarf", "Description of Ada: “red” became “blue”."),
    "voice": ("", "Voice of Ada: low, then none."),
    "colour": ("#D6A24A", "Colour of Ada: #E58E73, then #D6A24A."),
    "is_place": (True, "Ada: a figure, then a place."),
    "images": ((picture("b"), picture("c")), "Pictures of Ada: 1 gone, 2 new."),
    "place": (Side.LEFT, "Place of Ada: anywhere, then on the left."),
}


def change_ada(**fields: object) -> str:
    return " ".join(describe_difference(REQUEST, replace(REQUEST, cast=(replace(ADA, **fields), QUAY))))


@pytest.mark.parametrize("name", [field.name for field in fields(RequestCharacter)])
def test_each_field_of_the_cast_has_its_sentence(name: str) -> None:
    value, sentence = MEMBER_CHANGES[name]
    assert change_ada(**{name: value}) == sentence


def test_pictures_and_places_are_told_as_they_are_seen() -> None:
    assert change_ada(images=(picture("a", ImageRole.OUTFIT),)) == "Pictures of Ada: face now outfit."
    box = Box(left=0.1, top=0.2, width=0.5, height=0.75)
    assert change_ada(place=box) == "Place of Ada: anywhere, then 50 × 75 % of the frame at 10, 20 %."


def test_an_order_is_told_where_nothing_else_differs() -> None:
    assert describe_difference(REQUEST, replace(REQUEST, cast=(QUAY, ADA))) == (
        "Order of the cast: Ada, Quay, then Quay, Ada.",
    )


def test_options_and_backends_have_the_users_names() -> None:
    other = replace(REQUEST, backend="toy", settings=(Setting(name="steps", value=4),))
    labels = {"steps": "Steps", "captions": "Captions", "toy": "Toy Theatre"}
    assert describe_difference(REQUEST, other, labels) == (
        "Backend: animatic, then Toy Theatre.",
        "Steps: 8, then 4.",
        "Captions: on, then none.",
    )


def test_a_prompt_that_only_follows_the_action_is_not_told_twice() -> None:
    other = replace(REQUEST, prompt="Ada opens the door fast.", action="@Ada opens the door fast.")
    assert describe_difference(REQUEST, other) == ("Action: “slowly.” became “fast.”.",)


def test_endless_texts_are_told_shortly() -> None:
    other = replace(REQUEST, action="x " * 100_000, sound="y" * 100_000)
    sentences = describe_difference(REQUEST, other)
    assert sentences[0] == "Action: rewritten."
    assert max(len(sentence) for sentence in sentences) < 200


def test_spaces_are_told_too() -> None:
    assert describe_difference(REQUEST, replace(REQUEST, camera="push  in")) == ("Camera: other spaces.",)
