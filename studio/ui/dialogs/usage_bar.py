"""`UsageBar`: what the film occupies as one bar of many colours, with each colour's name and size below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.storage.usage import Kind, Usage, describe_bytes
from studio.ui.theme import RADIUS, XS, M, S, current_theme
from studio.ui.widgets.flow import FlowLayout
from studio.ui.widgets.label import Label

_HUES = {
    Kind.CUT: 3,
    Kind.KEPT: 4,
    Kind.MEDIA: 0,
    Kind.UNUSED: 1,
    Kind.PICTURES: 5,
    Kind.SOUNDS: 6,
    Kind.BACKUPS: 7,
    Kind.CACHE: 2,
}
_JOINT = 1  # between two colours
_LEAST = 3  # of a kind that would be too small to be seen


class UsageBar(QWidget):
    """Empty until a usage is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = _Strip(self)
        self._names = QWidget(self)
        self._flow = FlowLayout(self._names, spacing=M)
        self._entries: dict[Kind, _Entry] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.strip)
        column.addWidget(self._names)

    def show_usage(self, usage: Usage) -> None:
        """Divide the bar anew."""
        for kind in self._entries.keys() - usage.bytes.keys():
            entry = self._entries.pop(kind)
            self._flow.removeWidget(entry)
            entry.deleteLater()
        names = self._name_kinds()
        for kind, count in usage.bytes.items():
            if kind not in self._entries:
                self._entries[kind] = _Entry(kind, names[kind], self._names)
                self._flow.addWidget(self._entries[kind])
            self._entries[kind].amount.setText(describe_bytes(count))
        self.strip.show_parts(list(usage.bytes.items()))
        words = ", ".join(f"{names[kind]} {describe_bytes(count)}" for kind, count in usage.bytes.items())
        self.strip.setAccessibleName(words)
        self.strip.setToolTip(words)

    def _name_kinds(self) -> dict[Kind, str]:
        return {
            Kind.CUT: self.tr("Takes in the cut"),
            Kind.KEPT: self.tr("Other takes in use"),
            Kind.MEDIA: self.tr("Media in the cut"),
            Kind.UNUSED: self.tr("Unused takes and media"),
            Kind.PICTURES: self.tr("Pictures"),
            Kind.SOUNDS: self.tr("Sounds"),
            Kind.BACKUPS: self.tr("Earlier versions"),
            Kind.CACHE: self.tr("Can be made again"),
            Kind.TRASH: self.tr("Trash"),
            Kind.FILM: self.tr("The film itself"),
            Kind.OTHER: self.tr("Other files"),
        }


class _Entry(QWidget):
    """A colour, its name, its size."""

    def __init__(self, kind: Kind, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.amount = Label(role="label", tone="second", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(_Dot(kind, self))
        row.addWidget(Label(name, role="label", parent=self))
        row.addWidget(self.amount)


class _Dot(QWidget):
    """The colour of a kind."""

    def __init__(self, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setFixedSize(S, S)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS / 2, RADIUS / 2)
        painter.fillPath(path, colour_of(self._kind))


class _Strip(QWidget):
    """The bar itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: list[tuple[Kind, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: list[tuple[Kind, int]]) -> None:
        """What is beside each other."""
        self._parts = parts
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, M)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setClipPath(outline)
        painter.fillPath(outline, QColor(current_theme().line))
        for kind, left, width in place_parts(self._parts, self.width()):
            painter.fillRect(QRectF(left, 0, width, self.height()), colour_of(kind))


def colour_of(kind: Kind) -> QColor:
    """The colour of a kind in the theme now: a hue of the cast, or a grey for what is small or nobody's."""
    theme = current_theme()
    greys = {Kind.FILM: theme.text, Kind.TRASH: theme.second, Kind.OTHER: theme.border}
    return QColor(greys[kind] if kind in greys else theme.cast[_HUES[kind]])


def place_parts(parts: list[tuple[Kind, int]], width_px: int) -> list[tuple[Kind, float, float]]:
    """Each kind's left edge and width on a bar: by its share, but wide enough to be seen."""
    total = sum(count for _, count in parts)
    room = width_px - _JOINT * (len(parts) - 1) - _LEAST * len(parts)
    placed: list[tuple[Kind, float, float]] = []
    left = 0.0
    for kind, count in parts:
        width = _LEAST + max(room, 0) * count / max(total, 1)
        placed.append((kind, left, width))
        left += width + _JOINT
    return placed
