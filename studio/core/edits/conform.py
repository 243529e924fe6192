"""The cut brought into the storyboard's order."""

from __future__ import annotations

from itertools import pairwise

from studio.core.edits.cut import change_track
from studio.core.ids import ClipId, ShotId
from studio.core.project import Project
from studio.core.timeline import Clip, Item, Transition, neighbours, tidy

_Ends = tuple[ClipId | None, ClipId | None]


def conform(project: Project) -> Project:
    """Board [a][b][c], V1 ▐c▌░▐a trimmed▌▐b▌ → ▐a trimmed▌▐b▌▐c▌: the clips of the first track, each as it was cut.

    A title or a file stays behind the shot before it, a transition where its two sides still meet. Raises `StudioError`
    where the track is locked.
    """
    tracks = project.timeline.tracks
    if not tracks:
        return project
    places = {shot.id: number for number, shot in enumerate(project.shots)}
    clips = _sort([item for item in tracks[0].items if isinstance(item, Clip)], places)
    return change_track(project, tracks[0].id, lambda items: tidy(_join(clips, _find_joints(items))))


def is_conformed(project: Project) -> bool:
    """Whether the clips of the first track follow the storyboard, whatever lies between them."""
    tracks = project.timeline.tracks
    places = {shot.id: number for number, shot in enumerate(project.shots)}
    shown = [item.shot for item in tracks[0].items if isinstance(item, Clip) and item.shot] if tracks else []
    return all(places[left] <= places[right] for left, right in pairwise(shown))


def _sort(clips: list[Clip], places: dict[ShotId, int]) -> list[Clip]:
    keyed: list[tuple[int, Clip]] = []
    place = -1  # what comes before the first shot stays there
    for clip in clips:
        place = places[clip.shot] if clip.shot else place
        keyed.append((place, clip))
    return [clip for _, clip in sorted(keyed, key=lambda pair: pair[0])]


def _find_joints(items: tuple[Item, ...]) -> dict[_Ends, Transition]:
    """Each transition by the clips beside it; none where there is a gap or the track ends."""
    joints: dict[_Ends, Transition] = {}
    for index, item in enumerate(items):
        if isinstance(item, Transition):
            left, right = (each.id if isinstance(each, Clip) else None for each in neighbours(items, index))
            joints[left, right] = item
    return joints


def _join(clips: list[Clip], joints: dict[_Ends, Transition]) -> list[Item]:
    joined: list[Item] = []
    ids: list[ClipId | None] = [None, *(clip.id for clip in clips), None]
    for number, ends in enumerate(pairwise(ids)):
        if ends in joints:
            joined.append(joints[ends])
        joined += clips[number : number + 1]
    return joined
