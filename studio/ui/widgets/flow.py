"""A layout that fills rows from the left and goes on in the next, as words do."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLayout, QLayoutItem, QStyle, QWidget

from studio.ui.theme import S


class FlowLayout(QLayout):
    """Chips and cards in rows; the height follows from the width."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = S) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())
        self.setSpacing(spacing)

    def addItem(self, arg__1: QLayoutItem) -> None:
        self._items.append(arg__1)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        return self._place(arg__1)[1]

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._items if not item.isEmpty()]
        width = sum(widths) + self.spacing() * max(len(widths) - 1, 0)
        return QSize(width, self._place(width)[1])

    def minimumSize(self) -> QSize:
        smallest = QSize()
        for item in self._items:
            smallest = smallest.expandedTo(item.minimumSize())
        return smallest

    def setGeometry(self, arg__1: QRect) -> None:
        super().setGeometry(arg__1)
        for item, rect in self._place(arg__1.width())[0]:
            rect.translate(arg__1.topLeft())
            item.setGeometry(QStyle.visualRect(QApplication.layoutDirection(), arg__1, rect))

    def _place(self, width: int) -> tuple[list[tuple[QLayoutItem, QRect]], int]:
        placed: list[tuple[QLayoutItem, QRect]] = []
        corner, row_height = QPoint(0, 0), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(width, 0), item.sizeHint().height()))
            if corner.x() and corner.x() + size.width() > width:
                corner, row_height = QPoint(0, corner.y() + row_height + self.spacing()), 0
            placed.append((item, QRect(corner, size)))
            corner += QPoint(size.width() + self.spacing(), 0)
            row_height = max(row_height, size.height())
        return placed, corner.y() + row_height
