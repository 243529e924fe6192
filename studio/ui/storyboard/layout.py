"""Where each row of the storyboard lies: headings across the whole width, cards flowing in lines below them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

from studio.ui.storyboard.rows import AddRow, Row, SceneRow, ShotRow
from studio.ui.theme import XS, L, M, S


@dataclass(frozen=True, slots=True)
class _Line:
    """Rows beside each other, from `first` on, and the band they lie in."""

    first: int
    count: int
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Drop:
    """A place between rows: something dropped goes before row `row`; `mark` is the bar that shows it."""

    row: int
    mark: QRect


class Layout:
    """Made anew for other rows or another width; 1,000 cards take about a millisecond."""

    def __init__(self, rows: Sequence[Row], width: int, card: QSize, heading: int) -> None:
        self.rects: list[QRect] = []
        self._rows = rows
        self._lines: list[_Line] = []
        self._columns = max(1, (width - 2 * M + S) // (card.width() + S))
        self.height = self._place(width, card, heading)
        self._tops = [line.top for line in self._lines]

    def _place(self, width: int, card: QSize, heading: int) -> int:
        top, column = S, 0
        for row, each in enumerate(self._rows):
            if isinstance(each, SceneRow):
                top += L if row else 0
                self.rects.append(QRect(M - XS, top, width - 2 * (M - XS), heading))
                self._lines.append(_Line(row, 1, top, heading))
                top += heading + S
                column = 0
                continue
            # The place for a new shot is a full card beside others, and only a strip in a line of its own.
            is_strip = column == 0 and isinstance(each, AddRow)
            size = QSize(card.width(), heading) if is_strip else card
            if column == 0:
                self._lines.append(_Line(row, 0, top, size.height()))
            last = self._lines[-1]
            self._lines[-1] = _Line(last.first, last.count + 1, last.top, last.height)
            self.rects.append(QRect(QPoint(M + column * (card.width() + S), top), size))
            column += 1
            is_last = row + 1 == len(self._rows) or isinstance(self._rows[row + 1], SceneRow)
            if column == self._columns or is_last:
                top, column = top + last.height + S, 0
        return top

    def row_at(self, point: QPoint) -> int | None:
        """The row under a point, if any."""
        line = self._line_at(point.y())
        if line is None:
            return None
        return next((row for row in _range(line) if self.rects[row].contains(point)), None)

    def rows_in(self, rect: QRect) -> range:
        """The rows of all lines that a rectangle touches."""
        first = max(0, bisect_right(self._tops, rect.top()) - 1)
        last = bisect_left(self._tops, rect.bottom() + 1)
        if first >= last:
            return range(0)
        return range(self._lines[first].first, _range(self._lines[last - 1]).stop)

    def above(self, row: int) -> int:
        """The row that ↑ goes to: the nearest in the line before."""
        return self._beside(row, -1)

    def below(self, row: int) -> int:
        """The row that ↓ goes to: the nearest in the line after."""
        return self._beside(row, 1)

    def shot_drop(self, point: QPoint) -> Drop | None:
        """Where a shot dropped at a point goes: beside a card, or first in a scene below its heading."""
        line = self._nearest_line(point.y())
        if line is None:
            return None
        if isinstance(self._rows[line.first], SceneRow):
            rect = self.rects[line.first]
            return Drop(line.first + 1, QRect(rect.left(), rect.bottom() + S // 2, rect.width(), 2))
        for row in _range(line):
            rect = self.rects[row]
            if point.x() < rect.center().x() or not isinstance(self._rows[row], ShotRow):
                return Drop(row, QRect(rect.left() - S // 2 - 1, rect.top(), 2, rect.height()))
        rect = self.rects[_range(line).stop - 1]
        return Drop(_range(line).stop, QRect(rect.right() + S // 2, rect.top(), 2, rect.height()))

    def scene_drop(self, point: QPoint) -> Drop | None:
        """Where a scene dropped at a point goes: before the nearest heading, or at the end."""
        headings = [row for row, each in enumerate(self._rows) if isinstance(each, SceneRow)]
        if not headings:
            return None
        places = [*((row, self.rects[row].top() - S // 2) for row in headings), (len(self._rows), self.height - S // 2)]
        row, y = min(places, key=lambda place: abs(place[1] - point.y()))
        rect = self.rects[headings[0]]
        return Drop(row, QRect(rect.left(), max(0, y), rect.width(), 2))

    def _beside(self, row: int, step: int) -> int:
        at = bisect_right(self._tops, self.rects[row].top()) - 1 + step
        if not 0 <= at < len(self._lines):
            return row
        x = self.rects[row].left()
        return min(_range(self._lines[at]), key=lambda each: abs(self.rects[each].left() - x))

    def _line_at(self, y: int) -> _Line | None:
        at = bisect_right(self._tops, y) - 1
        return self._lines[at] if at >= 0 and y < self._lines[at].top + self._lines[at].height else None

    def _nearest_line(self, y: int) -> _Line | None:
        if not self._lines:
            return None
        return self._lines[max(0, bisect_right(self._tops, y) - 1)]


def _range(line: _Line) -> range:
    return range(line.first, line.first + line.count)
