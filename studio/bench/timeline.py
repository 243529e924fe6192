"""Repaints of a cut with 10,000 clips, in the real timeline of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.bench.figures import Figure, percentile, time_ms
from studio.bench.scale import Scale
from studio.core.ids import ClipId, TrackId
from studio.core.project import Project
from studio.core.timeline import Clip, OfShot, Timeline, Track
from studio.ui.desk import Desk

SIZE = (1600, 900)


def fill_timeline(film: Project, scale: Scale) -> Project:
    """The film with so many clips of its shots on so many tracks."""
    shots = list(film.shots)
    tracks = tuple(
        Track(
            id=TrackId(f"t{track}"),
            name=f"V{track + 1}",
            items=tuple(
                Clip(
                    id=ClipId(f"{track}-{number}"),
                    source=OfShot(shot=shots[(track + number) % len(shots)].id),
                    frames=24 + (7 * number + track) % 48,
                )
                for number in range(scale.clips)
            ),
        )
        for track in range(scale.tracks)
    )
    return replace(film, timeline=Timeline(tracks=tracks))


def measure_timeline(desk: Desk, scale: Scale) -> list[Figure]:
    """Scrolling, zooming and dragging a clip: each step until it is painted."""
    panel = desk.timeline
    panel.setParent(None)
    panel.resize(*SIZE)
    panel.show()
    view = panel.view
    view.zoom_to(1.0, 0.0)
    QApplication.processEvents()
    bar = view.horizontalScrollBar()
    port = view.viewport()
    scroll = [_paint(port, partial(bar.setValue, 37 * step)) for step in range(scale.repaints)]
    levels = [2.0 ** (8 * step / scale.repaints - 4) for step in range(scale.repaints)]
    zoom = [_paint(port, partial(view.zoom_to, level, 400.0)) for level in levels]
    view.zoom_to(1.0, 0.0)
    QApplication.processEvents()
    drag = _drag(port, scale.repaints)
    panel.close()
    named = (("scroll", scroll), ("zoom", zoom), ("drag a clip", drag))
    return [Figure(what=f"{what}, p95", value=percentile(values, 95), unit="ms", most=16) for what, values in named]


def _paint(viewport: QWidget, change: Callable[[], object]) -> float:
    """How many ms a change takes until it is painted."""
    return time_ms(lambda: (change(), viewport.repaint()))


def _drag(viewport: QWidget, steps: int) -> list[float]:
    """Take a clip by its middle and carry it about."""
    begin = QPoint(300, 200)
    _send(viewport, QEvent.Type.MouseButtonPress, begin)
    path = [QPoint(300 + 5 * step, 200 + step % 60) for step in range(steps)]
    taken = [_paint(viewport, partial(_send, viewport, QEvent.Type.MouseMove, at)) for at in path]
    _send(viewport, QEvent.Type.MouseButtonRelease, begin)
    QApplication.processEvents()
    return taken


def _send(viewport: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, QPointF(at), QPointF(viewport.mapToGlobal(at)), left, held, none)
    QApplication.sendEvent(viewport, event)
