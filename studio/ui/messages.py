"""The message strip: what the film wants to tell, in one line, with a button that does something about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEasingCurve, QEvent, QPropertyAnimation, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QSizePolicy, QWidget

from studio.ui.icons import paint_icon
from studio.ui.theme import ICON, XS, M, S, Tint, current_theme, mix_colours, motion_ms
from studio.ui.widgets.button import Button, IconButton
from studio.ui.widgets.label import Label

Level = Literal["info", "ok", "warn", "error"]

_ICONS: dict[Level, tuple[str, Tint]] = {
    "info": ("info", "info"),
    "ok": ("circle-check", "ok"),
    "warn": ("triangle-alert", "warn"),
    "error": ("circle-x", "error"),
}
_STAY_MS: dict[Level, int] = {"info": 6_000, "ok": 6_000, "warn": 12_000}  # an error stays until it is closed
_MOST = 20
_TINT = 0.12  # how much of the level's colour lies on the ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One sentence or two; `act` is done by a button that says `action`, after which the message goes.

    `about` is the thing that it speaks of: the message goes when that is dropped.
    """

    text: str
    level: Level = "info"
    action: str = ""
    act: Callable[[], None] | None = None
    about: object = None


class MessageStrip(QWidget):
    """Shows the newest message and how many wait beneath it; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: list[Message] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end_stay)
        self._words = Label(parent=self)
        self._more = Label(role="label", tone="second", parent=self)
        self._act = Button("", parent=self)
        self._close = IconButton("x", self.tr("Close message"), parent=self)
        self._veil = QGraphicsOpacityEffect(self)
        self._fade = QPropertyAnimation(self._veil, b"opacity", self)
        self._build()
        self.hide()

    @property
    def messages(self) -> tuple[Message, ...]:
        """All that are not closed, oldest first."""
        return tuple(self._messages)

    def show_message(self, message: Message) -> None:
        """Put a message on top; the same one again takes the old one's place."""
        same = [old for old in self._messages if (old.text, old.level) == (message.text, message.level)]
        self._messages = [*(old for old in self._messages if old not in same), message][-_MOST:]
        self._announce(message)
        self._show_top()

    def drop(self, about: object) -> None:
        """Take away what speaks of a thing that is settled or gone."""
        kept = [message for message in self._messages if message.about is not about]
        if len(kept) < len(self._messages):
            self._messages = kept
            self._show_top()

    def close_message(self) -> None:
        """Take away the one that is shown."""
        if self._messages:
            self._messages.pop()
        self._show_top()

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._veil.setEnabled(False)
        self.setGraphicsEffect(self._veil)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.finished.connect(self.close_message)
        row = QHBoxLayout(self)
        row.setContentsMargins(M + ICON + S, XS, XS, XS)
        row.setSpacing(S)
        row.addWidget(self._words, 1)
        for widget in (self._more, self._act, self._close):
            row.addWidget(widget)
        self._act.clicked.connect(self._do_action)
        self._close.clicked.connect(self.close_message)

    def _show_top(self) -> None:
        self._timer.stop()
        self._fade.stop()
        self._veil.setEnabled(False)
        if not self._messages:
            self.hide()
            return
        top = self._messages[-1]
        self._words.setText(top.text)
        self._act.setText(top.action)
        self._act.setVisible(bool(top.action and top.act))
        beneath = len(self._messages) - 1
        self._more.setText(self.tr("{count} more").format(count=beneath))
        self._more.setVisible(beneath > 0)
        self.setAccessibleName(top.text)
        self.show()
        self.update()
        self._begin_stay()

    def _begin_stay(self) -> None:
        stay = _STAY_MS.get(self._messages[-1].level) if self._messages else None
        if stay:
            self._timer.start(stay)

    def _end_stay(self) -> None:
        # Nobody's message goes away from under their pointer or keyboard.
        if self.underMouse() or self._act.hasFocus() or self._close.hasFocus():
            self._begin_stay()
        elif motion_ms():
            self._veil.setEnabled(True)
            self._fade.setDuration(motion_ms())
            self._fade.start()
        else:
            self.close_message()

    def _do_action(self) -> None:
        act = self._messages[-1].act if self._messages else None
        self.close_message()
        if act:
            act()

    def _announce(self, message: Message) -> None:
        event = QAccessibleAnnouncementEvent(self, message.text)
        if message.level == "error":
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._begin_stay()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_message()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._messages:
            return
        theme = current_theme()
        name, tint = _ICONS[self._messages[-1].level]
        colour = theme.tints()[tint]
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(mix_colours(theme.panel, colour, _TINT)))
        painter.fillRect(QRect(0, 0, XS - 1, self.height()), QColor(colour))
        paint_icon(painter, QRect(M, (self.height() - ICON) // 2, ICON, ICON), name, tint)
