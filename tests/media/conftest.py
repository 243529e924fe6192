"""Clips made by code: each picture holds its number as bars, the sound is noise that can be told apart by sample."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.ids import SceneId, ShotId, TakeId
from studio.core.project import Project, Scene, Shot, Take
from studio.core.recipe import Recipe
from studio.core.timeline import Timeline, Track
from studio.media.bars import draw_bars
from studio.media.encoding import Encoding
from studio.media.mezzanine import MEZZANINE
from studio.media.writer import StreamWriter
from tests.render.conftest import make_request

MakeClip = Callable[..., Path]
MakeFilm = Callable[..., Project]


@pytest.fixture
def noise() -> NDArray[np.float32]:
    """Ten seconds of stereo noise."""
    return np.random.default_rng(7).uniform(-0.9, 0.9, (480_000, 2)).astype(np.float32)


@pytest.fixture
def make_clip(tmp_path: Path, noise: NDArray[np.float32]) -> MakeClip:
    """Writes `frames` pictures of bars, from the number `first` on, with the noise."""

    def make(
        name: str = "clip.mov",
        frames: int = 24,
        first: int = 0,
        rate: Fraction = Fraction(24),
        size: tuple[int, int] = (160, 90),
        encoding: Encoding = MEZZANINE,
    ) -> Path:
        path = tmp_path / name
        with StreamWriter(path, encoding, *size, rate) as writer:
            writer.add_sound(noise)
            for number in range(first, first + frames):
                writer.add_pictures(draw_bars(number, *size)[None])
        return path

    return make


def _make_shot(name: str, size: tuple[int, int], rate: Fraction) -> Shot:
    """A shot whose take lies beside the film, if there is one."""
    take = TakeId(f"take-{name}")
    request = replace(make_request(24, backend=""), width=size[0], height=size[1], frame_rate=rate)
    made = Take(
        id=take,
        request=request,
        recipe=Recipe(backend_version=""),
        path=f"{name}.mov",
        sha256="",
        frames=24,
        seconds_taken=0,
        made="",
    )
    return Shot(id=ShotId(name), name=name, frames=24, takes=(made,), chosen=take)


@pytest.fixture
def make_film() -> MakeFilm:
    """A film of these tracks, from the bottom up; shot `a` has the take `a.mov`, and so on; `new` has none."""

    def make(*tracks: Track, size: tuple[int, int] = (160, 90), rate: Fraction = Fraction(24)) -> Project:
        shots = [_make_shot(name, size, rate) for name in "abc"]
        shots.append(Shot(id=ShotId("new"), name="new", frames=24))
        return Project(
            name="film",
            frame_rate=rate,
            width=size[0],
            height=size[1],
            scenes=(Scene(id=SceneId("scene"), name="scene", shots=tuple(shots)),),
            timeline=Timeline(tracks=tracks),
        )

    return make
