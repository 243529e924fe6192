"""The film as a value and on disk."""

from __future__ import annotations

from pathlib import Path

from studio.bench.figures import Figure, median_ms
from studio.bench.scale import Scale
from studio.core import history
from studio.core.edits.board import add_scene, set_shot
from studio.core.edits.trims import trim_end
from studio.core.ids import ClipId, SceneId, ShotId
from studio.core.project import Project, Scene, Shot
from studio.storage.folder import FilmFolder


def make_film(shots: int, width: int = 1280, height: int = 720, frames: int = 96) -> Project:
    """A film of ten-shot scenes without takes."""
    film = Project(name="Bench", width=width, height=height)
    for scene in range(0, shots, 10):
        made = tuple(
            Shot(id=ShotId(f"s{number}"), name=f"Shot {number}", action="She walks along the quay.", frames=frames)
            for number in range(scene, min(scene + 10, shots))
        )
        film = add_scene(film, Scene(id=SceneId(f"n{scene}"), name=f"Scene {scene // 10 + 1}", shots=made))
    return film


def measure_storage(folder: Path, scale: Scale) -> list[Figure]:
    """Opening and saving a film of many shots."""
    film = make_film(scale.shots)
    path = folder / "bench.storyreel"
    FilmFolder.create(path, film).close()
    opened = FilmFolder.open(path)
    try:
        save = median_ms(lambda: opened.save(film))
        read = median_ms(lambda: FilmFolder.open(path, write=False).close())
    finally:
        opened.close()
    return [
        Figure(what=f"open, {scale.shots:,} shots", value=read, unit="ms", most=300),
        Figure(what=f"save, {scale.shots:,} shots", value=save, unit="ms", most=100),
    ]


def measure_edit(_: Path, scale: Scale) -> list[Figure]:
    """One edit of a text, one trim, one undo, in a film of many shots."""
    begun, middle = history.begin(make_film(scale.shots)), scale.shots // 2
    shot, clip = ShotId(f"s{middle}"), ClipId(f"c-s{middle}")
    edited = history.apply(begun, "Write", lambda film: set_shot(film, shot, action="She runs."))
    write = median_ms(lambda: history.apply(begun, "Write", lambda film: set_shot(film, shot, action="She runs.")))
    trim = median_ms(lambda: history.apply(begun, "Trim", lambda film: trim_end(film, clip, -5)))
    undo = median_ms(lambda: history.undo(edited))
    named = (("edit a text", write), ("trim a clip", trim), ("undo", undo))
    return [Figure(what=f"{what}, {scale.shots:,} shots", value=value, unit="ms", most=5) for what, value in named]
