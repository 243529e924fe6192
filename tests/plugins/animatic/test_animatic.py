import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from plugins.animatic.camera import parse_camera
from plugins.animatic.motion import GROUND_DEPTH, project, trace_camera
from plugins.animatic.stage import FINER, SOFT, paste_layer
from studio.api import (
    SAMPLE_RATE,
    Event,
    Frames,
    Preview,
    Progress,
    RequestCharacter,
    RequestImage,
    RequestLine,
    ShotRequest,
    Sound,
    StudioError,
)
from studio.core.image import ImageRole
from studio.plugins import Plugins

MakeRequest = Callable[..., ShotRequest]
Film = tuple[NDArray[np.uint8], NDArray[np.float32]]
QUIET: dict[str, bool | int | float | str] = {"captions": False, "voice": "off"}


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A folder with pictures: a place with one hard edge, a figure with alpha, a face on a plain ground, a photo."""
    place = Image.new("RGB", (640, 360), (40, 70, 110))
    ImageDraw.Draw(place).rectangle((320, 0, 640, 360), fill=(230, 200, 150))
    place.save(tmp_path / "place.png")
    figure = Image.new("RGBA", (120, 300))
    ImageDraw.Draw(figure).ellipse((30, 4, 90, 70), fill=(250, 0, 0, 255))
    ImageDraw.Draw(figure).rounded_rectangle((20, 66, 100, 299), 20, fill=(250, 0, 0, 255))
    figure.save(tmp_path / "figure.png")
    face = Image.new("RGB", (200, 200), (255, 255, 255))
    ImageDraw.Draw(face).ellipse((50, 20, 150, 140), fill=(0, 200, 0))
    ImageDraw.Draw(face).rectangle((40, 135, 160, 200), fill=(0, 200, 0))
    face.save(tmp_path / "face.png")
    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((240, 180), Image.Resampling.NEAREST).save(tmp_path / "photo.png")
    return tmp_path


def image(path: str, role: ImageRole) -> RequestImage:
    return RequestImage(path=path, sha256="", role=role)


def character(name: str, *images: RequestImage, **fields: Any) -> RequestCharacter:
    is_place = bool(images) and all(each.role == ImageRole.PLACE for each in images)
    plain = RequestCharacter(name=name, description="", voice="", colour="#4FB6CB", is_place=is_place, images=images)
    return replace(plain, **fields)


PLACE = character("Quay", image("place.png", ImageRole.PLACE))
ADA = character("Ada", image("figure.png", ImageRole.OUTFIT))
ZOE = character("Zoé", image("face.png", ImageRole.FACE))
SAYS = (RequestLine(speaker="Ada", language="en", text="The bulb is gone."),)


@pytest.fixture
def play(plugins: Plugins, film: Path) -> Callable[[ShotRequest], Film]:
    backend = plugins.backend("animatic").load()
    return lambda request: collect(backend.generate(request, film))


def collect(events: Iterable[Event]) -> Film:
    kept = list(events)
    pictures = np.concatenate([event.pictures for event in kept if isinstance(event, Frames)])
    return pictures, np.concatenate([event.samples for event in kept if isinstance(event, Sound)])


def digest(film: Film) -> str:
    return hashlib.sha256(film[0].tobytes() + film[1].tobytes()).hexdigest()


def test_the_manifest_declares_what_it_can(plugins: Plugins) -> None:
    assert not plugins.problems
    capabilities = plugins.backend("animatic").capabilities
    assert capabilities.sound
    assert capabilities.first_frame
    assert capabilities.last_frame
    assert capabilities.reproducible
    assert capabilities.citation == "{name}"
    assert {option.name for option in capabilities.options} == {"captions", "voice", "figures"}


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001)])
def test_a_take_has_the_size_and_the_lengths_asked_for(
    plugins: Plugins, make_request: MakeRequest, film: Path, rate: Fraction
) -> None:
    request = make_request(
        "animatic", cast=(PLACE, ADA, ZOE), dialogue=SAYS, camera="orbit", frame_rate=rate, frames=29
    )
    events = list(plugins.backend("animatic").load().generate(request, film))
    assert isinstance(events[0], Preview)
    assert all(max(event.picture.shape) <= 512 for event in events if isinstance(event, Preview))
    assert max(len(event.pictures) for event in events if isinstance(event, Frames)) <= 8
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == sorted(done)
    assert done[-1] == 1.0
    pictures, samples = collect(events)
    assert pictures.shape == (29, 180, 320, 3)
    assert samples.shape == (round(29 * SAMPLE_RATE / rate), 2)
    assert pictures.dtype == np.uint8
    assert samples.dtype == np.float32
    assert 0.05 < np.abs(samples).max() < 0.72


def test_the_same_request_gives_the_same_bits(play: Callable[[ShotRequest], Film], make_request: MakeRequest) -> None:
    fields: dict[str, Any] = {
        "cast": (PLACE, ADA, ZOE),
        "dialogue": SAYS,
        "camera": "handheld",
        "action": "@Ada walks in.",
    }
    one, again = (digest(play(make_request("animatic", **fields))) for _ in range(2))
    assert one == again
    assert digest(play(make_request("animatic", **fields, seed=2))) != one


@pytest.mark.parametrize("size", [(16, 16), (64, 360), (360, 64), (320, 180)])
@pytest.mark.parametrize("frames", [1, 2])
def test_any_size_and_length_can_be_played(
    play: Callable[[ShotRequest], Film], make_request: MakeRequest, size: tuple[int, int], frames: int
) -> None:
    photo = character("Photo", image("photo.png", ImageRole.FACE))
    request = make_request(
        "animatic",
        cast=(PLACE, ADA, ZOE, photo, character("Nobody")),
        dialogue=SAYS,
        action="Ada runs in, jumps and leaves.",
        camera="push in, pan left, orbit, handheld",
        last_frame=image("photo.png", ImageRole.PLACE),
        width=size[0],
        height=size[1],
        frames=frames,
    )
    pictures, samples = play(request)
    assert pictures.shape == (frames, size[1], size[0], 3)
    assert len(samples) == frames * 2000


def test_the_ground_is_the_first_frame_the_place_or_never_black(
    play: Callable[[ShotRequest], Film], make_request: MakeRequest
) -> None:
    fields: dict[str, Any] = {"camera": "static", "frames": 1}
    place = play(make_request("animatic", QUIET, cast=(PLACE,), **fields))[0][0]
    assert np.abs(place[90, 40] - np.array([40, 70, 110])).max() <= 2
    assert np.abs(place[90, 280] - np.array([230, 200, 150])).max() <= 2
    first = play(
        make_request("animatic", QUIET, cast=(PLACE,), first_frame=image("face.png", ImageRole.PLACE), **fields)
    )
    assert np.abs(first[0][0][90, 160] - np.array([0, 200, 0])).max() <= 2
    pinned = play(make_request("animatic", QUIET, images=(image("place.png", ImageRole.PLACE),), **fields))[0][0]
    assert np.array_equal(pinned, place)
    neutral = play(make_request("animatic", QUIET, **fields))[0][0]
    assert 60 < neutral.mean() < 190
    assert neutral.reshape(-1, 3).min() > 15


@pytest.mark.parametrize(
    "member", [ADA, ZOE, character("Nobody"), character("Photo", image("photo.png", ImageRole.FACE))]
)
def test_each_kind_of_actor_is_seen_and_breathes(
    play: Callable[[ShotRequest], Film], make_request: MakeRequest, member: RequestCharacter
) -> None:
    fields: dict[str, Any] = {"cast": (PLACE, member), "camera": "static", "frames": 40}
    played = play(make_request("animatic", QUIET, **fields))[0].astype(int)
    empty = play(make_request("animatic", {**QUIET, "figures": False}, **fields))[0].astype(int)
    assert 0.03 < (np.abs(played[0] - empty[0]).max(axis=2) > 40).mean() < 0.6
    assert np.array_equal(empty[0], empty[-1])
    moved = (np.abs(played[0] - played[30]).max(axis=2) > 12).mean()
    assert 0.0002 < moved < 0.3


def test_who_speaks_moves_and_who_leaves_is_gone(
    play: Callable[[ShotRequest], Film], make_request: MakeRequest
) -> None:
    fields: dict[str, Any] = {"cast": (PLACE, ADA), "camera": "static", "frames": 48}
    options: dict[str, bool | int | float | str] = {"captions": False, "voice": "tone"}
    silent = play(make_request("animatic", options, **fields))[0]
    speaking = play(make_request("animatic", options, dialogue=SAYS, **fields))[0]
    assert (np.abs(silent[18].astype(int) - speaking[18]).max(axis=2) > 30).mean() > 0.004
    left = play(make_request("animatic", options, action="@Ada leaves.", **fields))[0]
    entered = play(make_request("animatic", options, action="@Ada walks in.", **fields))[0]

    def is_there(picture: NDArray[np.uint8]) -> bool:
        return bool((picture[..., 0].astype(int) - picture[..., 1] > 150).sum() > 500)

    assert [is_there(pictures[0]) for pictures in (left, entered)] == [True, False]
    assert [is_there(pictures[-1]) for pictures in (left, entered)] == [False, True]


def test_captions_can_be_switched_off(play: Callable[[ShotRequest], Film], make_request: MakeRequest) -> None:
    fields: dict[str, Any] = {"cast": (PLACE, ADA), "dialogue": SAYS, "action": "A quay.", "frames": 72}
    with_them, without = (
        play(make_request("animatic", {"captions": switch, "voice": "tone"}, **fields))[0] for switch in (True, False)
    )
    changed = (np.abs(with_them.astype(int) - without).max(axis=3) > 20).mean(axis=2)
    assert changed[6, 5:18].max() > 0.1  # the action at the head, at first
    assert changed[30, 145:172].max() > 0.2  # the words at the foot, while they are spoken
    assert not changed[:, 40:130].any()
    assert not changed[-1].any()


def test_the_take_ends_in_its_last_frame(play: Callable[[ShotRequest], Film], make_request: MakeRequest) -> None:
    last = image("photo.png", ImageRole.PLACE)
    fields: dict[str, Any] = {"cast": (PLACE, ADA), "camera": "static", "frames": 48}
    pictures = play(make_request("animatic", QUIET, last_frame=last, **fields))[0].astype(int)
    plain = play(make_request("animatic", QUIET, **fields))[0].astype(int)
    assert np.array_equal(pictures[20], plain[20])
    steps = [np.abs(picture - pictures[-1]).mean() for picture in pictures[30:]]
    assert steps == sorted(steps, reverse=True)
    assert pictures[-1].std() > 60  # the noise of the photo


@pytest.mark.parametrize("camera", ["pan right", "slow pan left", "truck left", "push in, truck right"])
def test_the_camera_moves_by_parts_of_pixels(
    play: Callable[[ShotRequest], Film], make_request: MakeRequest, camera: str
) -> None:
    """The hard edge of the place lies in each frame where the camera's way puts it, to a tenth of a pixel."""
    request = make_request("animatic", QUIET, cast=(PLACE,), camera=camera, frames=48)
    red = play(request)[0][:, 60:120, :, 0].astype(float).mean(axis=1)
    edge = ((230 - red) / (230 - 40)).sum(axis=1)
    ground = project(trace_camera(parse_camera(camera), np.arange(48) / 24, request.seed), GROUND_DEPTH)
    left, _, right, _ = ground.reach(320 / 180)
    expected = 160 + 180 * ((left + right) / 2 * ground.scale + ground.x)
    assert np.abs(edge - expected).max() < 0.1
    steps = np.diff(edge)
    assert np.all(steps > -0.02) or np.all(steps < 0.02)
    assert np.ptp(edge) > 8


