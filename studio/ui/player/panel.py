"""The player: viewer, timecode and transport. Playback keeps to a monotonic clock and passes frames over when late."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from studio.core.project import Project
from studio.core.timecode import format_timecode, nominal_rate
from studio.core.timeline import find_cuts
from studio.ui.actions import Actions
from studio.ui.document import Document
from studio.ui.icons import icon
from studio.ui.player.composing import ComposeThread
from studio.ui.player.viewer import Viewer
from studio.ui.session import Range, Session
from studio.ui.theme import M, S
from studio.ui.widgets.label import Label

TICK_MS = 8
SPEEDS = (1.0, 2.0, 4.0, 8.0)


class PlayerPanel(QWidget):
    """Shows the cut at the playhead and plays it."""

    def __init__(
        self,
        document: Document,
        session: Session,
        actions: Actions,
        thread: ComposeThread,
        preview_scale: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._actions = document, session, actions
        self._thread = thread
        self._scale = preview_scale
        self._clock = QElapsedTimer()
        self._begin = 0
        self._ticks = QTimer(self)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(TICK_MS)
        self.viewer = Viewer(self)
        self._timecode = Label(role="heading", parent=self)
        self._length = Label(tone="second", parent=self)
        self._build()
        self._connect()
        self._refresh()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(M, S, M, S)
        row.setSpacing(S)
        row.addWidget(self._timecode)
        row.addStretch()
        for name in ("cut_back", "frame_back", "play", "frame_on", "cut_on", "loop"):
            button = QToolButton(self)
            button.setDefaultAction(self._actions[name])
            button.setAccessibleName(self._actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self._length)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.viewer, 1)
        column.addLayout(row)

    def _connect(self) -> None:
        self._thread.composed.connect(self._on_composed)
        self._ticks.timeout.connect(self._on_tick)
        self._document.changed.connect(self._on_film_changed)
        self._session.playhead.changed.connect(self._refresh)
        self._session.speed.changed.connect(self._on_speed)
        to = self._actions
        to["play"].triggered.connect(self.toggle)
        to["shuttle_stop"].triggered.connect(partial(self._session.speed.set, 0.0))
        to["shuttle_on"].triggered.connect(partial(self._shuttle, 1))
        to["shuttle_back"].triggered.connect(partial(self._shuttle, -1))
        to["frame_back"].triggered.connect(partial(self._step, -1))
        to["frame_on"].triggered.connect(partial(self._step, 1))
        to["second_back"].triggered.connect(partial(self._step_seconds, -1))
        to["second_on"].triggered.connect(partial(self._step_seconds, 1))
        to["cut_back"].triggered.connect(partial(self._go_to_cut, -1))
        to["cut_on"].triggered.connect(partial(self._go_to_cut, 1))
        to["first"].triggered.connect(partial(self._go_to, 0))
        to["last"].triggered.connect(self._go_to_end)
        to["mark_in"].triggered.connect(self._mark_in)
        to["mark_out"].triggered.connect(self._mark_out)
        to["go_in"].triggered.connect(self._go_in)
        to["go_out"].triggered.connect(self._go_out)
        to["clear_marks"].triggered.connect(partial(self._session.range.set, Range()))

    @property
    def _frames(self) -> int:
        return self._document.project.timeline.frames

    @Slot()
    def toggle(self) -> None:
        """Play from the playhead, from the start when it stands at the end, or pause."""
        if self._session.speed.value:
            self._session.speed.set(0.0)
            return
        if self._session.playhead.value >= self._frames - 1:
            self._session.playhead.set(0)
        self._session.speed.set(1.0)

    def _shuttle(self, way: int) -> None:
        now = self._session.speed.value
        faster = next((speed for speed in SPEEDS if speed > now * way), SPEEDS[-1]) if now * way > 0 else 1.0
        self._session.speed.set(faster * way)

    def _step(self, frames: int) -> None:
        self._session.speed.set(0.0)
        self._go_to(self._session.playhead.value + frames)

    def _step_seconds(self, seconds: int) -> None:
        self._step(seconds * nominal_rate(self._document.project.frame_rate))

    def _go_to(self, frame: int) -> None:
        self._session.playhead.set(min(max(frame, 0), max(0, self._frames - 1)))
        self._restart()

    def _go_to_end(self) -> None:
        self._go_to(self._frames - 1)

    def _go_to_cut(self, way: int) -> None:
        now = self._session.playhead.value
        cuts = find_cuts(self._document.project.timeline)
        ahead = [cut for cut in cuts if (cut - now) * way > 0]
        if ahead:
            self._go_to(ahead[0] if way > 0 else ahead[-1])

    def _mark_in(self) -> None:
        end = self._session.range.value.end
        begin = self._session.playhead.value
        self._session.range.set(Range(begin=begin, end=end if end is not None and end > begin else None))

    def _mark_out(self) -> None:
        begin = self._session.range.value.begin
        end = self._session.playhead.value + 1
        self._session.range.set(Range(begin=begin if begin is not None and begin < end else None, end=end))

    def _go_in(self) -> None:
        self._go_to(self._session.range.value.begin or 0)

    def _go_out(self) -> None:
        end = self._session.range.value.end
        self._go_to((end if end is not None else self._frames) - 1)

    def _restart(self) -> None:
        self._begin = self._session.playhead.value
        self._clock.restart()

    @Slot(object, object)
    def _on_speed(self, before: float, after: float) -> None:
        playing = bool(after)
        self._actions["play"].setIcon(icon("pause" if playing else "play"))
        if playing:
            self._restart()
            self._ticks.start()
        else:
            self._ticks.stop()

    @Slot()
    def _on_tick(self) -> None:
        seconds = self._clock.nsecsElapsed() / 1e9
        frame = self._begin + int(seconds * self._session.speed.value * float(self._document.project.frame_rate))
        if not 0 <= frame < self._frames:
            if self._actions["loop"].isChecked() and self._frames:
                self._go_to(self._session.range.value.begin or 0)
                return
            self._session.speed.set(0.0)
            frame = min(max(frame, 0), max(0, self._frames - 1))
        self._session.playhead.set(frame)

    @Slot(object, object)
    def _on_film_changed(self, before: Project, after: Project) -> None:
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        project = self._document.project
        frame = self._session.playhead.value
        self._timecode.setText(format_timecode(frame, project.frame_rate))
        self._length.setText(format_timecode(project.timeline.frames, project.frame_rate))
        width = max(2, round(project.width * self._scale / 2) * 2)
        height = max(2, round(project.height * self._scale / 2) * 2)
        self._thread.ask(project, frame, (width, height))

    @Slot(int, QImage)
    def _on_composed(self, frame: int, image: QImage) -> None:
        self.viewer.show_image(image)
