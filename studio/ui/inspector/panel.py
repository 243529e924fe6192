"""`InspectorPanel`: the selected shot, or the film, as the window's panel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.api import BackendEntry
from studio.core.ids import JobId, ShotId
from studio.core.jobs import Queue
from studio.core.plan import plan
from studio.core.project import Project, Shot
from studio.core.request import ShotRequest
from studio.core.timecode import format_about
from studio.render.estimates import Fit, make_fit
from studio.store import Store
from studio.ui.background import Background
from studio.ui.cast.taking import Taking
from studio.ui.document import Document
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.film_page import FilmPage
from studio.ui.inspector.form import ScrolledPage
from studio.ui.inspector.leaks import LeakWatch
from studio.ui.inspector.repeating import Repeating
from studio.ui.inspector.seam import SeamSection
from studio.ui.inspector.shot_page import ShotPage
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session
from studio.ui.storyboard.card import button_of
from studio.ui.storyboard.standings import Standings
from studio.ui.theme import M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.ui.widgets.state_mark import ShotState, StateMark

_LEAST_WIDTH = 300
_SHOWN = ("name", "scenes", "cast", "images", "settings", "backend", "frame_rate", "width", "height")


class InspectorPanel(QWidget):
    """Name, state and the render button stay in sight; the fields below scroll.

    Takes that are made again go to the queue through `add`; `doubted(sentence)` tells why they may come out otherwise.
    """

    doubted = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        standings: Standings,
        backends: tuple[BackendEntry, ...],
        background: Background,
        thumbnails: Thumbnails,
        folder: Path,
        queue: Store[Queue],
        *,
        add: Callable[[ShotId, ShotRequest], None],
        render: Callable[[ShotId], None],
        retry: Callable[[JobId], None],
        cancel: Callable[[JobId], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._standings = document, session, standings
        self._render, self._retry, self._cancel = render, retry, cancel
        self._background = background
        self._writer = ShotWriter(document, session, self)
        taking = Taking(folder, background, self)
        repeating = Repeating(document, queue, backends, background, add, self)
        repeating.doubted.connect(self.doubted)
        self.name = TextField(self.tr("Name of the shot"))
        self.state = StateMark()
        self.render_button = Button("", kind="primary")
        self.cancel_button = Button(self.tr("Cancel"), icon_name="x")
        self.failure = Label(tone="error")
        self.cost = Label(role="label", tone="second")
        self._asked: ShotRequest | None = None
        seam = SeamSection(document, session, background, folder)
        leaks = LeakWatch(background, folder, self)
        self.shot_page = ShotPage(
            document, self._writer, standings, backends, taking, repeating, seam, leaks, thumbnails
        )
        self.film_page = FilmPage(document, backends, standings)
        self._build()
        self._connect()
        self._refresh()

    def write_action(self) -> None:
        """Put the keyboard into what the shot is about."""
        if self._writer.shot:
            self.shot_page.action.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        self.setMinimumWidth(_LEAST_WIDTH)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(M, 0, M, S)
        head.setSpacing(S)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.state)
        row.addStretch()
        row.addWidget(self.cancel_button)
        row.addWidget(self.render_button)
        self.failure.setWordWrap(True)
        head.addWidget(self.name)
        head.addLayout(row)
        self.cost.setWordWrap(True)
        head.addWidget(self.failure)
        head.addWidget(self.cost)
        self._pages = QStackedWidget()
        self._pages.addWidget(ScrolledPage(self.shot_page))
        self._pages.addWidget(ScrolledPage(self.film_page))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, S, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._document.changed.connect(self._on_changed)
        self._session.shot.changed.connect(self._refresh)
        self._standings.changed.connect(self._on_standings_changed)
        self._standings.default_changed.connect(self._refresh)
        self.name.written.connect(self._write_name)
        self.render_button.clicked.connect(self._on_render)
        self.cancel_button.clicked.connect(self._on_cancel)

    def _refresh(self) -> None:
        project, shot = self._document.project, self._writer.shot
        self._head.setVisible(shot is not None)
        self._pages.setCurrentIndex(0 if shot else 1)
        if shot is None:
            self.film_page.show_film(project)
            return
        self.name.show_text(shot.name)
        self.shot_page.show_shot(project, shot)
        self._show_standing(shot)
        self._ask_cost(project, shot)

    def _ask_cost(self, project: Project, shot: Shot) -> None:
        """What a take of the shot would cost, before it is queued."""
        entry = self._standings.entry(shot)
        request = plan(project, shot, entry.id, entry.capabilities, 0) if entry else None
        if request == self._asked:
            return
        self._asked = request
        self.cost.hide()
        if request and entry:
            self._background.run(self, partial(make_fit, request, entry), partial(self._show_cost, request))

    def _show_cost(self, request: ShotRequest, fit: Fit) -> None:
        if request is not self._asked:
            return
        words = self.tr("A take will take about {time}.").format(time=format_about(fit.forecast.seconds))
        if not fit.fits:
            need, free = (f"{count / 1e9:.1f}" for count in (fit.forecast.memory_bytes, fit.free_bytes))
            words = self.tr(
                "A take needs about {need} GB of memory, {free} GB are free; close programs or choose a smaller size."
            ).format(need=need, free=free)
        self.cost.set_tone("second" if fit.fits else "warn")
        self.cost.setText(words)
        self.cost.show()

    def _show_standing(self, shot: Shot) -> None:
        standing = self._standings.of(shot)
        runs = standing.state in (ShotState.QUEUED, ShotState.RENDERING)
        self.state.show_state(standing.state, standing.done)
        self.render_button.setVisible(not runs)
        self.cancel_button.setVisible(runs)
        if not runs:
            self.render_button.setText(button_of(standing.state)[1])
        self.failure.setText(standing.sentence)
        self.failure.setVisible(bool(standing.sentence))

    def _on_changed(self, before: Project, after: Project) -> None:
        if any(getattr(before, part) is not getattr(after, part) for part in _SHOWN):
            self._refresh()

    def _on_standings_changed(self, shots: frozenset[ShotId]) -> None:
        shot = self._writer.shot
        if shot and shot.id in shots:
            self._show_standing(shot)

    def _write_name(self, text: str, merge: object) -> None:
        if text.strip():
            self._writer.write(self.tr("Rename shot"), merge, name=text)

    def _on_render(self) -> None:
        shot = self._writer.shot
        if shot is None:
            return
        standing = self._standings.of(shot)
        if standing.state == ShotState.FAILED and standing.job:
            self._retry(standing.job)
        else:
            self._render(shot.id)

    def _on_cancel(self) -> None:
        shot = self._writer.shot
        job = self._standings.of(shot).job if shot else None
        if job:
            self._cancel(job)
