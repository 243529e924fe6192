"""An action that can do nothing says what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studio.core.edits.cut import set_clip
from studio.core.edits.tracks import add_marker
from studio.core.ids import MarkerId
from studio.core.project import Project
from studio.core.timeline import Marker, list_clips
from studio.storage.folder import FilmFolder
from studio.ui.desk import Desk
from studio.ui.messages import Message

Open = Callable[[Path], Desk]
Make = Callable[[str], Path]


def hear(desk: Desk) -> list[str]:
    said: list[str] = []

    def note(message: Message) -> None:
        said.append(message.text)

    desk.told.connect(note)
    return said


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ("nudge_on", "No clips are selected"),
        ("duplicate", "No clips are selected"),
        ("group", "No clips are selected"),
        ("detach_sound", "No clips are selected"),
        ("cut_out", "No clips are selected"),
        ("render", "No shot is selected"),
        ("split_shot", "No shot is selected"),
        ("render_takes", "No shot is selected"),
        ("split", "The playhead stands in no clip"),
        ("close_gaps", "There are no gaps"),
        ("marker_on", "No marker comes after"),
        ("conform", "in the storyboard's order already"),
        ("cancel_all", "Nothing waits"),
    ],
)
def test_what_it_lacks_is_said(enter: Open, new_film: Make, action: str, says: str) -> None:
    desk = enter(new_film("one"))
    desk.session.shot.set(None)
    before, said = desk.document.project, hear(desk)
    desk.actions_table[action].trigger()
    (sentence,) = said
    assert says in sentence
    assert desk.document.project is before


def test_behind_the_end_there_is_nothing_to_trim(enter: Open, new_film: Make) -> None:
    desk = enter(new_film("one"))
    before, said = desk.document.project, hear(desk)
    desk.actions_table["last"].trigger()
    for action in ("trim_head", "trim_tail"):
        desk.actions_table[action].trigger()
    assert said == ["The playhead stands in no clip; move it into the one to be trimmed."] * 2
    assert desk.document.project is before


@pytest.mark.parametrize("action", ["render_all", "render_missing", "assemble", "conform"])
def test_an_empty_film_has_nothing_to_work_on(enter: Open, tmp_path: Path, action: str) -> None:
    FilmFolder.create(tmp_path / "bare.storyreel", Project(name="bare")).close()
    desk = enter(tmp_path / "bare.storyreel")
    said = hear(desk)
    desk.actions_table[action].trigger()
    assert said == ["The storyboard has no shots yet; add one first."]


def test_the_marker_of_a_clip_is_one_to_go_to(enter: Open, new_film: Make) -> None:
    desk = enter(new_film("one"))
    clip = next(clip.id for _, clip in list_clips(desk.document.project.timeline))
    pin = Marker(id=MarkerId("pin"), frame=5)
    desk.document.apply("Pin", lambda film: set_clip(film, clip, markers=(pin,)))
    said = hear(desk)
    desk.actions_table["marker_on"].trigger()
    assert (said, desk.session.playhead.value) == ([], 5)
    desk.actions_table["marker_on"].trigger()
    assert said == ["No marker comes after the playhead."]


def test_nothing_is_said_where_it_works(enter: Open, new_film: Make) -> None:
    desk = enter(new_film("one"))
    said = hear(desk)
    clips = [clip.id for _, clip in list_clips(desk.document.project.timeline)]
    desk.document.apply("Marker", lambda film: add_marker(film, Marker(id=MarkerId("m"), frame=1)))
    desk.session.clips.set(frozenset(clips))
    desk.session.shot.set(next(desk.document.project.shots).id)
    for action in ("group", "ungroup", "marker_on", "split", "select_all", "cut_out"):
        desk.actions_table[action].trigger()
    assert said == []
    assert not list(list_clips(desk.document.project.timeline))
    desk.actions_table["split"].trigger()
    assert said == ["There are no clips in the cut yet."]
