"""Whatever a cut holds, it is seen and heard: frames of the right size, finite samples, never an exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.core.bounds import FASTEST, OWN, READ, SLOWEST
from studio.core.curve import Curve, Ease, Key
from studio.core.ids import ClipId, MediaId, SceneId, ShotId, TrackId
from studio.core.project import Media, MediaKind, Project, Scene, Shot
from studio.core.timeline import (
    Clip,
    Edge,
    Gap,
    Look,
    OfMedia,
    OfShot,
    Solid,
    Timeline,
    Title,
    Track,
    TrackKind,
    Transition,
    TransitionKind,
    tidy,
)
from studio.media.compose import Composer
from studio.media.mix import Mixer

MEDIA = tuple(
    Media(id=MediaId(name), name=name, path=name, sha256="0" * 64, kind=kind, frames=24, has_sound=True)
    for name, kind in (
        ("clip.mov", MediaKind.VIDEO),
        ("clear.png", MediaKind.PICTURE),
        ("gone.png", MediaKind.PICTURE),
        ("gone.mov", MediaKind.SOUND),
    )
)
COLOURS = st.sampled_from(["#000000", "#ff8800", "#FFFFFF"])


def values(least: float, most: float) -> st.SearchStrategy[float | Curve]:
    plain = st.floats(least, most)
    keys = st.dictionaries(st.integers(-50, 50), st.tuples(plain, st.sampled_from(Ease)), min_size=1, max_size=3)
    curves = keys.map(
        lambda found: Curve(keys=tuple(Key(frame=at, value=found[at][0], ease=found[at][1]) for at in sorted(found)))
    )
    return st.one_of(plain, curves)


SOURCES = st.one_of(
    st.just(OfShot(shot=ShotId("new"))),
    st.sampled_from(MEDIA).map(lambda media: OfMedia(media=media.id)),
    st.builds(
        Title,
        text=st.text("Wi ñ第\n\u202e😀", max_size=12),
        font=st.sampled_from(["", "No Such Font"]),
        size=st.floats(0.005, 1.0),
        x=st.floats(-1, 2),
        y=st.floats(-1, 2),
        colour=COLOURS,
    ),
    st.builds(Solid, colour=COLOURS),
)
LOOKS = st.none() | st.builds(Look, **{name: values(*bounds) for name, bounds in READ.items() if name not in OWN})
CLIPS = st.builds(
    Clip,
    id=st.uuids().map(lambda each: ClipId(str(each))),
    source=SOURCES,
    start=st.integers(0, 40),
    frames=st.integers(1, 12),
    speed=st.fractions(SLOWEST, FASTEST),
    smooth=st.booleans(),
    look=LOOKS,
    **{name: values(*READ[name]) for name in OWN},
)
CUTS = st.builds(
    Transition,
    frames=st.integers(1, 9),
    kind=st.sampled_from(TransitionKind),
    edge=st.sampled_from(Edge),
    colour=COLOURS,
)
ITEMS = st.lists(st.one_of(CLIPS, CUTS, st.builds(Gap, frames=st.integers(1, 5))), max_size=6).map(tidy)
TRACKS = st.lists(
    st.builds(
        Track,
        id=st.uuids().map(lambda each: TrackId(str(each))),
        name=st.just(""),
        kind=st.sampled_from(TrackKind),
        items=ITEMS,
        solo=st.booleans(),
        ducks=st.sampled_from([0.0, 12.0]),
        speech=st.booleans(),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
SIZES = st.sampled_from([(96, 54), (53, 31), (16, 90), (1, 1)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (40, 30, 4), np.uint8)).save(folder / "clear.png")
    return folder


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tracks=TRACKS, size=SIZES, data=st.data())
def test_any_cut_is_seen_and_heard(
    folder: Path, make_clip: Callable[..., Path], tracks: tuple[Track, ...], size: tuple[int, int], data: st.DataObject
) -> None:
    if not (folder / "clip.mov").exists():
        make_clip("clip.mov", size=(64, 36)).rename(folder / "clip.mov")
    scene = Scene(id=SceneId("scene"), name="", shots=(Shot(id=ShotId("new"), name="new", frames=24),))
    film = Project(name="any", width=96, height=54, media=MEDIA, scenes=(scene,), timeline=Timeline(tracks=tracks))
    number = data.draw(st.integers(0, max(film.timeline.frames, 1)))
    with Composer(film, folder) as composer, Mixer(film, folder) as mixer:
        frame = composer.frame(number, size)
        assert (frame.width, frame.height, frame.format.name) == (*size, "yuv422p10le")
        sound = mixer.read(number * 2000, 2000)
        assert sound.shape == (2000, 2)
        assert np.abs(sound).max() <= 1
        assert set(mixer.levels) == {track.id for track in tracks if track.solo or not any(t.solo for t in tracks)}
