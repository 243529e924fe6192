"""`Strips`: pictures and outlines of sound of the takes, read in the background and kept as pixmaps."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from studio.media.thumbnails import film_strip
from studio.media.waveform import read_outline
from studio.ui.background import Background
from studio.ui.timeline.wave import Tones, draw_wave

Pictures = list[NDArray[np.uint8]]
ReadStrip = Callable[[Path, Sequence[int], int], Pictures]
ReadOutline = Callable[[Path, int], NDArray[np.float32]]

BINS_PER_SECOND = 960  # a pixel or two where the timeline is zoomed in as far as it goes
_MOST_PICTURES, _MOST_WAVES, _MOST_OUTLINES = 1200, 800, 1000
_MOST_WANTED = 300
_BATCH = 6  # pictures of one take read in a row, before others have their turn
_TILE = 1024  # device pixels of a wave that are drawn and kept together

K = TypeVar("K")
V = TypeVar("V")
_Picture = tuple[str, int, int]  # path, frame, height
_Wave = tuple[str, int, int, int, Tones]  # path, width of the whole, number of the tile, height, colours


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of the outline of a sound: so much of a pixmap stands for the sound from `begin` to `end`, 1 its length."""

    pixmap: QPixmap
    left: float
    width: float
    begin: float
    end: float


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
        read_sound: ReadOutline = read_outline,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._background = background
        self._read_strip, self._read_sound = read_strip, read_sound
        self._pictures = _Recent[_Picture, QPixmap](_MOST_PICTURES)
        self._nearest: dict[tuple[str, int], _Picture] = {}
        self._waves = _Recent[_Wave, QPixmap](_MOST_WAVES)
        self._outlines = _Recent[str, NDArray[np.float16]](_MOST_OUTLINES)
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

    def wave(self, path: str, width_px: int, begin: float, end: float, height_px: int, tones: Tones) -> list[Piece]:
        """The outline of a take's sound from `begin` to `end`, 1 being its length, where the whole is so wide: a power
        of two. Drawn at another width until this one is there."""
        tiles = max(1, width_px // _TILE)
        pieces: list[Piece] = []
        for number in range(max(0, int(begin * tiles)), min(tiles, math.ceil(end * tiles))):
            key = (path, width_px, number, height_px, tones)
            there = self._waves.use(key)
            if there is not None:
                pieces.append(Piece(there, 0, there.width(), number / tiles, (number + 1) / tiles))
                continue
            if path not in self._broken:
                self._wanted_waves.put(key, None)
                self._read_next_wave()
            for width in (width_px // 2, width_px * 2, width_px // 4, width_px // 8):
                found = self._find_pieces(path, width, (number / tiles, (number + 1) / tiles), height_px, tones)
                if found:
                    pieces += found
                    break
        return pieces

    def _find_pieces(
        self, path: str, width_px: int, span: tuple[float, float], height_px: int, tones: Tones
    ) -> list[Piece]:
        """What is drawn of a span at a width."""
        tiles = max(1, width_px // _TILE)
        pieces: list[Piece] = []
        for number in range(int(span[0] * tiles), min(tiles, math.ceil(span[1] * tiles))):
            pixmap = self._waves.get((path, width_px, number, height_px, tones))
            if pixmap is not None:
                begin, end = max(span[0], number / tiles), min(span[1], (number + 1) / tiles)
                scale = pixmap.width() * tiles
                pieces.append(Piece(pixmap, begin * scale - number * pixmap.width(), (end - begin) * scale, begin, end))
        return pieces

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
        path, width, number, height, tones = key
        known = self._outlines.use(path)
        self._reading_wave = True

        def draw() -> tuple[NDArray[np.float16], QImage]:
            whole = (
                self._read_sound(self._folder / path, BINS_PER_SECOND).astype(np.float16) if known is None else known
            )
            tiles = max(1, width // _TILE)
            return whole, draw_wave(whole, number / tiles, 1 / tiles, (min(width, _TILE), height), tones)

        def keep(drawn: tuple[NDArray[np.float16], QImage]) -> None:
            self._outlines.put(path, drawn[0])
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
