"""`Pasting`: clips to the system's clipboard and from there into the cut, of this film or of another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from studio.core.edits import spans
from studio.core.edits.excerpt import join_excerpt, make_excerpt, read_clipping
from studio.core.ids import ClipId, TrackId
from studio.core.project import Project
from studio.errors import StudioError
from studio.storage.codec import FILM, decode, encode
from studio.storage.files import MOST_BYTES
from studio.storage.fresh import fresh_id
from studio.storage.missing import list_media
from studio.storage.transfer import bring_media
from studio.ui.background import Background
from studio.ui.footage import Footage
from studio.ui.timeline.cutting import Cutting

_CLIPS, _HOME = "application/x-storyreel-clips", "application/x-storyreel-folder"


class Pasting(QObject):
    """What is copied is a film of its own, with all that its clips show, and where the files of that lie. It is written
    off the GUI thread; so are the files copied into another film, before all joins it in one step. `told` says why
    nothing was done."""

    told = Signal(str)

    def __init__(
        self,
        cutting: Cutting,
        footage: Footage,
        background: Background,
        folder: Path,
        cast: QWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._cutting, self._footage, self._background = cutting, footage, background
        self._folder, self._cast = folder.resolve(), cast
        self._written: object = None  # stands for what is being written for the clipboard
        self._later: list[Callable[[], None]] = []  # what is to be pasted then

    @Slot()
    def copy(self) -> bool:
        """The selected clips to the clipboard."""
        clips = self._cutting.session.clips.value
        if not clips:
            self.told.emit(self.tr("No clips are selected; choose some in the timeline."))
            return False
        self._written = written = object()
        write = partial(_write, self._cutting.document.project, clips)
        self._background.run(self, write, partial(self._hand_out, written), partial(self._fail, written))
        return True

    @Slot()
    def cut_out(self) -> None:
        """The same, and away with them."""
        if self.copy():
            self._cutting.delete_selected()

    @Slot()
    def paste(self) -> None:
        """What the clipboard has, to where it belongs: words into the field that is written in, pictures to the cast
        while that is used, clips over what lies at the playhead."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit | QTextEdit | QPlainTextEdit):
            focused.paste()
        elif focused is None or not (focused is self._cast or self._cast.isAncestorOf(focused)):
            self._paste(self.tr("Paste"), inserts=False)

    @Slot()
    def paste_insert(self) -> None:
        """Clips in at the playhead; what comes after moves right."""
        self._paste(self.tr("Paste and insert"), inserts=True)

    def _hand_out(self, written: object, data: bytes) -> None:
        """What was copied last to the clipboard; what waited for it goes on."""
        if written is self._written:
            carried = QMimeData()
            carried.setData(_CLIPS, data)
            carried.setData(_HOME, str(self._folder).encode("utf-8", "surrogateescape"))
            QGuiApplication.clipboard().setMimeData(carried)
            self._written = None
            later, self._later = self._later, []
            for paste in later:
                paste()

    def _fail(self, written: object, sentence: str) -> None:
        if written is self._written:
            self._written, self._later = None, []
        self.told.emit(sentence)

    def _paste(self, label: str, *, inserts: bool) -> None:
        if self._written is not None:
            self._later.append(partial(self._paste, label, inserts=inserts))
            return
        session, project = self._cutting.session, self._cutting.document.project
        at, home = session.playhead.value, session.target.value
        try:
            excerpt, source = _read_clipboard()
            if excerpt is None:
                self.told.emit(self.tr("There are no copied clips to paste; choose some and copy them."))
                return
            join_excerpt(project, excerpt, fresh_id)  # says what is in the way before anything is copied
        except StudioError as error:
            self.told.emit(str(error))
            return
        put = partial(self._put, label, excerpt, at, home, inserts)
        if source == self._folder:
            put([])
        else:
            self._footage.run(bring_media(source, self._folder, list(list_media(excerpt))), put)

    def _put(
        self, label: str, excerpt: Project, at: int, home: TrackId | None, inserts: bool, left_out: list[str]
    ) -> None:
        clipping = read_clipping(excerpt)

        def change(project: Project) -> Project:
            return spans.paste(join_excerpt(project, excerpt, fresh_id), clipping, at, home, inserts=inserts)

        if self._cutting.document.apply(label, change):
            self._cutting.session.playhead.set(at + clipping.frames)
        self._footage.tell_refused(left_out)


def _write(project: Project, clips: frozenset[ClipId]) -> bytes:
    return encode(make_excerpt(project, clips), FILM)


def _read_clipboard() -> tuple[Project | None, Path]:
    """The copied clips and the folder of their film. Raises `StudioError` where they can't be read."""
    carried = QGuiApplication.clipboard().mimeData()
    data = bytes(carried.data(_CLIPS).data())
    home = Path(bytes(carried.data(_HOME).data()).decode("utf-8", "surrogateescape"))
    if not data:
        return None, home
    if len(data) > MOST_BYTES:
        raise StudioError(f"The clipboard holds more than {MOST_BYTES >> 20} MB of clips; copy fewer at a time.")
    return decode(data, "The clipboard", FILM), home
