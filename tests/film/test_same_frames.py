"""The exported frame is the composed frame, bit for bit, after trims, splits, a dissolve, a gap and undo."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Event

import av
import pytest
from av.video.frame import VideoFrame

from studio.core import history
from studio.core.edits.cut import delete_clips, set_clip, set_transition, split_at
from studio.core.edits.takes import add_take
from studio.core.edits.trims import trim_end
from studio.core.ids import ClipId
from studio.core.project import Project
from studio.core.shotlist import add_rows, read_shot_list
from studio.core.timeline import place_clips
from studio.media.colour import planes_of
from studio.media.compose import Composer
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


def test_exported_frames_are_composed_frames(film: Project, tmp_path: Path) -> None:
    edited = cut(film)
    length, out = edited.timeline.frames, tmp_path / "out.mkv"
    assert length == sum(clip.frames for clip, _ in place_clips(edited.timeline.tracks[0])) + 4 + 6
    folder = tmp_path / "rain.storyreel"
    with Composer(edited, folder) as composer:
        composed = [digest(composer.frame(number)) for number in range(length)]
    entry = PLUGINS.exporter("lossless")
    request = request_export(folder, edited, entry, out, 0, length, film.width, film.height)
    write_film(entry, request, Event(), lambda step: None)
    with av.open(out) as container:
        exported = [digest(frame) for frame in container.decode(video=0)]
    assert exported == composed
    assert len(set(composed)) > 12, "the frames differ from each other"
