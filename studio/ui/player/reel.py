"""`Reel`: what the player plays, the film or one shot of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from studio.core.edits.points import Range
from studio.core.ids import ShotId, TakeId
from studio.core.project import Project, Shot
from studio.store import Store
from studio.ui.document import Document
from studio.ui.player.source import Pair, lay_pair, lay_source, read_marks, write_marks
from studio.ui.session import Session


class Reel(QObject):
    """A cut with a playhead and points: those of the film, or the selected shot's take with its own.

    Each signal carries what was before and what is now. What was moved last is what is seen: when somebody moves the
    film's playhead, the film comes back.
    """

    film_changed = Signal(object, object)
    moved = Signal(object, object)
    marked = Signal(object, object)

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self.shows_shot: Store[bool] = Store(False, self)
        self.pair: Store[Pair | None] = Store(None, self)  # two takes of the shot that are seen together
        self.beside: Project | None = None
        self.film = document.project
        self.frame = session.playhead.value
        self.points = session.range.value
        self._laid: tuple[Shot | None, Pair | None] = (None, None)
        self._left: dict[ShotId, int] = {}  # where the playhead stood in a shot
        document.changed.connect(self._refresh)
        session.playhead.changed.connect(self._on_playhead)
        session.range.changed.connect(self._refresh)
        session.source_marks.changed.connect(self._refresh)
        session.shot.changed.connect(self._on_shot)
        self.shows_shot.changed.connect(self._on_turned)
        self.pair.changed.connect(self._refresh)

    @property
    def frames(self) -> int:
        """Its length in frames."""
        return self.film.timeline.frames

    @property
    def seen(self) -> int:
        """The frame whose picture is shown: right behind the last one, where a cutter goes on, still that."""
        return self.frame - 1 if 0 < self.frame == self.frames else self.frame

    @property
    def shot(self) -> Shot | None:
        """The shot whose take is played; none while it is the film, and while no shot is selected."""
        wanted = self._session.shot.value if self.shows_shot.value else None
        return next((each for each in self._document.project.shots if each.id == wanted), None)

    def move(self, frame: int) -> None:
        """The playhead to a frame."""
        if not self.shows_shot.value:
            self._session.playhead.set(frame)
        elif (shot := self.shot) is not None:
            self._left[shot.id] = frame
            self._refresh()

    def mark(self, points: Range) -> None:
        """Other in and out points."""
        if not self.shows_shot.value:
            self._session.range.set(points)
        elif (shot := self.shot) is not None:
            marks = self._session.source_marks
            marks.set(write_marks(marks.value, shot.id, points, self.frames))

    @Slot(object, object)
    def _on_playhead(self, before: int, after: int) -> None:
        self.shows_shot.set(False)
        self._refresh()

    @Slot(object, object)
    def _on_shot(self, before: ShotId | None, after: ShotId | None) -> None:
        self.pair.set(None)
        if self.shows_shot.value:
            self._session.speed.set(0.0)
            self._refresh()

    @Slot(object, object)
    def _on_turned(self, before: bool, after: bool) -> None:
        self._session.speed.set(0.0)
        self.pair.set(None)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Take over what is to be played, and tell what of it is new."""
        film, frame, points = self.film, self.frame, self.points
        if self.shows_shot.value:
            self._show_shot()
        else:
            self.film, self.beside, self._laid = self._document.project, None, (None, None)
            self.frame, self.points = self._session.playhead.value, self._session.range.value
        if self.film is not film:
            self.film_changed.emit(film, self.film)
        if self.frame != frame:
            self.moved.emit(frame, self.frame)
        if self.points != points:
            self.marked.emit(points, self.points)

    def _show_shot(self) -> None:
        shot, whole = self.shot, self._document.project
        takes = {each.id for each in shot.takes} if shot else set[TakeId]()
        pair = self.pair.value if takes.issuperset(self.pair.value or ()) else None
        if shot is None or shot is not self._laid[0] or pair != self._laid[1] or _canvas(whole) != _canvas(self.film):
            self._laid = shot, pair
            if shot is None or pair is None:
                self.film, self.beside = lay_source(whole, shot), None
            else:
                self.film, self.beside = lay_pair(whole, shot, pair)
        last = max(0, self.frames - 1)
        self.frame = min(self._left.get(shot.id, 0), last) if shot else 0
        self.points = read_marks(self._session.source_marks.value, shot.id if shot else None, self.frames)


def _canvas(film: Project) -> tuple[object, ...]:
    return film.frame_rate, film.width, film.height
