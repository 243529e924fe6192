"""Where clips meet in the cut, and which of them go on from the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.project import Project, Shot
from studio.core.timeline import Clip, Gap, Track, TrackKind, Transition, place_items

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
    for track in project.timeline.tracks:
        if track.kind is TrackKind.VIDEO and not track.hidden:
            yield from _find_in(project, track, shots)


def find_seam_before(project: Project, clip: ClipId) -> Seam | None:
    """The seam at the beginning of a clip."""
    return next((seam for seam in find_seams(project) if seam.after.id == clip), None)


def find_chains(project: Project) -> tuple[tuple[Clip, ...], ...]:
    """The clips of each row, two or more long, in which every one goes on from the one before."""
    chains: list[list[Clip]] = []
    for seam in find_seams(project):
        if not seam.continued:
            continue
        if chains and chains[-1][-1].id == seam.before.id:
            chains[-1].append(seam.after)
        else:
            chains.append([seam.before, seam.after])
    return tuple(map(tuple, chains))


def find_chain(project: Project, clip: ClipId) -> tuple[Clip, ...]:
    """The row that a clip is part of; empty for one by itself."""
    return next((chain for chain in find_chains(project) if any(each.id == clip for each in chain)), ())


def _find_in(project: Project, track: Track, shots: dict[ShotId, Shot]) -> Iterator[Seam]:
    before: Clip | None = None
    for placed in place_items(track):
        match placed.item:
            case Clip() as after:
                if before is not None:
                    goes_on = _is_continued(project, before, after, shots)
                    yield Seam(track=track.id, before=before, after=after, frame=placed.begin, continued=goes_on)
                before = after
            case Gap():
                before = None
            case Transition():
                pass


def _is_continued(project: Project, before: Clip, after: Clip, shots: dict[ShotId, Shot]) -> bool:
    end = before.start + before.frames
    if before.shot == after.shot:
        return end == after.start
    if shots[after.shot].continues != before.shot or after.start:
        return False
    take = shots[before.shot].take
    return take is None or end + _SLACK >= Fraction(take.frames) * project.frame_rate / take.request.frame_rate
