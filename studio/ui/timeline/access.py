"""The tree that Qt hands to screen readers: the view, its tracks and markers, and what lies on those.

Qt keeps plain pointers to these interfaces and PySide would free those that nobody else holds, so `Tree` holds every
one that was handed out until it takes it back from Qt. They are made when asked for; the oldest of many go.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget

from studio.ui.timeline.outline import MarkerPart, Outline, Part, PinPart, RulerPart, StopPart, TrackPart
from studio.ui.timeline.view import TimelineView

_MOST = 400  # interfaces that are kept


class Tree:
    """The interfaces of one view, from its first until it goes."""

    def __init__(self, outline: Outline, view: TimelineView) -> None:
        self.outline = outline
        self.view = view
        self._made: dict[Part, tuple[PartInterface, int]] = {}
        # Qt may have made a plain one already, as for every widget.
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(QAccessible.queryAccessibleInterface(view)))
        self.root = ViewInterface(self)
        QAccessible.registerAccessibleInterface(self.root)
        view.destroyed.connect(self._end)

    def __len__(self) -> int:
        return len(self._made)

    def interface(self, part: Part) -> PartInterface:
        """The one interface of a part."""
        known = self._made.get(part)
        if known is None:
            made = PartInterface(self, part)
            known = self._made[part] = (made, QAccessible.registerAccessibleInterface(made))
        return known[0]

    def known(self, part: Part) -> PartInterface | None:
        """The interface of a part, if a screen reader has ever asked for it."""
        known = self._made.get(part)
        return known[0] if known else None

    def tidy(self) -> None:
        """Take back those whose part has gone, and the oldest of too many. Not while Qt may be using one."""
        focus = self.outline.focus()
        gone = [part for part in self._made if self.outline.number(part) is None]
        stops = [part for part in self._made if isinstance(part, StopPart) and part != focus]
        for part in dict.fromkeys((*gone, *stops[: max(0, len(self._made) - _MOST)])):
            self._take_back(part)

    def _end(self) -> None:
        for part in tuple(self._made):
            self._take_back(part)

    def _take_back(self, part: Part) -> None:
        QAccessible.deleteAccessibleInterface(self._made[part][1])  # first, for PySide frees it with its last holder
        del self._made[part]


class ViewInterface(QAccessibleWidget):
    """The view: ruler and tracks first, then the widgets in it."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree.view, QAccessible.Role.Pane, tree.view.accessibleName())
        self._tree = tree

    def text(self, t: QAccessible.Text, /) -> str:
        """Its description is what is selected."""
        return self._tree.outline.overview() if t is QAccessible.Text.Description else super().text(t)

    def childCount(self) -> int:
        """Its own parts and its widgets."""
        return len(self._tree.outline.children()) + super().childCount()

    def child(self, index: int, /) -> QAccessibleInterface:
        """One of them."""
        own = self._tree.outline.children()
        if 0 <= index < len(own):
            return self._tree.interface(own[index])
        return super().child(index - len(own))

    def indexOfChild(self, child: QAccessibleInterface, /) -> int:
        """Its number among them."""
        if isinstance(child, PartInterface):
            found = self._tree.outline.number(child.part)
            return -1 if found is None else found
        within = super().indexOfChild(child)
        return within if within < 0 else within + len(self._tree.outline.children())

    def childAt(self, x: int, y: int, /) -> QAccessibleInterface:
        """The part under a point of the screen."""
        port = self._tree.view.viewport()
        at = port.mapFromGlobal(QPoint(x, y))
        part = self._tree.outline.find(self._tree.view.hit_at(QPointF(at))) if port.rect().contains(at) else None
        return self._tree.interface(part) if part else super().childAt(x, y)

    def focusChild(self) -> QAccessibleInterface:
        """What is selected, while the view has the keyboard."""
        part = self._tree.outline.focus() if self._tree.view.hasFocus() else None
        return self._tree.interface(part) if part else super().focusChild()


class PartInterface(QAccessibleInterface):
    """The ruler, a track, or something on them."""

    def __init__(self, tree: Tree, part: Part) -> None:
        super().__init__()
        self._tree = tree
        self.part = part

    def isValid(self) -> bool:
        """Whether the cut still has it."""
        return self._tree.outline.number(self.part) is not None

    def object(self) -> QObject | None:  # pyright: ignore[reportIncompatibleMethodOverride] # nullptr in Qt's own
        """It is no object of Qt's."""
        return None

    def window(self) -> QWindow | None:  # pyright: ignore[reportIncompatibleMethodOverride] # nullptr until shown
        """The window that it is in."""
        return self._tree.view.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        """What holds it."""
        above = self._tree.outline.parent(self.part)
        return self._tree.interface(above) if above else self._tree.root

    def childCount(self) -> int:
        """How many parts it has."""
        return self._tree.outline.count(self.part)

    def child(self, index: int, /) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride] # as Qt
        """One of its parts."""
        part = self._tree.outline.child(self.part, index)
        return self._tree.interface(part) if part else None

    def childAt(self, x: int, y: int, /) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride] # as Qt
        """Its part under a point of the screen."""
        view = self._tree.view
        part = self._tree.outline.find(view.hit_at(QPointF(view.viewport().mapFromGlobal(QPoint(x, y)))))
        while part and self._tree.outline.parent(part) != self.part:
            part = self._tree.outline.parent(part)
        return self._tree.interface(part) if part else None

    def indexOfChild(self, child: QAccessibleInterface, /) -> int:
        """The number of one of its parts."""
        if not isinstance(child, PartInterface) or self._tree.outline.parent(child.part) != self.part:
            return -1
        found = self._tree.outline.number(child.part)
        return -1 if found is None else found

    def role(self) -> QAccessible.Role:
        """Lists, and what is in them."""
        match self.part:
            case RulerPart() | TrackPart():
                return QAccessible.Role.List
            case StopPart() | MarkerPart() | PinPart():
                return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """What is selected alone has the focus of the view."""
        state, outline, view = QAccessible.State(), self._tree.outline, self._tree.view
        if isinstance(self.part, StopPart):
            state.selectable = state.focusable = True
            state.selected = outline.is_selected(self.part)
            state.focused = view.hasFocus() and outline.focus() == self.part
        elif isinstance(self.part, TrackPart):
            state.multiSelectable = True
        state.readOnly = outline.is_locked(self.part)
        state.invalid = not self.isValid()
        state.invisible = not view.isVisible()
        state.offscreen = not view.viewport().rect().intersects(outline.rect(self.part))
        return state

    def rect(self) -> QRect:
        """On the screen."""
        within = self._tree.outline.rect(self.part)
        return QRect(self._tree.view.viewport().mapToGlobal(within.topLeft()), within.size())

    def text(self, t: QAccessible.Text, /) -> str:
        """Name and description."""
        match t:
            case QAccessible.Text.Name:
                return self._tree.outline.name(self.part)
            case QAccessible.Text.Description:
                return self._tree.outline.description(self.part)
            case _:
                return ""

    def setText(self, t: QAccessible.Text, text: str, /) -> None:
        """Nothing is named from outside."""
