"""`SoundThread`: mixes the cut and keeps a sound device fed, some way ahead of what is heard."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from threading import Condition
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread

from studio.core.project import Project
from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError
from studio.media.mix import Mixer
from studio.media.tempo import read_at_speed
from studio.ui.player.levels import Ear, Levels
from studio.ui.player.route import Route

Samples = NDArray[np.float32]

_AHEAD = SAMPLE_RATE * 3 // 20  # 150 ms
_BLOCK = 960  # 20 ms
_FADE = 240  # 5 ms, so that no start and no change of volume clicks
_PERIOD = 0.01  # seconds between two looks at the device
_GUESS = 0.05  # seconds that a report is carried on for
_WAKING, _PATIENCE = 3.0, 0.5  # seconds after which a device that plays nothing (yet, any more) is given up
_SILENT = Levels()


class SoundLostError(Exception):
    """The sound device is gone, or never was there."""


class SoundDevice(Protocol):
    """Where sound comes out: stereo at 48 kHz. All calls come from one thread; each may raise `SoundLostError`."""

    def start(self) -> None:
        """Begin anew, empty."""
        ...

    def room(self) -> int:
        """How many samples it would take now."""
        ...

    def write(self, samples: Samples) -> None:
        """Play these after the ones before: float32 (count, 2), no more than there is room for."""
        ...

    def played(self) -> int:
        """How many samples have been heard since the start."""
        ...

    def stop(self) -> None:
        """Be silent at once. Raises nothing."""
        ...


@dataclass(frozen=True, slots=True)
class _Order:
    serial: int
    route: Route


@dataclass(frozen=True, slots=True)
class _Report:
    """What was heard of an order at a moment; `seconds` is nothing where there is no sound."""

    serial: int
    seconds: float | None
    moment: float
    levels: Levels = _SILENT


class SoundThread(QThread):
    """Plays one route at a time. Without a device, or when that gets lost, `is_silent` is true and that is all."""

    def __init__(self, folder: Path, open_device: Callable[[], SoundDevice], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._open_device = open_device
        self._news = Condition()
        self._is_closed = False
        self._serial = 0
        self._order: _Order | None = None
        self._project: Project | None = None
        self._volume = 1.0
        self._is_reset = False
        self._report = _Report(0, None, 0.0)

    def play(self, project: Project, route: Route) -> None:
        """Play from the route's begin, instead of what is being played."""
        with self._news:
            self._serial += 1
            self._project, self._order = project, _Order(self._serial, route)
            self._news.notify()

    def follow(self, project: Project) -> None:
        """Play this state of the film from now on."""
        with self._news:
            self._project = project

    def stop(self) -> None:
        """Be silent."""
        with self._news:
            self._serial += 1
            self._order = None
            self._news.notify()

    def set_volume(self, volume: float) -> None:
        """How loud it is, from 0 to 1."""
        self._volume = volume

    def heard(self, now: float) -> float | None:
        """Seconds of the route that have come out of the device by now; nothing before and where there is no sound."""
        report = self._report
        if report.serial != self._serial or not report.seconds:
            return None
        return report.seconds + min(now - report.moment, _GUESS)

    @property
    def is_silent(self) -> bool:
        """Whether it is known that what was asked for last can't be heard."""
        return self._report.serial == self._serial and self._report.seconds is None

    @property
    def levels(self) -> Levels:
        """What is heard measures; when nothing is, what was measured last."""
        report = self._report
        return report.levels if report.serial == self._serial else report.levels.hushed()

    def reset_levels(self) -> None:
        """Measure loudness and the highest values anew."""
        with self._news:
            self._is_reset = True
            self._report = replace(self._report, levels=_SILENT)

    def close(self) -> None:
        """End and wait."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        self.wait()

    def run(self) -> None:
        """Feed the device until closed."""
        device: SoundDevice | None = None
        feed: _Feed | None = None
        order: _Order | None = None
        mixer: Mixer | None = None
        ear = Ear()
        while True:
            with self._news:
                self._news.wait_for(
                    lambda: self._is_closed or self._order is not order,  # noqa: B023 - called in this turn only
                    _PERIOD if feed else None,
                )
                closed, wanted, project = self._is_closed, self._order, self._project
                reset, self._is_reset = self._is_reset, False
            if reset:
                ear.reset()
            if feed and (closed or wanted is not order):
                feed.device.stop()
                feed = None
            if closed:
                break
            try:
                if wanted is not order:
                    order = wanted
                    if order is not None and project is not None:
                        mixer = mixer or Mixer(project, self._folder)
                        device = device or self._open_device()
                        device.start()
                        feed = _Feed(order, device, mixer, ear, self._report.levels.hushed())
                if feed and project is not None:
                    self._report = feed.go_on(project, self._volume)
            except SoundLostError:
                if device is not None:
                    device.stop()
                device = feed = None
                self._report = _Report(order.serial if order else 0, None, perf_counter(), self._report.levels.hushed())
        if mixer is not None:
            mixer.close()


class _Feed:
    """One order on its way to a device."""

    def __init__(self, order: _Order, device: SoundDevice, mixer: Mixer, ear: Ear, levels: Levels) -> None:
        self.device = device
        self._order, self._mixer, self._ear = order, mixer, ear
        self._written = 0
        self._gain = 0.0
        self._coming: deque[tuple[int, Levels]] = deque()
        self._levels = self._measured = levels  # until the first of it is heard
        self._last, self._moved = -1, perf_counter()

    def go_on(self, project: Project, volume: float) -> _Report:
        """Write what is due, and tell what has been heard. Raises `SoundLostError`."""
        self._mixer.follow(project)
        played = self.device.played()
        room = self.device.room()
        while room >= _BLOCK and self._written - played < _AHEAD:
            self.device.write(self._mix(project, volume))
            room -= _BLOCK
        now = perf_counter()
        if played != self._last:
            self._last, self._moved = played, now
        elif now - self._moved > (_PATIENCE if played else _WAKING):
            raise SoundLostError("the device plays nothing")
        while self._coming and self._coming[0][0] <= played:
            self._levels = self._coming.popleft()[1]
        return _Report(self._order.serial, played / SAMPLE_RATE, now, self._levels)

    def _mix(self, project: Project, volume: float) -> Samples:
        route = self._order.route
        way = _Way(self._mixer, route, project.frame_rate)
        block = read_at_speed(way, self._written, _BLOCK, Fraction(abs(route.speed)))
        self._measured = self._measure(block)
        self._coming.append((self._written, self._measured))
        gain = np.full(_BLOCK, volume, np.float32)
        gain[:_FADE] = np.linspace(self._gain, volume, _FADE, dtype=np.float32)
        self._gain = volume
        self._written += _BLOCK
        return block * gain[:, None]

    def _measure(self, block: Samples) -> Levels:
        """The loudness is that of the film, so it is measured at the film's own speed alone."""
        tracks = self._mixer.levels
        if self._order.route.speed == 1:
            return self._ear.hear(block, tracks)
        peaks, powers = np.abs(block).max(axis=0), np.square(block).mean(axis=0)
        left, right = zip(peaks.tolist(), np.sqrt(powers).tolist(), strict=True)
        return replace(self._measured, peaks=(left[0], right[0]), rms=(left[1], right[1]), tracks=tracks)


@dataclass(frozen=True, slots=True)
class _Way:
    """The mix as a route goes through it."""

    mixer: Mixer
    route: Route
    rate: Fraction

    def read(self, first_sample: int, count: int) -> Samples:
        """Float32 (count, 2) from a sample of the way on; silence before its begin and past its end."""
        samples = np.zeros((count, 2), np.float32)
        at = max(0, -first_sample)
        for first, taken in self.route.samples(first_sample + at, count - at, self.rate):
            try:
                piece = self.mixer.read(first, taken)
            except StudioError:
                break  # the picture of the same take says what is wrong with it
            samples[at : at + taken] = piece[::-1] if self.route.speed < 0 else piece
            at += taken
        return samples
