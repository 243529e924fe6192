"""`TopBar`: the film's name and whether it is saved, the arrangements, the search of actions and the queue."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.core.jobs import Queue, is_open
from studio.core.project import Project
from studio.ui.actions import Actions
from studio.ui.desk import Desk
from studio.ui.docks import ARRANGEMENTS
from studio.ui.theme import XS, L, M, S, Tint, current_theme
from studio.ui.widgets.button import Button
from studio.ui.widgets.icon_mark import IconMark
from studio.ui.widgets.label import ElidedLabel, Label

_TICK_MS = 1000
_SPACE = " "  # Qt sets words close to their icon


class TopBar(QWidget):
    """Stands over one open film and goes with it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._since = QElapsedTimer()
        self._problem = ""
        self._name = ElidedLabel(role="heading", parent=self)
        self._saved = Label(tone="second", parent=self)
        self._jobs = Button("", kind="quiet", icon_name="layers", parent=self)
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._show_saved)
        self._build(desk.actions_table)
        self._connect()
        self._show_name()
        self._show_saved()
        self._show_queue()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().top_bar_px)

    def _build(self, actions: Actions) -> None:
        self.setObjectName("top-bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._saved.setAccessibleName(self.tr("Saved state"))
        left, right = QWidget(self), QWidget(self)
        begin = QHBoxLayout(left)
        begin.setContentsMargins(0, 0, 0, 0)
        begin.setSpacing(S)
        if self._desk.document.read_only:
            begin.addWidget(IconMark("lock", tint="warn", parent=left))
        begin.addWidget(self._name)
        begin.addWidget(self._saved)
        begin.addStretch()
        end = QHBoxLayout(right)
        end.setContentsMargins(0, 0, 0, 0)
        end.setSpacing(XS)
        end.addStretch()
        for name in ARRANGEMENTS:
            end.addWidget(_SwitchButton(actions, f"arrange_{name}", right))
        end.addSpacing(L)
        end.addWidget(self._jobs)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, 0, S, 0)
        row.setSpacing(M)
        row.addWidget(left, 1)
        row.addWidget(_SearchButton(actions, self))
        row.addWidget(right, 1)

    def _connect(self) -> None:
        self._desk.document.changed.connect(self._on_changed)
        self._desk.keeping.state_changed.connect(self._on_state_changed)
        self._desk.keeping.failed.connect(self._on_failed)
        self._desk.queue.queue.changed.connect(self._on_queue_changed)
        self._jobs.clicked.connect(self._show_jobs)

    @Slot()
    def _show_jobs(self) -> None:
        self._desk.docks.show("queue")

    @Slot(object, object)
    def _on_changed(self, before: Project, after: Project) -> None:
        if before.name != after.name:
            self._show_name()

    @Slot(bool)
    def _on_state_changed(self, is_saved: bool) -> None:
        if is_saved:
            self._problem = ""
            self._since.start()
            self._ticks.start()
        self._show_saved()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._problem = sentence
        self._show_saved()

    @Slot(object, object)
    def _on_queue_changed(self, before: Queue, after: Queue) -> None:
        if before.jobs is not after.jobs:
            self._show_queue()

    def _show_name(self) -> None:
        self._name.setText(self._desk.document.project.name)

    @Slot()
    def _show_saved(self) -> None:
        tone: Tint = "second"
        if self._desk.document.read_only:
            words, tone = self.tr("read-only"), "warn"
        elif self._problem:
            words, tone = self._tell_problem(), "error"
        elif not self._desk.keeping.is_saved:
            words = self.tr("saving…")
        elif not self._since.isValid():
            words = self.tr("saved")
        else:
            words = self._tell_age(self._since.elapsed() // 1000)
        self._saved.setText(words)
        self._saved.set_tone(tone)
        self._saved.setToolTip(self._problem)

    def _tell_problem(self) -> str:
        """The reason out of «x can't be saved: the disk is full; free some space»."""
        reason = self._problem.partition(": ")[2].partition(";")[0]
        return self.tr("not saved: {reason}").format(reason=reason) if reason else self.tr("not saved")

    def _tell_age(self, seconds: int) -> str:
        if seconds < 2:
            return self.tr("saved just now")
        if seconds < 60:
            return self.tr("saved {count} s ago").format(count=seconds)
        if seconds < 3600:
            return self.tr("saved {count} min ago").format(count=seconds // 60)
        return self.tr("saved {count} h ago").format(count=seconds // 3600)

    def _show_queue(self) -> None:
        count = sum(map(is_open, self._desk.queue.queue.value.jobs))
        words = self.tr("{count} in queue").format(count=count) if count else self.tr("Queue")
        self._jobs.setText(_SPACE + words)
        self._jobs.setAccessibleName(words)


class _SwitchButton(Button):
    """One of the arrangements, pressed while it is the one that is shown."""

    def __init__(self, actions: Actions, name: str, parent: QWidget) -> None:
        self._action = actions[name]
        super().__init__(self._action.text(), kind="quiet", parent=parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._action.trigger)
        self._action.toggled.connect(self.setChecked)
        self._action.changed.connect(self._show_keys)
        self.setChecked(self._action.isChecked())
        self._show_keys()

    def nextCheckState(self) -> None:
        """The action says what is pressed."""

    @Slot()
    def _show_keys(self) -> None:
        self.setToolTip(self._action.toolTip())


class _SearchButton(Button):
    """Looks like a field, opens the search of actions."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        self._action = actions["search_actions"]
        super().__init__("", icon_name="search", parent=parent)
        self.setProperty("kind", "search")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._action.trigger)
        self._action.changed.connect(self._show_keys)
        self._show_keys()

    @Slot()
    def _show_keys(self) -> None:
        words = self._action.text().rstrip("…")
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setText(f"{_SPACE}{words}   {keys}".rstrip())
        self.setAccessibleName(words)
