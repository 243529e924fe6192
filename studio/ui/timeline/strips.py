"""`Strips`: pictures and outlines of sound of the takes, read in the background and kept as pixmaps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from studio.media.thumbnails import film_strip
from studio.media.waveform import peaks
from studio.ui.background import Background

Pictures = list[NDArray[np.uint8]]
ReadStrip = Callable[[Path, Sequence[int], int], Pictures]
ReadPeaks = Callable[[Path, int], NDArray[np.float32]]

BINS_PER_SECOND = 240
_MOST_PICTURES, _MOST_WAVES, _MOST_PEAKS = 1200, 400, 1000
_MOST_WANTED = 300
_BATCH = 6  # pictures of one take read in a row, before others have their turn
_WIDEST = 8192

K = TypeVar("K")
V = TypeVar("V")
_Picture = tuple[str, int, int]  # path, frame, height
_Wave = tuple[str, int, int, str]  # path, width, height, colour


class _Recent(OrderedDict[K, V]):
    """Keeps the values that were put in or used last."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def put(self, key: K, value: V) -> None:
        """Add a value as the newest, and drop the oldest where there are too many."""
        self[key] = value
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)

    def use(self, key: K) -> V | None:
        """A value, now the newest."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value


class Strips(QObject):
    """Gives what it has at once, the next best where it must read first, and tells by `changed(path)`.

    Sizes are in device pixels. One piece of each kind is read at a time, what was asked for last first.
    """

    changed = Signal(str)

    def __init__(
        self,
        folder: Path,
        background: Background,
        parent: QObject | None = None,
        *,
        read_strip: ReadStrip = film_strip,
        read_peaks: ReadPeaks = peaks,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._background = background
        self._read_strip, self._read_peaks = read_strip, read_peaks
        self._pictures = _Recent[_Picture, QPixmap](_MOST_PICTURES)
        self._nearest: dict[tuple[str, int], _Picture] = {}
        self._waves = _Recent[_Wave, QPixmap](_MOST_WAVES)
        self._peaks = _Recent[str, NDArray[np.float32]](_MOST_PEAKS)
        # What was asked for long ago is likely out of sight by now, so the oldest wishes are dropped.
        self._wanted_pictures = _Recent[_Picture, None](_MOST_WANTED)
        self._wanted_waves = _Recent[_Wave, None](_MOST_WANTED)
        self._reading_picture = self._reading_wave = False
        self._broken: set[str] = set()

    def strip(self, path: str, frame: int, height_px: int) -> QPixmap | None:
        """A frame of a take, or another one of it until that is read."""
        key = (path, frame, height_px)
        found = self._pictures.use(key)
        if found is not None:
            return found
        if path not in self._broken:
            self._wanted_pictures.put(key, None)
            self._read_next_pictures()
        near = self._nearest.get((path, height_px))
        return self._pictures.get(near) if near else None

    def wave(self, path: str, width_px: int, height_px: int, colour: str) -> QPixmap | None:
        """The outline of a take's whole sound, or one of another width until that is drawn."""
        key = (path, min(width_px, _WIDEST), height_px, colour)
        found = self._waves.use(key)
        if found is not None:
            return found
        if path not in self._broken:
            self._wanted_waves.put(key, None)
            self._read_next_wave()
        sizes = (key[1] * 2, key[1] // 2, key[1] * 4, key[1] // 4)
        others = ((path, width, height_px, colour) for width in sizes)
        return next((self._waves[other] for other in others if other in self._waves), None)

    def forget(self, path: str) -> None:
        """Read a take anew that could not be read: its file has come back."""
        self._broken.discard(path)
        self.changed.emit(path)

    def _read_next_pictures(self) -> None:
        if self._reading_picture or not self._wanted_pictures:
            return
        path, _, height = next(reversed(self._wanted_pictures))
        keys = [key for key in reversed(self._wanted_pictures) if key[0] == path and key[2] == height][:_BATCH]
        for key in keys:
            del self._wanted_pictures[key]
        frames = sorted(key[1] for key in keys)
        self._reading_picture = True

        def keep(pictures: Pictures) -> None:
            for frame, picture in zip(frames, pictures, strict=True):
                self._keep_picture((path, frame, height), picture)
            self._end_pictures(path)

        self._background.run(
            self,
            lambda: self._read_strip(self._folder / path, frames, height),
            keep,
            lambda _sentence: self._break(path, self._end_pictures),
        )

    def _read_next_wave(self) -> None:
        if self._reading_wave or not self._wanted_waves:
            return
        key, _ = self._wanted_waves.popitem()
        path, width, height, colour = key
        known = self._peaks.get(path)
        self._reading_wave = True

        def draw() -> tuple[NDArray[np.float32], QImage]:
            outline = self._read_peaks(self._folder / path, BINS_PER_SECOND) if known is None else known
            return outline, draw_wave(outline, width, height, colour)

        def keep(drawn: tuple[NDArray[np.float32], QImage]) -> None:
            self._peaks.put(path, drawn[0])
            self._waves.put(key, QPixmap.fromImage(drawn[1]))
            self._end_wave(path)

        self._background.run(self, draw, keep, lambda _sentence: self._break(path, self._end_wave))

    def _keep_picture(self, key: _Picture, picture: NDArray[np.uint8]) -> None:
        height, width, _ = picture.shape
        image = QImage(picture.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888)
        self._pictures.put(key, QPixmap.fromImage(image))
        self._nearest[key[0], key[2]] = key

    def _break(self, path: str, end: Callable[[str], None]) -> None:
        """A take that can't be read is left alone; what is wrong with it is told where takes are checked."""
        self._broken.add(path)
        end(path)

    def _end_pictures(self, path: str) -> None:
        self._reading_picture = False
        self.changed.emit(path)
        self._read_next_pictures()

    def _end_wave(self, path: str) -> None:
        self._reading_wave = False
        self.changed.emit(path)
        self._read_next_wave()


def draw_wave(outline: NDArray[np.float32], width_px: int, height_px: int, colour: str) -> QImage:
    """Lowest and highest samples, float32 (bins, 2) in -1…1, as an outline around the middle of a clear picture."""
    pixels = np.zeros((height_px, width_px), np.uint32)
    if len(outline):
        edges = np.linspace(0, len(outline), width_px, endpoint=False).astype(np.int64)
        low = np.minimum.reduceat(outline[:, 0], edges)
        high = np.maximum.reduceat(outline[:, 1], edges)
        middle = (height_px - 1) / 2
        rows = np.arange(height_px)[:, np.newaxis]
        # Loudness is felt by the root more than by the sample: quiet speech stays visible.
        up = np.sqrt(np.clip(high, 0, 1)) * middle
        down = np.sqrt(np.clip(-low, 0, 1)) * middle
        pixels[(rows >= np.round(middle - up)) & (rows <= np.round(middle + down))] = 0xFF000000 | int(colour[1:], 16)
    size = (width_px, height_px, width_px * 4)
    return QImage(pixels.tobytes(), *size, QImage.Format.Format_ARGB32_Premultiplied).copy()
