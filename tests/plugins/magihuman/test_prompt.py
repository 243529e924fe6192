"""The form that the model was trained on, from a shot's fields and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.api import RequestCharacter, RequestLine, ShotRequest
from studio.core.capabilities import Capabilities
from studio.core.checks import check_shot, lacks_first_frame
from studio.core.ids import CharacterId, ImageId, SceneId, ShotId
from studio.core.image import Image, Reference
from studio.core.placing import Side
from studio.core.plan import plan
from studio.core.project import Character, Line, Project, Scene, Shot
from studio.plugins import Plugins
from tests.plugins.magihuman.conftest import load_module

prompt = load_module("prompt")
ADA = RequestCharacter(
    name="Ada",
    description="A lighthouse keeper of sixty, grey-haired, in a yellow oilskin",
    voice="hoarse and slow",
    colour="",
    is_place=False,
    images=(),
    place=Side.LEFT,
)
QUAY = replace(ADA, name="Quay", description="wet cobbles", voice="", is_place=True, place=None)


def test_the_whole_form(request_: ShotRequest) -> None:
    written = prompt.write_prompt(
        replace(
            request_,
            prompt="",
            cast=(ADA, QUAY),
            action="@Ada looks up\nat the @Quay. She laughs",
            camera="slow push in.",
            sound="wind, gulls.",
            dialogue=(
                RequestLine(speaker="Ada", language="en", text="Never once."),
                RequestLine(speaker="", language="en", text="灯塔 A"),
            ),
        )
    )
    assert written == (
        "Ada is a lighthouse keeper of sixty, grey-haired, in a yellow oilskin. Ada is on the left. "
        "Ada’s voice: hoarse and slow. Quay: wet cobbles. Ada looks up at the Quay. She laughs. "
        "Camera: slow push in.\n\n"
        'Dialogue:\n<A lighthouse keeper of sixty, English>: "Never once."\n'
        '<Voice of nobody in sight, Mandarin>: "灯 塔 A"\n\n'
        "Background Sound:\n<wind, gulls>"
    )


def test_nothing_is_made_up(request_: ShotRequest) -> None:
    silent = replace(request_, prompt="", action="It rains.", camera="", sound="", dialogue=())
    assert prompt.write_prompt(silent) == "It rains.\n\nBackground Sound:\n<No prominent background sound>"
    assert prompt.write_prompt(replace(silent, action=" ")) == ""
    bare = replace(ADA, description="", voice="en+f3", place=None)
    assert prompt.write_prompt(replace(silent, cast=(bare,))).startswith("It rains.")
    assert prompt.call_speaker(bare) == "Ada"


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "Hello", "English"),
        ("yue", "你好", "Cantonese"),
        ("en", "안녕", "Korean"),
        ("de-AT", "Servus", "German"),
        ("", "こんにちは", "Japanese"),
        ("", "Ciao", ""),
        ("Italian", "Ciao", "Italian"),
    ],
)
def test_languages(language: str, text: str, named: str) -> None:
    assert prompt.name_language(RequestLine(speaker="", language=language, text=text)) == named


FACE = Image(id=ImageId("i"), name="", path="", sha256="", width_px=1, height_px=1)
KEEPER = Character(
    id=CharacterId("ada"), name="Ada", description="An old woman", references=(Reference(image=FACE.id),)
)
SHOT = Shot(id=ShotId("a"), name="Shot 1", frames=48, action="@Ada waits.", backend="magihuman")


def film(shot: Shot) -> Project:
    scene = Scene(id=SceneId("1"), name="1", shots=(shot,))
    return Project(name="Film", cast=(KEEPER,), images=(FACE,), scenes=(scene,))


@pytest.fixture
def able(plugins: Plugins) -> Capabilities:
    return plugins.backend("magihuman").capabilities


def test_the_plan_has_the_prompt_unless_it_is_taken_over(able: Capabilities) -> None:
    spoken = replace(SHOT, dialogue=(Line(speaker=KEEPER.id, text="Yes."),))
    assert plan(film(spoken), spoken, "magihuman", able, 1).prompt.startswith("Ada is an old woman. Ada waits.\n\nDial")
    own = replace(spoken, prompt="Mine.")
    assert plan(film(own), own, "magihuman", able, 1).prompt == "Mine."


def test_short_prompts_and_a_missing_first_frame_are_told(able: Capabilities) -> None:
    short, faceless = check_shot(film(SHOT), SHOT, able)
    assert short.startswith("The prompt has 13 words; below 120 this backend's pictures ghost.")
    assert faceless.startswith("The backend takes no reference images, this cast has 1; it keeps to the picture")
    assert lacks_first_frame(film(SHOT), SHOT, able)
    shown = replace(SHOT, first_frame=FACE.id, prompt="word " * 120)
    (kept,) = check_shot(film(shown), shown, able)
    assert kept.endswith("it knows the cast from the picture that the shot begins with, and from their descriptions.")
    assert not lacks_first_frame(film(shown), shown, able)
    assert not lacks_first_frame(film(SHOT), SHOT, replace(able, references=1))


def test_it_is_honest_about_what_it_takes(able: Capabilities) -> None:
    assert (able.references, able.first_frame, able.last_frame, able.continuation) == (0, True, False, True)
    assert able.sound
    assert {option.name for option in able.options} == {"size", "quality", "memory", "cards"}


def test_the_negative_prompt_has_three_blocks() -> None:
    negative = load_module("negative")
    assert negative.NEGATIVE.split("\n") == [negative.PICTURE, negative.SOUND, negative.SPEECH]
    assert all(len(block.split()) > 50 for block in negative.NEGATIVE.split("\n"))
