"""`InspectorPanel`: the selected shot, or the film, or what is selected in the cut, as the window's panel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from studio.api import BackendEntry
from studio.core.ids import ClipId, JobId, ShotId
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
from studio.ui.inspector.clip_joint import TransitionPage
from studio.ui.inspector.clip_page import ClipPage
from studio.ui.inspector.clip_writer import ClipWriter
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.film_page import FilmPage
from studio.ui.inspector.first_frame import FirstFrameOffer
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
from studio.ui.timeline.layout import OnGap, OnJoint
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.ui.widgets.state_mark import ShotState, StateMark

_LEAST_WIDTH = 300
_SHOWN = ("name", "scenes", "cast", "images", "settings", "backend", "frame_rate", "width", "height")
_BOARD, _CUT = 0, 1  # the tabs
_OF_CUT = ("timeline", "scenes", "media", "frame_rate")


class InspectorPanel(QWidget):
    """Name, state and the render button stay in sight; the fields below scroll.

    While clips or a transition are selected in the cut, tabs stand above: what is selected there, and the shot.

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
        taking = Taking(document, folder, background, self)
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
        first_frame = FirstFrameOffer(document, self._writer, backends, background, taking, folder)
        self.shot_page = ShotPage(
            document, self._writer, standings, backends, taking, repeating, seam, leaks, first_frame, thumbnails
        )
        self.film_page = FilmPage(document, backends, standings)
        self.clip_page = ClipPage(ClipWriter(document, session, self))
        self.transition_page = TransitionPage(document)
        self.tabs = QTabBar()
        self._joint: tuple[ClipId, bool] | None = None
        self._build()
        self._connect()
        self._refresh()

    def write_action(self) -> None:
        """Put the keyboard into what the shot is about."""
        if self._writer.shot:
            self.shot_page.action.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def watch_spot(self, spot: Store[OnGap | OnJoint | None]) -> None:
        """Show the transition that is selected in the timeline."""
        spot.changed.connect(self._on_spot)

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
        self._pages.addWidget(ScrolledPage(self.clip_page))
        self._pages.addWidget(ScrolledPage(self.transition_page))
        self.tabs.setAccessibleName(self.tr("What the inspector shows"))
        self.tabs.setExpanding(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.tabs.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, S, 0, 0)
        column.setSpacing(0)
        above = QVBoxLayout()  # takes no room while the tabs are hidden
        above.setContentsMargins(0, 0, 0, S)
        above.addWidget(self.tabs)
        column.addLayout(above)
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._document.changed.connect(self._on_changed)
        self._session.shot.changed.connect(self._on_shot)
        self._session.clips.changed.connect(self._on_clips)
        self._session.playhead.changed.connect(self._on_playhead)
        self.tabs.currentChanged.connect(self._refresh)
        self._standings.changed.connect(self._on_standings_changed)
        self._standings.default_changed.connect(self._refresh)
        self.name.written.connect(self._write_name)
        self.render_button.clicked.connect(self._on_render)
        self.cancel_button.clicked.connect(self._on_cancel)

    @property
    def _shows_cut(self) -> bool:
        return not self.tabs.isHidden() and self.tabs.currentIndex() == _CUT

    def _refresh(self) -> None:
        project, shot = self._document.project, self._writer.shot
        self.tabs.setTabText(_BOARD, self.tr("Shot") if shot else self.tr("Film"))
        if self._shows_cut:
            self._show_cut()
            return
        self._head.setVisible(shot is not None)
        self._pages.setCurrentIndex(0 if shot else 1)
        if shot is None:
            self.film_page.show_film(project)
            return
        self.name.show_text(shot.name)
        self.shot_page.show_shot(project, shot)
        self._show_standing(shot)
        self._ask_cost(project, shot)

    def _show_cut(self) -> None:
        self._head.hide()
        if self._joint:
            self._pages.setCurrentIndex(3)
            clip, at_start = self._joint
            self.transition_page.show_transition(clip, at_start=at_start)
        else:
            self._pages.setCurrentIndex(2)
            self.clip_page.show_clips()

    def _select_in_cut(self) -> None:
        """Come to what has just been selected in the cut, or go back where nothing is any more."""
        clips = self._session.clips.value
        self.tabs.setVisible(bool(clips or self._joint))
        words = self.tr("Transition") if self._joint else self.tr("Clip") if len(clips) < 2 else self.tr("Clips")
        self.tabs.setTabText(_CUT, words)
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(_CUT if clips or self._joint else _BOARD)
        self._refresh()

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
        forecast = fit.forecast
        words = self.tr("A take needs about {time}.").format(time=format_about(forecast.seconds))
        if forecast.plan:
            words = f"{words} {forecast.plan}"
        if fit.lack or forecast.misfit:
            words = fit.lack or forecast.misfit
        elif not fit.fits:
            need, free = (f"{count / 1e9:.1f}" for count in (forecast.memory_bytes, fit.free_bytes))
            words = self.tr(
                "A take needs about {need} GB of memory, {free} GB are free; close programs or choose a smaller size."
            ).format(need=need, free=free)
        self.cost.set_tone("warn" if fit.lack or not fit.fits else "second")
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

    def _on_shot(self) -> None:
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(_BOARD)
        self._refresh()

    def _on_clips(self) -> None:
        self._select_in_cut()

    def _on_spot(self, _before: OnGap | OnJoint | None, spot: OnGap | OnJoint | None) -> None:
        joint = (spot.joint.clip, spot.joint.at_start) if isinstance(spot, OnJoint) else None
        if joint != self._joint:
            self._joint = joint
            self._select_in_cut()

    def _on_playhead(self) -> None:
        if self._shows_cut and not self._joint:
            self.clip_page.follow_playhead()

    def _on_changed(self, before: Project, after: Project) -> None:
        shown = _OF_CUT if self._shows_cut else _SHOWN
        if any(getattr(before, part) is not getattr(after, part) for part in shown):
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
