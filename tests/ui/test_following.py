"""A storyboard in another order: the cut follows by itself or is offered to."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from studio.core.edits import cut
from studio.core.edits.assemble import assemble
from studio.core.edits.board import move_shot
from studio.core.edits.conform import is_conformed
from studio.core.ids import ClipId, ShotId
from studio.core.project import Project, find_scene_of
from studio.core.timeline import place_clips
from studio.ui.document import Document
from studio.ui.following import Following
from studio.ui.messages import Message


def order(project: Project) -> list[str | None]:
    return [clip.shot for clip, _ in place_clips(project.timeline.tracks[0])]


def test_a_cut_made_by_hand_is_offered_to_follow(film: Project, qtbot: QtBot) -> None:
    document = Document(cut.delete_clips(assemble(film), {ClipId("c-b")}))
    following = Following(document)
    told: list[Message] = []
    following.told.connect(told.append)
    scene = find_scene_of(document.project, ShotId("a"))
    document.apply("Move", lambda project: move_shot(project, ShotId("a"), scene.id, len(scene.shots)))
    assert order(document.project)[0] == "a"
    (message,) = told
    assert message.action == "Follow it" and message.act is not None
    message.act()
    assert is_conformed(document.project)
    assert order(document.project)[0] != "a"
    document.undo()
    document.undo()
    assert len(told) == 1


def test_an_untouched_cut_follows_without_a_word(film: Project, qtbot: QtBot) -> None:
    document = Document(assemble(film))
    following = Following(document)
    scene = find_scene_of(film, ShotId("a"))
    with qtbot.assertNotEmitted(following.told):
        document.apply("Move", lambda project: move_shot(project, ShotId("a"), scene.id, len(scene.shots)))
    assert is_conformed(document.project)


def test_a_cut_without_shots_is_said_to_have_none(film: Project, qtbot: QtBot) -> None:
    document = Document(film)
    following = Following(document)
    told: list[Message] = []
    following.told.connect(told.append)
    following.conform()
    document.apply("Assemble", assemble)
    following.conform()
    assert [message.text for message in told] == [
        "The cut shows no shots yet; assemble it from the storyboard first.",
        "The cut is in the storyboard's order already.",
    ]
