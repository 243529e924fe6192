"""Clips with all that they show, as a little film by itself: what is copied, and what another film takes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from studio.core.edits.spans import Clipping, copy_clips
from studio.core.edits.tracks import add_track
from studio.core.ids import CharacterId, ClipId, ImageId, SceneId, TrackId
from studio.core.image import Reference
from studio.core.project import Character, Project, Scene, Shot
from studio.core.timeline import Clip, Timeline, Track, list_clips, tidy
from studio.errors import StudioError


def make_excerpt(project: Project, clips: frozenset[ClipId]) -> Project:
    """▐a▌▐b▌ with a chosen → a film of ▐a▌ alone: its shot with all takes, that one's cast and their pictures."""
    homes = [track for track in project.timeline.tracks if any(_is_in(item, clips) for item in track.items)]
    lanes = copy_clips(project, clips).lanes
    tracks = tuple(
        Track(id=home.id, name=home.name, kind=kind, items=tidy(items))
        for home, (kind, items) in zip(homes, lanes, strict=True)
    )
    shown = {clip.source_id for _, clip in list_clips(Timeline(tracks=tracks))}
    shots = tuple(_cut_loose(shot, shown) for shot in project.shots if shot.id in shown)
    members = {character for shot in shots for character in _list_members(shot)}
    cast = tuple(character for character in project.cast if character.id in members)
    pictures = {image for owner in (*cast, *shots) for image in _list_images(owner)}
    return replace(
        project,
        cast=cast,
        images=tuple(image for image in project.images if image.id in pictures),
        media=tuple(each for each in project.media if each.id in shown),
        scenes=(Scene(id=SceneId("excerpt"), name=project.name, shots=shots),),
        timeline=Timeline(tracks=tracks),
    )


def read_clipping(excerpt: Project) -> Clipping:
    """The clips of an excerpt, ready to be pasted into a film that has what they show."""
    return Clipping(lanes=tuple((track.kind, track.items) for track in excerpt.timeline.tracks))


def join_excerpt(project: Project, excerpt: Project, fresh: Callable[[], str]) -> Project:
    """Shots [a], clips of [a] and [x] → shots [a] and, in a scene named after its film, [x].

    What the film has stays as it is, and somebody of a name that the film knows is that one. Tracks are added until
    there is one for each lane. Raises `StudioError` where the frames of the films are not of one length.
    """
    if excerpt.frame_rate != project.frame_rate:
        ours, theirs = float(project.frame_rate), float(excerpt.frame_rate)
        raise StudioError(
            f"What was copied is from a film with {theirs:g} frames per second and can't be pasted into one with "
            f"{ours:g}; export it there and import the file here."
        )
    known = {character.id for character in project.cast}
    names = {character.name.casefold(): character.id for character in project.cast}
    newcomers = [each for each in excerpt.cast if each.id not in known and each.name.casefold() not in names]
    new_ids = {each.id for each in newcomers}
    people = {each.id: names[each.name.casefold()] for each in excerpt.cast if each.id not in known | new_ids}
    images, media = {each.id for each in project.images}, {each.id for each in project.media}
    joined = replace(
        project,
        cast=(*project.cast, *newcomers),
        images=(*project.images, *(each for each in excerpt.images if each.id not in images)),
        media=(*project.media, *(each for each in excerpt.media if each.id not in media)),
    )
    present = {shot.id for shot in project.shots}
    takes = {take.id for shot in project.shots for take in shot.takes}
    shots = [_recast(_without_takes(shot, takes), people) for shot in excerpt.shots if shot.id not in present]
    return _add_tracks(_add_shots(joined, excerpt.name, shots, fresh), excerpt, fresh)


def _is_in(item: object, clips: frozenset[ClipId]) -> bool:
    return isinstance(item, Clip) and item.id in clips


def _cut_loose(shot: Shot, shown: Collection[object]) -> Shot:
    return shot if shot.continues is None or shot.continues in shown else replace(shot, continues=None)


def _list_members(shot: Shot) -> Iterator[CharacterId]:
    yield from shot.cast
    yield from (placing.character for placing in shot.placing)
    yield from (line.speaker for line in shot.dialogue if line.speaker is not None)


def _list_images(owner: Character | Shot) -> Iterator[ImageId]:
    references: tuple[Reference, ...] = owner.references if isinstance(owner, Character) else owner.images
    yield from (reference.image for reference in references)
    if isinstance(owner, Shot):
        yield from (image for placing in owner.placing for image in placing.images)
        yield from filter(None, (owner.first_frame, owner.last_frame))


def _without_takes(shot: Shot, used: Collection[object]) -> Shot:
    """No take stands twice in a film."""
    kept = tuple(take for take in shot.takes if take.id not in used)
    chosen = shot.chosen if any(take.id == shot.chosen for take in kept) else None
    return shot if len(kept) == len(shot.takes) else replace(shot, takes=kept, chosen=chosen)


def _recast(shot: Shot, people: Mapping[CharacterId, CharacterId]) -> Shot:
    """The same shot with others of the same names."""
    if not people:
        return shot
    placing = {
        people.get(each.character, each.character): replace(each, character=people.get(each.character, each.character))
        for each in shot.placing
    }
    return replace(
        shot,
        cast=tuple(dict.fromkeys(people.get(each, each) for each in shot.cast)),
        placing=tuple(placing.values()),
        dialogue=tuple(
            replace(line, speaker=people.get(line.speaker, line.speaker)) if line.speaker else line
            for line in shot.dialogue
        ),
    )


def _add_shots(project: Project, name: str, shots: list[Shot], fresh: Callable[[], str]) -> Project:
    """To the last scene of that name, or one more."""
    if not shots:
        return project
    home = next((scene for scene in reversed(project.scenes) if scene.name == name), None)
    if home is None:
        made = Scene(id=SceneId(fresh()), name=name, shots=tuple(shots))
        return replace(project, scenes=(*project.scenes, made))
    grown = replace(home, shots=(*home.shots, *shots))
    return replace(project, scenes=tuple(grown if scene is home else scene for scene in project.scenes))


def _add_tracks(project: Project, excerpt: Project, fresh: Callable[[], str]) -> Project:
    there = Counter(track.kind for track in project.timeline.tracks)
    for lane in excerpt.timeline.tracks:
        if there[lane.kind] > 0:
            there[lane.kind] -= 1
        else:
            project = add_track(project, Track(id=TrackId(fresh()), name=lane.name, kind=lane.kind))
    return project
