"""Filling a gap of the cut with a shot of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studio.core.edits.board import add_shot
from studio.core.edits.cast import add_image
from studio.core.edits.cut import overwrite_clip
from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.image import Image
from studio.core.project import Project, find_scene_of, find_shot
from studio.core.timeline import Clip, Gap, OfShot, Timeline, TrackKind, place_items, shot_of, shows_shot
from studio.errors import StudioError


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A gap between two clips of a track, from a frame of the cut on."""

    track: TrackId
    begin: int
    frames: int
    before: Clip
    after: Clip


def find_hole(timeline: Timeline, frame: int, track: TrackId | None = None) -> Hole | None:
    """The gap between two clips of shots at a frame, of a track or of the highest one with pictures and a gap there."""
    for each in reversed(timeline.tracks):
        if each.kind is not TrackKind.VIDEO or (track is not None and each.id != track):
            continue
        placed = [at for at in place_items(each) if isinstance(at.item, Clip | Gap)]
        for before, hole, after in zip(placed, placed[1:], placed[2:], strict=False):
            beside = shows_shot(before.item) and shows_shot(after.item)
            if hole.begin <= frame < hole.end and isinstance(hole.item, Gap) and beside:
                assert isinstance(before.item, Clip)
                assert isinstance(after.item, Clip)
                return Hole(
                    track=each.id,
                    begin=hole.begin,
                    frames=hole.item.frames,
                    before=before.item,
                    after=after.item,
                )
    return None


def fill_gap(project: Project, hole: Hole, *, shot: ShotId, clip: ClipId, first: Image, last: Image) -> Project:
    """[a][b] with ▐a▌░░░▐b▌ → [a][new][b] with ▐a▌▐new▌▐b▌: a shot that begins and ends on these pictures.

    It keeps what is said of the shot before the gap, but for the dialogue. Raises `StudioError` when the gap is no
    longer there, or its track is locked.
    """
    if find_hole(project.timeline, hole.begin, hole.track) != hole:
        raise StudioError("The gap has changed meanwhile; fill it again.")
    before, after = (find_shot(project, shot_of(each)) for each in (hole.before, hole.after))
    scene = find_scene_of(project, before.id)
    made = replace(
        before,
        id=shot,
        name=f"{before.name} – {after.name}",
        frames=hole.frames,
        first_frame=first.id,
        last_frame=last.id,
        dialogue=(),
        continues=None,
        prompt=None,
        seed=None,
        takes=(),
        chosen=None,
    )
    film = add_shot(add_image(add_image(project, first), last), scene.id, made, scene.shots.index(before) + 1)
    film = replace(film, timeline=project.timeline)  # the clip goes into the gap and nothing moves
    return overwrite_clip(film, hole.track, Clip(id=clip, source=OfShot(shot=shot), frames=hole.frames), hole.begin)
