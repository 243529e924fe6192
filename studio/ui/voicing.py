"""`Voicing`: a line of dialogue is recorded while its shot plays, kept in the film, and given to the line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from studio.core.edits.board import set_shot
from studio.core.ids import ShotId
from studio.core.project import Line, Project, find_shot
from studio.core.timeline import place_clips
from studio.storage.voices import keep_voice
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.dialogue import DialogueSection
from studio.ui.player.microphone import Microphone
from studio.ui.player.recording import Recorder
from studio.ui.player.volume import VolumeButton
from studio.ui.session import Session

_STOPS = (Qt.Key.Key_Space, Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The line that is recorded."""

    shot: ShotId
    index: int
    line: Line


class Voicing(QObject):
    """Space or Esc ends a recording. `told(sentence)` says what went wrong; what could not be saved is kept until it
    can: the next press on the same button tries again."""

    told = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        section: DialogueSection,
        background: Background,
        folder: Path,
        open_microphone: Callable[[], Microphone],
        volume: VolumeButton,
        parent: QObject | None = None,
        *,
        count_ms: int = 1000,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._section = document, session, section
        self._background, self._folder, self._volume = background, folder, volume
        self._has_muted = False
        self._place: _Place | None = None
        self._unsaved: tuple[_Place, bytes] | None = None
        self.recorder = Recorder(open_microphone, self, count_ms=count_ms)
        self.recorder.counted.connect(self._on_counted)
        self.recorder.level_changed.connect(section.show_level)
        self.recorder.ended.connect(self._on_ended)
        section.record_wanted.connect(self._toggle)
        session.shot.changed.connect(self._on_shot)

    @Slot(int)
    def _toggle(self, index: int) -> None:
        shot = self._session.shot.value
        if self.recorder.is_running:
            self.recorder.stop()
        elif self._unsaved is not None:
            self._save(*self._unsaved)
        elif shot is not None:
            line = find_shot(self._document.project, shot).dialogue[index]
            self._place = _Place(shot=shot, index=index, line=line)
            self._session.speed.set(0.0)
            self.recorder.start()

    @Slot(int)
    def _on_counted(self, left: int) -> None:
        app = QApplication.instance()
        if self._place is None or app is None:
            return
        app.installEventFilter(self)
        self._section.show_recording(self._place.index, left)
        begin = _find_begin(self._document.project, self._place.shot)
        if not left and begin is not None:
            self._has_muted = not self._volume.isChecked()
            self._volume.setChecked(True)  # or the microphone would hear the take
            self._session.playhead.set(begin)
            self._session.speed.set(1.0)

    @Slot(bytes, str)
    def _on_ended(self, pcm: bytes, sentence: str) -> None:
        place, self._place = self._place, None
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._session.speed.set(0.0)
        if self._has_muted:
            self._volume.setChecked(False)
            self._has_muted = False
        self._section.end_recording()
        if sentence:
            self.told.emit(sentence)
        if pcm and place is not None:
            self._save(place, pcm)

    def _save(self, place: _Place, pcm: bytes) -> None:
        self._unsaved = place, pcm

        def keep(path: str) -> None:
            self._unsaved = None
            self._give(place, path)

        self._background.write(self, lambda: keep_voice(self._folder, pcm), keep, self._on_failed)

    def _on_failed(self, sentence: str) -> None:
        again = self.tr("The recording is kept meanwhile: press the microphone again to save it.")
        self.told.emit(f"{sentence} {again}")

    def _give(self, place: _Place, path: str) -> None:
        """To the line, wherever in the dialogue it is by now."""
        shot = next((each for each in self._document.project.shots if each.id == place.shot), None)
        lines = list(shot.dialogue) if shot else []
        index = lines.index(place.line) if place.line in lines else place.index
        if index >= len(lines):
            self.told.emit(self.tr("The line has gone; its recording lies in {path}.").format(path=path))
            return
        lines[index] = replace(lines[index], voice=path)
        self._document.apply(self.tr("Record line"), lambda film: set_shot(film, place.shot, dialogue=tuple(lines)))

    @Slot(object, object)
    def _on_shot(self, before: ShotId | None, after: ShotId | None) -> None:
        if self._place is not None and after != self._place.shot:
            self.recorder.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As Qt asks: the keys that end it, before anything else has them."""
        if isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _STOPS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.recorder.stop()
                return True
        return False


def _find_begin(project: Project, shot: ShotId) -> int | None:
    """Where a shot first begins in the cut."""
    begins = [begin for track in project.timeline.tracks for clip, begin in place_clips(track) if clip.shot == shot]
    return min(begins, default=None)
