"""`Previews`: the newest picture of every shot that is being rendered, for cards, clips and the player."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.api import Pictures
from studio.core.ids import ShotId


class Previews(QObject):
    """`changed(shot)` is sent when a shot's preview comes or goes."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: dict[ShotId, QImage] = {}

    def image(self, shot: ShotId) -> QImage | None:
        """The newest preview, while the shot is being rendered."""
        return self._images.get(shot)

    def show(self, shot: ShotId, picture: Pictures) -> None:
        """Put a picture, uint8 RGB (height, width, 3), in the place of the one before."""
        height, width, _ = picture.shape
        self._images[shot] = QImage(picture.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888).copy()
        self.changed.emit(shot)

    def drop(self, shot: ShotId) -> None:
        """Forget a shot's preview: its take is there, or the job has ended otherwise."""
        if self._images.pop(shot, None) is not None:
            self.changed.emit(shot)
