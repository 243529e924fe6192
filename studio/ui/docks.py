"""`Docks`: the panels around the storyboard, in three arrangements that stay as the user leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from studio.settings import Arrangement
from studio.ui.theme import CARD_WIDTH, XL, M, S
from studio.ui.widgets.header import PanelTitle

ARRANGEMENTS: tuple[Arrangement, ...] = ("board", "cut", "render")

_VERSION = 1  # of the saved places; another one is laid out anew
_Area = Qt.DockWidgetArea
_CAST_PX = 252
_PLAYER_PX, _MOST_RIGHT_PX = 400, 960  # what the transport needs; what an inspector can use
_TIMELINE_PX = 252  # a picture and a sound track, and room for one more
_AROUND_VIEWER_PX = 84  # title and transport
_BOARD_EDGES_PX = M + XL + S
_MOST_PLAYER = 0.55  # of the height that it shares with the inspector
_FOCUSING = ("storyboard", "timeline", "cast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which panels an arrangement shows at first, and how many cards in a row the storyboard has where they fit."""

    shown: tuple[str, ...]
    cards: int
    front: str = "inspector"
    timeline_share: float = 0


PLANS: dict[Arrangement, Plan] = {
    "board": Plan(shown=("cast", "player", "inspector", "queue", "timeline"), cards=3),
    "cut": Plan(shown=("player", "timeline"), cards=2, timeline_share=0.42),
    "render": Plan(shown=("player", "inspector", "queue"), cards=3, front="queue"),
}


class Docks(QObject):
    """Lays out the panels of one window; they are added by name, the storyboard is the middle.

    `kept` are the arrangements as they were left, `aspect` the film's height by its width.
    """

    def __init__(self, home: QMainWindow, middle: QWidget, kept: Mapping[str, str], aspect: float) -> None:
        super().__init__(home)
        self._home, self._middle, self._aspect = home, middle, aspect
        self._docks: dict[str, QDockWidget] = {}
        self._kept = {name: QByteArray.fromBase64(text.encode()) for name, text in kept.items()}
        self._whole: QByteArray | None = None
        self.current: Arrangement = "board"
        self.used = "storyboard"
        home.setDockNestingEnabled(True)
        home.setCentralWidget(middle)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def add(self, name: str, title: str, panel: QWidget, header: QWidget | None = None) -> QDockWidget:
        """One more panel, in a dock of its own; what is given as its header stands in the title."""
        dock = QDockWidget(title, self._home)
        dock.setObjectName(name)
        dock.setWidget(panel)
        bar = PanelTitle(dock)
        if header is not None:
            bar.add(header)
        dock.setTitleBarWidget(bar)
        self._docks[name] = dock
        return dock

    def switches(self) -> tuple[QAction, ...]:
        """For each dock the action that shows and hides it."""
        return tuple(dock.toggleViewAction() for dock in self._docks.values())

    def show(self, name: str) -> None:
        """Bring a panel to the front."""
        self._restore_whole()
        self._docks[name].show()
        self._docks[name].raise_()

    def arrange(self, name: Arrangement) -> None:
        """Show an arrangement as it was left, or as it is at first."""
        self._restore_whole()
        self._kept[self.current] = self._home.saveState(_VERSION)
        self.begin(name)

    def begin(self, name: Arrangement) -> None:
        """The same, without keeping what is shown now."""
        self.current = name
        if name not in self._kept or not self._home.restoreState(self._kept[name], _VERSION):
            self._lay_out(PLANS[name])

    @Slot()
    def reset(self) -> None:
        """The arrangement that is shown, as it is at first."""
        self._restore_whole()
        self._kept.pop(self.current, None)
        self._lay_out(PLANS[self.current])

    def states(self) -> dict[str, str]:
        """The places in every arrangement, for the settings."""
        kept = self._kept | {self.current: self._whole or self._home.saveState(_VERSION)}
        return {name: bytes(state.toBase64().data()).decode() for name, state in kept.items()}

    @Slot()
    def toggle_maximised(self) -> None:
        """The panel with the keyboard over the whole window, or all of them again."""
        if self._whole is not None:
            self._restore_whole()
            return
        name = self.name_of(QApplication.focusWidget()) or self.used
        self._whole = self._home.saveState(_VERSION)
        for each, dock in self._docks.items():
            dock.setVisible(each == name)
        self._middle.setVisible(name not in self._docks)

    def name_of(self, widget: QWidget | None) -> str:
        """The panel that a widget belongs to; empty for none."""
        if widget is None:
            return ""
        if widget is self._middle or self._middle.isAncestorOf(widget):
            return "storyboard"
        return next((name for name, dock in self._docks.items() if dock.isAncestorOf(widget)), "")

    def _restore_whole(self) -> None:
        if self._whole is not None:
            self._middle.show()
            self._home.restoreState(self._whole, _VERSION)
            self._whole = None

    def _lay_out(self, plan: Plan) -> None:
        home, docks = self._home, self._docks
        for dock in docks.values():
            home.removeDockWidget(dock)
            dock.setFloating(False)
        places = {"cast": _Area.LeftDockWidgetArea, "timeline": _Area.BottomDockWidgetArea}
        for name, dock in docks.items():
            home.addDockWidget(places.get(name, _Area.RightDockWidgetArea), dock)
        home.tabifyDockWidget(docks["inspector"], docks["queue"])
        for name, dock in docks.items():
            dock.setVisible(name in plan.shown)
        docks[plan.front].raise_()
        self._measure(plan, home.size())

    def _measure(self, plan: Plan, size: QSize) -> None:
        docks = self._docks
        rest = size.width() - (_CAST_PX if "cast" in plan.shown else 0)
        cards = max(1, min(plan.cards, (rest - _PLAYER_PX - _BOARD_EDGES_PX) // (CARD_WIDTH + M)))
        most = _MOST_RIGHT_PX if "inspector" in plan.shown else rest
        right = min(rest - cards * (CARD_WIDTH + M) - _BOARD_EDGES_PX, most)
        self._home.resizeDocks([docks["cast"], docks["player"]], [_CAST_PX, right], Qt.Orientation.Horizontal)
        timeline = max(_TIMELINE_PX, round(size.height() * plan.timeline_share)) if "timeline" in plan.shown else 0
        above = size.height() - timeline
        player = min(round(right * self._aspect) + _AROUND_VIEWER_PX, round(above * _MOST_PLAYER))
        heights = {"timeline": timeline, "player": player, plan.front: above - player}
        shown = {name: height for name, height in heights.items() if height > 0}
        self._home.resizeDocks([docks[name] for name in shown], list(shown.values()), Qt.Orientation.Vertical)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        name = self.name_of(now)
        if name in _FOCUSING:
            self.used = name
