"""Tells a screen reader what has changed: what is selected, what an edit made of it, the playhead, the points."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QAccessibleStateChangeEvent

from studio.core.project import Project
from studio.core.timeline import Track
from studio.ui.timeline.access import Tree
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.outline import Outline, Part, TrackPart
from studio.ui.timeline.view import TimelineView


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What was last known to whoever listens."""

    focus: Part | None
    overview: str
    time: str
    points: str
    tracks: tuple[tuple[Part, str], ...]


class Spoken(QObject):
    """Watches on behalf of screen readers, and does nothing while there are none.

    All that happens in one go is told together, and only while the timeline has the keyboard. `said` has the words that
    no part of the tree says by itself.
    """

    said = Signal(str)

    def __init__(self, cutting: Cutting, view: TimelineView) -> None:
        super().__init__(view)
        self._cutting = cutting
        self._view = view
        self._outline = Outline(cutting, view)
        self.tree = Tree(self._outline, view)
        self._heard: _Heard | None = None
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._tell)
        session = cutting.session
        for store in (session.clips, session.range, session.target, session.playhead, cutting.spot):
            store.changed.connect(self._wait)
        cutting.document.changed.connect(self._on_changed)

    def _wait(self) -> None:
        if QAccessible.isActive() and not self._turn.isActive():
            self._turn.start(0)

    def _on_changed(self, before: Project, after: Project) -> None:
        if QAccessible.isActive() and before.timeline is not after.timeline:
            self._show_changes({track.id: track for track in before.timeline.tracks}, after.timeline.tracks)
        self._wait()

    def _show_changes(self, before: dict[str, Track], after: tuple[Track, ...]) -> None:
        """Qt's events for the tracks that someone has asked about."""
        for track in after:
            known = self.tree.known(TrackPart(track.id))
            old = before.get(track.id)
            if known is None or old is None or old is track:
                continue
            if old.name != track.name:
                QAccessible.updateAccessibility(QAccessibleEvent(known, QAccessible.Event.NameChanged))
            if old.items is not track.items:
                QAccessible.updateAccessibility(QAccessibleEvent(known, QAccessible.Event.ObjectReorder))
            QAccessible.updateAccessibility(QAccessibleEvent(known, QAccessible.Event.DescriptionChanged))

    def _listen(self) -> _Heard:
        outline = self._outline
        tracks = tuple((part, outline.state(part)) for part in outline.children() if isinstance(part, TrackPart))
        return _Heard(
            focus=outline.focus(),
            overview=outline.overview(),
            time=outline.time(),
            points=outline.points(),
            tracks=tracks,
        )

    def _tell(self) -> None:
        if self._cutting.session.speed.value:
            return  # nobody listens to a clock over the film
        before, now = self._heard, self._listen()
        self._heard = now
        if self._view.hasFocus():
            if now.focus is not None and (before is None or now.focus != before.focus):
                self._move_focus(before.focus if before else None, now.focus)
            text = ". ".join(self._news(before, now))
            if text:
                self.said.emit(text)
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))
        self.tree.tidy()

    def _news(self, before: _Heard | None, now: _Heard) -> list[str]:
        if before is None:
            return [] if now.focus else [now.overview]
        news: list[str] = []
        if now.overview != before.overview and (now.focus is None or now.focus == before.focus):
            news.append(now.overview)  # what got the focus speaks for itself
        known = dict(before.tracks)
        news += [
            f"{self._outline.name(part)}: {state or self.tr('as usual')}"
            for part, state in now.tracks
            if part in known and known[part] != state
        ]
        if now.points != before.points:
            news.append(now.points or self.tr("no in and out"))
        if now.time != before.time:
            news.append(now.time)
        return news

    def _move_focus(self, before: Part | None, now: Part) -> None:
        changed = QAccessible.State()
        changed.selected = changed.focused = True
        left = self.tree.known(before) if before else None
        came = self.tree.interface(now)
        for each in (left, came) if left is not None and left.isValid() else (came,):
            QAccessible.updateAccessibility(QAccessibleStateChangeEvent(each, changed))
        QAccessible.updateAccessibility(QAccessibleEvent(came, QAccessible.Event.Selection))
        QAccessible.updateAccessibility(QAccessibleEvent(came, QAccessible.Event.Focus))
