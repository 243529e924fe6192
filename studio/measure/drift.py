"""How fast the look of a chain of shots wanders from its first one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


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
