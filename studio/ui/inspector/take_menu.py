"""`TakeMenu`: all that can be done with a take."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from studio.core.project import MOST_RATING, Shot, Take
from studio.ui.icons import icon
from studio.ui.inspector.take_steps import TakeSteps
from studio.ui.theme import current_theme
from studio.ui.widgets.colours import draw_dot, name_colours


class TakeMenu(QMenu):
    """For one take of a shot as they are now."""

    def __init__(self, shot: Shot, take: Take, steps: TakeSteps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shot, self._take, self._steps = shot, take, steps
        self._build()

    def _build(self) -> None:
        take, steps = self._take, self._steps
        choose = self.addAction(icon("circle-check"), self.tr("Choose"), partial(steps.choose, take.id))
        choose.setEnabled(take.id != self._shot.chosen)
        compare = self.addAction(icon("blend"), self.tr("Compare…"), partial(steps.compare_wanted.emit, take.id))
        compare.setEnabled(len(self._shot.takes) > 1)
        self.addSeparator()
        self._add_ratings()
        self._add_colours()
        self.addAction(icon("message-square"), self.tr("Note"), partial(steps.note_wanted.emit, take.id))
        rejects = self.tr("Take the rejection back") if take.rejected else self.tr("Reject")
        self.addAction(icon("circle-x"), rejects, partial(steps.reject, take.id, not take.rejected))
        pins = self.tr("Unpin") if take.pinned else self.tr("Pin")
        self.addAction(icon("pin"), pins, partial(steps.pin, take.id, not take.pinned))
        self.addSeparator()
        self.addAction(icon("repeat"), self.tr("Make it again"), partial(steps.repeat, take))
        self.addAction(icon("sparkles"), self.tr("Same with another seed"), partial(steps.reseed, take))
        self.addAction(icon("copy"), self.tr("Copy settings to shots…"), partial(steps.copy_wanted.emit, take.id))
        self.addSeparator()
        remove = self.addAction(icon("trash-2"), self.tr("Remove take"), partial(steps.remove, take.id))
        remove.setEnabled(not take.pinned)

    def _add_ratings(self) -> None:
        menu = self.addMenu(icon("star"), self.tr("Rating"))
        group = QActionGroup(menu)
        for rating in range(MOST_RATING, -1, -1):
            words = {0: self.tr("No stars"), 1: self.tr("1 star")}.get(rating, self.tr("{count} stars"))
            action = menu.addAction(f"{words.format(count=rating)}\t{rating}")
            _mark(action, group, rating == self._take.rating)
            action.triggered.connect(partial(self._steps.rate, self._take.id, rating))

    def _add_colours(self) -> None:
        menu = self.addMenu(icon("palette"), self.tr("Colour"))
        group = QActionGroup(menu)
        for colour, name in name_colours().items():
            action = menu.addAction(draw_dot(current_theme().cast_colour(colour)), name)
            _mark(action, group, colour == self._take.colour)
            action.triggered.connect(partial(self._steps.tint, self._take.id, colour))
        action = menu.addAction(self.tr("None"))
        _mark(action, group, not self._take.colour)
        action.triggered.connect(partial(self._steps.tint, self._take.id, ""))


def _mark(action: QAction, group: QActionGroup, on: bool) -> None:
    action.setCheckable(True)
    action.setChecked(on)
    group.addAction(action)
