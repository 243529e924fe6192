"""Paints what wide clips show on their bodies, in passes that share brush, pen and font."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from studio.core.bounds import OFFERED
from studio.core.curve import Curve, list_values, value_at
from studio.core.edits.keys import value_of
from studio.core.timecode import format_duration
from studio.core.timeline import Clip
from studio.ui.storyboard.standings import Standing
from studio.ui.theme import FOCUS, ICON, RADIUS, XS, S, Tint
from studio.ui.timeline.ink import CORNER
from studio.ui.timeline.layout import Row
from studio.ui.timeline.looks import Look
from studio.ui.timeline.metrics import CLIP_RADIUS, PIN
from studio.ui.timeline.sight import Sight
from studio.ui.timeline.strips import Piece
from studio.ui.timeline.tints import MOST_COLOURS
from studio.ui.timeline.wave import Tones
from studio.ui.widgets.state_mark import ShotState, describe_state

_WORD = 96  # from this width on a clip says its state in words
_NAME = 48  # so much of the name stays beside notes
_LENGTH = 48  # room that a length needs
_KEY = 4  # half the width of a key's diamond
_BAR = 3  # height of the bar of progress
_GAIN_STEP = 4  # pixels of an outline whose level changes that are drawn alike
_ICONS: dict[ShotState, tuple[str, Tint]] = {
    ShotState.DRAFT: ("circle-dashed", "second"),
    ShotState.QUEUED: ("clock", "second"),
    ShotState.FAILED: ("triangle-alert", "error"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A clip as it lies in the view; `left` and `right` may lie far outside."""

    clip: Clip
    look: Look
    standing: Standing
    left: float
    right: float
    selected: bool
    hovered: bool

    @property
    def width(self) -> float:
        """Its width in pixels."""
        return self.right - self.left

    @property
    def speed(self) -> float:
        """That of its clip; a fraction takes long to turn into a number."""
        speed = self.clip.speed
        return speed.numerator / speed.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strip:
    """How the film-strip of every clip of a painting is divided: each picture is so many pixels and frames long, and
    stands for the first of so many frames."""

    tile: float
    frames: float
    step: int
    height_px: int


def paint_boxes(painter: QPainter, sight: Sight, row: Row, boxes: Sequence[Box]) -> None:
    """The clips of one track."""
    top, ink, has_pictures = sight.layout.y(row), sight.ink, row.has_pictures
    heard = row.heard
    tones = (ink.wave if heard else ink.wave_muted).name(), (ink.wave_core if heard else ink.core_muted).name()
    left_end, right_end = ink.ends(row.height, sight.layout.ratio)
    strip = _divide(sight)
    for box in boxes:
        _paint_ground(painter, sight, row, box, top)
        if has_pictures:
            _paint_film(painter, sight, strip, box, top + ink.lanes.title)
        if box.look.path:
            _paint_sound(painter, sight, tones, box, top + row.height - ink.lanes.sound)
    for box in boxes:
        painter.drawPixmap(QPointF(box.left, top), left_end)
        painter.drawPixmap(QPointF(box.right - CLIP_RADIUS, top), right_end)
    painter.setFont(ink.font)
    low = top + (ink.lanes.title + ink.lanes.film if has_pictures else row.height)
    for box in boxes:
        if has_pictures and box.standing.state is not ShotState.READY:
            _paint_state(painter, sight, box, top + ink.lanes.title)
        _paint_title(painter, sight, box, top)
        clip = box.clip
        if clip.markers:
            _paint_pins(painter, sight, row, box, top)
        if clip.look or isinstance(clip.opacity, Curve) or isinstance(clip.gain, Curve) or isinstance(clip.pan, Curve):
            _paint_keys(painter, sight, box, low)
    _paint_outlines(painter, sight, boxes, top, row.height)


