"""Forms of the inspector: labels in one column of equal width, fields in the other, all in a page that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from studio.ui.theme import M, S, current_theme
from studio.ui.widgets.label import ElidedLabel, Label

_LABEL_WIDTH = 88


class FormLabel(ElidedLabel):
    """The name of a field, left of it."""

    def __init__(self, text: str) -> None:
        super().__init__(text, tone="second")
        self.setFixedWidth(round(_LABEL_WIDTH * current_theme().text_scale))

    def sizeHint(self) -> QSize:
        return QSize(self.width(), current_theme().control_px)


def make_form(parent: QWidget) -> QFormLayout:
    """An empty form; in a narrow place its fields still begin below each other."""
    form = QFormLayout(parent)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(S)
    form.setVerticalSpacing(S)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
    return form


def add_titled(column: QVBoxLayout, title: str, widget: QWidget) -> Label:
    """A widget of the whole width, its name above it."""
    label = Label(title, tone="second")
    label.setBuddy(widget)
    if column.count():
        column.addSpacing(M)
    column.addWidget(label)
    column.addWidget(widget)
    return label


def pass_wheel(parent: QWidget) -> None:
    """Let the wheel scroll the page over the fields inside `parent`, and turn only one that has the keyboard."""
    for field in (*parent.findChildren(QComboBox), *parent.findChildren(QAbstractSpinBox)):
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(_WheelGuard(field))


class _WheelGuard(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()  # so that it goes on to the page
            return True
        return False


class ScrolledPage(QScrollArea):
    """A page whose content ends at the same place whether there is a scroll bar or not."""

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def minimumSizeHint(self) -> QSize:
        """Gives way to what stands above it, so that a long sentence there is not cut."""
        return QSize(super().minimumSizeHint().width(), 0)

    def _on_range_changed(self, _least: int, most: int) -> None:
        bar = self.verticalScrollBar().sizeHint().width() if most else 0
        layout = self._page.layout()
        if layout is not None:
            margins = layout.contentsMargins()
            margins.setRight(max(0, M - bar))
            layout.setContentsMargins(margins)
