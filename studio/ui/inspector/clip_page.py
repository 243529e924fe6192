"""`ClipPage`: what the clips selected in the timeline look and sound like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from studio.core.bounds import OFFERED, Parameter
from studio.core.curve import Curve
from studio.core.edits.keys import value_of
from studio.core.project import MediaKind, Project, find_media
from studio.core.timecode import format_duration
from studio.core.timeline import Clip, OfMedia, OfShot, Solid, Title, TrackKind
from studio.ui.inspector.clip_file import FileForm
from studio.ui.inspector.clip_markers import MarkersSection
from studio.ui.inspector.clip_names import name_clip
from studio.ui.inspector.clip_row import DECIBELS, DEGREES, PERCENT, KeyedRow, Measure
from studio.ui.inspector.clip_speed import SpeedForm
from studio.ui.inspector.clip_title import SolidForm, TitleForm
from studio.ui.inspector.clip_writer import Chosen, ClipWriter
from studio.ui.inspector.form import make_form, pass_wheel
from studio.ui.theme import M, S
from studio.ui.widgets.label import ElidedLabel, Label


class Part(Protocol):
    """What a section of the page holds."""

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The clips as they are now."""
        ...


class KeyedForm(QWidget):
    """Rows of parameters below each other."""

    def __init__(
        self, writer: ClipWriter, rows: Sequence[tuple[Parameter, str, Measure]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows = {name: KeyedRow(writer, name, label, measure) for name, label, measure in rows}
        form: QFormLayout = make_form(self)
        for row in self.rows.values():
            form.addRow(row.label, row)
        pass_wheel(self)

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The clips as they are now."""
        for row in self.rows.values():
            row.show_clips(chosen)


class ClipPage(QWidget):
    """Sections that fit all the selected clips: words, colour or file, picture, sound, speed, markers."""

    def __init__(self, writer: ClipWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._shown: tuple[Chosen, ...] = ()
        self.name = ElidedLabel(role="heading")
        self.about = Label(role="label", tone="second")
        self.locked = Label(tone="warn")
        self.title = TitleForm(writer)
        self.solid = SolidForm(writer)
        self.file = FileForm(writer)
        self.picture = KeyedForm(writer, self._list_picture())
        self.sound = KeyedForm(writer, self._list_sound())
        self.speed = SpeedForm(writer)
        self.markers = MarkersSection(writer)
        self._build()

    def show_clips(self) -> None:
        """The selected clips as they are now."""
        chosen = self._writer.chosen
        if not chosen:
            return
        self._shown = chosen
        self._name_clips(chosen)
        clips = [each.clip for each in chosen]
        project = self._writer.project
        video = any(each.track.kind is TrackKind.VIDEO for each in chosen)
        heard = all(_has_sound(project, clip) for clip in clips)
        for title, part, fits in (
            (self._title_head, self.title, all(isinstance(clip.source, Title) for clip in clips)),
            (self._solid_head, self.solid, all(isinstance(clip.source, Solid) for clip in clips)),
            (self._file_head, self.file, isinstance(clips[0].source, OfMedia) and _are_of_one(clips)),
            (self._picture_head, self.picture, video),
            (self._sound_head, self.sound, heard),
            (self._speed_head, self.speed, all(_runs(project, clip) for clip in clips)),
            (self._markers_head, self.markers, len(clips) == 1),
        ):
            title.setVisible(fits)
            part.setVisible(fits)
            if fits:
                part.show_clips(chosen)

    def follow_playhead(self) -> None:
        """What has keys, at the frame that the window shows now."""
        chosen = self._writer.chosen
        if [each.frame for each in chosen] == [each.frame for each in self._shown]:
            return
        moves = any(isinstance(value_of(each.clip, name), Curve) for each in chosen for name in OFFERED)
        self._shown = chosen
        if moves:
            for form in (self.picture, self.sound):
                if not form.isHidden():
                    form.show_clips(chosen)
        if not self.markers.isHidden():
            self.markers.show_clips(chosen)

    def _name_clips(self, chosen: Sequence[Chosen]) -> None:
        project = self._writer.project
        frames = sum(each.clip.frames for each in chosen)
        tracks = ", ".join(dict.fromkeys(each.track.name for each in chosen))
        one = len(chosen) == 1
        self.name.setText(
            name_clip(project, chosen[0].clip) if one else self.tr("{count} clips").format(count=len(chosen))
        )
        length = format_duration(frames, project.frame_rate)
        self.about.setText(self.tr("{length} on {tracks}").format(length=length, tracks=tracks))
        locked = next((each.track for each in chosen if each.track.locked), None)
        self.locked.setVisible(locked is not None)
        if locked:
            words = self.tr("Track {name} is locked; unlock it to change its clips.")
            self.locked.setText(words.format(name=locked.name))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, M, M)
        column.setSpacing(S)
        self.locked.setWordWrap(True)
        for widget in (self.name, self.about, self.locked):
            column.addWidget(widget)
        heads = [
            (self.tr("Title"), self.title),
            (self.tr("Solid"), self.solid),
            (self.tr("File"), self.file),
            (self.tr("Picture"), self.picture),
            (self.tr("Sound"), self.sound),
            (self.tr("Speed"), self.speed),
            (self.tr("Markers of the clip"), self.markers),
        ]
        labels: list[Label] = []
        for words, part in heads:
            label = Label(words, role="heading")
            label.setContentsMargins(0, S, 0, 0)
            labels.append(label)
            column.addWidget(label)
            column.addWidget(part)
        (
            self._title_head,
            self._solid_head,
            self._file_head,
            self._picture_head,
            self._sound_head,
            self._speed_head,
            self._markers_head,
        ) = labels
        column.addStretch()

    def _list_picture(self) -> list[tuple[Parameter, str, Measure]]:
        return [
            ("opacity", self.tr("Opacity"), PERCENT),
            ("x", self.tr("Position x"), PERCENT),
            ("y", self.tr("Position y"), PERCENT),
            ("scale", self.tr("Scale"), PERCENT),
            ("rotation", self.tr("Rotation"), DEGREES),
            ("left", self.tr("Crop left"), PERCENT),
            ("right", self.tr("Crop right"), PERCENT),
            ("top", self.tr("Crop top"), PERCENT),
            ("bottom", self.tr("Crop bottom"), PERCENT),
        ]

    def _list_sound(self) -> list[tuple[Parameter, str, Measure]]:
        return [("gain", self.tr("Gain"), DECIBELS), ("pan", self.tr("Pan"), PERCENT)]


def _are_of_one(clips: Sequence[Clip]) -> bool:
    return len({clip.source_id for clip in clips}) == 1


def _has_sound(project: Project, clip: Clip) -> bool:
    match clip.source:
        case OfShot():
            return True
        case OfMedia(media=media):
            return find_media(project, media).has_sound or find_media(project, media).kind is MediaKind.SOUND
        case _:
            return False


def _runs(project: Project, clip: Clip) -> bool:
    """Whether it has a speed: pictures, titles and colours stand still."""
    match clip.source:
        case OfShot():
            return True
        case OfMedia(media=media):
            return find_media(project, media).kind is not MediaKind.PICTURE
        case _:
            return False
