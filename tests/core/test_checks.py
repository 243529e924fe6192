from dataclasses import replace

import pytest

from studio.core.capabilities import Capabilities
from studio.core.checks import check_shot, speech_seconds
from studio.core.ids import CharacterId, ImageId, SceneId, ShotId, TakeId
from studio.core.image import Image, Reference
from studio.core.plan import plan
from studio.core.project import Character, Line, Project, Scene, Shot, Take
from studio.core.recipe import Recipe
from studio.core.request import ShotRequest
from studio.errors import StudioError

ABLE = Capabilities(references=9, characters=4, first_frame=True, last_frame=True, continuation=True)
IMAGES = tuple(Image(id=ImageId(f"i{n}"), name="", path="", sha256="", width_px=1, height_px=1) for n in range(3))
ADA = Character(id=CharacterId("ada"), name="Ada", references=tuple(Reference(image=image.id) for image in IMAGES[:2]))
BO = Character(id=CharacterId("bo"), name="Bo", references=(Reference(image=IMAGES[2].id),))


def film(*shots: Shot) -> Project:
    return Project(name="Film", cast=(ADA, BO), images=IMAGES, scenes=(Scene(id=SceneId("1"), name="1", shots=shots),))


def shot(**fields: object) -> Shot:
    return replace(Shot(id=ShotId("a"), name="Shot 1", frames=48), **fields)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Never once, my dear friend.", 27 / 15),
        ("灯塔从来没有熄灭过", 9 / 4 * 1.2),
        ("  \n ", 0.0),
        ("灯塔 A", 0.6 + 2 / 15),
    ],
)
def test_speech_seconds(text: str, seconds: float) -> None:
    assert speech_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("fields", "able", "word"),
    [
        ({"dialogue": (Line(text="x" * 31),)}, ABLE, "The speech takes about 2.1 s, the shot is 2.0 s long"),
        ({"action": "@Ada waves at @Cy."}, ABLE, "@Cy is not in the cast"),
        ({"action": "@Ada and @Bo"}, replace(ABLE, characters=1), "one character; it leaves out Bo"),
        ({"action": "@Ada and @Bo"}, replace(ABLE, references=2), "at most 2 reference images, this cast has 3"),
        ({"cast": (ADA.id,)}, replace(ABLE, references=0), "no reference images, this cast has 2"),
        ({"first_frame": IMAGES[0].id}, replace(ABLE, first_frame=False), "no first frame"),
        ({"last_frame": IMAGES[0].id}, replace(ABLE, last_frame=False), "no last frame"),
        ({"continues": ShotId("b")}, ABLE, "This shot continues Shot 2, which has no take yet"),
        ({"continues": ShotId("b")}, replace(ABLE, continuation=False), "can't continue another shot"),
        ({}, replace(ABLE, most_frames=24), "at most 1.0 s, the shot is 2.0 s long"),
        ({}, replace(ABLE, most_frames=24, rate=12.5), "at most 1.9 s"),
    ],
)
def test_says_what_will_not_come_out(fields: dict[str, object], able: Capabilities, word: str) -> None:
    checked = shot(**fields)
    sentences = check_shot(film(checked, shot(id=ShotId("b"), name="Shot 2")), checked, able)
    assert [word in sentence for sentence in sentences] == [True]


def test_says_nothing_where_all_is_well() -> None:
    earlier = shot(id=ShotId("b"), name="Shot 2")
    request = plan(film(earlier), earlier, "x", ABLE, 1)
    take = Take(
        id=TakeId("t"),
        request=request,
        recipe=Recipe(backend_version="1"),
        path="takes/t.mov",
        sha256="",
        frames=48,
        seconds_taken=1.0,
        made="",
    )
    checked = shot(
        action="@Ada and @Bo",
        dialogue=(Line(text="x" * 30),),
        first_frame=IMAGES[0].id,
        last_frame=IMAGES[1].id,
        continues=earlier.id,
    )
    project = film(checked, replace(earlier, takes=(take,), chosen=take.id))
    assert check_shot(project, checked, replace(ABLE, references=3, characters=2, most_frames=48)) == ()


def test_a_backend_that_can_t_write_its_prompt_leaves_the_plain_one() -> None:
    def fail(request: ShotRequest) -> str:
        raise StudioError("The plugin can't be started.")

    def write(request: ShotRequest) -> str:
        return f"Its own for {request.shot_name}"

    told = shot(action="@Ada waves.")
    plain = plan(film(told), told, "x", ABLE, 1)
    assert "waves" in plain.prompt
    assert plan(film(told), told, "x", replace(ABLE, compose=write), 1).prompt == "Its own for Shot 1"
    assert plan(film(told), told, "x", replace(ABLE, compose=fail), 1) == plain
