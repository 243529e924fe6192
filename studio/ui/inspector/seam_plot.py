"""`DriftPlot`: how far the shots of a chain drift, painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.measure.drift import slope_of
from studio.render.seams import Link
from studio.ui.theme import FOCUS, XS, S, current_theme, make_font

_HEIGHT = 96
_JUST_SEEN = 1.0  # ΔE₀₀
_LEAST_TOP = 2.0  # of the scale, so that what nobody sees does not look like much
_DOT = 3.0
_NUMBER_ROOM = 16


class DriftPlot(QWidget):
    """ΔE from the first shot over the shots of a chain: as they are, and with each matched to the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links: tuple[Link, ...] = ()
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Drift along the chain of shots"))

    def show_links(self, links: tuple[Link, ...], count: int) -> None:
        """The links measured so far of a chain of `count` clips."""
        self._links, self._count = links, count
        self.setAccessibleDescription(self.describe())
        self.setToolTip(
            "\n".join(
                self.tr("{shot}: ΔE {drift:.1f} from the first, matched {matched:.1f}").format(
                    shot=link.shot, drift=link.drift, matched=link.matched_drift
                )
                for link in links
            )
        )
        self.update()

    def describe(self) -> str:
        """The plot in words; empty before there are two shots."""
        if len(self._links) < 2:
            return ""
        plain = slope_of([link.drift for link in self._links])
        matched = slope_of([link.matched_drift for link in self._links])
        words = self.tr("Each shot adds ΔE {plain:.1f}; matched {matched:.1f}.")
        return words.format(plain=max(0.0, plain), matched=max(0.0, matched))

    def sizeHint(self) -> QSize:
        return QSize(0, round(_HEIGHT * current_theme().text_scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(make_font("label", tabular=True))
        metrics = painter.fontMetrics()
        top = max(_LEAST_TOP, *(max(link.drift, link.matched_drift) for link in self._links), 0.0)
        place = self._find_place(metrics, top)
        self._paint_scale(painter, place, top, metrics)
        for drift, colour in (
            ([link.drift for link in self._links], theme.second),
            ([link.matched_drift for link in self._links], theme.accent),
        ):
            _paint_line(painter, [self._find_point(place, top, at, each) for at, each in enumerate(drift)], colour)
        self._paint_legend(painter, place, metrics)

    def _find_place(self, metrics: QFontMetrics, top: float) -> QRectF:
        left = max(metrics.horizontalAdvance(_write(each)) for each in (top, _JUST_SEEN)) + S
        return QRectF(left, metrics.height() + XS, self.width() - left - S, self.height() - 2 * metrics.height() - S)

    def _find_point(self, place: QRectF, top: float, at: int, value: float) -> QPointF:
        x = place.left() + place.width() * at / max(1, self._count - 1)
        return QPointF(x, place.bottom() - place.height() * value / top)

    def _paint_scale(self, painter: QPainter, place: QRectF, top: float, metrics: QFontMetrics) -> None:
        """Lines at nothing, at what is just seen and at the top; the shots' numbers below."""
        theme = current_theme()
        for value in (0.0, _JUST_SEEN, top):
            y = self._find_point(place, top, 0, value).y()
            painter.setPen(
                QPen(QColor(theme.line), 1, Qt.PenStyle.DashLine if value == _JUST_SEEN else Qt.PenStyle.SolidLine)
            )
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            painter.setPen(QColor(theme.second))
            room = QRectF(0, y - metrics.height() / 2, place.left() - XS, metrics.height())
            if value != _JUST_SEEN or place.height() / top > metrics.height() < place.height() * (1 - 1 / top):
                painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _write(value))
        step = max(1, -(-self._count * 2 * metrics.horizontalAdvance("00") // max(1, round(place.width()))))
        for at in range(0, self._count, step):
            x = self._find_point(place, top, at, 0.0).x()
            room = QRectF(x - _NUMBER_ROOM, place.bottom() + XS, 2 * _NUMBER_ROOM, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(at + 1))

    def _paint_legend(self, painter: QPainter, place: QRectF, metrics: QFontMetrics) -> None:
        theme = current_theme()
        x = place.left()
        for words, colour in ((self.tr("As rendered"), theme.second), (self.tr("Matched"), theme.accent)):
            middle = metrics.height() / 2
            painter.setPen(QPen(QColor(colour), FOCUS))
            painter.drawLine(QPointF(x, middle), QPointF(x + S, middle))
            painter.setPen(QColor(theme.second))
            painter.drawText(QPointF(x + 2 * S, metrics.ascent()), words)
            x += 2 * S + metrics.horizontalAdvance(words) + 2 * S


def _paint_line(painter: QPainter, points: list[QPointF], colour: str) -> None:
    painter.setPen(QPen(QColor(colour), FOCUS))
    painter.setBrush(QColor(colour))
    painter.drawPolyline(QPolygonF(points))
    for point in points:
        painter.drawEllipse(point, _DOT / 2, _DOT / 2)


def _write(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"