def _paint_ground(painter: QPainter, sight: Sight, row: Row, box: Box, top: float) -> None:
    """Its ground, and the line at the foot of its pictures in the colours of its cast, side by side."""
    ink = sight.ink
    left, width = _visible(sight, box)
    tone = "selected" if box.selected else "hovered" if box.hovered else "plain"
    ground = ink.ground_of(tone, sight.layout.ratio, has_pictures=row.has_pictures)
    painter.drawTiledPixmap(QRectF(left, top, width, row.height), ground)
    colours = sight.looks.colours(box.clip.shot)[:MOST_COLOURS] if row.has_pictures else ()
    for number, colour in enumerate(colours):
        share = box.width / len(colours)
        x = _crisp(sight, box.left + number * share)
        wide = _crisp(sight, box.left + (number + 1) * share) - x
        painter.fillRect(QRectF(x, top + ink.lanes.picture - ink.lanes.foot, wide, ink.lanes.foot), ink.cast(colour))


def _divide(sight: Sight) -> _Strip:
    film, project = sight.ink.lanes.film, sight.project
    tile = film * project.width / project.height
    frames = tile / sight.layout.scale
    step = 2 ** math.floor(math.log2(max(1.0, frames)))
    return _Strip(tile=tile, frames=frames, step=step, height_px=round(film * sight.layout.ratio))


