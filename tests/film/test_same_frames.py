"""The exported frame is the composed frame, bit for bit: after trims, splits, a gap and undo, and with every effect."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from threading import Event

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from studio.core import history
from studio.core.curve import Curve, Ease, Key
from studio.core.edits.cut import delete_clips, set_clip, set_transition, split_at
from studio.core.edits.takes import add_take
from studio.core.edits.trims import trim_end
from studio.core.ids import ClipId, MediaId, TrackId
from studio.core.project import Media, MediaKind, Project
from studio.core.shotlist import add_rows, read_shot_list
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
    place_clips,
)
from studio.media.cache import FrameCache
from studio.media.colour import planes_of
from studio.media.compose import Composer
from studio.media.mix import Mixer
from studio.media.sound import SoundReader
from studio.paths import bundled_plugins_folder
from studio.plugins import find_plugins
from studio.render.batch import list_requests
from studio.render.engines import Engines
from studio.render.export import request_export, write_film
from studio.storage.folder import FilmFolder
from studio.storage.fresh import fresh_id

LIST = "shot,action,seconds\nFirst,A,0.75\nSecond,B,0.5\nThird,C,0.5\n"
PLUGINS = find_plugins([bundled_plugins_folder()])


@pytest.fixture
def film(tmp_path: Path) -> Project:
    """Three shots with takes; the last is rendered at another size, so that it is scaled and letterboxed."""
    path = tmp_path / "rain.storyreel"
    film = add_rows(Project(name="Rain", width=320, height=180), read_shot_list(LIST, "list"), fresh_id, "list")
    FilmFolder.create(path, film).close()
    backend, engines = PLUGINS.backend("test_pattern"), Engines(path)
    for shot in film.shots:
        source = film if shot.name != "Third" else Project(name="Other", width=240, height=240, scenes=film.scenes)
        (request,) = list_requests(source, shot, backend, 1)
        film = add_take(film, shot.id, engines.make(backend, request, shot.id, Event(), lambda event: None))
    engines.close()
    return film


def cut(film: Project) -> Project:
    """An edited cut: trimmed, split, one piece lifted, a dissolve, one clip half faded; one edit undone."""
    first, second, third = (ClipId(f"c-{shot.id}") for shot in film.shots)
    steps = history.begin(film)
    steps = history.apply(steps, "Trim", lambda film: trim_end(film, first, -6))
    steps = history.apply(steps, "Trim", lambda film: trim_end(film, second, -3, ripple=True))
    steps = history.undo(steps)
    steps = history.apply(steps, "Fade", lambda film: set_clip(film, third, opacity=0.5))
    steps = history.apply(steps, "Split", lambda film: split_at(film, 4, {first}))
    steps = history.apply(steps, "Trim", lambda film: trim_end(film, second, -4, ripple=True))
    steps = history.apply(steps, "Dissolve", lambda film: set_transition(film, second, 4, at_start=False))
    return history.apply(steps, "Delete", lambda film: delete_clips(film, {first})).project


def digest(frame: VideoFrame) -> str:
    """A hash of all that is seen of a 10-bit frame."""
    assert frame.format.name == "yuv422p10le"
    return hashlib.sha256(b"".join(plane.tobytes() for plane in planes_of(frame))).hexdigest()


def cut_with_everything(film: Project, folder: Path) -> Project:
    """A cut with every kind of clip, look, speed and transition, over several tracks."""
    (folder / "media").mkdir(exist_ok=True)
    Image.linear_gradient("L").resize((90, 60)).convert("RGB").save(folder / "media" / "sky.png")
    logo = Image.new("RGBA", (60, 60), (200, 40, 40, 90))
    logo.save(folder / "media" / "logo.png")
    takes = [shot.take for shot in film.shots]
    assert takes[0] is not None
    (folder / "media" / "video.mov").write_bytes((folder / takes[0].path).read_bytes())
    kinds = {"sky.png": MediaKind.PICTURE, "logo.png": MediaKind.PICTURE, "video.mov": MediaKind.VIDEO}
    media = tuple(
        Media(
            id=MediaId(name),
            name=name,
            path=f"media/{name}",
            sha256="0" * 64,
            kind=kind,
            has_sound=kind is MediaKind.VIDEO,
        )
        for name, kind in kinds.items()
    )
    drift = Curve(keys=(Key(frame=0, value=-0.2, ease=Ease.SMOOTH), Key(frame=9, value=0.2)))
    fade = Curve(keys=(Key(frame=0, value=0.2), Key(frame=7, value=1.0)))
    first, second, third = (OfShot(shot=shot.id) for shot in film.shots)
    sky, logo_, video = (OfMedia(media=each.id) for each in media)

    def clip(name: str, source: OfShot | OfMedia | Title | Solid, frames: int, **changes: object) -> Clip:
        return replace(Clip(id=ClipId(name), source=source, frames=frames), **changes)

    def change(kind: TransitionKind, edge: Edge = Edge.LEFT, frames: int = 4) -> Transition:
        return Transition(frames=frames, kind=kind, edge=edge, colour="#402010")

    main = (
        change(TransitionKind.DIP),
        clip("a", first, 8, speed=Fraction(3, 2), pan=-0.4),
        change(TransitionKind.WIPE),
        clip("b", second, 8, speed=Fraction(2, 5), smooth=True, gain=fade),
        change(TransitionKind.SLIDE, Edge.TOP),
        clip("c", third, 8, look=Look(x=drift, scale=0.7, rotation=drift, left=0.1)),
        change(TransitionKind.DIP, frames=5),
        clip("d", sky, 8, look=Look(scale=Curve(keys=(Key(frame=0, value=1.0), Key(frame=8, value=1.5))))),
        change(TransitionKind.DISSOLVE),
        clip("e", video, 8, start=2),
        change(TransitionKind.WIPE, Edge.BOTTOM),
    )
    upper = (
        Gap(frames=2),
        change(TransitionKind.SLIDE, Edge.RIGHT),
        clip("t", Title(text="A small\nlight", size=0.15), 20, look=Look(y=drift, scale=1.3, rotation=4.0)),
        clip("l", logo_, 8, opacity=fade),
        clip("s", Solid(colour="#3060A0"), 6, look=Look(scale=0.3, rotation=33.0), opacity=0.8),
        change(TransitionKind.WIPE, Edge.RIGHT),
    )
    low = (clip("h", Title(text="Below"), 6), clip("v", video, 20, gain=0.5))
    tracks = (
        Track(id=TrackId("v1"), name="V1", items=main, speech=True),
        Track(id=TrackId("v2"), name="V2", items=upper),
        Track(id=TrackId("a1"), name="A1", kind=TrackKind.AUDIO, items=low, ducks=9.0),
    )
    return replace(film, media=media, timeline=Timeline(tracks=tracks))


def export(film: Project, folder: Path, out: Path) -> list[str]:
    """The frames of a lossless file of the film."""
    entry = PLUGINS.exporter("lossless")
    request = request_export(folder, film, entry, out, 0, film.timeline.frames, film.width, film.height)
    write_film(entry, request, Event(), lambda step: None)
    with av.open(out) as container:
        return [digest(frame) for frame in container.decode(video=0)]


def test_exported_frames_are_composed_frames(film: Project, tmp_path: Path) -> None:
    edited, folder = cut(film), tmp_path / "rain.storyreel"
    length = edited.timeline.frames
    assert length == sum(clip.frames for clip, _ in place_clips(edited.timeline.tracks[0])) + 4 + 6
    with Composer(edited, folder) as composer:
        composed = [digest(composer.frame(number)) for number in range(length)]
    assert export(edited, folder, tmp_path / "out.mkv") == composed
    assert len(set(composed)) > 12, "the frames differ from each other"


def test_every_effect_is_exported_as_it_plays(film: Project, tmp_path: Path) -> None:
    folder = tmp_path / "rain.storyreel"
    edited = cut_with_everything(film, folder)
    length = edited.timeline.frames
    exported = export(edited, folder, tmp_path / "out.mkv")
    with Composer(edited, folder, FrameCache()) as player:
        backwards = [digest(player.frame(number)) for number in reversed(range(length))]
        again = [digest(player.frame(number)) for number in range(length)]
    assert exported == again == backwards[::-1]
    assert len(set(exported)) > length - 4, "the frames differ from each other"


def test_exported_sound_is_what_plays(film: Project, tmp_path: Path) -> None:
    """With speeds, keys, transitions and a track that goes down under another: every sample of 24 bits."""
    folder = tmp_path / "rain.storyreel"
    edited = cut_with_everything(film, folder)
    export(edited, folder, tmp_path / "out.mkv")
    with Mixer(edited, folder) as player:
        blocks = [player.read(first, 960) for first in range(0, edited.timeline.frames * 2000, 960)]
    played = np.concatenate(blocks)[: edited.timeline.frames * 2000]
    reader = SoundReader(tmp_path / "out.mkv")
    exported = reader.read(0, len(played))
    reader.close()
    assert played.any()
    fine = np.rint(played.astype(np.float64) * 2**31)  # what the encoder is given; it keeps the upper 24 bits
    assert digest_sound(exported.astype(np.float64) * 2**23) == digest_sound(np.floor(fine / 256))


def digest_sound(samples: NDArray[np.float64]) -> str:
    """A hash of whole samples."""
    return hashlib.sha256(samples.astype(np.int32).tobytes()).hexdigest()
