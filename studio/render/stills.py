"""The first frame of a shot, drawn by a backend that is not the shot's own."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from studio.api import BackendEntry, Frames
from studio.core.image import Image
from studio.core.plan import choose_seed, plan
from studio.core.project import Project, Shot
from studio.core.request import Setting, ShotRequest
from studio.errors import StudioError
from studio.media.pictures import encode_png
from studio.render.isolated import Isolated
from studio.storage.images import import_bytes

_BARE = (Setting(name="captions", value=False), Setting(name="voice", value="off"))
"""For backends that write into the picture or speak."""


def request_still(project: Project, shot: Shot, entry: BackendEntry) -> ShotRequest:
    """What a backend is asked for, so that its first picture shows the cast and nothing else."""
    bare = replace(shot, prompt=None, dialogue=(), settings=(*shot.settings, *_BARE))
    return plan(project, bare, entry.id, entry.capabilities, choose_seed(shot))


def draw_still(entry: BackendEntry, request: ShotRequest, folder: Path) -> Image:
    """The first picture that a backend makes, taken into the film's folder. Raises `StudioError`."""
    backend = Isolated(entry) if entry.isolate else entry.load()
    try:
        with closing(backend.generate(request, folder)) as events:
            made = next((event.pictures for event in events if isinstance(event, Frames)), None)
    finally:
        backend.close()
    if made is None:
        raise StudioError(f"{entry.name} made no picture of {request.shot_name}; choose a still instead.")
    return import_bytes(
        folder,
        encode_png(made[0]),
        suffix=".png",
        width_px=request.width,
        height_px=request.height,
        name=f"{request.shot_name}, {entry.name}",
    )