def _paint_film(painter: QPainter, sight: Sight, strip: _Strip, box: Box, top: float) -> None:
    """Pictures side by side from the clip's left end, each from the frame at its left edge."""
    clip, look, film = box.clip, box.look, sight.ink.lanes.film
    if look.colour:
        left, width = _visible(sight, box)
        painter.fillRect(QRectF(left, top, width, film), QColor(look.colour))
    if look.words:
        left, width = _visible(sight, box)
        sight.ink.write_large(painter, QRectF(left + S - 2, top, width - 2 * (S - 2), film), look.words)
    is_rendering = box.standing.state is ShotState.RENDERING
    preview = sight.preview(clip.shot) if clip.shot and is_rendering else None
    if preview is None and not look.path:
        return
    faded = clip.opacity != 1
    if faded:
        painter.setOpacity(0.25 + 0.75 * max(list_values(clip.opacity)))
    pace, tile = look.pace * box.speed, strip.tile
    first = int(-box.left // tile) if box.left < 0 else 0
    last = math.ceil((min(box.right, sight.layout.width) - box.left) / tile)
    for number in range(first, last):
        picture = preview
        if picture is None:
            frame = int((clip.start + number * strip.frames // strip.step * strip.step) * pace)
            picture = sight.strips.strip(look.path, min(max(0, frame), look.frames - 1), strip.height_px)
        if picture is not None:
            x = box.left + number * tile
            _paint_tile(painter, sight, picture, QRectF(x, top, min(tile, box.right - x), film), alone=not number)
    if faded:
        painter.setOpacity(1)


def _paint_tile(painter: QPainter, sight: Sight, picture: QPixmap, into: QRectF, *, alone: bool) -> None:
    """A picture in its own shape; where there is less room, its middle if it is the only one, else its left."""
    scale = picture.height() / into.height()
    shown = min(into.width() * scale, picture.width())
    spare = picture.width() - shown
    source = QRectF(spare / 2 if alone else 0, 0, shown, picture.height())
    target = QRectF(_crisp(sight, into.left()), into.top(), 0, into.height())
    target.setRight(_crisp(sight, into.left() + shown / scale))
    painter.drawPixmap(target, picture, source)


def _paint_sound(painter: QPainter, sight: Sight, tones: Tones, box: Box, top: float) -> None:
    """The outline of what is in view, as high as the clip's gain makes it."""
    ink, layout, look, clip = sight.ink, sight.layout, box.look, box.clip
    if not any(list_values(clip.gain)):
        return
    height = ink.lanes.sound - 2
    length = look.frames / look.pace / box.speed  # in frames of the cut
    width_px = 2 ** math.ceil(math.log2(max(16.0, length * layout.scale * layout.ratio)))
    left, width = _visible(sight, box)
    first = clip.start + (left - box.left) / layout.scale
    last = min(length, first + width / layout.scale)
    steps = isinstance(clip.gain, Curve)
    for piece in sight.strips.wave(
        look.path, width_px, first / length, last / length, round(height * layout.ratio), tones
    ):
        begin, end = max(first, piece.begin * length), min(last, piece.end * length)
        while begin < end:
            until = min(end, begin + _GAIN_STEP / layout.scale) if steps else end
            gain = value_at(clip.gain, (begin + until) / 2)
            x = left + (begin - first) * layout.scale
            room = QRectF(x, top + 1, (until - begin) * layout.scale, height)
            _paint_piece(painter, piece, (begin / length, until / length), room, gain)
            begin = until


def _paint_piece(painter: QPainter, piece: Piece, span: tuple[float, float], room: QRectF, gain: float) -> None:
    """Gain up to 1 makes the outline lower; beyond, it grows over the edges of its lane. It is drawn as the root."""
    low, high = math.sqrt(min(1.0, gain)), math.sqrt(max(1.0, gain))
    scale = piece.width / (piece.end - piece.begin)
    cut = piece.pixmap.height() / high
    source = QRectF(
        piece.left + (span[0] - piece.begin) * scale,
        (piece.pixmap.height() - cut) / 2,
        (span[1] - span[0]) * scale,
        cut,
    )
    spare = room.height() * (1 - low) / 2
    painter.drawPixmap(room.adjusted(0, spare, 0, -spare), piece.pixmap, source)


def _paint_title(painter: QPainter, sight: Sight, box: Box, top: float) -> None:
    """The name, kept in view; at the right what is unlike a plain clip, or else, with room to spare, the length."""
    ink = sight.ink
    left, width = _visible(sight, box)
    baseline = top + (ink.lanes.title + ink.rise) / 2
    start, room = left + S - 2, width - 2 * (S - 2)
    name, notes = box.look.name, _notes(sight, box)
    whole, taken = ink.width(name), ink.width(notes) + S
    if not notes and whole + taken + _LENGTH <= room:
        notes = format_duration(box.clip.frames, sight.project.frame_rate)
        taken = ink.width(notes) + S
    if notes and room > taken + min(whole, _NAME):
        painter.setPen(ink.second)
        ink.write(painter, start + room - taken + S, baseline, notes)
        room -= taken
    name = ink.elide(name, int(room))
    painter.setPen(ink.text)
    ink.write(painter, start, baseline, name)


def _notes(sight: Sight, box: Box) -> str:
    clip = box.clip
    parts = [f"{round(box.speed, 2):g} ×"] if box.speed != 1 else []
    if isinstance(clip.opacity, Curve) or clip.opacity < 1:
        parts.append("◆ %" if isinstance(clip.opacity, Curve) else f"{round(clip.opacity * 100)} %")
    if isinstance(clip.gain, Curve):
        parts.append("◆ dB")
    elif clip.gain != 1:
        parts.append(f"{20 * math.log10(clip.gain):+.0f} dB".replace("-", "−") if clip.gain else "−∞ dB")
    if box.standing.state is ShotState.RENDERING:
        parts.append(f"{int(box.standing.done * 100)} %")
    return " · ".join(parts)


def _paint_keys(painter: QPainter, sight: Sight, box: Box, bottom: float) -> None:
    """A diamond wherever something of the clip has a key; those that would lie over each other are one."""
    clip, scale = box.clip, sight.layout.scale
    curves = [value for name in OFFERED if isinstance(value := value_of(clip, name), Curve)]
    if not curves:
        return
    frames = sorted({key.frame - clip.start for curve in curves for key in curve.keys})
    at = [box.left + frame * scale for frame in frames if 0 <= frame < clip.frames]
    places = {round((x - box.left) / _KEY): x for x in at}
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(sight.ink.ground, 1))
    painter.setBrush(sight.ink.accent)
    for x in places.values():
        middle = QPointF(min(max(x, box.left + _KEY), box.right - _KEY), bottom - _KEY - 2)
        across, down = QPointF(_KEY, 0), QPointF(0, _KEY)
        painter.drawPolygon([middle - down, middle + across, middle + down, middle - across])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_pins(painter: QPainter, sight: Sight, row: Row, box: Box, top: float) -> None:
    """Markers of the clip: a point hanging from its upper edge, a line under it, and a bar where it has a length."""
    ink, layout, clip = sight.ink, sight.layout, box.clip
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for marker in clip.markers:
        at = marker.frame - clip.start
        if not 0 <= at < clip.frames:
            continue
        colour = ink.cast(marker.colour) if marker.colour else ink.info
        x = _crisp(sight, box.left + at * layout.scale)
        end = min(box.right, box.left + (at + marker.frames) * layout.scale)
        painter.fillRect(QRectF(x, top + 1, max(1.0, end - x), 2), colour)
        painter.fillRect(QRectF(x, top + PIN, 1, row.height - PIN - 1), colour)
        painter.setPen(QPen(ink.ground, 1))
        painter.setBrush(colour)
        painter.drawPolygon([QPointF(x - PIN, top), QPointF(x + PIN, top), QPointF(x, top + 2 * PIN - 1)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_state(painter: QPainter, sight: Sight, box: Box, top: float) -> None:
    ink, state = sight.ink, box.standing.state
    film = ink.lanes.film
    left, width = _visible(sight, box)
    if state is ShotState.RENDERING:
        bar = QRectF(left, top + film - _BAR, width, _BAR)
        painter.fillRect(bar, ink.ground)
        done = _crisp(sight, box.left + box.width * box.standing.done)
        painter.fillRect(QRectF(left, bar.top(), max(0.0, min(done, left + width) - left), _BAR), ink.accent)
    elif state is ShotState.STALE and box.right - CORNER < sight.layout.width:
        painter.drawPixmap(QPointF(max(left, box.right - CORNER), top), ink.hatch(sight.layout.ratio))
    if state in _ICONS and width >= ICON:
        _paint_word(painter, sight, box, QRectF(left, top, width, film))


def _paint_word(painter: QPainter, sight: Sight, box: Box, room: QRectF) -> None:
    """Icon and word in the middle of the film-strip, on a ground of their own where there are pictures."""
    ink, state = sight.ink, box.standing.state
    name, tint = _ICONS[state]
    word = describe_state(state) if room.width() >= _WORD else ""
    width = ICON + (XS + ink.width(word) if word else 0)
    x = math.floor(room.center().x() - width / 2 + 0.5)  # not to the even one, which scrolling would change
    y = round(room.center().y() - ICON / 2)
    if box.look.path:
        painter.fillRect(QRectF(x - XS, y - XS / 2, width + 2 * XS, ICON + XS), ink.film)
    painter.drawPixmap(QPointF(x, y), ink.mark(name, tint, sight.layout.ratio))
    if word:
        painter.setPen(ink.error if state is ShotState.FAILED else ink.second)
        baseline = y + (ICON + ink.rise) / 2
        painter.drawText(QPointF(x + ICON + XS, baseline), word)


def _paint_outlines(painter: QPainter, sight: Sight, boxes: Sequence[Box], top: float, height: float) -> None:
    ink = sight.ink
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for box in boxes:
        dashed = box.standing.state is ShotState.DRAFT and not box.selected
        if not (box.selected or box.hovered or dashed):
            continue
        width, colour = (FOCUS, ink.accent) if box.selected else (1, ink.second if box.hovered else ink.border)
        painter.setPen(QPen(colour, width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        half = width / 2
        left, wide = max(box.left, -RADIUS * 4), min(box.right, sight.layout.width + RADIUS * 4)
        painter.drawRoundedRect(
            QRectF(left + half, top + half, wide - left - width, height - width), CLIP_RADIUS - half, CLIP_RADIUS - half
        )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _visible(sight: Sight, box: Box) -> tuple[float, float]:
    """The part of a clip that lies in the view: its left edge and width."""
    left = max(box.left, 0.0)
    return left, min(box.right, float(sight.layout.width)) - left


def _crisp(sight: Sight, x: float) -> float:
    return math.floor(x * sight.layout.ratio + 0.5) / sight.layout.ratio