def test_layers_move_by_parts_of_pixels() -> None:
    """A white square on black, moved by a twentieth of a pixel each time."""
    layer = Image.new("RGBa", (100, 100))
    layer.paste((255, 255, 255, 255), (20, 20, 80, 80))
    layer = layer.filter(ImageFilter.GaussianBlur(SOFT))
    places: list[float] = []
    for step in range(60):
        picture = Image.new("RGB", (80, 40))
        paste_layer(picture, layer, (1 / FINER, 0.0, 7 + 0.05 * step, 0.0, 1 / FINER, -10.0))
        light = np.asarray(picture)[20, :, 0] / 255
        places.append(float((light * (np.arange(80) + 0.5)).sum() / light.sum()))
    wanted = 7 + 50 / FINER + 0.05 * np.arange(60)
    assert np.abs(np.array(places) - wanted).max() < 0.06
    assert np.all(np.diff(places) > 0)


@pytest.mark.parametrize("name", ["gone.png", "broken.png"])
@pytest.mark.parametrize("place", ["cast", "ground", "first_frame", "last_frame"])
def test_a_picture_that_cannot_be_read_is_named(
    play: Callable[[ShotRequest], Film], make_request: MakeRequest, film: Path, name: str, place: str
) -> None:
    (film / "broken.png").write_bytes((film / "place.png").read_bytes()[:200])
    broken = image(name, ImageRole.OUTFIT if place == "cast" else ImageRole.PLACE)
    fields: dict[str, Any] = {
        "cast": {"cast": (PLACE, character("X", broken))},
        "ground": {"images": (broken,)},
        "first_frame": {"first_frame": broken},
        "last_frame": {"last_frame": broken},
    }[place]
    with pytest.raises(StudioError, match=name):
        play(make_request("animatic", **fields))


def test_it_can_be_closed_anywhere_and_used_again(plugins: Plugins, make_request: MakeRequest, film: Path) -> None:
    backend = plugins.backend("animatic").load()
    request = make_request("animatic", cast=(PLACE, ADA), dialogue=SAYS, frames=12)
    whole = len(list(backend.generate(request, film)))
    for stop in range(1, whole):
        events = backend.generate(request, film)
        for _ in range(stop):
            next(events)
        events.close()
        assert next(events, None) is None
    backend.close()
    assert len(list(backend.generate(request, film))) == whole


def test_hostile_texts_are_played_like_others(play: Callable[[ShotRequest], Film], make_request: MakeRequest) -> None:
    for text in ("--version", "'\"`$(x)`", "x" * 20_000, "😀\u202e\x00", "שלום مرحبا 你好"):
        lines = (RequestLine(speaker=text, language=text, text=text),) * 3
        member = character(text, image("figure.png", ImageRole.OUTFIT), voice=text, description=text, colour=text)
        request = make_request(
            "animatic", cast=(member,), dialogue=lines, action=text, camera=text, shot_name=text, frames=12
        )
        pictures, samples = play(request)
        assert pictures.shape == (12, 180, 320, 3)
        assert len(samples) == 24_000
