"""`Footage`: pictures, videos and sounds from disk, titles and colours, on their way into the cut."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.core.edits.media import put_above, put_media
from studio.core.ids import ClipId, TrackId
from studio.core.project import Media, Project
from studio.core.timecode import to_frames
from studio.core.timeline import Solid, Source, Title, Track, TrackKind
from studio.render.footage import bring_in_all
from studio.storage.fresh import fresh_id
from studio.storage.steps import Step, run_steps
from studio.ui.background import Background
from studio.ui.messages import Message
from studio.ui.timeline.cutting import Cutting

_MADE_SECONDS = 3  # of a title or a colour
_MOST_SENTENCES = 3
_ENDINGS = (
    ("png", "jpg", "jpeg", "webp", "avif", "tif", "tiff", "bmp", "gif"),
    ("mov", "mp4", "m4v", "mkv", "webm"),
    ("wav", "flac", "mp3", "m4a", "ogg", "opus", "aif", "aiff"),
)

T = TypeVar("T")
Brought = tuple[list[Media], list[str]]


class Footage(QObject):
    """Files are copied off the GUI thread and then join the film in one step.

    `told` brings messages, of which `settled` says that those about this may go. `progressed` says how far it is.
    """

    told = Signal(object)
    settled = Signal(object)
    progressed = Signal(float, str)

    def __init__(self, cutting: Cutting, background: Background, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._cutting, self._background, self._folder, self._window = cutting, background, folder, parent
        self._document = cutting.document
        self._stop: Event | None = None
        self._tenths = 0
        self.progressed.connect(self._show_progress)

    @Slot()
    def ask(self) -> None:
        """Ask for files and put them in at the playhead, above what is there."""
        dialog = QFileDialog(self._window, self.tr("Import media"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        endings = " ".join(f"*.{ending} *.{ending.upper()}" for kind in _ENDINGS for ending in kind)
        dialog.setNameFilters(
            [self.tr("Pictures, videos and sounds ({endings})").format(endings=endings), self.tr("All files (*)")]
        )

        def chosen(names: list[str]) -> None:
            self.bring([Path(name) for name in names], self._cutting.session.playhead.value, None)

        dialog.filesSelected.connect(chosen)
        dialog.open()

    @Slot(object, int, object)
    def bring(self, paths: Sequence[Path], frame: int, track: TrackId | None) -> None:
        """Copy the files into the film, then put them into the cut one after the other."""
        rate = self._document.project.frame_rate
        self.run(bring_in_all(self._folder, paths, rate), partial(self._take, frame, track))

    def run(self, steps: Generator[Step, None, T], done: Callable[[T], None]) -> None:
        """Go through steps that copy files into the film, which can be stopped; then `done` on this thread."""
        if self._stop is not None:
            self._tell(self.tr("Files are being copied already; wait for them or stop it."), "warn")
            return
        if self._document.read_only:
            self._document.refused.emit(self.tr("This film is open for reading only; no files can be added to it."))
            return
        stop = self._stop = Event()
        self._tenths = 0

        def ended(result: T | None) -> None:
            self._rest()
            if result is None:
                self._tell(self.tr("Stopped; nothing was added to the cut."), "info")
            else:
                done(result)

        def failed(sentence: str) -> None:
            self._rest()
            self._tell(sentence, "warn")

        self._background.run(self, partial(run_steps, steps, stop.is_set, self._watch), ended, failed)

    def stop(self) -> None:
        """End the copying; what was copied of the file at hand goes."""
        if self._stop is not None:
            self._stop.set()

    @Slot()
    def add_title(self) -> None:
        """Three seconds of words at the playhead, above the clips there."""
        self._put_above(self.tr("Add title"), Title(text=self.tr("Title")))

    @Slot()
    def add_colour(self) -> None:
        """Three seconds of one colour at the playhead, above the clips there."""
        self._put_above(self.tr("Add colour"), Solid())

    def _put_above(self, label: str, source: Source) -> None:
        clip, at = ClipId(fresh_id()), self._cutting.session.playhead.value
        frames = to_frames(_MADE_SECONDS, self._document.project.frame_rate)

        def change(project: Project) -> Project:
            return put_above(project, source, clip, at, frames, self._make_track)

        if self._document.apply(label, change):
            self._cutting.select({clip})

    def tell_refused(self, sentences: Sequence[str]) -> None:
        """Say what did not come along."""
        if sentences:
            more = len(sentences) - _MOST_SENTENCES
            rest = [self.tr("And {count} more files.").format(count=more)] if more > 0 else []
            self._tell(" ".join([*sentences[:_MOST_SENTENCES], *rest]), "warn")

    def _take(self, frame: int, track: TrackId | None, brought: Brought) -> None:
        """What was copied joins the film."""
        media, refused = brought
        files = [(each, ClipId(fresh_id())) for each in media]
        if files and self._document.apply(
            self.tr("Import media"), lambda project: put_media(project, files, frame, track, self._make_track)
        ):
            self._cutting.select([clip for _, clip in files])
        self.tell_refused(refused)

    def _make_track(self, _: Project, kind: TrackKind) -> Track:
        return self._cutting.make_track(kind)

    def _watch(self, step: Step) -> None:
        """Called on another thread, and often: every tenth of a file is told."""
        tenths = int(step.done * 10)
        if tenths != self._tenths:
            self._tenths = tenths
            self.progressed.emit(step.done, step.text)

    @Slot(float, str)
    def _show_progress(self, share: float, name: str) -> None:
        if self._stop is None or share >= 1.0:
            return
        self.settled.emit(self)
        words = self.tr("{name} is being copied into the film: {share} %").format(name=name, share=round(share * 100))
        self.told.emit(Message(text=words, action=self.tr("Stop"), act=self.stop, about=self))

    def _rest(self) -> None:
        self._stop = None
        self.settled.emit(self)

    def _tell(self, text: str, level: Literal["info", "warn"]) -> None:
        self.told.emit(Message(text=text, level=level, about=self))
