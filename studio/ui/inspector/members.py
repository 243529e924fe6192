"""Who is in a shot: a chip for every character, pressed for those who are, and what more is said of these."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from studio.core.capabilities import Capabilities
from studio.core.edits.casting import cast_characters, uncast_characters
from studio.core.ids import CharacterId, ShotId
from studio.core.plan import choose_images, find_cast
from studio.core.project import Character, Project, Shot
from studio.ui.icons import paint_icon
from studio.ui.inspector.members_row import MemberRow
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails, find_face
from studio.ui.theme import ICON, ICON_LARGE, XS, M, S, current_theme, make_font, paint_focus_ring
from studio.ui.widgets.chip import paint_face
from studio.ui.widgets.flow import FlowLayout
from studio.ui.widgets.label import Label

_MOST_NAME = 120


class MemberChip(QAbstractButton):
    """A character that is in the shot or not; one that the words of the shot name is in it by that."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._face, self._colour, self._named = "", "", False
        self._shown: tuple[Character, str, bool, bool] | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        thumbnails.loaded.connect(self._on_loaded)

    def show_character(self, character: Character, face: str, *, listed: bool, named: bool) -> None:
        """The character, whether the shot lists it, and whether its words name it."""
        if (character, face, listed, named) == self._shown:
            return
        self._shown = (character, face, listed, named)
        self.setText(character.name)
        self._face, self._colour, self._named = face, character.colour, named and not listed
        self.setChecked(listed or named)
        self.setEnabled(not self._named)
        words = self.tr("Named in the action or the dialogue") if self._named else character.description
        self.setToolTip(words)
        self.setAccessibleName(character.name)
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        name = min(QFontMetrics(make_font("body")).horizontalAdvance(self.text()) + 1, _MOST_NAME)
        return QSize(XS + ICON_LARGE + XS + name + XS + ICON + XS, current_theme().control_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self.height() / 2
        is_in = self.isChecked()
        hovered = self.underMouse() and self.isEnabled()
        ground = theme.hover if hovered else theme.selection if is_in else theme.face
        painter.setPen(QPen(QColor(theme.accent if is_in else theme.edge), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), half, half)
        place = QRectF(XS, (self.height() - ICON_LARGE) / 2, ICON_LARGE, ICON_LARGE)
        ratio = self.devicePixelRatioF()
        picture = self._thumbnails.pixmap(self._face, ICON_LARGE, ICON_LARGE, ratio, fills=True) if self._face else None
        paint_face(painter, place, picture, self._colour, self.text())
        left = XS + ICON_LARGE + XS
        room = QRect(left, 0, self.width() - left - ICON - 2 * XS, self.height())
        painter.setFont(make_font("body"))
        painter.setPen(QColor(theme.text))
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        mark = QRect(QPoint(self.width() - ICON - XS, (self.height() - ICON) // 2), QSize(ICON, ICON))
        paint_icon(
            painter, mark.adjusted(1, 1, -1, -1), self._mark(), "second" if self._named or not is_in else "accent"
        )
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), half)

    def _mark(self) -> str:
        return "message-square" if self._named else "check" if self.isChecked() else "plus"

    def _on_loaded(self, path: str) -> None:
        if path == self._face:
            self.update()


class MembersSection(QWidget):
    """All of the cast, those in the shot pressed; then a row for each of these."""

    def __init__(self, writer: ShotWriter, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer, self._thumbnails = writer, thumbnails
        self._listed: tuple[CharacterId, ...] = ()
        self._shown: ShotId | None = None
        self.chips: dict[CharacterId, MemberChip] = {}
        self.rows: dict[CharacterId, MemberRow] = {}
        self._nobody = Label(
            self.tr("The cast is empty: drop pictures of a character on the Cast panel."), tone="second"
        )
        self._flow = FlowLayout(spacing=S)
        self._column = QVBoxLayout()
        self.hint = Label(role="label", tone="second")
        self._build()

    def show_shot(self, project: Project, shot: Shot, capabilities: Capabilities) -> None:
        """The cast, who of it is in a shot, and where, with which images and which voice."""
        self._listed = shot.cast
        self._nobody.setVisible(not project.cast)
        if list(self.chips) != [character.id for character in project.cast]:
            self._rebuild(project.cast)
        inside = find_cast(project, shot)
        for character in project.cast:
            self.chips[character.id].show_character(
                character,
                find_face(project, character),
                listed=character.id in shot.cast,
                named=any(each is character for each in inside),
            )
        if list(self.rows) != [character.id for character in inside]:
            self._rebuild_rows(inside)
        chosen = choose_images(project, shot, capabilities)
        for character in inside:
            row = self.rows[character.id]
            row.show_member(project, shot, character, chosen.get(character.id, ()))
            if shot.id != self._shown:
                row.voice.begin()
        self._shown = shot.id

    def show_hint(self, words: str) -> None:
        """What colours can't tell of these characters in the chosen take; empty for nothing."""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    def _build(self) -> None:
        self._nobody.setWordWrap(True)
        self.hint.setWordWrap(True)
        self.hint.hide()
        self._column.setSpacing(M)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._nobody)
        column.addLayout(self._flow)
        column.addLayout(self._column)
        column.addWidget(self.hint)

    def _rebuild(self, cast: tuple[Character, ...]) -> None:
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = {character.id: MemberChip(self._thumbnails, self) for character in cast}
        for id_, chip in self.chips.items():
            chip.clicked.connect(partial(self._toggle, id_))
            self._flow.addWidget(chip)
            chip.show()

    def _rebuild_rows(self, inside: tuple[Character, ...]) -> None:
        """A row for each; those that stay keep their widgets, and with them the keyboard."""
        kept = {character.id: self.rows.pop(character.id, None) for character in inside}
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {id_: row or MemberRow(id_, self._writer, self._thumbnails, self) for id_, row in kept.items()}
        for at, row in enumerate(self.rows.values()):
            self._column.insertWidget(at, row)
            row.show()

    def _toggle(self, character: CharacterId, _checked: bool = False) -> None:
        if character in self._listed:
            edit, label = uncast_characters, self.tr("Take out of shot")
        else:
            edit, label = cast_characters, self.tr("Cast in shot")
        self._writer.change(label, lambda film, shot: edit(film, [(shot, character)]))
