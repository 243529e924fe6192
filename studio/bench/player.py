"""Scrubbing and playing in the window's own player."""

from __future__ import annotations

import random

from studio.bench.bare import BareSeeker
from studio.bench.figures import Figure, percentile, time_ms
from studio.bench.scale import Scale
from studio.bench.waiting import wait_until
from studio.ui.desk import Desk


def measure_scrub(desk: Desk, scale: Scale) -> list[Figure]:
    """From a random position of the playhead to the painted picture, and the same frames by PyAV alone."""
    desk.player.set_scale(1.0)
    wait_until(lambda: desk.player.viewer.image() is not None)
    project = desk.document.project
    frames = random.Random(1).sample(range(project.timeline.frames), scale.seeks)
    seekers = [BareSeeker(desk.folder.path / shot.take.path) for shot in project.shots if shot.take]
    length = project.timeline.frames // len(seekers)
    painted, bare = list[float](), list[float]()
    for frame in frames:  # by turns, so that both find the machine equally busy
        painted.append(time_ms(lambda frame=frame: _seek(desk, frame)))
        at = frame % length / project.frame_rate
        bare.append(time_ms(lambda frame=frame, at=at: seekers[frame // length].seek(at)))
    for seeker in seekers:
        seeker.close()
    ratio = percentile(painted, 50) / percentile(bare, 50)
    return [
        Figure(what="random seek to the painted frame, median", value=percentile(painted, 50), unit="ms"),
        Figure(what="random seek to the painted frame, p95", value=percentile(painted, 95), unit="ms", most=30),
        Figure(what="against PyAV alone, median", value=ratio, unit="×", most=1.3),
    ]


def _seek(desk: Desk, frame: int) -> None:
    viewer = desk.player.viewer
    image = viewer.image()
    before = image.cacheKey() if image else 0
    desk.session.playhead.set(frame)
    wait_until(lambda: (shown := viewer.image()) is not None and shown.cacheKey() != before)
    viewer.repaint()


def measure_playback(desk: Desk, scale: Scale) -> list[Figure]:
    """How many frames of a dissolve at half size are shown in their time."""
    desk.player.set_scale(0.5)
    project = desk.document.project
    wait_until(lambda: desk.player.viewer.image() is not None)
    frames = round(scale.play_seconds * project.frame_rate)
    desk.session.speed.set(1.0)
    wait_until(lambda: _count_played(desk) >= frames or not desk.session.speed.value)
    desk.session.speed.set(0.0)
    played = desk.player.played
    return [
        Figure(what=f"{project.height}p24 with a dissolve at half size, shown", value=played.shown, unit="frames"),
        Figure(what="dropped", value=played.missed, unit="frames", most=0),
    ]


def _count_played(desk: Desk) -> int:
    return desk.player.played.shown + desk.player.played.missed
