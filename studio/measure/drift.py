"""How far the look of a chain of shots wanders from its first one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.measure.colour import Floats
from studio.measure.seam import look_apart


def measure_drift(looks: Sequence[Floats]) -> tuple[float, ...]:
    """ΔE₀₀ of each look of a chain from the first, whose own is 0."""
    return tuple(look_apart(looks[0], look) for look in looks)


def slope_of(drift: Sequence[float]) -> float:
    """ΔE₀₀ that each shot adds: the median slope of all pairs, which a single odd shot does not move.

    Theil 1950; Sen, «Estimates of the regression coefficient based on Kendall's tau», 1968. 0 for fewer than two.
    """
    slopes = [
        (later - earlier) / (j - i)
        for i, earlier in enumerate(drift)
        for j, later in enumerate(drift[i + 1 :], start=i + 1)
    ]
    return float(np.median(slopes)) if slopes else 0.0
