"""`Comparing`: two takes of the shot in one picture, by a line or side by side, with their names or blind."""

from __future__ import annotations

import random
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QWidget

from studio.core.edits.takes import choose_take
from studio.core.ids import TakeId
from studio.core.project import Project, Shot
from studio.ui.document import Document
from studio.ui.player.header import PickButton
from studio.ui.player.reel import Reel
from studio.ui.player.source import Pair
from studio.ui.player.viewer import Split, Viewer
from studio.ui.theme import XS, M, S
from studio.ui.widgets.button import Button, IconButton


class Comparing(QWidget):
    """A row that is seen while two takes are compared; `menu` offers the takes there are.

    Blind, both are nameless and lie by chance on the left or the right, until one is chosen.
    """

    def __init__(self, document: Document, reel: Reel, viewer: Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._reel, self._viewer = document, reel, viewer
        self._is_blind = False
        self.menu = QMenu(self)
        self.left = Button(self.tr("Choose left"), parent=self)
        self.right = Button(self.tr("Choose right"), parent=self)
        self.split: PickButton[Split] = PickButton(
            self.tr("Seen together"),
            ((Split.WIPE, self.tr("Wipe")), (Split.SIDES, self.tr("Side by side"))),
            Split.WIPE,
            parent=self,
        )
        self.blind = QToolButton(self)
        self.end = IconButton("x", self.tr("End the comparison"), parent=self)
        self._build()
        self._connect()
        self._refresh()

    def _build(self) -> None:
        self.blind.setText(self.tr("Blind"))
        self.blind.setCheckable(True)
        self.blind.setToolTip(self.tr("Hide which take is which until one is chosen"))
        self.blind.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, M, S)
        row.setSpacing(XS)
        row.addWidget(self.left)
        row.addStretch()
        for widget in (self.split, self.blind, self.end):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.right)

    def _connect(self) -> None:
        self.menu.aboutToShow.connect(self._fill_menu)
        self._reel.pair.changed.connect(self._refresh)
        self._document.changed.connect(self._on_film_changed)
        self.split.picked.connect(self._viewer.set_split)
        self.blind.clicked.connect(self._shuffle)
        self.end.clicked.connect(partial(self._reel.pair.set, None))
        self.left.clicked.connect(partial(self._choose, 0))
        self.right.clicked.connect(partial(self._choose, 1))

    @Slot()
    def _fill_menu(self) -> None:
        self.menu.clear()
        shot = self._reel.shot
        if shot is None or shot.chosen is None or len(shot.takes) < 2:
            self.menu.addAction(self.tr("The shot has no second take")).setEnabled(False)
            return
        for take in reversed(shot.takes):
            if take.id != shot.chosen:
                offered = self.menu.addAction(self._name(shot, take.id))
                offered.triggered.connect(partial(self._compare, (shot.chosen, take.id)))

    def _compare(self, pair: Pair) -> None:
        self._is_blind = False
        self._reel.pair.set(pair)

    @Slot()
    def _shuffle(self) -> None:
        """Hide the names, and which take is on which side."""
        pair = self._reel.pair.value
        self._is_blind = self.blind.isChecked()
        if pair is not None and self._is_blind and random.random() < 0.5:
            self._reel.pair.set((pair[1], pair[0]))
        self._refresh()

    def _choose(self, side: int) -> None:
        shot, pair = self._reel.shot, self._reel.pair.value
        if shot is not None and pair is not None:
            self._is_blind = False
            self._document.apply(self.tr("Choose take"), partial(choose_take, shot=shot.id, take=pair[side]))
            self._refresh()

    @Slot(object, object)
    def _on_film_changed(self, before: Project, after: Project) -> None:
        shot, pair = self._reel.shot, self._reel.pair.value
        if pair is not None and shot is not None and {each.id for each in shot.takes}.issuperset(pair):
            self._refresh()
        else:
            self._reel.pair.set(None)

    @Slot()
    def _refresh(self) -> None:
        shot, pair = self._reel.shot, self._reel.pair.value
        focused = QApplication.focusWidget()
        if pair is None and focused is not None and self.isAncestorOf(focused):
            self._viewer.setFocus()  # else it would be the timecode's turn, and keys would write into it
        self.setVisible(pair is not None)
        self.blind.setChecked(self._is_blind)
        if shot is None or pair is None:
            self._viewer.show_names("", "")
            return
        names = [self.tr("Left"), self.tr("Right")] if self._is_blind else [self._name(shot, take) for take in pair]
        self._viewer.show_names(*names)
        for button, take, words in (
            (self.left, pair[0], self.tr("Choose left")),
            (self.right, pair[1], self.tr("Choose right")),
        ):
            is_chosen = take == shot.chosen and not self._is_blind
            button.setEnabled(not is_chosen)
            button.setText(self.tr("Chosen") if is_chosen else words)

    def _name(self, shot: Shot, take: TakeId) -> str:
        numbered = {each.id: (number, each.request.seed) for number, each in enumerate(shot.takes, 1)}
        number, seed = numbered[take]
        return self.tr("Take {number} · seed {seed}").format(number=number, seed=seed)
