"""The seam before a shot in the inspector: figures, match, drift; and gaps that are filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.core.edits.cut import delete_clips, set_clip
from studio.core.edits.match import set_match
from studio.core.ids import ClipId, ShotId, TakeId
from studio.core.match import Channel, Grade, Match
from studio.core.project import Project, find_shot
from studio.core.timeline import Clip, find_clip, place_items
from studio.errors import StudioError
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.seam import SeamSection
from studio.ui.joining import Joining
from studio.ui.player.composing import ComposeThread, Picture
from studio.ui.player.playback import Playback
from studio.ui.player.reel import Reel
from studio.ui.player.sound import SoundDevice, SoundThread
from studio.ui.session import Session
from studio.ui.theme import DARK
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import Hit, OnClip, OnGap
from studio.ui.timeline.menu import build_menu
from studio.ui.widgets.number import DecimalField
from tests.render.drifting import FRAMES, make_drifting_film

pytestmark = pytest.mark.usefixtures("dark")

CLIPS = [ClipId(f"c-s{number}") for number in range(4)]
SHOTS = [ShotId(f"s{number}") for number in range(4)]


@pytest.fixture
def film(tmp_path: Path) -> Project:
    return make_drifting_film(tmp_path)


@pytest.fixture
def section(
    document: Document, session: Session, background: Background, tmp_path: Path, qtbot: QtBot
) -> Iterator[SeamSection]:
    made = SeamSection(document, session, background, tmp_path)
    qtbot.addWidget(made)
    made.resize(340, 420)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def look_at(section: SeamSection, session: Session, qtbot: QtBot) -> Callable[[ShotId], None]:
    """Select a shot and wait until its seam is measured."""

    def look(shot: ShotId) -> None:
        session.shot.set(shot)
        qtbot.waitUntil(section.match_button.isEnabled, timeout=30_000)

    return look


def no_device() -> SoundDevice:
    raise StudioError("There is no sound here; use headphones.")


def match_of(document: Document, clip: ClipId) -> Match | None:
    item = find_clip(document.project.timeline, clip)[1].item
    assert isinstance(item, Clip)
    return item.match


def test_a_seam_is_measured_matched_weakened_and_left(
    section: SeamSection, document: Document, look_at: Callable[[ShotId], None], qtbot: QtBot
) -> None:
    look_at(SHOTS[1])
    assert section.title.text() == "Seam with Shot 1"
    assert section.strength.isHidden() or not section.strength.isVisible()
    assert not match_of(document, CLIPS[1])
    section.match_button.click()
    match = match_of(document, CLIPS[1])
    assert match is not None
    assert (match.take, match.before, match.strength) == (TakeId("t1"), TakeId("t0"), 1)
    assert document.undo_label == "Match to the clip before"
    qtbot.waitUntil(section.strength.isVisible, timeout=30_000)
    assert section.strength.value() == 100
    section.strength.setValue(40)
    section.strength.setValue(30)
    half = match_of(document, CLIPS[1])
    assert half is not None
    assert (half.strength, half.grade) == (0.3, match.grade)
    document.undo()  # both movements of the slider are one step
    assert match_of(document, CLIPS[1]) == match
    qtbot.waitUntil(lambda: section.strength.value() == 100, timeout=30_000)
    section.remove_button.click()
    assert match_of(document, CLIPS[1]) is None
    qtbot.waitUntil(lambda: not section.strength.isVisible(), timeout=30_000)


def test_held_the_eye_shows_the_cut_without_matches(
    section: SeamSection,
    document: Document,
    session: Session,
    look_at: Callable[[ShotId], None],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    match = Match(grade=Grade(green=Channel(offset=0.2)), take=TakeId("t1"), before=TakeId("t0"))
    document.apply("Match", lambda film: set_match(film, CLIPS[1], match))
    look_at(SHOTS[1])
    shown: list[Picture] = []
    composing, sound = ComposeThread(tmp_path), SoundThread(tmp_path, no_device)
    playback = Playback(Reel(document, session), session, composing, sound, QAction(), section)
    playback.shown.connect(shown.append)
    composing.start()
    session.playhead.set(FRAMES)
    playback.set_sizes((320, 180), (320, 180))

    def level() -> int:
        return shown[-1].image.pixelColor(160, 90).green() if shown else -1

    try:
        qtbot.waitUntil(lambda: bool(shown), timeout=30_000)
        matched = level()
        section.eye.pressed.emit()
        qtbot.waitUntil(lambda: level() < matched - 30, timeout=30_000)
        assert match_of(document, CLIPS[1]) == match
        section.eye.released.emit()
        qtbot.waitUntil(lambda: level() == matched, timeout=30_000)
        section.eye.pressed.emit()
        section.hide()  # it can't be let go any more
        assert session.matched.value
    finally:
        composing.close()


def test_values_are_set_by_hand(
    section: SeamSection, document: Document, look_at: Callable[[ShotId], None], qtbot: QtBot
) -> None:
    grade = Grade(red=Channel(gain=1.03999), saturation=1.2)
    match = Match(grade=grade, strength=0.5, take=TakeId("t1"), before=TakeId("t0"))
    document.apply("Match", lambda film: set_match(film, CLIPS[1], match))
    look_at(SHOTS[1])
    assert not section.grade.isVisible()
    section.values_button.click()
    assert section.grade.isVisible()
    fields = {field.accessibleName(): field for field in section.grade.findChildren(DecimalField)}
    assert [fields[name].value() for name in ("Red, gain", "Saturation")] == [1.04, 1.2]
    fields["Blue, offset"].setValue(0.1)
    fields["Green, gain"].setValue(7)  # as far as it goes
    changed = match_of(document, CLIPS[1])
    assert changed is not None
    assert changed == replace(match, grade=replace(grade, green=Channel(gain=2), blue=Channel(offset=0.1)))
    assert document.undo_label == "Values of the match"
    document.undo()
    qtbot.waitUntil(lambda: fields["Green, gain"].value() == 1, timeout=30_000)


def test_figures_say_what_is_and_what_could_be(
    section: SeamSection, look_at: Callable[[ShotId], None], qtbot: QtBot
) -> None:
    look_at(SHOTS[2])
    words = [label.text() for label in section.figures.findChildren(type(section.title))]
    colours = [float(text.removeprefix("ΔE ")) for text in words if text.startswith("ΔE ")]
    assert len(colours) == 2
    assert colours[1] < 1 < colours[0]
    assert "If matched" in words


def test_the_chain_is_plotted_and_matched_in_one_step(
    section: SeamSection, document: Document, look_at: Callable[[ShotId], None], qtbot: QtBot
) -> None:
    look_at(SHOTS[3])
    qtbot.waitUntil(lambda: "adds" in section.drift.text(), timeout=30_000)
    assert section.plot.accessibleDescription() == section.drift.text()
    assert len(section.plot.toolTip().split("\n")) == 4
    picture = section.plot.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert {QColor(DARK.accent).name(), QColor(DARK.second).name()} <= colours
    section.chain_button.click()
    assert [match_of(document, clip) is not None for clip in CLIPS] == [False, True, True, True]
    assert document.undo_label == "Match the chain"
    qtbot.waitUntil(lambda: not section.chain_button.isEnabled(), timeout=30_000)
    document.undo()
    assert not document.undo_label


def test_what_meets_nothing_shows_nothing(section: SeamSection, session: Session, qtbot: QtBot) -> None:
    session.shot.set(SHOTS[0])
    qtbot.wait(400)
    assert not section.title.isVisible()
    session.shot.set(None)
    assert not section.title.isVisible()


def test_a_match_of_another_take_says_so(
    section: SeamSection, document: Document, look_at: Callable[[ShotId], None], qtbot: QtBot
) -> None:
    old = Match(grade=Grade(saturation=1.5), take=TakeId("gone"), before=TakeId("t0"))
    document.apply("Match", lambda film: set_match(film, CLIPS[1], old))
    look_at(SHOTS[1])
    assert "another take" in section.problem.text()
    assert section.problem.isVisible()
    section.match_button.click()
    qtbot.waitUntil(lambda: not section.problem.isVisible(), timeout=30_000)


def test_a_match_to_another_take_of_the_shot_before_says_so(
    section: SeamSection, document: Document, look_at: Callable[[ShotId], None]
) -> None:
    old = Match(grade=Grade(saturation=1.5), take=TakeId("t1"), before=TakeId("gone"))
    document.apply("Match", lambda film: set_match(film, CLIPS[1], old))
    look_at(SHOTS[1])
    assert "another take of the shot before" in section.problem.text()


def test_a_match_that_has_lost_its_neighbour_can_be_removed(
    section: SeamSection, document: Document, session: Session, qtbot: QtBot
) -> None:
    match = Match(grade=Grade(saturation=1.5), take=TakeId("t1"), before=TakeId("t0"))
    document.apply("Match", lambda film: delete_clips(set_match(film, CLIPS[1], match), {CLIPS[0]}))
    session.shot.set(SHOTS[1])
    qtbot.waitUntil(section.remove_button.isVisible, timeout=30_000)
    assert "no longer" in section.title.text()
    assert not section.match_button.isVisible()
    section.remove_button.click()
    assert match_of(document, CLIPS[1]) is None
    qtbot.waitUntil(lambda: not section.title.isVisible(), timeout=30_000)


def test_a_take_that_is_gone_is_a_sentence(
    section: SeamSection, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "takes" / "t0.mov").unlink()
    session.shot.set(SHOTS[1])
    qtbot.waitUntil(section.problem.isVisible, timeout=30_000)
    assert "Shot 1" in section.problem.text()
    assert not section.match_button.isEnabled()


def test_another_shot_ends_what_was_being_measured(
    section: SeamSection, session: Session, document: Document, look_at: Callable[[ShotId], None], qtbot: QtBot
) -> None:
    look_at(SHOTS[1])
    session.shot.set(SHOTS[2])
    look_at(SHOTS[1])  # and back again at once
    document.apply("Opacity", lambda film: set_clip(film, CLIPS[3], opacity=0.5))
    session.shot.set(SHOTS[2])
    session.shot.set(SHOTS[3])
    qtbot.waitUntil(lambda: section.title.text() == "Seam with Shot 3", timeout=30_000)
    qtbot.waitUntil(section.match_button.isEnabled, timeout=30_000)


class Wishes:
    """What is asked of the render queue, and what is refused."""

    def __init__(self) -> None:
        self.rendered: list[ShotId] = []
        self.refused: list[str] = []


@pytest.fixture
def wishes(document: Document) -> Wishes:
    made = Wishes()
    document.refused.connect(made.refused.append)
    return made


@pytest.fixture
def joining(
    document: Document, session: Session, actions: Actions, background: Background, wishes: Wishes, tmp_path: Path
) -> Joining:
    return Joining(Cutting(document, session), actions, background, tmp_path, wishes.rendered.append)


def test_a_gap_is_filled_by_a_shot_between_its_frames(
    joining: Joining, document: Document, session: Session, wishes: Wishes, tmp_path: Path, qtbot: QtBot
) -> None:
    document.apply("Delete", lambda film: delete_clips(film, {CLIPS[1]}))
    session.playhead.set(FRAMES + 2)
    joining.fill_at_playhead()
    qtbot.waitUntil(lambda: bool(wishes.rendered), timeout=30_000)
    (shot,) = wishes.rendered
    made = find_shot(document.project, shot)
    images = {image.id: image for image in document.project.images}
    assert made.first_frame is not None
    assert made.last_frame is not None
    assert made.first_frame != made.last_frame
    assert all((tmp_path / images[end].path).is_file() for end in (made.first_frame, made.last_frame))
    assert (made.frames, made.name, session.shot.value) == (FRAMES, "Shot 1 – Shot 3", shot)
    items = document.project.timeline.tracks[0].items
    assert [item.shot for item in items if isinstance(item, Clip)] == [SHOTS[0], shot, SHOTS[2], SHOTS[3]]
    assert document.undo_label == "Fill the gap"


def test_there_must_be_a_gap_and_a_seam(
    joining: Joining, document: Document, session: Session, wishes: Wishes, qtbot: QtBot
) -> None:
    joining.fill_at_playhead()
    joining.match_clip(CLIPS[0])
    document.apply("Delete", lambda film: delete_clips(film, set(CLIPS[1:])))
    joining.match_selected()
    assert [sentence.split(",")[0] for sentence in wishes.refused] == [
        "There is no gap between two clips here; move the playhead into one.",
        "No clip ends where this one begins",
        "No two clips meet in the cut",
    ]


def test_a_gap_that_changes_meanwhile_is_left(
    joining: Joining, document: Document, wishes: Wishes, qtbot: QtBot
) -> None:
    document.apply("Delete", lambda film: delete_clips(film, {CLIPS[1]}))
    track = document.project.timeline.tracks[0].id
    joining.fill_gap(FRAMES, track)
    document.undo()
    qtbot.waitUntil(lambda: bool(wishes.refused), timeout=30_000)
    assert wishes.refused == ["The gap has changed meanwhile; fill it again."]
    assert not wishes.rendered


def test_the_clip_nearest_to_the_playhead_is_matched(
    joining: Joining, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.playhead.set(2 * FRAMES + 1)
    joining.match_selected()
    qtbot.waitUntil(lambda: match_of(document, CLIPS[2]) is not None, timeout=30_000)
    session.clips.set(frozenset({CLIPS[1]}))
    joining.match_selected()
    qtbot.waitUntil(lambda: match_of(document, CLIPS[1]) is not None, timeout=30_000)
    assert match_of(document, CLIPS[3]) is None


def test_the_timeline_asks_for_both(
    document: Document, session: Session, actions: Actions, background: Background, tmp_path: Path, qtbot: QtBot
) -> None:
    rendered: list[ShotId] = []
    cutting = Cutting(document, session)
    home = Joining(cutting, actions, background, tmp_path, rendered.append)
    cutting.match_wanted.emit(CLIPS[3])
    qtbot.waitUntil(lambda: match_of(document, CLIPS[3]) is not None, timeout=30_000)
    document.apply("Delete", lambda film: delete_clips(film, {CLIPS[1]}))
    gap = OnGap(track=document.project.timeline.tracks[0].id, begin=FRAMES, end=2 * FRAMES)
    cutting.filling_wanted.emit(gap)
    qtbot.waitUntil(lambda: bool(rendered), timeout=30_000)
    assert home.parent() is None


def test_the_menus_offer_both_where_they_are_of_use(document: Document, session: Session, qtbot: QtBot) -> None:
    document.apply("Delete", lambda film: delete_clips(film, {CLIPS[1]}))
    cutting = Cutting(document, session)
    home = QWidget()
    qtbot.addWidget(home)

    def offered(on: Hit) -> dict[str, bool]:
        return {action.text(): action.isEnabled() for action in build_menu(cutting, on, home).actions()}

    track = document.project.timeline.tracks[0]
    gap = OnGap(track=track.id, begin=FRAMES, end=2 * FRAMES)
    assert offered(gap)["Fill the gap"]
    alone, joined = (
        OnClip(track=track.id, clip=placed.item, placed=placed)
        for placed in place_items(track)
        if isinstance(placed.item, Clip) and placed.item.id in CLIPS[2:]
    )
    assert "Match to the clip before" not in offered(alone)
    assert offered(joined)["Match to the clip before"]


def test_a_film_for_reading_only_is_not_joined(
    film: Project, session: Session, actions: Actions, background: Background, tmp_path: Path
) -> None:
    document = Document(film, read_only=True)
    refused: list[str] = []
    document.refused.connect(refused.append)
    joining = Joining(Cutting(document, session), actions, background, tmp_path, lambda _: None)
    joining.match_clip(CLIPS[1])
    assert len(refused) == 1
    assert "reading only" in refused[0]
