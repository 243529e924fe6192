"""`ActionField`: what is to be seen, with the cast named as `@Name`, marked and completed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from studio.core.citation import cite_pattern
from studio.core.project import Character
from studio.ui.inspector.fields import WritingField
from studio.ui.theme import current_theme

_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)


class ActionField(WritingField):
    """An `@` opens `list_of_cast`, which narrows down while one goes on writing."""

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(name, placeholder, lines=4, parent=parent)
        self._names: tuple[str, ...] = ()
        self._marker = CitationMarker(self.document())
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self.list_of_cast = QListView()
        self._completer.setPopup(self.list_of_cast)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.activated.connect(self._complete)

    def show_cast(self, cast: Sequence[Character]) -> None:
        """The names that can be cited."""
        names = tuple(character.name for character in cast)
        self._marker.show_cast(cast)
        if names != self._names:
            self._names = names
            self._model.setStringList(list(names))

    def keyPressEvent(self, e: QKeyEvent) -> None:
        if self.list_of_cast.isVisible() and e.key() in _CHOOSING:
            e.ignore()  # so that the list gets it
            return
        super().keyPressEvent(e)
        if e.text():
            self._offer()

    def _offer(self) -> None:
        begun = self._find_begun()
        if begun is None:
            self.list_of_cast.hide()
            return
        self._completer.setCompletionPrefix(begun.selectedText()[1:])
        if not self._completer.completionCount() or self._completer.currentCompletion() == begun.selectedText()[1:]:
            self.list_of_cast.hide()
            return
        room = self.cursorRect()
        popup = self.list_of_cast
        room.setWidth(popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width())
        self._completer.complete(room)
        popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _find_begun(self) -> QTextCursor | None:
        """A cursor over the `@` before the cursor and what has been written of a name since."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        at = before.rfind("@")
        begun = before[at + 1 :].casefold()
        if at < 0 or not any(begun in name.casefold() for name in self._names):
            return None
        cursor.setPosition(cursor.position() - len(before) + at, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _complete(self, name: str) -> None:
        begun = self._find_begun()
        if begun is not None:
            self.write(begun, f"@{name} ")


class CitationMarker(QSyntaxHighlighter):
    """Names of the cast stand out, underlined in their colour; a name that is nobody's is marked as a slip."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._colours: dict[str, str] = {}

    def show_cast(self, cast: Sequence[Character]) -> None:
        """Who can be named, and in which colour."""
        theme = current_theme()
        colours = {character.name.casefold(): theme.cast_colour(character.colour) for character in cast}
        if colours != self._colours:
            self._colours = colours
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for at, letter in enumerate(text):
            if letter == "@" and text[at + 1 : at + 2].isalnum():
                self.setFormat(at, _word_length(text, at), _slip())
        for match in cite_pattern(tuple(self._colours)).finditer(text):
            begin, end = match.span()
            self.setFormat(begin, end - begin, _known(self._colours[match.group(1).casefold()]))


def _word_length(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and (text[end].isalnum() or text[end] in "_'’-"):
        end += 1
    return end - at


def _slip() -> QTextCharFormat:
    marked = QTextCharFormat()
    marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    marked.setUnderlineColor(QColor(current_theme().warn))
    return marked


def _known(colour: str) -> QTextCharFormat:
    marked = QTextCharFormat()
    marked.setFontWeight(QFont.Weight.DemiBold)
    marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    marked.setUnderlineColor(QColor(colour))
    return marked
