from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from plugins.animatic.actors import CHILD_STATURE, Actor, Kind, load_actor
from studio.api import RequestCharacter, RequestImage
from studio.core.image import ImageRole


def load(folder: Path, *images: tuple[str, ImageRole], description: str = "", colour: str = "#4FB6CB") -> Actor:
    pinned = tuple(RequestImage(path=path, sha256="", role=role) for path, role in images)
    character = RequestCharacter(
        name="Ada", description=description, voice="", colour=colour, is_place=False, images=pinned
    )
    return load_actor(character, folder, 1000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures: a slim figure and a broad one that stands on two feet, a bust, wide shoulders, and a photo."""
    slim = Image.new("RGBA", (100, 300))
    ImageDraw.Draw(slim).rectangle((20, 10, 80, 290), fill=(200, 0, 0, 255))
    slim.save(tmp_path / "slim.png")
    dog = Image.new("RGB", (300, 200), (255, 255, 255))
    ImageDraw.Draw(dog).rectangle((30, 50, 270, 120), fill=(90, 60, 30))
    for left in (40, 240):
        ImageDraw.Draw(dog).rectangle((left, 120, left + 25, 190), fill=(90, 60, 30))
    dog.save(tmp_path / "dog.png")
    for name, shoulders in (("bust", 120), ("broad", 200)):
        bust = Image.new("RGB", (200, 200), (240, 240, 245))
        ImageDraw.Draw(bust).ellipse((60, 20, 140, 130), fill=(180, 120, 90))
        ImageDraw.Draw(bust).rectangle((100 - shoulders // 2, 150, 100 + shoulders // 2, 200), fill=(20, 60, 160))
        bust.save(tmp_path / f"{name}.png")
    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "role", "kind"),
    [
        ("slim.png", ImageRole.OUTFIT, Kind.STANDING),
        ("slim.png", ImageRole.FACE, Kind.STANDING),
        ("dog.png", ImageRole.OUTFIT, Kind.STANDING),
        ("bust.png", ImageRole.FACE, Kind.BUST),
        ("bust.png", ImageRole.PROP, Kind.PROP),
        ("photo.png", ImageRole.FACE, Kind.CARD),
    ],
)
def test_pictures_become_actors_of_their_kind(folder: Path, name: str, role: ImageRole, kind: Kind) -> None:
    actor = load(folder, (name, role))
    assert actor.kind == kind
    assert actor.picture.shape[2] == 4
    assert actor.picture[..., 3].max() == 255


def test_the_whole_figure_comes_before_the_face_and_what_is_cut_out_before_a_card(folder: Path) -> None:
    assert load(folder, ("bust.png", ImageRole.FACE), ("slim.png", ImageRole.OUTFIT)).kind == Kind.STANDING
    assert load(folder, ("photo.png", ImageRole.OUTFIT), ("bust.png", ImageRole.FACE)).kind == Kind.BUST
    assert load(folder, ("gone.png", ImageRole.STYLE), ("bust.png", ImageRole.FACE)).kind == Kind.BUST


def test_shoulders_that_run_out_of_the_picture_are_cut_below(folder: Path) -> None:
    narrow, broad = (load(folder, (name, ImageRole.FACE)).picture for name in ("bust.png", "broad.png"))
    assert narrow.shape[0] == 180
    assert 130 <= broad.shape[0] < 140
    assert (broad[:60, :, 3] > 0).sum() == (narrow[:60, :, 3] > 0).sum()


def test_who_has_no_picture_is_drawn_in_the_casts_colour(folder: Path) -> None:
    actor = load(folder, colour="#DE86B8")
    assert actor.kind == Kind.STANDING
    assert actor.slimness < 0.5
    body = actor.picture[actor.picture[..., 3] == 255][:, :3].astype(int)
    red, green, blue = np.median(body, axis=0)
    assert red > blue > green
    assert not np.array_equal(load(folder, colour="no colour").picture, actor.picture)


def test_children_are_smaller(folder: Path) -> None:
    assert load(folder, description="A girl of eight in a red coat").stature == CHILD_STATURE
    assert load(folder, description="An old captain").stature == 1.0
