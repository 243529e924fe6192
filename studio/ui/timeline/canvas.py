"""`Canvas`: what the view needs to paint itself: the looks of the shots, their pictures, and the order of painting."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from studio.core.ids import ShotId
from studio.ui.previews import Previews
from studio.ui.storyboard.standings import Standings
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.hand import Hand
from studio.ui.timeline.ink import current_ink
from studio.ui.timeline.layout import Layout
from studio.ui.timeline.looks import Looks
from studio.ui.timeline.overlay import paint_gesture
from studio.ui.timeline.plate import Plate
from studio.ui.timeline.ruler import paint_playhead, paint_ruler
from studio.ui.timeline.sight import Sight
from studio.ui.timeline.strips import Strips
from studio.ui.timeline.tints import Tints


class Canvas:
    """Reads the stores at each painting; keeps only pixmaps and looks."""

    def __init__(self, cutting: Cutting, hand: Hand, standings: Standings, previews: Previews, strips: Strips) -> None:
        self._cutting = cutting
        self._hand = hand
        self._previews = previews
        self._strips = strips
        self._looks = Looks(standings)
        self._tints = Tints()
        self._plate = Plate()
        self._scaled: dict[ShotId, tuple[int, int, QPixmap]] = {}

    @property
    def looks(self) -> Looks:
        """The looks of the shots, up to date."""
        self._looks.watch(self._cutting.document.project)
        return self._looks

    def forget(self) -> None:
        """Paint the tracks anew next time: how takes stand, or what is read of them, has changed."""
        self._looks.forget_standings()
        self._plate.forget()

    def drop_preview(self, shot: ShotId) -> None:
        """Forget the scaled picture of a shot whose preview is over."""
        if self._previews.image(shot) is None:
            self._scaled.pop(shot, None)

    def paint(self, painter: QPainter, layout: Layout, region: QRect) -> None:
        """Everything within a rectangle of the view, and nothing outside it."""
        sight = self._look(layout)
        left, right = float(region.left()), float(region.right() + 1)
        painter.setClipRect(region)
        self._plate.paint(painter, sight, region)
        if region.top() < layout.lanes.ruler:
            paint_ruler(painter, sight, left, right)
        paint_playhead(painter, sight)
        paint_gesture(painter, sight)

    def _look(self, layout: Layout) -> Sight:
        session, ratio = self._cutting.session, layout.ratio

        def preview(shot: ShotId) -> QPixmap | None:
            return self._preview(shot, round(layout.lanes.film * ratio))

        return Sight(
            project=self._cutting.document.project,
            layout=layout,
            index=self._cutting.index,
            ink=current_ink(),
            looks=self.looks,
            strips=self._strips,
            tints=self._tints,
            preview=preview,
            selected=session.clips.value,
            spot=self._cutting.spot.value,
            hover=self._hand.hover,
            gesture=self._hand.gesture,
            playhead=session.playhead.value,
            range=session.range.value,
            kept=session.kept.value,
            blade=self._hand.blade,
        )

    def _preview(self, shot: ShotId, height_px: int) -> QPixmap | None:
        image = self._previews.image(shot)
        if image is None:
            return None
        known = self._scaled.get(shot)
        if known is None or known[:2] != (image.cacheKey(), height_px):
            scaled = image.scaledToHeight(height_px, Qt.TransformationMode.SmoothTransformation)
            known = self._scaled[shot] = (image.cacheKey(), height_px, QPixmap.fromImage(scaled))
        return known[2]
