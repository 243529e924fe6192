"""The lines of a shot's dialogue: who speaks, in which language, and what."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from studio.core.ids import CharacterId
from studio.core.project import Character, Line, Project, Shot
from studio.ui.icons import icon
from studio.ui.inspector.fields import WritingField
from studio.ui.inspector.form import pass_wheel
from studio.ui.inspector.writer import ShotWriter
from studio.ui.theme import XS, S
from studio.ui.widgets.button import Button, IconButton
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label
from studio.ui.widgets.level import LevelBar

LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "pl", "nl", "sv", "da", "nb", "tr", "ar", "hi", "ja", "ko", "zh")
_LANGUAGE_WIDTH = 72


class LineRow(QWidget):
    """One line. It tells what became of it; Alt with ↑ or ↓ moves it, the microphone records it."""

    changed = Signal(object, object)
    moved = Signal(int)
    removed = Signal()
    record_wanted = Signal()

    def __init__(self, cast: tuple[Character, ...], line: Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line
        speakers: list[tuple[CharacterId | None, str]] = [(None, self.tr("A voice"))]
        speakers += [(character.id, character.name) for character in cast]
        self.speaker = Choice(self.tr("Speaker"), speakers, line.speaker)
        self.language = _make_language_box(self.tr("Language"))
        self.text = WritingField(self.tr("Line"), self.tr("What is said"), lines=1, most_lines=5)
        self.record = IconButton("mic", self.tr("Record this line"))
        self.record.clicked.connect(self.record_wanted)
        self.voice = Label(role="label", tone="second")
        self.level = LevelBar(self.tr("Level of the microphone"))
        self.more = IconButton("ellipsis", self.tr("Move or remove this line"))
        self.more.clicked.connect(self._open_menu)
        self._build()
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """The line as the film has it."""
        self._line = line
        self.speaker.show_value(line.speaker)
        if self.language.currentText() != line.language:
            self.language.setCurrentText(line.language)
        self.text.show_text(line.text)
        if not self.level.isVisibleTo(self):
            self.voice.setText(self.tr("Recorded voice") if line.voice else "")
            self.voice.setVisible(bool(line.voice))

    def show_recording(self, left: int) -> None:
        """Counting in, so many left, or recording."""
        words = self.tr("Recording. Space or Esc stops") if not left else self.tr("Recording in {0}").format(left)
        self.voice.setText(words)
        self.voice.setVisible(True)
        self.level.setVisible(True)
        self.record.show_as("circle-stop", self.tr("Stop recording"))

    def end_recording(self) -> None:
        """As before it."""
        self.level.show_level(0)
        self.level.hide()
        self.record.show_as("mic", self.tr("Record this line"))
        self.show_line(self._line)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _step_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _step_of(event):
            self.moved.emit(_step_of(event))
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        row = QHBoxLayout()
        row.setSpacing(XS)
        row.addWidget(self.speaker, 1)
        row.addWidget(self.language)
        row.addWidget(self.record)
        row.addWidget(self.more)
        column.addLayout(row)
        column.addWidget(self.text)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.voice)
        foot.addWidget(self.level, 1)
        column.addLayout(foot)
        self.level.hide()
        self.speaker.activated.connect(self._on_speaker)
        self.language.textActivated.connect(self._on_language)
        edit = self.language.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._on_language)
        self.text.written.connect(self._on_text)
        pass_wheel(self)

    def build_menu(self) -> QMenu:
        """Moving and removing."""
        menu = QMenu(self)
        menu.addAction(icon("arrow-up"), self.tr("Move up"), lambda: self.moved.emit(-1))
        menu.addAction(icon("arrow-down"), self.tr("Move down"), lambda: self.moved.emit(1))
        if self._line.voice:
            menu.addAction(icon("mic"), self.tr("Remove the recording"), self._drop_voice)
        menu.addSeparator()
        menu.addAction(icon("trash-2"), self.tr("Remove"), self.removed.emit)
        return menu

    def _open_menu(self) -> None:
        menu = self.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_speaker(self) -> None:
        self.changed.emit(replace(self._line, speaker=self.speaker.value), None)

    def _on_language(self) -> None:
        language = self.language.currentText().strip()
        if language and language != self._line.language:
            self.changed.emit(replace(self._line, language=language), None)

    def _drop_voice(self) -> None:
        self.changed.emit(replace(self._line, voice=""), None)

    def _on_text(self, text: str, merge: object) -> None:
        self.changed.emit(replace(self._line, text=text), merge)


class DialogueSection(QWidget):
    """All lines in order, and a button for another one. `record_wanted(number)`: start or stop recording a line."""

    record_wanted = Signal(int)

    def __init__(self, writer: ShotWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._cast: tuple[Character, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self.rows: list[LineRow] = []
        self._recorded: int | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self.add_button = Button(self.tr("Add a line"), kind="quiet", icon_name="plus")
        self.add_button.clicked.connect(self._add)
        self._column.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)

    def show_shot(self, project: Project, shot: Shot) -> None:
        """The dialogue of a shot."""
        cast_differs = [(c.id, c.name) for c in project.cast] != [(c.id, c.name) for c in self._cast]
        self._cast, self._lines = project.cast, shot.dialogue
        if cast_differs:
            self._drop_rows(0)
        self._drop_rows(len(shot.dialogue))
        for index, line in enumerate(shot.dialogue):
            if index == len(self.rows):
                self.rows.append(self._make_row(index, line))
                self._column.insertWidget(index, self.rows[index])
            self.rows[index].show_line(line)

    def _drop_rows(self, keep: int) -> None:
        for row in self.rows[keep:]:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self.rows[keep:]

    def _make_row(self, index: int, line: Line) -> LineRow:
        row = LineRow(self._cast, line, self)
        row.changed.connect(partial(self._put, index))
        row.moved.connect(partial(self._move, index))
        row.removed.connect(partial(self._remove, index))
        row.record_wanted.connect(partial(self.record_wanted.emit, index))
        return row

    def show_recording(self, index: int, left: int) -> None:
        """A line is counted in, so many left, or recorded."""
        self._recorded = index
        if index < len(self.rows):
            self.rows[index].show_recording(left)

    @Slot(float)
    def show_level(self, level: float) -> None:
        """How loud the microphone is while it records, 1 being full scale."""
        if self._recorded is not None and self._recorded < len(self.rows):
            self.rows[self._recorded].level.show_level(level)

    def end_recording(self) -> None:
        """No line is recorded any more."""
        if self._recorded is not None and self._recorded < len(self.rows):
            self.rows[self._recorded].end_recording()
        self._recorded = None

    def _put(self, index: int, line: Line, merge: object) -> None:
        lines = (*self._lines[:index], line, *self._lines[index + 1 :])
        self._writer.write(self.tr("Dialogue"), (index, merge) if merge else None, dialogue=lines)

    def _add(self) -> None:
        last = self._lines[-1] if self._lines else None
        speaker = self._next_speaker()
        language = last.language if last else Line(text="").language
        line = Line(speaker=speaker, language=language, text="")
        self._writer.write(self.tr("Add a line"), dialogue=(*self._lines, line))
        if self.rows:
            self.rows[-1].text.setFocus()

    def _next_speaker(self) -> CharacterId | None:
        """Who answers: the speaker before the last, else the first of the shot's cast."""
        if len(self._lines) > 1:
            return self._lines[-2].speaker
        shot = self._writer.shot
        spoken = {line.speaker for line in self._lines}
        members = shot.cast if shot else ()
        people = [character.id for character in self._cast if not character.is_place]
        return next((id_ for id_ in (*members, *people) if id_ in people and id_ not in spoken), None)

    def _remove(self, index: int) -> None:
        lines = (*self._lines[:index], *self._lines[index + 1 :])
        self._writer.write(self.tr("Remove line"), dialogue=lines)

    def _move(self, index: int, step: int) -> None:
        to = index + step
        if 0 <= to < len(self._lines):
            lines = list(self._lines)
            lines[index], lines[to] = lines[to], lines[index]
            self._writer.write(self.tr("Move line"), dialogue=tuple(lines))
            self.rows[to].text.setFocus()


def _make_language_box(name: str) -> QComboBox:
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(LANGUAGES)
    box.setFixedWidth(_LANGUAGE_WIDTH)
    box.setAccessibleName(name)
    return box


def _step_of(event: QKeyEvent) -> int:
    """How far a key moves a line; 0 for keys that don't."""
    if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
