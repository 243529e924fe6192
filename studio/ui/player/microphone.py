"""`QtMicrophone`: what the system records with, through QtMultimedia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QIODevice, QMicrophonePermission, Qt

from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError
from studio.media.resampling import Resampler

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioFormat

Mono = NDArray[np.float32]

_NONE = "No microphone is there; plug one in, or choose one in the system's sound settings."
_REFUSED = "The system doesn't let Storyreel use the microphone; allow it in the system's privacy settings."
_OTHER = "{name} records in no form that is known; choose another microphone in the system's sound settings."
_FAILED = "{name} can't be opened; close other programs that record, or plug it in again."


class Microphone(Protocol):
    """Where sound comes in."""

    def start(self) -> QIODevice:
        """Begin; what is recorded is read from this device. Raises `StudioError`."""
        ...

    def to_mono(self, data: bytes) -> Mono:
        """What was read as samples at 48 kHz, (count,) in -1…1; whole samples of all channels."""
        ...

    @property
    def frame_bytes(self) -> int:
        """How many bytes a sample of all channels has."""
        ...

    @property
    def is_lost(self) -> bool:
        """Whether it has failed since the start."""
        ...

    def stop(self) -> None:
        """End. Raises nothing."""
        ...


class QtMicrophone:
    """A `Microphone`: the system's default one. Raises `StudioError` when there is none that may be used."""

    def __init__(self) -> None:
        # Here and not above: the window opens without loading a library for sound.
        from PySide6.QtMultimedia import QAudioSource, QMediaDevices, QtAudio

        app = QCoreApplication.instance()
        if app is not None and app.checkPermission(QMicrophonePermission()) == Qt.PermissionStatus.Denied:
            raise StudioError(_REFUSED)
        device = QMediaDevices.defaultAudioInput()
        if device.isNull():
            raise StudioError(_NONE)
        self._name = device.description()
        layouts = list_layouts(device.preferredFormat())
        layout = next((each for each in layouts if device.isFormatSupported(each)), None)
        if layout is None:
            raise StudioError(_OTHER.format(name=self._name))
        self._intake, self.frame_bytes = Intake(layout), layout.bytesPerFrame()
        self._fine = (QtAudio.Error.NoError, QtAudio.Error.UnderrunError)
        self._source = QAudioSource(device, layout)

    def start(self) -> QIODevice:
        """As `Microphone` says."""
        device = self._source.start()
        if self._source.error() not in self._fine:
            raise StudioError(_FAILED.format(name=self._name))
        return device

    def to_mono(self, data: bytes) -> Mono:
        """As `Microphone` says."""
        return self._intake.to_mono(data)

    @property
    def is_lost(self) -> bool:
        """As `Microphone` says."""
        return self._source.error() not in self._fine

    def stop(self) -> None:
        """As `Microphone` says."""
        self._source.stop()


class Intake:
    """Makes samples at 48 kHz of what a microphone gives in its own layout."""

    def __init__(self, layout: QAudioFormat) -> None:
        self._channels = layout.channelCount()
        self._is_float = layout.bytesPerSample() == 4
        rate = layout.sampleRate()
        self._resampler = Resampler(rate) if rate != SAMPLE_RATE else None

    def to_mono(self, data: bytes) -> Mono:
        """As `Microphone` says; of another rate the last millisecond or two come with the next call."""
        if self._is_float:
            samples = np.frombuffer(data, np.float32)
        else:
            samples = np.frombuffer(data, np.int16).astype(np.float32) / 32768
        mono: Mono = samples.reshape(-1, self._channels).mean(axis=1, dtype=np.float32)
        return self._resampler.run(mono) if self._resampler else mono


def list_layouts(preferred: QAudioFormat) -> list[QAudioFormat]:
    """What can be recorded, the best first: at 48 kHz, or else at the microphone's own rate."""
    from PySide6.QtMultimedia import QAudioFormat

    layouts: list[QAudioFormat] = []
    for rate in dict.fromkeys((SAMPLE_RATE, preferred.sampleRate())):
        for channels in dict.fromkeys((1, 2, preferred.channelCount())):
            for kind in (QAudioFormat.SampleFormat.Int16, QAudioFormat.SampleFormat.Float):
                layout = QAudioFormat()
                layout.setSampleRate(rate)
                layout.setChannelCount(channels)
                layout.setSampleFormat(kind)
                layouts.append(layout)
    return layouts
