"""Repaints of a cut with 10,000 clips, in the real timeline of the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.bench.figures import Figure, percentile, time_ms
from studio.bench.scale import Scale
from studio.bench.waiting import wait_until
from studio.core.edits.trims import trim_end
from studio.core.ids import ClipId, TrackId
from studio.core.project import Project
from studio.core.timeline import Clip, OfShot, Timeline, Track, place_clips
from studio.ui.desk import Desk
from studio.ui.timeline.layout import OnLane, hit

SIZE = (1600, 900)
KEY_SECONDS = 0.05  # between the presses of a key that is held down


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
    """Scrolling, zooming, dragging a clip and a rubber band, each step until it is painted; an edit and its undo."""
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
    drag = _drag(port, QPoint(300, 200), scale.repaints)
    band = _draw_band(desk, scale.repaints)
    edit, undo = _edit(desk, scale.repaints)
    panel.close()
    painted = {"scroll": scroll, "zoom": zoom, "drag a clip": drag, "rubber band": band}
    edited = {"ripple trim": edit, "undo it": undo}
    return [
        Figure(what=f"{what}, p95", value=percentile(values, 95), unit="ms", most=most)
        for named, most in ((painted, 16), (edited, 5))
        for what, values in named.items()
    ]


def _paint(viewport: QWidget, change: Callable[[], object]) -> float:
    """How many ms a change takes until it is painted."""
    return time_ms(lambda: (change(), viewport.repaint()))


def _draw_band(desk: Desk, steps: int) -> list[float]:
    """Select by a band that grows to the left over all tracks, from the first place without a clip."""
    view, cutting = desk.timeline.view, desk.timeline.cutting
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    layout = view.view_layout
    y = layout.lanes.ruler + 40
    free = (x for x in range(layout.width) if isinstance(hit(layout, cutting.index, (), x, y), OnLane))
    return _drag(view.viewport(), QPoint(next(free), y), steps, -5)


def _edit(desk: Desk, steps: int) -> tuple[list[float], list[float]]:
    """Trim the first clip of a track by turns so that all after it move, and take it back; without the repaint.

    As by a key that is held down, so that saves of the film fall in between as they do for a user.
    """
    document = desk.document
    first = next(clip for clip, _ in place_clips(document.project.timeline.tracks[0]))
    trims = [partial(trim_end, clip=first.id, by=by, ripple=True) for by in (9, -9)]
    count = max(2, steps // 2)
    edits = [_press(partial(document.apply, "Trim", trims[step % 2])) for step in range(count)]
    return edits, [_press(document.undo) for _ in edits]


def _press(work: Callable[[], object]) -> float:
    """How many ms some work takes when the window has had its time for what was before."""
    end = time.monotonic() + KEY_SECONDS
    wait_until(lambda: time.monotonic() > end)
    return time_ms(work)


def _drag(viewport: QWidget, begin: QPoint, steps: int, pace: int = 5) -> list[float]:
    """Press at a point and carry what is there about."""
    _send(viewport, QEvent.Type.MouseButtonPress, begin)
    path = [begin + QPoint(pace * step, step % 60) for step in range(steps)]
    taken = [_paint(viewport, partial(_send, viewport, QEvent.Type.MouseMove, at)) for at in path]
    _send(viewport, QEvent.Type.MouseButtonRelease, begin)
    QApplication.processEvents()
    return taken


def _send(viewport: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, QPointF(at), QPointF(viewport.mapToGlobal(at)), left, held, none)
    QApplication.sendEvent(viewport, event)
