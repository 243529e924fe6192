"""Clips from one film to another: whole and valid with all that they show, and their files with them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from studio.core.edits import spans
from studio.core.edits.excerpt import join_excerpt, make_excerpt, read_clipping
from studio.core.ids import CharacterId, ClipId, SceneId, ShotId
from studio.core.project import Character, Line, Project, Scene, find_shot
from studio.core.timeline import Clip, Timeline, list_clips
from studio.errors import StudioError
from studio.storage.check import find_faults
from studio.storage.codec import FILM, decode, encode
from studio.storage.fresh import fresh_id
from studio.storage.missing import Medium
from studio.storage.steps import Step, run_steps
from studio.storage.transfer import bring_media
from tests.storage.films import films, make_rich_film

OTHER = Project(name="Other", frame_rate=make_rich_film().frame_rate)


def paste(project: Project, excerpt: Project) -> Project:
    joined = join_excerpt(project, excerpt, fresh_id)
    return spans.paste(joined, read_clipping(excerpt), 0, None, inserts=False)


def shown(project: Project) -> list[tuple[object, int, int]]:
    """What the clips show, by the track's order."""
    return [(clip.source, clip.start, clip.frames) for _, clip in list_clips(project.timeline)]


def choose(project: Project, *clips: str) -> Project:
    return make_excerpt(project, frozenset(ClipId(clip) for clip in clips))


@settings(max_examples=60)
@given(films())
def test_any_clips_are_a_film_that_another_one_takes_in(film: Project) -> None:
    clips = [clip for _, clip in list_clips(film.timeline)]
    chosen = clips[::2]
    excerpt = make_excerpt(film, frozenset(clip.id for clip in chosen))
    assert decode(encode(excerpt, FILM), "x", FILM) == excerpt
    assert {shot.id for shot in excerpt.shots} == {clip.shot for clip in chosen if clip.shot}
    pasted = paste(replace(OTHER, frame_rate=film.frame_rate), excerpt)
    assert find_faults(pasted) == ()
    assert shown(pasted) == shown(excerpt)
    again = paste(pasted, excerpt)
    assert find_faults(again) == ()
    assert (again.scenes, again.cast, again.images) == (pasted.scenes, pasted.cast, pasted.images)


def test_only_what_is_shown_comes_along() -> None:
    film = make_rich_film()
    words = choose(film, "c-title")
    assert (words.cast, words.images, words.media, list(words.shots)) == ((), (), (), [])
    still = choose(film, "c-still")
    assert [each.name for each in still.media] == ["still.png"]


def test_who_is_known_by_name_is_that_one() -> None:
    film = make_rich_film()
    _, clip = next((track, clip) for track, clip in list_clips(film.timeline) if clip.shot)
    excerpt = make_excerpt(film, frozenset({clip.id}))
    shot = next(iter(excerpt.shots))
    name = next(each.name for each in film.cast if each.id == shot.cast[0])
    ours = Character(id=CharacterId("ours"), name=name.upper())
    joined = join_excerpt(replace(OTHER, cast=(ours,)), excerpt, fresh_id)
    found = find_shot(joined, shot.id)
    assert found.cast[0] == ours.id
    assert shot.cast[0] not in {each.id for each in joined.cast}
    assert find_faults(joined) == ()
    assert joined.scenes[-1].name == film.name


def test_what_the_film_has_already_stays_as_it_is() -> None:
    film = make_rich_film()
    _, clip = next((track, clip) for track, clip in list_clips(film.timeline) if clip.shot)
    excerpt = make_excerpt(film, frozenset({clip.id}))
    shot = ShotId(str(clip.shot))
    changed = replace(
        find_shot(film, shot), action="Something else.", takes=(), chosen=None, dialogue=(Line(text="No"),)
    )
    other = replace(OTHER, cast=film.cast, scenes=(Scene(id=SceneId("x"), name="x", shots=(changed,)),))
    assert find_shot(paste(replace(other, images=film.images), excerpt), shot) == changed


def test_another_rate_is_refused_in_words() -> None:
    excerpt = choose(make_rich_film(), "c-title")
    with pytest.raises(StudioError, match="25 frames per second"):
        join_excerpt(OTHER, replace(excerpt, frame_rate=Fraction(25)), fresh_id)


def test_tracks_are_added_where_there_are_fewer_than_lanes() -> None:
    film = make_rich_film()
    excerpt = make_excerpt(film, frozenset(clip.id for _, clip in list_clips(film.timeline)))
    pasted = paste(replace(OTHER, timeline=Timeline()), excerpt)
    assert [track.name for track in pasted.timeline.tracks] == [track.name for track in film.timeline.tracks]
    assert all(any(isinstance(item, Clip) for item in track.items) for track in pasted.timeline.tracks)


def make_medium(home: Path, name: str, data: bytes) -> Medium:
    path = home / "takes" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Medium(what=f"A take of {name}", path=f"takes/{name}", sha256=hashlib.sha256(data).hexdigest())


def test_files_come_along_and_each_that_cannot_is_named(tmp_path: Path) -> None:
    home, folder = tmp_path / "a.storyreel", tmp_path / "b.storyreel"
    folder.mkdir()
    whole = make_medium(home, "whole.mov", bytes(3 * 2**20))
    changed = replace(make_medium(home, "changed.mov", b"x"), sha256="0" * 64)
    gone = Medium(what="A take of Dusk", path="takes/gone.mov", sha256="0" * 64)
    outside = Medium(what="A take", path="../secret", sha256="0" * 64)
    steps: list[Step] = []
    left_out = run_steps(bring_media(home, folder, [whole, changed, gone, outside]), lambda: False, steps.append)
    assert left_out is not None
    assert [sentence[:24] for sentence in left_out] == [
        "changed.mov has another ",
        "A take of Dusk could not",
        "a.storyreel: '../secret'",
    ]
    assert [path.name for path in (folder / "takes").iterdir()] == ["whole.mov"]
    assert (folder / whole.path).read_bytes() == (home / whole.path).read_bytes()
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    (folder / whole.path).write_bytes(b"ours")
    assert run_steps(bring_media(home, folder, [whole]), lambda: False, steps.append) == []
    assert (folder / whole.path).read_bytes() == b"ours"
