"""`TimelineView`: the painted timeline. It keeps the layout, hands events on and shows what the stores say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from studio.core.project import Project
from studio.store import Store
from studio.ui.cast.taking import carried_files
from studio.ui.storyboard.drag import carried_shots
from studio.ui.theme import paint_focus_ring
from studio.ui.timeline.canvas import Canvas
from studio.ui.timeline.contents import begin_of
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.gestures import Dropping, Scrubbing
from studio.ui.timeline.hand import Hand
from studio.ui.timeline.header import HeaderColumn
from studio.ui.timeline.ink import current_ink
from studio.ui.timeline.keys import Walk
from studio.ui.timeline.layout import Hit, Layout, OnClip, OnGap, OnJoint, Row, clamp_scale, fit_scale, hit, make_rows
from studio.ui.timeline.metrics import EDGE_SCROLL, ZOOM_STEP
from studio.ui.timeline.ruler import playhead_strip
from studio.ui.timeline.words import describe, explain

_AUTO_SCROLL_MS = 30
_WHEEL_STEP = 120  # what one notch of a wheel reports
_MODIFIERS: dict[int, Qt.KeyboardModifier] = {
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
}
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TimelineView(QAbstractScrollArea):
    """Ruler, tracks and clips in one painted area, with a column of real buttons beside it.

    `scale` is in pixels per frame. Until the user zooms, the whole film is kept in view. `menu_wanted(hit, point)` asks
    for a context menu, without a hit by the keyboard. `files_dropped(paths, frame, track)` tells of files.
    """

    menu_wanted = Signal(object, object)
    files_dropped = Signal(object, int, object)

    def __init__(self, cutting: Cutting, hand: Hand, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale: Store[float] = Store(1.0, self)
        self._cutting = cutting
        self._session = cutting.session
        self._hand = hand
        self._canvas = canvas
        self.walk = Walk(cutting, self._rows, self)
        self._headers = HeaderColumn(cutting, self)
        self._fitted = True
        self._mouse, self._held = QPointF(), Qt.KeyboardModifier.NoModifier
        self._edge_timer = QTimer(self)
        self._edge_timer.setInterval(_AUTO_SCROLL_MS)
        self._layout = self._make_layout()
        self._build_frame()
        self._watch()

    @property
    def view_layout(self) -> Layout:
        """How frames and tracks lie in the view at the moment."""
        return self._layout

    @property
    def headers(self) -> HeaderColumn:
        """The column of track headers."""
        return self._headers

    def fit(self) -> None:
        """Bring the whole film into view, and keep it there while it grows."""
        self._fitted = True
        self._set_scale(fit_scale(self._cutting.timeline.frames, self.viewport().width()))
        self.horizontalScrollBar().setValue(0)

    def zoom_by(self, factor: float) -> None:
        """Zoom around the playhead, or around the middle when that is out of sight."""
        x = self._layout.x(self._session.playhead.value)
        self.zoom_to(self.scale.value * factor, x if 0 <= x <= self._layout.width else self._layout.width / 2)

    def zoom_to(self, scale: float, x: float | None = None) -> None:
        """Zoom so that the frame at `x` stays where it is; without one as `zoom_by` does."""
        if x is None:
            self.zoom_by(scale / self.scale.value)
            return
        frame = self._layout.frame(x)
        self._fitted = False
        self._set_scale(clamp_scale(scale))
        self.horizontalScrollBar().setValue(round(frame * self.scale.value - x))

    def show_frame(self, frame: int) -> None:
        """Turn the page when a frame lies outside the view."""
        x = self._layout.x(frame)
        if not 0 <= x < self._layout.width:
            self.horizontalScrollBar().setValue(round(frame * self.scale.value) - EDGE_SCROLL)

    def describe(self, on: Hit) -> str:
        """A clip, gap, transition or marker in words."""
        return describe(self._cutting.document.project, self._canvas.looks, on)

    @Slot()  # one that is connected without it gives the view another class in Qt's eyes, which then forgets its tree
    def renew(self) -> None:
        """Paint everything anew; a slot for signals that bring arguments."""
        self._canvas.forget()
        self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()

    def _repaint_ruler(self) -> None:
        self.viewport().update(0, 0, self.viewport().width(), self._layout.lanes.ruler)

    def _build_frame(self) -> None:
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().installEventFilter(self)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setViewportMargins(self._layout.lanes.header, 0, 0, 0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(self.tr("Timeline"))

    def _watch(self) -> None:
        self._edge_timer.timeout.connect(self._scroll_at_edge)
        self._cutting.document.changed.connect(self._on_document)
        self._session.playhead.changed.connect(self._on_playhead)
        for store in (self._session.clips, self._session.range, self._cutting.spot):
            store.changed.connect(self._repaint)
        self._session.kept.changed.connect(self._repaint_ruler)
        self._hand.changed.connect(self._on_hand)
        self.walk.walked.connect(self._show_hit)

    def _rows(self) -> tuple[Row, ...]:
        return self._layout.rows

    def _make_layout(self) -> Layout:
        port = self.viewport()
        lanes = current_ink().lanes
        return Layout(
            rows=make_rows(self._cutting.timeline, lanes),
            lanes=lanes,
            scale=self.scale.value,
            left=self.horizontalScrollBar().value(),
            top=self.verticalScrollBar().value(),
            width=port.width(),
            height=port.height(),
            ratio=self.devicePixelRatioF(),
        )

    def _set_scale(self, scale: float) -> None:
        self.scale.set(scale)
        self._lay_out()

    def _lay_out(self) -> None:
        """Fit the scroll bars to the film and place everything."""
        port = self.viewport()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        width = round(self._cutting.timeline.frames * self.scale.value) + port.width() // 2
        across.setRange(0, max(0, width - port.width()))
        across.setPageStep(port.width())
        across.setSingleStep(EDGE_SCROLL)
        room = max(1, port.height() - self._layout.lanes.ruler)
        down.setRange(0, max(0, self._make_layout().tracks_height - room))
        down.setPageStep(room)
        down.setSingleStep(EDGE_SCROLL)
        self._place()

    def _place(self) -> None:
        self._layout = self._make_layout()
        self._headers.setGeometry(0, 0, self._layout.lanes.header, self.viewport().height())
        self._headers.lay_out(self._layout)
        self.viewport().update()

    def _on_document(self, before: Project, after: Project) -> None:
        if before.timeline is not after.timeline:
            if self._fitted:
                self._set_scale(fit_scale(after.timeline.frames, self.viewport().width()))
            else:
                self._lay_out()
        self.viewport().update()

    def _on_playhead(self, before: int, after: int) -> None:
        if not isinstance(self._hand.gesture, Scrubbing):
            self.show_frame(after)
        for frame in (before, after):
            left, width = playhead_strip(self._layout.x(frame))
            self.viewport().update(QRect(left, 0, width, self.viewport().height()))

    def _on_hand(self) -> None:
        self.viewport().setCursor(self._hand.cursor())
        if self._hand.is_dragging and not self._edge_timer.isActive():
            self._edge_timer.start()
        elif not self._hand.is_dragging:
            self._edge_timer.stop()
        self.viewport().update()

    def _show_hit(self, on: Hit) -> None:
        """Bring a clip, gap or transition into view."""
        if isinstance(on, OnClip | OnGap | OnJoint):
            self.show_frame(begin_of(on))
            row = next(row for row in self._layout.rows if row.track.id == on.track)
            low, high = row.top + row.height - (self._layout.height - self._layout.lanes.ruler), row.top
            down = self.verticalScrollBar()
            down.setValue(min(max(down.value(), low), high))

    def hit_at(self, at: QPointF) -> Hit:
        """What lies under a point of the viewport."""
        return hit(self._layout, self._cutting.index, self._cutting.timeline.markers, at.x(), at.y())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Everything is painted by the canvas; the focus ring lies on top."""
        with QPainter(self.viewport()) as painter:
            # The playhead leaves one narrow part and enters another: what lies between them stays as it is.
            for part in cast("Iterable[QRect]", cast("object", event.region())):
                self._canvas.paint(painter, self._layout, part)
            painter.setClipping(False)
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.viewport().rect()), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the film fitted while it is."""
        if self._fitted:
            self._set_scale(fit_scale(self._cutting.timeline.frames, self.viewport().width()))
        else:
            self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything moves; the ruler stays on top."""
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other sizes."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.setViewportMargins(current_ink().lanes.header, 0, 0, 0)
            self._lay_out()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button begins a gesture; a right click selects what it is about."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = event.position()
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.press(self._layout, at.x(), at.y(), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes on with it."""
        self._mouse, self._held = event.position(), event.modifiers()
        self._drag_on()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.release(self._layout)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens what is there."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.double_click(self._layout, event.position().x(), event.position().y())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms around the mouse, Shift scrolls sideways, plain scrolls the tracks."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self.scale.value * ZOOM_STEP ** (turn / _WHEEL_STEP), event.position().x())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            across = self.horizontalScrollBar()
            across.setValue(across.value() - turn)
        else:
            super().wheelEvent(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean the same everywhere; a held key changes a drag at once. The others belong to actions."""
        key = event.key()
        if key in _MODIFIERS and self._hand.is_dragging:
            self._hold_key(event, pressed=True)
        elif (key == Qt.Key.Key_Escape and self._hand.cancel()) or (key in _ENTERS and self.walk.open_shot()):
            event.accept()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of it does too."""
        if event.key() in _MODIFIERS and self._hand.is_dragging:
            self._hold_key(event, pressed=False)
        else:
            super().keyReleaseEvent(event)

    def _hold_key(self, event: QKeyEvent, *, pressed: bool) -> None:
        key = _MODIFIERS[event.key()]
        self._held = event.modifiers() | key if pressed else event.modifiers() & ~key
        self._drag_on()

    def _drag_on(self) -> None:
        self._hand.move(self._layout, self._mouse.x(), self._mouse.y(), self._held)

    @Slot()
    def _scroll_at_edge(self) -> None:
        """Scrolls while a drag is held at an edge."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        x, y, width, height = self._mouse.x(), self._mouse.y(), self._layout.width, self._layout.height
        dx = min(0, x - EDGE_SCROLL) or max(0, x - width + EDGE_SCROLL)
        dy = min(0, y - self._layout.lanes.ruler - EDGE_SCROLL / 2) or max(0, y - height + EDGE_SCROLL)
        before = (across.value(), down.value())
        across.setValue(across.value() + round(dx))
        if not isinstance(self._hand.gesture, Scrubbing):
            down.setValue(down.value() + round(dy / 2))
        if (across.value(), down.value()) != before:
            self._drag_on()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of what is under the mouse, or by key of what is selected."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(None if by_key else self.hit_at(QPointF(event.pos())), event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A shot card is welcome, and so are files."""
        self._hold(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Shows where it would lie."""
        self._hold(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It goes elsewhere."""
        self._hand.let_go()

    def dropEvent(self, event: QDropEvent) -> None:
        """It becomes a clip."""
        shots, held = carried_shots(event.mimeData()), self._hand.gesture
        if shots:
            event.acceptProposedAction()
            self._hand.drop_shots(shots)
        elif isinstance(held, Dropping):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._hand.let_go()
            self.files_dropped.emit(carried_files(event.mimeData()), held.frame, held.track)

    def _hold(self, event: QDragMoveEvent) -> None:
        shots, at = carried_shots(event.mimeData()), event.position()
        self._mouse = at
        if shots and self._hand.hold_shots(self._layout, shots, at.x(), at.y(), event.modifiers()):
            event.acceptProposedAction()
        elif not shots and (files := carried_files(event.mimeData())):
            self._hand.hold_files(self._layout, len(files), at.x(), at.y(), event.modifiers())
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tooltips of the viewport say what is under the mouse and what can be done with it.

        Not `viewportEvent`: through that a slip in `paintEvent` would end the program, for shiboken can't carry an
        exception through two overrides.
        """
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            on = self.hit_at(QPointF(event.pos()))
            text = "\n".join(line for line in (self.describe(on), explain(on)) if line)
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if event.type() is QEvent.Type.Leave and not self._hand.is_dragging:
            self._hand.leave()
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Takes it away."""
        super().focusOutEvent(event)
        self.viewport().update()
