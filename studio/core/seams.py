"""Where clips meet in the cut, and which of them go on from the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.project import Project, Shot
from studio.core.timeline import Clip, Item, Track, TrackKind, Transition, room, shot_of, shows_shot

_SLACK = 8  # frames that a backend may render past the end of a shot, which the cut then leaves out


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """Two clips that meet at a frame of the cut; `continued` where the picture of the one goes on in the other."""

    track: TrackId
    before: Clip
    after: Clip
    frame: int
    continued: bool


def find_seams(project: Project) -> Iterator[Seam]:
    """All seams of the video tracks that are seen, in order. Clips with a gap between them have none."""
    shots = {shot.id: shot for shot in project.shots}
    for track in _list_seen(project):
        at = 0
        for index, item in enumerate(track.items):
            before = _find_before(track.items, index)
            if before is not None and isinstance(item, Clip) and shows_shot(item):
                goes_on = _is_continued(project, before, item, shots)
                yield Seam(track=track.id, before=before, after=item, frame=at, continued=goes_on)
            at += room(item)


def find_seam_before(project: Project, clip: ClipId) -> Seam | None:
    """The seam at the beginning of a clip."""
    for track in _list_seen(project):
        for index, item in enumerate(track.items):
            if isinstance(item, Clip) and item.id == clip:
                before = _find_before(track.items, index)
                if before is None or not shows_shot(item):
                    return None
                shots = {each.id: each for each in project.shots}
                goes_on = _is_continued(project, before, item, shots)
                frame = sum(map(room, track.items[:index]))
                return Seam(track=track.id, before=before, after=item, frame=frame, continued=goes_on)
    return None


def find_shown(project: Project, shot: ShotId) -> Iterator[Clip]:
    """The clips of a shot on the video tracks that are seen, in order."""
    for track in _list_seen(project):
        yield from (item for item in track.items if isinstance(item, Clip) and item.shot == shot)


def find_chains(project: Project) -> Iterator[tuple[Clip, ...]]:
    """The clips of each row, two or more long, in which every one goes on from the one before."""
    shots = {shot.id: shot for shot in project.shots}
    for track in _list_seen(project):
        row: list[Clip] = []
        for index, item in enumerate(track.items):
            if not isinstance(item, Clip) or not shows_shot(item):
                continue
            before = _find_before(track.items, index)
            if before is None or not _is_continued(project, before, item, shots):
                if len(row) > 1:
                    yield tuple(row)
                row = []
            row.append(item)
        if len(row) > 1:
            yield tuple(row)


def find_chain(project: Project, clip: ClipId) -> tuple[Clip, ...]:
    """The row that a clip is part of; empty for one by itself."""
    return next((chain for chain in find_chains(project) if any(each.id == clip for each in chain)), ())


def find_idle_matches(project: Project) -> Iterator[Clip]:
    """The clips whose match was made for another take than the one that is chosen, and so is not applied."""
    shots = {shot.id: shot for shot in project.shots}
    for track in _list_seen(project):
        for item in track.items:
            if isinstance(item, Clip) and item.match and item.shot and item.match.take != shots[item.shot].chosen:
                yield item


def _list_seen(project: Project) -> Iterator[Track]:
    return (each for each in project.timeline.tracks if each.kind is TrackKind.VIDEO and not each.hidden)


def _find_before(items: Sequence[Item], index: int) -> Clip | None:
    """The clip of a shot that ends where an item begins, whether or not there is a dissolve between them."""
    before = items[index - 1] if index else None
    if isinstance(before, Transition):
        before = items[index - 2] if index > 1 else None
    return before if isinstance(before, Clip) and shows_shot(before) else None


def _is_continued(project: Project, before: Clip, after: Clip, shots: Mapping[ShotId, Shot]) -> bool:
    end = before.start + before.frames
    if (before.source, before.speed) == (after.source, after.speed):
        return end == after.start
    if shots[shot_of(after)].continues != before.shot or after.start or before.speed != 1:
        return False
    take = shots[shot_of(before)].take
    return take is None or end + _SLACK >= Fraction(take.frames) * project.frame_rate / take.request.frame_rate
