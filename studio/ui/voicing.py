"""`Voicing`: a line of dialogue is recorded while its shot plays, kept in the film, and given to the line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from studio.core.edits.board import set_shot
from studio.core.ids import ShotId
from studio.core.project import Line, Project, find_shot
from studio.core.timeline import place_clips
from studio.storage.voices import (
    Recording,
    add_to_recording,
    drop_recording,
    find_recordings,
    keep_recording,
    keep_voice,
    name_recording,
)
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
    """The line that is recorded, and where that is written meanwhile; of one that was cut off the line is unknown."""

    recording: Recording
    line: Line | None = None


class Voicing(QObject):
    """Space or Esc ends a recording. `told(sentence)` says what went wrong; what could not be saved is kept until it
    can: the next press on the same button tries again. What is heard is on disk within half a second, and stays there
    until the film is saved with it, so that a crash leaves all but that to `recover`."""

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
        self._given: list[Recording] = []  # whose voice is in the film, but perhaps not on disk
        self.recorder = Recorder(open_microphone, self, count_ms=count_ms)
        self.recorder.counted.connect(self._on_counted)
        self.recorder.level_changed.connect(section.show_level)
        self.recorder.heard.connect(self._on_heard)
        self.recorder.ended.connect(self._on_ended)
        section.record_wanted.connect(self._toggle)
        session.shot.changed.connect(self._on_shot)

    def recover(self) -> None:
        """Give their lines what was recorded before the program was ended in the midst."""
        for recording in find_recordings(self._folder):
            work = partial(keep_recording, self._folder, recording)
            self._background.write(self, work, partial(self._on_recovered, _Place(recording=recording)))

    @Slot(bool)
    def drop_saved(self, is_saved: bool) -> None:
        """Once the film is saved with them, recordings are not needed any more."""
        if is_saved:
            for recording in self._given:
                self._drop(recording)
            self._given.clear()

    @Slot(int)
    def _toggle(self, index: int) -> None:
        shot = self._session.shot.value
        if self.recorder.is_running:
            self.recorder.stop()
        elif self._unsaved is not None:
            self._save(*self._unsaved)
        elif self._document.read_only:
            self.told.emit(self.tr("This film is open for reading only; close the other window to record."))
        elif shot is not None:
            line = find_shot(self._document.project, shot).dialogue[index]
            self._place = _Place(recording=name_recording(self._folder, shot, index), line=line)
            self._session.speed.set(0.0)
            self.recorder.start()

    @Slot(int)
    def _on_counted(self, left: int) -> None:
        app = QApplication.instance()
        if self._place is None or app is None:
            return
        app.installEventFilter(self)
        self._section.show_recording(self._place.recording.line, left)
        begin = _find_begin(self._document.project, self._place.recording.shot)
        if not left and begin is not None:
            self._has_muted = not self._volume.isChecked()
            self._volume.setChecked(True)  # or the microphone would hear the take
            self._session.playhead.set(begin)
            self._session.speed.set(1.0)

    @Slot(bytes)
    def _on_heard(self, pcm: bytes) -> None:
        if self._place is not None:  # where it can't be written, the end of it tells
            self._background.write(self, partial(add_to_recording, self._place.recording, pcm), _nothing, _nothing)

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
        self._unsaved = None

        def wait(sentence: str) -> None:
            self._unsaved = place, pcm
            again = self.tr("The recording is kept meanwhile: press the microphone again to save it.")
            self.told.emit(f"{sentence} {again}")

        def keep(path: str) -> None:
            self._give(place, path)

        self._background.write(self, partial(keep_voice, self._folder, pcm), keep, wait)

    def _on_recovered(self, place: _Place, path: str) -> None:
        lines = (line for shot in self._document.project.shots for line in shot.dialogue)
        if not path or any(line.voice == path for line in lines):  # it was ended just before the file was dropped
            self._drop(place.recording)
        elif self._give(place, path):
            name = find_shot(self._document.project, place.recording.shot).name
            words = self.tr("A recording for {shot} that was cut off is back in its line; undo takes it out again.")
            self.told.emit(words.format(shot=name))

    def _give(self, place: _Place, path: str) -> bool:
        """To the line, wherever in the dialogue it is by now."""
        id_ = place.recording.shot
        shot = next((each for each in self._document.project.shots if each.id == id_), None)
        lines = list(shot.dialogue) if shot else []
        index = lines.index(place.line) if place.line in lines else place.recording.line
        if index >= len(lines):
            self.told.emit(self.tr("The line has gone; its recording lies in {path}.").format(path=path))
            self._drop(place.recording)
            return False
        lines[index] = replace(lines[index], voice=path)
        self._document.apply(self.tr("Record line"), lambda film: set_shot(film, id_, dialogue=tuple(lines)))
        self._given.append(place.recording)
        return True

    def _drop(self, recording: Recording) -> None:
        self._background.write(self, partial(drop_recording, recording), _nothing)

    @Slot(object, object)
    def _on_shot(self, before: ShotId | None, after: ShotId | None) -> None:
        if self._place is not None and after != self._place.recording.shot:
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


def _nothing(_: object) -> None:
    pass


def _find_begin(project: Project, shot: ShotId) -> int | None:
    """Where a shot first begins in the cut."""
    begins = [begin for track in project.timeline.tracks for clip, begin in place_clips(track) if clip.shot == shot]
    return min(begins, default=None)
