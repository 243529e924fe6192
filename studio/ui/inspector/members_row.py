"""`MemberRow`: one character in one shot: where in the frame, with which images, with which voice."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.edits.casting import pin_images, place_character, set_voice
from studio.core.ids import CharacterId, ImageId
from studio.core.image import Reference
from studio.core.placing import Place
from studio.core.plan import find_cast
from studio.core.project import Character, Project, Shot, find_image
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.members_images import PinsField
from studio.ui.inspector.members_place import PlaceField
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails
from studio.ui.theme import XS, S
from studio.ui.widgets.label import ElidedLabel


class MemberRow(QWidget):
    """The frame on the left; name, voice and images beside it. A place has images alone."""

    def __init__(
        self, character: CharacterId, writer: ShotWriter, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._character, self._writer = character, writer
        self.name = ElidedLabel(role="label", tone="second")
        self.place = PlaceField()
        self.voice = TextField("")
        self.pins = PinsField(thumbnails)
        self._build()
        self.place.placed.connect(self._place)
        self.voice.written.connect(self._speak)
        self.pins.pinned.connect(self._pin)

    def show_member(self, project: Project, shot: Shot, character: Character, used: Collection[Reference]) -> None:
        """The character in a shot; `used` are the images that go with it."""
        placing = shot.placing_of(character.id)
        self.name.setText(character.name)
        rest = [other for other in find_cast(project, shot) if other is not character and not other.is_place]
        placed = [(shot.placing_of(other.id).place, other.colour) for other in rest]
        others = [(place, colour) for place, colour in placed if place]
        aspect = project.width / project.height
        self.place.show_place(character.name, character.colour, aspect, placing.place, others)
        self.place.setVisible(not character.is_place)
        self.voice.show_text(placing.voice)
        self.voice.setPlaceholderText(character.voice or self.tr("Voice in this shot"))
        self.voice.setAccessibleName(self.tr("Voice of {name} in this shot").format(name=character.name))
        self.voice.setToolTip(self.voice.accessibleName())
        self.voice.setVisible(not character.is_place)
        images = tuple((find_image(project, each.image), each.role) for each in character.references)
        self.pins.show_images(images, {reference.image for reference in used}, placing.images)

    def _build(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(XS)
        beside.addWidget(self.name)
        beside.addWidget(self.voice)
        beside.addWidget(self.pins)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.place, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)

    def _place(self, place: Place | None, merge: object) -> None:
        who, key = self._character, None if merge is None else (self._character, merge)
        label = self.tr("Place in the frame")
        self._writer.change(label, lambda film, shot: place_character(film, shot, who, place), key)

    def _speak(self, voice: str, merge: object) -> None:
        who, label = self._character, self.tr("Voice in this shot")
        self._writer.change(label, lambda film, shot: set_voice(film, shot, who, voice), (who, merge))

    def _pin(self, images: frozenset[ImageId]) -> None:
        who, label = self._character, self.tr("Pin images")
        self._writer.change(label, lambda film, shot: pin_images(film, shot, who, images))
