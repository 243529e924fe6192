"""The camera's way through the shot, and where it puts what lies at a depth.

Stage coordinates: the origin is the middle of the frame, x to the right, y down, one unit is the frame's height.
What is laid out on the stage looks just so while the camera is at rest. The figures stand at depth 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .camera import Camera, Move, Pace

Curve = NDArray[np.float64]

GROUND_DEPTH = 2.2
AIM = 0.22  # how much a push rises on its way: it goes to the faces, not to the belts
RAMP = 0.35  # the part of a move in which the camera gathers speed, and as much to come to rest
REACH = {Pace.SLOW: 0.65, Pace.NORMAL: 1.0, Pace.FAST: 1.3}
SPAN = {Pace.SLOW: (0.0, 1.0), Pace.NORMAL: (0.0, 1.0), Pace.FAST: (0.12, 0.6)}
SWAY_HERTZ = (0.23, 0.41, 0.67, 1.13, 1.71)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where the camera is in each frame: moved by x, y, z, then turned so that the picture shifts by `turn`."""

    x: Curve
    y: Curve
    z: Curve
    turn_x: Curve
    turn_y: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """How a plane of the stage lies in each frame: picture = stage · scale + shift."""

    scale: Curve
    x: Curve
    y: Curve

    def reach(self, aspect: float) -> tuple[float, float, float, float]:
        """The part of the plane that is seen in any frame: left, top, right, bottom."""
        left = float(np.min((-aspect / 2 - self.x) / self.scale))
        right = float(np.max((aspect / 2 - self.x) / self.scale))
        top = float(np.min((-0.5 - self.y) / self.scale))
        bottom = float(np.max((0.5 - self.y) / self.scale))
        return left, top, right, bottom


def ease(u: Curve) -> Curve:
    """From 0 to 1 with a soft start and a soft stop: the speed rises along a cosine, holds, and falls again."""
    u = np.clip(u, 0.0, 1.0)
    start = _ramp(np.minimum(u, RAMP))
    stop = _ramp(np.minimum(1.0 - u, RAMP))
    held = np.clip(u - RAMP, 0.0, 1.0 - 2 * RAMP)
    return (start + held + (RAMP / 2 - stop)) / (1.0 - RAMP)


def _ramp(u: Curve) -> Curve:
    return (u - RAMP / math.pi * np.sin(math.pi * u / RAMP)) / 2


def trace_camera(camera: Camera, seconds: Curve, seed: int) -> Way:
    """The camera's place at each of the times, which run evenly from the shot's first frame to its last."""
    whole = max(float(seconds[-1]), 1e-6)
    begin, end = SPAN[camera.pace]
    u = ease((seconds / whole - begin) / (end - begin))
    # A short shot has no time for a long way.
    reach = REACH[camera.pace] * min(1.2, max(0.4, math.sqrt(whole / 4)))
    still = np.zeros_like(seconds)
    x, y, z, turn_x, turn_y, nearer = still, still, still, still, still, still
    for move in camera.moves:
        match move:
            case Move.PUSH_IN:
                nearer = nearer + 0.17 * reach * u
            case Move.PULL_OUT:
                nearer = nearer + 0.17 * reach * (1 - u)
            case Move.DRIFT:
                nearer = nearer + 0.03 * u
            case Move.PAN_LEFT | Move.PAN_RIGHT:
                turn_x = turn_x + _side(move) * 0.30 * reach * (0.5 - u)
            case Move.TILT_UP:
                turn_y = turn_y - 0.17 * reach * (1 - u)
            case Move.TILT_DOWN:
                turn_y = turn_y + 0.17 * reach * (1 - u)
            case Move.TRUCK_LEFT | Move.TRUCK_RIGHT:
                x = x + _side(move) * 0.36 * reach * (u - 0.5)
            case Move.RISE:
                y = y + 0.16 * reach * (1 - u)
            case Move.SINK:
                y = y - 0.16 * reach * (1 - u)
            case Move.ORBIT_LEFT | Move.ORBIT_RIGHT:
                angle = _side(move) * 0.5 * reach * (u - 0.5)
                x, turn_x = x + np.sin(angle), turn_x + np.sin(angle)  # the figures stay, the ground swings round
            case Move.HAND_HELD:
                shake = [_sway(seconds, seed, channel) for channel in range(3)]
                turn_x, turn_y, z = turn_x + 0.0075 * shake[0], turn_y + 0.006 * shake[1], z + 0.004 * shake[2]
    return Way(x=x, y=y - AIM * nearer, z=z + nearer, turn_x=turn_x, turn_y=turn_y)


def project(way: Way, depth: float) -> Projection:
    """How the plane at a depth lies in each frame."""
    scale = 1 / (1 - way.z / depth)
    return Projection(scale=scale, x=way.turn_x - way.x / depth * scale, y=way.turn_y - way.y / depth * scale)


def _side(move: Move) -> int:
    return 1 if move in (Move.PAN_RIGHT, Move.TRUCK_RIGHT, Move.ORBIT_RIGHT) else -1


def _sway(seconds: Curve, seed: int, channel: int) -> Curve:
    """A hand's unrest: slow sines of chance phases, within about -1…1."""
    chance = np.random.default_rng([seed, channel])
    total = np.zeros_like(seconds)
    for hertz in SWAY_HERTZ:
        tuned = hertz * chance.uniform(0.85, 1.15)
        total += np.sin(2 * math.pi * (tuned * seconds + chance.uniform())) * (0.45 / math.sqrt(hertz / SWAY_HERTZ[0]))
    return total
