"""`PlaceField`: a small frame in which a character is put on the left, in the middle, on the right or in a box."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QActionGroup,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from studio.core.placing import Box, Place, Side, box_of, side_of
from studio.ui.theme import FOCUS, RADIUS, current_theme, mix_colours, paint_focus_ring

_LONGEST, _SHORTEST = 96, 36
_STEP = 0.05  # of the frame, by the keyboard
_LEAST_BOX = 0.08
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class PlaceField(QWidget):
    """Press a third to put them there, press it again to let them stand anywhere; drag to draw a box.

    Arrows choose a third, or move a box and with Shift size it; Return turns one into the other; Delete clears.
    `placed(place, merge)` carries a key that stays the same while the keyboard goes on.
    """

    placed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place: Place | None = None
        self._name = ""
        self._colour = ""
        self._aspect = 16 / 9
        self._others: tuple[tuple[Place, str], ...] = ()
        self._drawn: Box | None = None
        self._pressed_at: QPointF | None = None
        self._hovered: Side | None = None
        self._merge = object()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_place(
        self, name: str, colour: str, aspect: float, place: Place | None, others: Sequence[tuple[Place, str]]
    ) -> None:
        """Whose place it is, the film's width by its height, and the places and colours of others in the shot."""
        now = (self._name, self._colour, self._aspect, self.place, self._others)
        if now == (name, colour, aspect, place, tuple(others)):
            return
        if aspect != self._aspect:
            self.updateGeometry()
        self._name, self._colour, self._aspect = name, colour, aspect
        self.place, self._others = place, tuple(others)
        words = self.tr("Place of {name} in the frame: {place}").format(name=name, place=self._describe(place))
        self.setAccessibleName(words)
        self.setToolTip(f"{words}\n{self.tr('Press a third, or drag a box')}")
        self.update()

    def build_menu(self) -> QMenu:
        """The places in words."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        places = (None, *Side, self.place if isinstance(self.place, Box) else box_of(self.place or Side.CENTRE))
        for place in places:
            words = self.tr("a box of their own") if isinstance(place, Box) else self._describe(place)
            action = menu.addAction(words.capitalize(), partial(self._put, place))
            action.setCheckable(True)
            action.setChecked(place == self.place)
            action.setActionGroup(group)
        return menu

    def sizeHint(self) -> QSize:
        scale = _LONGEST / max(self._aspect, 1.0)
        return QSize(max(round(scale * self._aspect), _SHORTEST), max(round(scale), _SHORTEST))

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in (*_ARROWS, *_CLEAR, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            across, down = _ARROWS[Qt.Key(event.key())]
            resizes = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._put(self._step(across, down, resizes=resizes), self._merge)
        elif event.key() in _CLEAR:
            self._put(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._turn()
        elif event.key() == Qt.Key.Key_Escape and self._pressed_at:
            self._end_drag()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._merge = object()
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at, start = event.position(), self._pressed_at
        if start and (self._drawn or (at - start).manhattanLength() >= QApplication.startDragDistance()):
            self._drawn = self._span(start, at)
        self._hovered = None if start else self._third_at(at)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        drawn = self._drawn
        self._end_drag()
        if drawn is None:
            third = self._third_at(event.position())
            self._put(None if third == self.place else third)
        elif min(drawn.width, drawn.height) >= _LEAST_BOX:
            self._put(drawn)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.setPen(QPen(QColor(theme.line), 1, Qt.PenStyle.DashLine))
        for third in (1, 2):
            x = round(self.width() * third / 3) + 0.5
            painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - 2))
        for place, colour in self._others:
            painter.setPen(QPen(QColor(theme.cast_colour(colour)), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._rect_of(place), RADIUS, RADIUS)
        own = theme.cast_colour(self._colour) if self._colour else theme.accent
        if self._hovered and self._drawn is None and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(self._rect_of(self._hovered), RADIUS, RADIUS)
        shown = self._drawn or self.place
        if shown:
            painter.setPen(QPen(QColor(own), FOCUS))
            painter.setBrush(QColor(mix_colours(theme.field, own, 0.35)))
            painter.drawRoundedRect(self._rect_of(shown), RADIUS, RADIUS)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS)

    def _describe(self, place: Place | None) -> str:
        if place is None:
            return self.tr("anywhere")
        if isinstance(place, Box):
            words = self.tr("a box of {width} × {height} %, {left} % from the left, {top} % from above")
            shares = {"width": place.width, "height": place.height, "left": place.left, "top": place.top}
            return words.format(**{name: round(100 * share) for name, share in shares.items()})
        words = {Side.LEFT: self.tr("on the left"), Side.CENTRE: self.tr("in the middle")}
        return words.get(place, self.tr("on the right"))

    def _put(self, place: Place | None, merge: object = None) -> None:
        if place != self.place:
            self.placed.emit(place, merge)

    def _turn(self) -> None:
        """A side becomes a box, and a box the side where it lies."""
        if isinstance(self.place, Box):
            self._put(side_of(self.place))
        else:
            self._put(box_of(self.place or Side.CENTRE))

    def _step(self, across: int, down: int, *, resizes: bool) -> Place | None:
        """Where an arrow leads from here; up and down mean something to boxes alone."""
        match self.place:
            case Box() as box if resizes:
                width, height = _bound(box.width + across * _STEP), _bound(box.height + down * _STEP)
                return Box(left=min(box.left, 1 - width), top=min(box.top, 1 - height), width=width, height=height)
            case Box() as box:
                left = min(max(box.left + across * _STEP, 0.0), 1 - box.width)
                top = min(max(box.top + down * _STEP, 0.0), 1 - box.height)
                return Box(left=left, top=top, width=box.width, height=box.height)
            case Side() as side:
                return tuple(Side)[min(max(tuple(Side).index(side) + across, 0), 2)]
            case _:
                return tuple(Side)[across + 1] if across else None

    def _third_at(self, at: QPointF) -> Side:
        return tuple(Side)[min(max(int(3 * at.x() / max(1, self.width())), 0), 2)]

    def _span(self, start: QPointF, at: QPointF) -> Box:
        xs = sorted(min(max(x / self.width(), 0.0), 1.0) for x in (start.x(), at.x()))
        ys = sorted(min(max(y / self.height(), 0.0), 1.0) for y in (start.y(), at.y()))
        left, right, top, bottom = (round(share, 2) for share in (*xs, *ys))
        return Box(left=left, top=top, width=right - left, height=bottom - top)

    def _rect_of(self, place: Place) -> QRectF:
        box, width, height = box_of(place), self.width(), self.height()
        rect = QRectF(box.left * width, box.top * height, box.width * width, box.height * height)
        return rect.adjusted(2, 2, -2, -2)

    def _end_drag(self) -> None:
        self._pressed_at = self._drawn = None
        self.update()


def _bound(share: float) -> float:
    return min(max(share, _LEAST_BOX), 1.0)
