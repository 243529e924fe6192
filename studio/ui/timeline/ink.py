"""`Ink`: the colours, type and small pictures that the painters of the timeline need, made once per theme."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QIcon,
    QPainter,
    QPainterPath,
    QPixmap,
    QPolygonF,
    QStaticText,
)

from studio.ui.icons import icon
from studio.ui.theme import ICON, Theme, Tint, current_theme, make_font, mix_colours
from studio.ui.timeline.metrics import CLIP_RADIUS, Lanes, make_lanes

Tone = Literal["plain", "hovered", "selected"]

_MOST_ELIDED = 6000
_TILE = 256  # width of what is laid side by side
_ELLIPSIS = "…"
_FIRST_MARK = "\u0300"  # from here on letters may change or join with their neighbours
CORNER = 16  # of the hatched corner of what is out of date


class Ink:
    """Colours by what they are for, fonts, and texts fitted into a width."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.lanes: Lanes = make_lanes(theme.text_scale)
        self.ground = QColor(theme.window)
        self.ruler = QColor(theme.panel)
        self.lane = QColor(mix_colours(theme.window, theme.panel, 0.7))
        self.veil = QColor(self.lane)
        self.veil.setAlphaF(0.62)
        self.line = QColor(theme.line)
        self.border = QColor(theme.border)
        self.title = QColor(theme.face)
        self.title_hover = QColor(theme.hover)
        self.title_selected = QColor(mix_colours(theme.face, theme.accent, 0.28))
        self.title_marked = QColor(mix_colours(theme.face, theme.accent, 0.6))  # selected, and too narrow for a ring
        self.film = QColor(mix_colours(theme.panel, theme.face, 0.55))
        self.sound = QColor(mix_colours(theme.panel, theme.face, 0.75))
        self.edge = QColor(theme.border if theme.edge != "transparent" else mix_colours(theme.face, theme.border, 0.45))
        self.wave = QColor(mix_colours(theme.face, theme.second, 0.75))
        self.wave_core = QColor(mix_colours(theme.second, theme.text, 0.5))
        self.wave_muted = QColor(mix_colours(theme.face, theme.disabled, 0.6))
        self.core_muted = QColor(theme.disabled)
        self.text, self.second, self.disabled = QColor(theme.text), QColor(theme.second), QColor(theme.disabled)
        self.accent, self.on_accent = QColor(theme.accent), QColor(theme.on_accent)
        self.info, self.warn, self.error = QColor(theme.info), QColor(theme.warn), QColor(theme.error)
        self.raised, self.kept = QColor(theme.raised), QColor(theme.ok)
        self.font = make_font("label")
        self.figures = make_font("label", tabular=True)
        self.large = make_font("title")
        self.metrics = QFontMetricsF(self.font)
        self.rise = self.metrics.ascent() - self.metrics.descent()  # half of it brings a line into the middle
        self.figure_metrics = QFontMetricsF(self.figures)
        self._elided: dict[tuple[str, int], str] = {}
        self._cast: dict[str, QColor] = {}
        self._ends: dict[tuple[int, float], tuple[QPixmap, QPixmap]] = {}
        self._widths: dict[str, float] = {}
        self._laid: dict[str, QStaticText] = {}
        self._large: dict[tuple[str, int], QStaticText] = {}
        self._grounds: dict[tuple[Tone, bool, float], QPixmap] = {}
        self._pixmaps: dict[tuple[str, Tint, float], QPixmap] = {}

    def cast(self, colour: str) -> QColor:
        """A character's colour in this theme."""
        found = self._cast.get(colour)
        if found is None:
            found = self._cast[colour] = QColor(self.theme.cast_colour(colour))
        return found

    def elide(self, text: str, width: int) -> str:
        """A text cut to a width, with an ellipsis."""
        found = self._elided.get((text, width))
        if found is None:
            if len(self._elided) > _MOST_ELIDED:
                self._elided.clear()
            found = self._elided[text, width] = self._cut(text, width)
        return found

    def _cut(self, text: str, width: int) -> str:
        """As Qt does it, which takes ten times as long as to add up letters where these simply stand in a row."""
        if self.width(text) <= width:
            return text
        if max(text) >= _FIRST_MARK:
            return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        ends = accumulate(map(self.width, text), initial=self.width(_ELLIPSIS))
        count = sum(end <= width for end in ends) - 1
        return text[:count].rstrip() + _ELLIPSIS if count >= 0 else ""

    def width(self, text: str) -> float:
        """How wide a text is in the small font."""
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) > _MOST_ELIDED:
                self._widths.clear()
            found = self._widths[text] = self.metrics.horizontalAdvance(text)
        return found

    def write(self, painter: QPainter, x: float, baseline: float, text: str) -> None:
        """A text in the small font, which the painter has; laid out once, as names are painted over and over."""
        found = self._laid.get(text)
        if found is None:
            if len(self._laid) > _MOST_ELIDED:
                self._laid.clear()
            found = self._laid[text] = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        painter.drawStaticText(QPointF(x, baseline - self.metrics.ascent()), found)

    def write_large(self, painter: QPainter, room: QRectF, text: str) -> None:
        """A text in the large font, cut to the room and kept at its left; laid out once."""
        key = text, int(room.width())
        found = self._large.get(key)
        if found is None:
            if len(self._large) > _MOST_ELIDED:
                self._large.clear()
            shown = QFontMetricsF(self.large).elidedText(text, Qt.TextElideMode.ElideRight, key[1])
            found = self._large[key] = QStaticText(shown)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self.large)
        painter.setFont(self.large)
        painter.setPen(self.text)
        painter.drawStaticText(QPointF(room.left(), room.center().y() - found.size().height() / 2), found)

    def mark(self, name: str, tint: Tint, ratio: float) -> QPixmap:
        """An icon as a pixmap of the small size."""
        found = self._pixmaps.get((name, tint, ratio))
        if found is None:
            found = icon(name, tint).pixmap(QSize(ICON, ICON), ratio, QIcon.Mode.Normal, QIcon.State.Off)
            self._pixmaps[name, tint, ratio] = found
        return found

    def hatch(self, ratio: float) -> QPixmap:
        """The hatched upper right corner of a clip that is out of date."""
        key = ("hatch", "warn", ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw_hatch(ratio)
        return found

    def ends(self, height: int, ratio: float) -> tuple[QPixmap, QPixmap]:
        """The left and right end of a clip: the ground around its rounded corners, and its outline."""
        found = self._ends.get((height, ratio))
        if found is None:
            found = self._ends[height, ratio] = self._draw_ends(height, ratio)
        return found

    def ground_of(self, tone: Tone, ratio: float, *, has_pictures: bool) -> QPixmap:
        """What lies under a clip's name, pictures and sound, with a hairline above and below: to be laid in tiles."""
        key = (tone, has_pictures, ratio)
        found = self._grounds.get(key)
        if found is None:
            found = self._grounds[key] = self._draw_ground(tone, ratio, has_pictures=has_pictures)
        return found

    def stripes(self) -> QBrush:
        """Diagonals over what is locked."""
        colour = QColor(self.second)
        colour.setAlphaF(0.22)
        return QBrush(colour, Qt.BrushStyle.BDiagPattern)

    def _draw_ground(self, tone: Tone, ratio: float, *, has_pictures: bool) -> QPixmap:
        lanes = self.lanes
        title = {"plain": self.title, "hovered": self.title_hover, "selected": self.title_selected}[tone]
        bands = [(title, lanes.title), (self.sound, lanes.sound)]
        if has_pictures:
            bands[1:1] = [(self.film, lanes.film), (self.edge, lanes.foot)]
        height = sum(each for _, each in bands)
        pixmap = QPixmap(round(_TILE * ratio), round(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        top, hair = 0.0, 1 / ratio
        for colour, band in bands:
            painter.fillRect(QRectF(0, top, _TILE, band), colour)
            top += band
        for y in (0.0, height - hair):
            painter.fillRect(QRectF(0, y, _TILE, hair), self.edge)
        painter.end()
        return pixmap

    def _draw_hatch(self, ratio: float) -> QPixmap:
        pixmap = _blank(CORNER, ratio)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corner = QPainterPath()
        corner.addPolygon(QPolygonF([QPointF(0, 0), QPointF(CORNER, 0), QPointF(CORNER, CORNER)]))
        painter.setClipPath(corner)
        painter.fillRect(QRectF(0, 0, CORNER, CORNER), self.ground)
        pen = painter.pen()
        pen.setColor(self.warn)
        pen.setWidthF(2)
        painter.setPen(pen)
        for at in range(0, 2 * CORNER, 5):
            painter.drawLine(QPointF(at - CORNER, CORNER), QPointF(at, 0))
        painter.end()
        return pixmap

    def _draw_ends(self, height: int, ratio: float) -> tuple[QPixmap, QPixmap]:
        whole = QPixmap(round(4 * CLIP_RADIUS * ratio), round(height * ratio))
        whole.setDevicePixelRatio(ratio)
        whole.fill(Qt.GlobalColor.transparent)
        room = QRectF(0, 0, 4 * CLIP_RADIUS, height)
        around = QPainterPath()
        around.addRect(room)
        inside = QPainterPath()
        inside.addRoundedRect(room, CLIP_RADIUS, CLIP_RADIUS)
        painter = QPainter(whole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(around - inside, self.lane)
        painter.setPen(self.edge)
        painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), CLIP_RADIUS - 0.5, CLIP_RADIUS - 0.5)
        painter.end()
        part = round(CLIP_RADIUS * ratio)
        return whole.copy(0, 0, part, whole.height()), whole.copy(whole.width() - part, 0, part, whole.height())


def current_ink() -> Ink:
    """The ink of the theme that is on now."""
    return _make_ink(current_theme())


@lru_cache(maxsize=2)
def _make_ink(theme: Theme) -> Ink:
    return Ink(theme)


def _blank(side: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
