"""What is kept of the painted tracks and painted on must look as if it had been painted at once."""

from dataclasses import replace
from random import Random

import pytest
from PySide6.QtGui import QImage

from studio.core.edits.cut import set_transition
from studio.core.ids import ClipId, TrackId
from studio.core.project import Project
from studio.core.timeline import Clip, Gap, OfShot, Timeline, Track
from studio.ui.document import Document
from studio.ui.session import Session
from studio.ui.timeline.panel import TimelinePanel
from tests.ui.timeline.conftest import Mouse

DICE = Random(7)


def make_track(name: str, film: Project) -> Track:
    """Clips of every width with a gap here and there."""
    shots = [shot.id for shot in film.shots]
    items: list[Clip | Gap] = []
    for number in range(60):
        source = OfShot(shot=DICE.choice(shots))
        items.append(Clip(id=ClipId(f"{name}-{number}"), source=source, frames=DICE.randrange(1, 90)))
        if DICE.random() < 0.2:
            items.append(Gap(frames=DICE.randrange(1, 40)))
    items.append(Clip(id=ClipId(f"{name}-last"), source=OfShot(shot=shots[0]), frames=9))
    return Track(id=TrackId(name), name=name, items=tuple(items))


def shown(panel: TimelinePanel) -> QImage:
    return panel.view.viewport().grab().toImage()


@pytest.mark.parametrize("scale", [0.4, 1.3, 6.0])
def test_what_is_painted_on_looks_like_what_is_painted_at_once(
    panel: TimelinePanel, document: Document, session: Session, mouse: Mouse, scale: float
) -> None:
    tracks = tuple(make_track(name, document.project) for name in ("v1", "v2"))
    document.apply("Fill", lambda film: replace(film, timeline=Timeline(tracks=tracks)))
    for clip in ("v1-3", "v1-9", "v2-7"):
        document.apply("Dissolve", lambda film, clip=clip: set_transition(film, ClipId(clip), 8, at_start=False))
    clips = [clip for places in panel.cutting.index.values() for clip in places.numbers]
    view, across = panel.view, panel.view.horizontalScrollBar()
    view.zoom_to(scale, 0.0)
    for step in range(30):
        match step % 5:
            case 0 | 1:
                across.setValue(max(0, across.value() + DICE.randrange(-60, 200)))
            case 2:
                session.clips.set(frozenset(DICE.sample(clips, 2)))
            case 3:
                mouse.hover(mouse.point(view.view_layout.frame(DICE.randrange(700)), DICE.choice(["v1", "v2"]), 30))
            case _:
                session.playhead.set(DICE.randrange(2000))
        kept = shown(panel)
        view.renew()
        assert kept == shown(panel), step
