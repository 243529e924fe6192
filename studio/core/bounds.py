"""How far what is set for a clip may go."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

Parameter = Literal["opacity", "x", "y", "scale", "rotation", "left", "top", "right", "bottom", "gain", "pan"]
OWN: tuple[Parameter, ...] = ("opacity", "gain", "pan")  # of `Clip`; the others are of its `Look`

MOST_FRAMES = 100_000_000  # far beyond any film, and far below where 32-bit sums run over
SLOWEST, FASTEST = Fraction(1, 16), Fraction(16)
OFFERED: dict[Parameter, tuple[float, float]] = {
    "opacity": (0.0, 1.0),
    "x": (-4.0, 4.0),
    "y": (-4.0, 4.0),
    "scale": (0.01, 10.0),
    "rotation": (-3600.0, 3600.0),
    "left": (0.0, 1.0),
    "top": (0.0, 1.0),
    "right": (0.0, 1.0),
    "bottom": (0.0, 1.0),
    "gain": (0.0, 4.0),
    "pan": (-1.0, 1.0),
}
# What a film may say that is opened: whatever can be drawn.
READ: dict[Parameter, tuple[float, float]] = {**OFFERED, "scale": (0.0, 16.0), "rotation": (-36_000.0, 36_000.0)}
