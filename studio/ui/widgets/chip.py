"""A member of the cast, small: a round face with a ring in their colour, and a name."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import FOCUS, ICON_LARGE, XS, S, current_theme, make_font, mix_colours
from studio.ui.widgets.button import IconButton

_MOST_WIDTH = 160


def paint_face(painter: QPainter, rect: QRectF, picture: QPixmap | None, colour: str, name: str) -> None:
    """A round face cut from the middle of `picture`, or the first letter, ringed in a colour of the cast."""
    theme = current_theme()
    ring = theme.cast_colour(colour)
    inner = rect.adjusted(FOCUS, FOCUS, -FOCUS, -FOCUS)
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mix_colours(theme.raised, ring, 0.25)))
    painter.drawEllipse(inner)
    if picture and not picture.isNull():
        round_cut = QPainterPath()
        round_cut.addEllipse(inner)
        painter.setClipPath(round_cut)
        painter.drawPixmap(inner, picture, _middle_square(picture))
        painter.setClipping(False)
    else:
        painter.setPen(QColor(theme.text))
        font = make_font("label", bold=True)
        font.setPixelSize(max(round(rect.height() * 0.45), 1))
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name[:1].upper())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(ring), FOCUS))
    half = FOCUS / 2
    painter.drawEllipse(rect.adjusted(half, half, -half, -half))
    painter.restore()


def _middle_square(picture: QPixmap) -> QRectF:
    side = min(picture.width(), picture.height())
    # Faces stand in the upper part of an upright picture.
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 4, side, side)


class Chip(QWidget):
    """A name with its face; with `removable`, a small button at its end."""

    removed = Signal()

    def __init__(
        self,
        name: str,
        colour: str,
        *,
        picture: QPixmap | None = None,
        removable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._colour, self._picture = name, colour, picture
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        if removable:
            button = IconButton("x", self.tr("Remove {name}").format(name=name), parent=self)
            button.clicked.connect(self.removed)
            row.addWidget(button)
        self._end = row.sizeHint().width() if removable else S + XS

    def set_picture(self, picture: QPixmap | None) -> None:
        """The face, once it has been read."""
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(min(self._text_left() + self._text_width() + self._end, _MOST_WIDTH), current_theme().control_px)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._text_left() + self._end, current_theme().control_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.edge))
        painter.setBrush(QColor(theme.face))
        half = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), half, half)
        size = self._face_px()
        paint_face(painter, QRectF(XS, (self.height() - size) / 2, size, size), self._picture, self._colour, self._name)
        painter.setPen(QColor(theme.text))
        painter.setFont(make_font("body"))
        room = self.width() - self._text_left() - self._end
        shown = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(self._text_left(), 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)

    def _face_px(self) -> int:
        return min(ICON_LARGE, current_theme().control_px - 2 * XS)

    def _text_left(self) -> int:
        return XS + self._face_px() + XS + 2

    def _text_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._name) + 1
