"""`QtSound`: the system's sound device, through QtMultimedia."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studio.core.timecode import SAMPLE_RATE
from studio.ui.player.sound import Samples, SoundLostError

if TYPE_CHECKING:
    from PySide6.QtCore import QIODevice

_BUFFER = SAMPLE_RATE // 5


def open_qt_sound() -> QtSound:
    """The device that the system plays sound on. Raises `SoundLostError` when there is none."""
    return QtSound()


class QtSound:
    """A `SoundDevice`. Made and used on one thread."""

    def __init__(self) -> None:
        # Here and not above: the window opens without loading a library for sound.
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices, QtAudio

        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            raise SoundLostError("there is no sound device")
        layout = QAudioFormat()
        layout.setSampleRate(SAMPLE_RATE)
        layout.setChannelCount(2)
        layout.setSampleFormat(QAudioFormat.SampleFormat.Float)
        self._is_float = device.isFormatSupported(layout)
        if not self._is_float:
            layout.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._frame_bytes = layout.bytesPerFrame()
        self._fine = (QtAudio.Error.NoError, QtAudio.Error.UnderrunError)
        self._sink = QAudioSink(device, layout)
        self._sink.setBufferSize(_BUFFER * self._frame_bytes)
        self._way: QIODevice | None = None

    def start(self) -> None:
        """As `SoundDevice` says."""
        self._way = self._sink.start()
        self._check()

    def room(self) -> int:
        """As `SoundDevice` says."""
        self._check()
        return self._sink.bytesFree() // self._frame_bytes

    def write(self, samples: Samples) -> None:
        """As `SoundDevice` says."""
        self._check()
        given = samples if self._is_float else np.rint(samples * 32767).astype(np.int16)
        if self._way is not None:
            self._way.write(given.tobytes())

    def played(self) -> int:
        """As `SoundDevice` says."""
        self._check()
        return self._sink.processedUSecs() * SAMPLE_RATE // 1_000_000

    def stop(self) -> None:
        """As `SoundDevice` says."""
        self._sink.reset()
        self._way = None

    def _check(self) -> None:
        if self._way is None or self._sink.error() not in self._fine:
            raise SoundLostError("the sound device has failed")
