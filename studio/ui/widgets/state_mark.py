"""The state of a shot, as an icon and a word: never by colour alone."""

from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.icons import paint_icon
from studio.ui.theme import ICON, XS, Tint, current_theme, make_font


class ShotState(StrEnum):
    """Where a shot is on its way to a take that can be used."""

    DRAFT = "draft"
    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    STALE = "stale"
    FAILED = "failed"


_LOOKS: dict[ShotState, tuple[str, Tint]] = {
    ShotState.DRAFT: ("circle-dashed", "second"),
    ShotState.QUEUED: ("clock", "second"),
    ShotState.RENDERING: ("sparkles", "accent"),
    ShotState.READY: ("circle-check", "ok"),
    ShotState.STALE: ("rotate-cw", "warn"),
    ShotState.FAILED: ("triangle-alert", "error"),
}


def describe_state(state: ShotState, done: float = 0.0) -> str:
    """The word for a state; `done` from 0 to 1 matters while it renders."""
    if state == ShotState.RENDERING:
        return QCoreApplication.translate("ShotState", "rendering {percent} %").format(percent=int(done * 100))
    words = {
        ShotState.DRAFT: QCoreApplication.translate("ShotState", "draft"),
        ShotState.QUEUED: QCoreApplication.translate("ShotState", "queued"),
        ShotState.READY: QCoreApplication.translate("ShotState", "ready"),
        ShotState.STALE: QCoreApplication.translate("ShotState", "out of date"),
        ShotState.FAILED: QCoreApplication.translate("ShotState", "failed"),
    }
    return words[state]


def paint_state(painter: QPainter, rect: QRect, state: ShotState, done: float = 0.0) -> None:
    """Icon and word from the left of `rect`, for cards and clips that paint themselves."""
    name, tint = _LOOKS[state]
    paint_icon(painter, QRect(rect.left(), rect.center().y() - ICON // 2 + 1, ICON, ICON), name, tint)
    words = rect.adjusted(ICON + XS, 0, 0, 0)
    painter.setFont(make_font("label", tabular=True))
    painter.setPen(QColor(current_theme().tints()[tint]))
    shown = painter.fontMetrics().elidedText(describe_state(state, done), Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class StateMark(QWidget):
    """The same as a widget."""

    def __init__(self, state: ShotState = ShotState.DRAFT, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._done = state, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(state)

    def show_state(self, state: ShotState, done: float = 0.0) -> None:
        """Another state."""
        self._state, self._done = state, done
        self.setAccessibleName(describe_state(state, done))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(make_font("label", tabular=True))
        width = ICON + XS + metrics.horizontalAdvance(describe_state(self._state, self._done)) + 1
        return QSize(width, max(ICON, metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_state(QPainter(self), self.rect(), self._state, self._done)
