"""`BoardSteps`: what a user does to scenes and shots, each one step that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from PySide6.QtCore import QObject

from studio.core.edits import board
from studio.core.ids import CharacterId, SceneId, ShotId
from studio.core.project import Project, Scene, Shot, find_scene_of, find_shot
from studio.core.timecode import to_frames
from studio.storage.fresh import fresh_id
from studio.ui.document import Document

NEW_SECONDS = 3


class BoardSteps(QObject):
    """Makes the edits of the storyboard in a document; what is made new is returned by its id."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    def add_shot(self, scene: SceneId | None, after: ShotId | None = None) -> ShotId | None:
        """A shot after another one, else at the end of a scene; a film without scenes gets its first."""
        project = self._document.project
        shot = Shot(id=ShotId(fresh_id()), name=self._name_shot(project), frames=self._usual_length(project, after))
        home = scene or (project.scenes[-1].id if project.scenes else None)
        if home is None:
            first = Scene(id=SceneId(fresh_id()), name=self._name_scene(project), shots=(shot,))
            done = self._document.apply(self.tr("Add shot"), lambda film: board.add_scene(film, first))
        else:
            index = _index_of(project, after) + 1 if after else None
            done = self._document.apply(self.tr("Add shot"), lambda film: board.add_shot(film, home, shot, index))
        return shot.id if done else None

    def add_scene(self, after: SceneId | None) -> SceneId | None:
        """An empty scene after another one, else at the end."""
        project = self._document.project
        scene = Scene(id=SceneId(fresh_id()), name=self._name_scene(project))
        index = [each.id for each in project.scenes].index(after) + 1 if after is not None else None
        done = self._document.apply(self.tr("Add scene"), lambda film: board.add_scene(film, scene, index))
        return scene.id if done else None

    def duplicate(self, shot: ShotId) -> ShotId | None:
        """The same shot once more, behind it, without its takes."""
        project = self._document.project
        found = find_shot(project, shot)
        name = self.tr("{shot} copy").format(shot=found.name)
        copy = replace(found, id=ShotId(fresh_id()), name=name, takes=(), chosen=None)
        scene, index = find_scene_of(project, shot).id, _index_of(project, shot) + 1
        done = self._document.apply(self.tr("Duplicate shot"), lambda film: board.add_shot(film, scene, copy, index))
        return copy.id if done else None

    def split(self, shot: ShotId) -> None:
        """Two shots of half the length."""
        frames = find_shot(self._document.project, shot).frames // 2
        second = ShotId(fresh_id())
        self._document.apply(self.tr("Split shot"), lambda film: board.split_shot(film, shot, second, frames))

    def merge(self, shot: ShotId) -> None:
        """One shot with the next of its scene."""
        self._document.apply(self.tr("Merge shots"), lambda film: board.merge_shots(film, shot))

    def remove_shots(self, shots: Sequence[ShotId]) -> None:
        """Without these shots."""
        count = len(shots)
        label = self.tr("Delete shot") if count == 1 else self.tr("Delete {count} shots").format(count=count)
        self._document.apply(label, lambda film: reduce(board.remove_shot, shots, film))

    def remove_scene(self, scene: SceneId) -> None:
        """Without a scene and its shots."""
        self._document.apply(self.tr("Delete scene"), lambda film: board.remove_scene(film, scene))

    def move_shots(self, shots: Sequence[ShotId], scene: SceneId, index: int) -> None:
        """Shots to a place in a scene, in the order given; `index` counts with those that move."""
        count = len(shots)
        label = self.tr("Move shot") if count == 1 else self.tr("Move {count} shots").format(count=count)
        self._document.apply(label, lambda film: _move_shots(film, shots, scene, index))

    def move_scene(self, scene: SceneId, index: int) -> None:
        """A scene to another place; `index` counts with the scene that moves."""
        ids = [each.id for each in self._document.project.scenes]
        at = index - 1 if ids.index(scene) < index else index
        self._document.apply(self.tr("Move scene"), lambda film: board.move_scene(film, scene, at))

    def step_shots(self, shots: Sequence[ShotId], step: int) -> None:
        """Shots one place earlier or later, over the edge of a scene into the next."""
        project = self._document.project
        edge = shots[0] if step < 0 else shots[-1]
        scene, index = find_scene_of(project, edge), _index_of(project, edge)
        if step < 0 and index > 0:
            self.move_shots(shots, scene.id, index - 1)
        elif step > 0 and index + 1 < len(scene.shots):
            self.move_shots(shots, scene.id, index + 2)
        else:
            self.step_scene(shots, step)

    def step_scene(self, shots: Sequence[ShotId], step: int) -> None:
        """Shots to the end of the scene before, or to the beginning of the one after."""
        scenes = self._document.project.scenes
        edge = shots[0] if step < 0 else shots[-1]
        at = scenes.index(find_scene_of(self._document.project, edge)) + step
        if 0 <= at < len(scenes):
            self.move_shots(shots, scenes[at].id, len(scenes[at].shots) if step < 0 else 0)

    def cast(self, shot: ShotId, character: CharacterId) -> None:
        """A character into a shot."""
        present = find_shot(self._document.project, shot).cast
        if character not in present:
            members = (*present, character)
            self._document.apply(self.tr("Cast in shot"), lambda film: board.set_shot(film, shot, cast=members))

    def _name_shot(self, project: Project) -> str:
        taken = {shot.name for shot in project.shots}
        return _free_name(self.tr("Shot {number}"), taken, len(taken) + 1)

    def _name_scene(self, project: Project) -> str:
        taken = {scene.name for scene in project.scenes}
        return _free_name(self.tr("Scene {number}"), taken, len(taken) + 1)

    def _usual_length(self, project: Project, like: ShotId | None) -> int:
        return find_shot(project, like).frames if like else to_frames(NEW_SECONDS, project.frame_rate)


def _free_name(words: str, taken: set[str], number: int) -> str:
    while words.format(number=number) in taken:
        number += 1
    return words.format(number=number)


def _index_of(project: Project, shot: ShotId) -> int:
    return [each.id for each in find_scene_of(project, shot).shots].index(shot)


def _move_shots(project: Project, shots: Sequence[ShotId], scene: SceneId, index: int) -> Project:
    home = next(each for each in project.scenes if each.id == scene)
    before = [each.id for each in home.shots]
    at = sum(each not in shots for each in before[:index])
    rest = [each for each in before if each not in shots]
    if [*rest[:at], *shots, *rest[at:]] == before:
        return project
    for shot in shots:
        project = board.move_shot(project, shot, scene, len(rest) + len(shots))
    for offset, shot in enumerate(shots):
        project = board.move_shot(project, shot, scene, at + offset)
    return project
