"""Edits of the storyboard: scenes and their shots. An untouched cut follows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict, Unpack

from studio.core.edits.assemble import follow
from studio.core.ids import CharacterId, ImageId, SceneId, ShotId
from studio.core.image import Reference
from studio.core.placing import Placing
from studio.core.project import Line, Project, Scene, Shot, find_scene_of, find_shot
from studio.core.request import Setting
from studio.errors import StudioError


class ShotFields(TypedDict, total=False):
    """What can be written about a shot."""

    name: str
    action: str
    dialogue: tuple[Line, ...]
    camera: str
    sound: str
    cast: tuple[CharacterId, ...]
    placing: tuple[Placing, ...]
    images: tuple[Reference, ...]
    first_frame: ImageId | None
    last_frame: ImageId | None
    continues: ShotId | None
    prompt: str | None
    frames: int
    seed: int | None
    backend: str
    settings: tuple[Setting, ...]


def add_scene(project: Project, scene: Scene, index: int | None = None) -> Project:
    """[1][2] → [1][new][2]."""
    at = len(project.scenes) if index is None else index
    return follow(project, replace(project, scenes=(*project.scenes[:at], scene, *project.scenes[at:])))


def rename_scene(project: Project, scene: SceneId, name: str) -> Project:
    """Scene «Door» → scene «Rain»."""
    if _find_scene(project, scene).name == name:
        return project
    return replace(project, scenes=tuple(replace(s, name=name) if s.id == scene else s for s in project.scenes))


def move_scene(project: Project, scene: SceneId, index: int) -> Project:
    """[1][2][3] → [2][1][3]."""
    moved = _find_scene(project, scene)
    rest = [each for each in project.scenes if each.id != scene]
    scenes = (*rest[:index], moved, *rest[index:])
    return project if scenes == project.scenes else follow(project, replace(project, scenes=scenes))


def remove_scene(project: Project, scene: SceneId) -> Project:
    """[1][2] → [1], with all shots of 2."""
    removed = _find_scene(project, scene)
    scenes = tuple(each for each in project.scenes if each.id != scene)
    gone = {shot.id for shot in removed.shots}
    return follow(project, _forget(replace(project, scenes=scenes), gone))


def add_shot(project: Project, scene: SceneId, shot: Shot, index: int | None = None) -> Project:
    """1: [a][b] → 1: [a][new][b]."""
    shots = _find_scene(project, scene).shots
    at = len(shots) if index is None else index
    return follow(project, _put_shots(project, scene, (*shots[:at], shot, *shots[at:])))


def set_shot(project: Project, shot: ShotId, **fields: Unpack[ShotFields]) -> Project:
    """[a: she runs] → [a: she walks]. The length follows into an untouched cut. Raises `ValueError` for no frames."""
    if fields.get("frames", 1) < 1:
        raise ValueError("a shot has at least one frame")
    changed = change_shots(project, lambda each: _with(each, fields) if each.id == shot else each)
    return follow(project, changed) if "frames" in fields and changed is not project else changed


def move_shot(project: Project, shot: ShotId, scene: SceneId, index: int) -> Project:
    """1: [a][b] 2: [c] → 1: [b] 2: [a][c]. `index` counts in the target scene without the shot."""
    moved = find_shot(project, shot)
    _find_scene(project, scene)
    lifted = tuple(replace(s, shots=tuple(each for each in s.shots if each.id != shot)) for s in project.scenes)
    scenes = tuple(
        replace(s, shots=(*s.shots[:index], moved, *s.shots[index:])) if s.id == scene else s for s in lifted
    )
    return project if scenes == project.scenes else follow(project, replace(project, scenes=scenes))


def remove_shot(project: Project, shot: ShotId) -> Project:
    """1: [a][b][c] → 1: [a][c]."""
    scene = find_scene_of(project, shot)
    shots = tuple(each for each in scene.shots if each.id != shot)
    return follow(project, _forget(_put_shots(project, scene.id, shots), {shot}))


def split_shot(project: Project, shot: ShotId, second: ShotId, frames: int) -> Project:
    """[a 5 s] → [a 2 s][new 3 s]: both keep the words; the dialogue and the takes stay with the first.

    Raises `StudioError` when a part would have no frames.
    """
    whole = find_shot(project, shot)
    if not 0 < frames < whole.frames:
        raise StudioError("A shot is split inside its length; choose a frame within it.")
    first = replace(whole, frames=frames)
    rest = replace(
        whole,
        id=second,
        name=f"{whole.name} b",
        frames=whole.frames - frames,
        dialogue=(),
        prompt=None,
        first_frame=None,
        continues=shot,
        takes=(),
        chosen=None,
    )
    scene = find_scene_of(project, shot)
    shots = tuple(part for each in scene.shots for part in ((first, rest) if each.id == shot else (each,)))
    return follow(project, _put_shots(project, scene.id, shots))


def merge_shots(project: Project, shot: ShotId) -> Project:
    """[a][b] → [a+b]: the next shot of the scene joins this one. Raises `StudioError` for the scene's last shot."""
    scene = find_scene_of(project, shot)
    index = next(at for at, each in enumerate(scene.shots) if each.id == shot)
    if index + 1 == len(scene.shots):
        raise StudioError("There is no next shot in this scene to merge with.")
    first, second = scene.shots[index : index + 2]
    merged = replace(
        first,
        action=" ".join(part for part in dict.fromkeys((first.action, second.action)) if part),
        dialogue=first.dialogue + second.dialogue,
        cast=tuple(dict.fromkeys(first.cast + second.cast)),
        placing=tuple({each.character: each for each in second.placing + first.placing}.values()),
        images=tuple(dict.fromkeys(first.images + second.images)),
        last_frame=second.last_frame,
        prompt=None,
        frames=first.frames + second.frames,
    )
    shots = (*scene.shots[:index], merged, *scene.shots[index + 2 :])
    return follow(project, _forget(_put_shots(project, scene.id, shots), {second.id}))


def change_shots(project: Project, change: Callable[[Shot], Shot]) -> Project:
    """The film with `change` made in every shot; scenes whose shots stay the same objects stay so too."""
    scenes: list[Scene] = []
    for scene in project.scenes:
        shots = tuple(change(shot) for shot in scene.shots)
        same = all(a is b for a, b in zip(shots, scene.shots, strict=True))
        scenes.append(scene if same else replace(scene, shots=shots))
    if all(a is b for a, b in zip(scenes, project.scenes, strict=True)):
        return project
    return replace(project, scenes=tuple(scenes))


def _with(shot: Shot, fields: ShotFields) -> Shot:
    after = replace(shot, **fields)
    return shot if after == shot else after


def _forget(project: Project, gone: set[ShotId]) -> Project:
    return change_shots(project, lambda shot: replace(shot, continues=None) if shot.continues in gone else shot)


def _find_scene(project: Project, scene: SceneId) -> Scene:
    for each in project.scenes:
        if each.id == scene:
            return each
    raise KeyError(scene)


def _put_shots(project: Project, scene: SceneId, shots: tuple[Shot, ...]) -> Project:
    _find_scene(project, scene)
    return replace(project, scenes=tuple(replace(s, shots=shots) if s.id == scene else s for s in project.scenes))
