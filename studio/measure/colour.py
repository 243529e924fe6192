"""How far apart colours are to the eye: CIE L*a*b* and CIEDE2000."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# IEC 61966-2-1: linear sRGB to XYZ, its rows divided by the white point D65, so that white is (1, 1, 1).
_PRIMARIES = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_TO_XYZ = _PRIMARIES / _PRIMARIES.sum(1, keepdims=True)
_KNEE = 6 / 29
_FAR = 25.0**7


def to_lab(srgb: Floats) -> Floats:
    """L*a*b* (…, 3) under D65 of sRGB (…, 3) in 0…1."""
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0) + 0.055) / 1.055) ** 2.4)
    xyz: Floats = linear @ _TO_XYZ.T
    bent = np.where(xyz > _KNEE**3, np.maximum(xyz, 0) ** (1 / 3), xyz / (3 * _KNEE**2) + 4 / 29)
    x, y, z = np.moveaxis(bent, -1, 0)
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), -1)


def ciede2000(one: Floats, other: Floats) -> Floats:
    """The CIEDE2000 difference (…) of L*a*b* colours (…, 3), with all weights 1.

    Sharma, Wu and Dalal, «The CIEDE2000 color-difference formula: implementation notes», 2005.
    """
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    a1, a2 = (a * (1.5 - 0.5 * _far((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)) for a in (a1, a2))
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    is_grey = c1 * c2 == 0
    turn = np.where(is_grey, 0, (h2 - h1 + 180) % 360 - 180)
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = np.where(is_grey, h1 + h2, _middle(h1, h2))
    tilt = (
        *(1, -0.17 * _cos(hue - 30), 0.24 * _cos(2 * hue)),
        *(0.32 * _cos(3 * hue + 6), -0.20 * _cos(4 * hue - 63)),
    )
    per_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    per_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    per_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * sum(tilt))
    blue = -np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))) * 2 * _far(chroma)
    return np.sqrt(per_light**2 + per_chroma**2 + per_hue**2 + blue * per_chroma * per_hue)


def _far(chroma: Floats) -> Floats:
    return np.sqrt(chroma**7 / (chroma**7 + _FAR))


def _middle(h1: Floats, h2: Floats) -> Floats:
    """The hue half way between two on the shorter side; the sum of both is what decides where they are opposite."""
    half = (h1 + h2) / 2
    return np.where(np.abs(h1 - h2) <= 180, half, np.where(h1 + h2 < 360, half + 180, half - 180))


def _cos(degrees: Floats) -> Floats:
    return np.cos(np.radians(degrees))
