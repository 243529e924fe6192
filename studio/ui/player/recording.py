"""`Recorder`: counts in, and then keeps what a microphone hears until it is stopped."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QIODevice, QObject, QTimer, Signal, Slot

from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError
from studio.ui.player.microphone import Microphone, Mono

_COUNT = 3
_LOOK_MS = 50
_PATIENCE = 40  # looks after which a microphone that gives nothing is given up
_MOST_SECONDS = 120
_PORTION = SAMPLE_RATE // 4
_LOST = "The microphone is gone; what was said before is kept. Plug it in again to record more."
_NOTHING = "The microphone gives no sound; look whether it is switched off or muted."


class Recorder(QObject):
    """One recording at a time. `counted(3)`, `(2)`, `(1)`, then `(0)`: from now on it is kept.

    `heard(pcm)`: some more of it, while it goes on. `ended(pcm, sentence)`: all of it, empty when nothing was recorded,
    and what went wrong, if anything did. Both are 16-bit samples of one channel at 48 kHz.
    """

    counted = Signal(int)
    level_changed = Signal(float)
    heard = Signal(bytes)
    ended = Signal(bytes, str)

    def __init__(
        self, open_microphone: Callable[[], Microphone], parent: QObject | None = None, *, count_ms: int = 1000
    ) -> None:
        super().__init__(parent)
        self._open = open_microphone
        self._microphone: Microphone | None = None
        self._device: QIODevice | None = None
        self._rest = b""
        self._pieces: list[Mono] = []
        self._left = self._idle = self._told = 0
        self._counting, self._looking = QTimer(self), QTimer(self)
        self._counting.setInterval(count_ms)
        self._counting.timeout.connect(self._count)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """Whether it counts or records."""
        return self._microphone is not None

    @Slot()
    def start(self) -> None:
        """Open the microphone and begin to count."""
        if self._microphone is not None:
            return
        try:
            self._microphone = self._open()
            self._device = self._microphone.start()
        except StudioError as error:
            self._microphone = None
            self.ended.emit(b"", str(error))
            return
        self._pieces, self._rest = [], b""
        self._left, self._idle, self._told = _COUNT, 0, 0
        self._device.readyRead.connect(self._read)
        self._counting.start()
        self._looking.start()
        self.counted.emit(_COUNT)

    @Slot()
    def stop(self) -> None:
        """End, with what has been recorded."""
        self._end("")

    @Slot()
    def _count(self) -> None:
        self._left -= 1
        if not self._left:
            self._counting.stop()
            self._read()
            self._pieces.clear()  # heard while it was counted
        self.counted.emit(self._left)

    @Slot()
    def _look(self) -> None:
        """Not every system tells when there is something to read, or that a microphone has gone."""
        self._idle += 1
        self._read()
        if self._microphone is not None and self._microphone.is_lost:
            self._end(_LOST)
        elif self._idle > _PATIENCE:
            self._end(_LOST if self._pieces else _NOTHING)
        elif sum(map(len, self._pieces)) > _MOST_SECONDS * SAMPLE_RATE:
            self._end("")
        elif sum(map(len, self._pieces[self._told :])) >= _PORTION:
            new, self._told = self._pieces[self._told :], len(self._pieces)
            self.heard.emit(_to_pcm(new))

    @Slot()
    def _read(self) -> None:
        if self._device is None or self._microphone is None:
            return
        data = self._rest + bytes(self._device.readAll().data())
        whole = len(data) // self._microphone.frame_bytes * self._microphone.frame_bytes
        self._rest = data[whole:]
        if not whole:
            return
        self._idle = 0
        heard = self._microphone.to_mono(data[:whole])
        if not self._left:
            self._pieces.append(heard)
        self.level_changed.emit(float(np.abs(heard).max()))

    def _end(self, sentence: str) -> None:
        microphone, device = self._microphone, self._device
        if microphone is None or device is None:
            return
        self._read()
        self._counting.stop()
        self._looking.stop()
        device.readyRead.disconnect(self._read)
        self._microphone = self._device = None
        microphone.stop()
        self.ended.emit(_to_pcm(self._pieces), sentence)


def _to_pcm(pieces: list[Mono]) -> bytes:
    sound = np.concatenate([np.zeros(0, np.float32), *pieces])
    return np.rint(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
