"""`TransitionPage`: the transition that is selected in the timeline."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.edits.cut import set_transition
from studio.core.edits.handles import Crossing, find_crossing
from studio.core.ids import ClipId
from studio.core.timeline import Clip, Edge, Transition, TransitionKind
from studio.ui.document import Document
from studio.ui.inspector.clip_fields import ColourField
from studio.ui.inspector.clip_names import name_clip
from studio.ui.inspector.form import FormLabel, make_form, pass_wheel
from studio.ui.inspector.length import LengthField
from studio.ui.theme import M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import ElidedLabel, Label

_MOVING = (TransitionKind.WIPE, TransitionKind.SLIDE)


class TransitionPage(QWidget):
    """Kind, length, and the edge or the colour where it has one; in words what it lacks of its clips."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._clip: tuple[ClipId, bool] | None = None
        self.name = ElidedLabel(role="heading")
        self.kind: Choice[TransitionKind] = Choice(
            self.tr("Kind of the transition"), self._name_kinds(), TransitionKind.DISSOLVE
        )
        self.length = LengthField()
        self.edge: Choice[Edge] = Choice(self.tr("Edge that it comes from"), self._name_edges(), Edge.LEFT)
        self.colour = ColourField(self.tr("Colour of the dip"))
        self.lack_left = Label(tone="warn")
        self.lack_right = Label(tone="warn")
        self.alone = Label(
            self.tr("There is a clip on one side only: it comes out of what lies below, or goes into it."),
            tone="second",
        )
        self.remove = Button(self.tr("Remove the transition"), icon_name="trash-2")
        self._build()
        self._connect()

    def show_transition(self, clip: ClipId, *, at_start: bool) -> None:
        """The transition at one end of a clip as it is now."""
        if self._clip != (clip, at_start):
            self._clip = (clip, at_start)
            self.colour.text.begin()
        self._show()

    def _show(self) -> None:
        crossing = self._find()
        if crossing is None:
            return
        transition = crossing.transition
        project = self._document.project
        sides = (name_clip(project, each) for each in (crossing.left, crossing.right) if isinstance(each, Clip))
        self.name.setText(" → ".join(sides))
        self.kind.show_value(transition.kind)
        self.length.show_frames(transition.frames, project.frame_rate)
        self.edge.show_value(transition.edge)
        self.colour.show_colour(transition.colour)
        self._form.setRowVisible(self.edge, transition.kind in _MOVING)
        self._form.setRowVisible(self.colour, transition.kind is TransitionKind.DIP)
        self._show_lack(crossing)

    def _show_lack(self, crossing: Crossing) -> None:
        self.lack_left.setVisible(crossing.lacks_left > 0)
        self.lack_left.setText(
            self.tr(
                "On the left there is only the last frame to hold; trim the end of that clip by {count} frames."
            ).format(count=crossing.lacks_left)
        )
        self.lack_right.setVisible(crossing.lacks_right > 0)
        self.lack_right.setText(
            self.tr(
                "On the right there is only the first frame to hold; trim the start of that clip by {count} frames."
            ).format(count=crossing.lacks_right)
        )
        self.alone.setVisible(not (isinstance(crossing.left, Clip) and isinstance(crossing.right, Clip)))

    def _build(self) -> None:
        fields = QWidget()
        self._form = make_form(fields)
        self._form.addRow(FormLabel(self.tr("Kind")), self.kind)
        self._form.addRow(FormLabel(self.tr("Length")), self.length)
        self._form.addRow(FormLabel(self.tr("From")), self.edge)
        self._form.addRow(FormLabel(self.tr("Colour")), self.colour)
        pass_wheel(fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, M, M)
        column.setSpacing(S)
        column.addWidget(self.name)
        column.addWidget(fields)
        for words in (self.lack_left, self.lack_right, self.alone):
            words.setWordWrap(True)
            column.addWidget(words)
        column.addWidget(self.remove)
        column.addStretch()

    def _connect(self) -> None:
        self.kind.activated.connect(self._write_kind)
        self.edge.activated.connect(self._write_edge)
        self.length.changed.connect(self._write_length)
        self.colour.written.connect(self._write_colour)
        self.remove.clicked.connect(self._remove)

    def _name_kinds(self) -> list[tuple[TransitionKind, str]]:
        return [
            (TransitionKind.DISSOLVE, self.tr("Dissolve")),
            (TransitionKind.DIP, self.tr("Dip to a colour")),
            (TransitionKind.WIPE, self.tr("Wipe")),
            (TransitionKind.SLIDE, self.tr("Slide")),
        ]

    def _name_edges(self) -> list[tuple[Edge, str]]:
        return [
            (Edge.LEFT, self.tr("Left")),
            (Edge.RIGHT, self.tr("Right")),
            (Edge.TOP, self.tr("Top")),
            (Edge.BOTTOM, self.tr("Bottom")),
        ]

    def _find(self) -> Crossing | None:
        if self._clip is None:
            return None
        return find_crossing(self._document.project, self._clip[0], at_start=self._clip[1])

    def _write_kind(self) -> None:
        crossing = self._find()
        if crossing:
            self._write(self.tr("Kind of the transition"), replace(crossing.transition, kind=self.kind.value))

    def _write_edge(self) -> None:
        crossing = self._find()
        if crossing:
            self._write(self.tr("Edge of the transition"), replace(crossing.transition, edge=self.edge.value))

    def _write_length(self, frames: int, merge: object) -> None:
        crossing = self._find()
        if crossing:
            self._write(
                self.tr("Transition length"), replace(crossing.transition, frames=frames), (self._clip, "length", merge)
            )

    def _write_colour(self, colour: str, merge: object) -> None:
        crossing = self._find()
        if crossing:
            key = (self._clip, "colour", merge) if merge else None
            self._write(self.tr("Colour of the transition"), replace(crossing.transition, colour=colour), key)

    def _remove(self) -> None:
        crossing = self._find()
        if crossing:
            self._write(self.tr("Remove the transition"), replace(crossing.transition, frames=0))

    def _write(self, label: str, style: Transition, merge: object = None) -> None:
        if self._clip is None:
            return
        clip, at_start = self._clip
        self._document.apply(
            label,
            lambda film: set_transition(film, clip, style.frames, at_start=at_start, style=style),
            merge=merge,
        )
        self._show()  # refused, or shorter than asked for: as it is
