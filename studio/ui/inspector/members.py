"""Who is in a shot: a chip for every character, pressed for those who are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from studio.core.ids import CharacterId
from studio.core.plan import find_cast
from studio.core.project import Character, Project, Shot
from studio.ui.icons import paint_icon
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails, find_face
from studio.ui.theme import ICON, ICON_LARGE, XS, S, current_theme, make_font, paint_focus_ring
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
    """All of the cast; those in the shot are pressed."""

    def __init__(self, writer: ShotWriter, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer, self._thumbnails = writer, thumbnails
        self._listed: tuple[CharacterId, ...] = ()
        self.chips: dict[CharacterId, MemberChip] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._nobody = Label(
            self.tr("The cast is empty: drop pictures of a character on the Cast panel."), tone="second"
        )
        self._nobody.setWordWrap(True)
        column.addWidget(self._nobody)
        self._flow = FlowLayout(spacing=S)
        column.addLayout(self._flow)

    def show_shot(self, project: Project, shot: Shot) -> None:
        """The cast, and who of it is in a shot."""
        self._listed = shot.cast
        self._nobody.setVisible(not project.cast)
        if list(self.chips) != [character.id for character in project.cast]:
            self._rebuild(project.cast)
        inside = {character.id for character in find_cast(project, shot)}
        for character in project.cast:
            self.chips[character.id].show_character(
                character,
                find_face(project, character),
                listed=character.id in shot.cast,
                named=character.id in inside,
            )

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

    def _toggle(self, character: CharacterId, _checked: bool = False) -> None:
        if character in self._listed:
            cast = tuple(each for each in self._listed if each != character)
            self._writer.write(self.tr("Take out of shot"), cast=cast)
        else:
            self._writer.write(self.tr("Cast in shot"), cast=(*self._listed, character))
