"""What keeps actors alive: breath, sway, talking, walking in and out, jumping. All curves have a value a frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from .actors import Kind
from .deeds import Deed, Done, Side
from .layout import Mark
from .motion import Curve, ease
from .timing import Cue

BREATH_SECONDS, SWAY_SECONDS = 3.4, 5.3
FORWARD_SECONDS = 0.35  # to lean towards the viewer before speaking
STEPS = {False: 2.0, True: 3.2}  # a second, walking and running
WAY_SECONDS = {False: 1.9, True: 1.1}
MOST_OF_SHOT = 0.45  # that an entrance or an exit may take
JUMP_SECONDS = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Where an actor's foot is, how it leans (radians), how it is stretched, and how high it is off the floor."""

    x: Curve
    y: Curve
    angle: Curve
    wide: Curve
    tall: Curve
    lift: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What an actor has to do in the shot: deeds, when it speaks, and how loud it is (0…1) in each frame."""

    name: str
    kind: Kind
    mark: Mark
    deeds: tuple[Done, ...] = ()
    cues: tuple[Cue, ...] = ()
    loudness: Curve


def act(part: Part, seconds: Curve, aspect: float, seed: int) -> Pose:
    """An actor's pose at each of the times."""
    mark, height = part.mark, part.mark.height
    phase = np.random.default_rng([seed, crc32(part.name.encode())]).uniform(0, 2 * math.pi, 3)
    breath = np.sin(2 * math.pi * seconds / BREATH_SECONDS + phase[0])
    sway = np.sin(2 * math.pi * seconds / SWAY_SECONDS + phase[1])
    forward = _lean_forward(part.cues, seconds)
    nod = np.sin(2 * math.pi * 0.85 * seconds + phase[2])
    angle = np.radians((0.35 if part.kind != Kind.PROP else 0.0) * sway + 0.8 * forward * nod)
    tall = 1 + 0.0045 * breath + 0.012 * part.loudness
    wide = 1 - 0.0012 * breath - 0.004 * part.loudness
    size = 1 + 0.035 * forward
    x = np.full_like(seconds, mark.x)
    y = mark.y + 0.008 * forward
    lift = 0.012 * height * part.loudness * forward if part.kind == Kind.CARD else np.zeros_like(seconds)
    if part.kind == Kind.CARD:
        lift = lift + 0.006 * (1 + breath)
    for done in part.deeds:
        match done.deed:
            case Deed.JUMP:
                hop, squash = _jump(seconds, part.deeds)
                lift = lift + (0.02 if part.kind == Kind.BUST else 0.13 * height) * hop
                tall, wide = tall * (1 - squash), wide * (1 + 0.6 * squash)
            case Deed.ENTER | Deed.LEAVE | Deed.WALK:
                away, steps = _travel(done, part, seconds, aspect)
                x = x + away
                lift = lift + 0.016 * height * np.abs(np.sin(steps))
                angle = angle + np.radians(1.6) * np.sin(steps)
    return Pose(x=x, y=y, angle=angle, wide=wide * size, tall=tall * size, lift=lift)


def find_lead(deeds: Sequence[Done], whole: float) -> float:
    """Seconds that an entrance takes before its actor can speak."""
    return max((_way_seconds(done, whole) for done in deeds if done.deed == Deed.ENTER), default=0.0)


def _lean_forward(cues: Sequence[Cue], seconds: Curve) -> Curve:
    """From 0 to 1 and back around each line; lines that follow closely are one."""
    total = np.zeros_like(seconds)
    for cue in cues:
        rise = _soften((seconds - cue.begin) / FORWARD_SECONDS + 0.6)
        fall = _soften((cue.end - seconds) / FORWARD_SECONDS + 1.0)
        total = np.maximum(total, rise * fall)
    return total


def _travel(done: Done, part: Part, seconds: Curve, aspect: float) -> tuple[Curve, Curve]:
    """The way of an actor to or from its mark, and the phase of its steps (still at both ends)."""
    whole = float(seconds[-1])
    length = _way_seconds(done, whole)
    mark = part.mark
    side = {Side.LEFT: -1, Side.RIGHT: 1}.get(done.side, -1 if mark.x < 0 else 1)
    out = side * (aspect / 2 + 0.65 * mark.width + 0.05) - mark.x
    match done.deed:
        case Deed.LEAVE:
            u = ease((seconds - (whole - length)) / length)
            way = out * u
        case Deed.ENTER:
            u = ease(seconds / length)
            way = out * (1 - u)
        case _:
            if any(other.deed in (Deed.ENTER, Deed.LEAVE) for other in part.deeds):
                return np.zeros_like(seconds), np.zeros_like(seconds)
            u = ease(seconds / whole)
            way = side * min(0.35, 0.2 * aspect) * (1 - u)
            length = whole
    steps = math.pi * max(1, round(STEPS[done.in_haste] * length)) * u
    return way, np.zeros_like(steps) if part.kind == Kind.CARD else steps


def _way_seconds(done: Done, whole: float) -> float:
    return max(1e-3, min(WAY_SECONDS[done.in_haste], MOST_OF_SHOT * whole))


def _jump(seconds: Curve, deeds: Sequence[Done]) -> tuple[Curve, Curve]:
    """Height of a jump, 0…1, and how much the figure is squashed before and after it."""
    whole = float(seconds[-1])
    length = max(1e-3, min(JUMP_SECONDS, 0.5 * whole))
    begin = max(0.35 * whole, find_lead(deeds, whole))
    u = (seconds - begin) / length
    air = np.clip((u - 0.24) / 0.5, 0, 1)
    squash = 0.09 * _bump(u, 0.0, 0.3) - 0.05 * _bump(u, 0.24, 0.74) + 0.08 * _bump(u, 0.7, 1.0)
    return 4 * air * (1 - air), squash


def _bump(u: Curve, begin: float, end: float) -> Curve:
    return np.sin(math.pi * np.clip((u - begin) / (end - begin), 0, 1)) ** 2


def _soften(u: Curve) -> Curve:
    u = np.clip(u, 0, 1)
    return u * u * (3 - 2 * u)
