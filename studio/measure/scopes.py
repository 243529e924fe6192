"""Scopes: how the levels and colours of a picture are spread, as counts of pixels. A view draws them.

Pictures are full-range uint8 RGB (height, width, 3), gamma-encoded as they are seen; levels run from 0, black, to 255,
white. Weights and colour differences are those of Rec. ITU-R BT.709-6, items 3.2 and 3.3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Counts = NDArray[np.int64]

LEVELS = 256
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722  # of luma
_CB, _CR = 2 * (1 - _BLUE), 2 * (1 - _RED)  # so that the differences lie within ± 0.5
_MOST_WIDE, _MOST_HIGH = 320, 180


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scopes:
    """One picture in four ways.

    `waveform` (level, column) counts luma in each column; `parade` (3, level, column) red, green and blue; `vectors`
    (Cr, Cb), both from -0.5 to 0.5, colour differences; `histogram` (4, level) red, green, blue and luma.
    """

    waveform: Counts
    parade: Counts
    vectors: Counts
    histogram: Counts


def measure_scopes(picture: Picture) -> Scopes:
    """All scopes of a picture; of a large one as many pixels as an eye can tell apart in them."""
    thinned = thin(picture)
    luma = find_luma(thinned)
    parade = np.stack([spread_columns(thinned[:, :, channel]) for channel in range(3)])
    waveform = spread_columns(luma)
    histogram = np.concatenate([parade.sum(axis=2), waveform.sum(axis=1)[None]])
    return Scopes(waveform=waveform, parade=parade, vectors=spread_colours(thinned), histogram=histogram)


def thin(picture: Picture) -> Picture:
    """One pixel of each small square: unlike those of a shrunk picture, its levels are the picture's own."""
    step = max(1, -(-picture.shape[0] // _MOST_HIGH), -(-picture.shape[1] // _MOST_WIDE))
    return picture[::step, ::step]


def find_luma(picture: Picture) -> NDArray[np.uint8]:
    """Luma of each pixel, rounded to a level."""
    weighted = picture @ np.array((_RED, _GREEN, _BLUE))
    return np.rint(weighted).astype(np.uint8)


def spread_columns(levels: NDArray[np.uint8]) -> Counts:
    """How often each level stands in each column: (row, column) → (level, column)."""
    columns = levels.shape[1]
    places = np.add(levels.astype(np.int64) * columns, np.arange(columns, dtype=np.int64), dtype=np.int64)
    return np.bincount(places.ravel(), minlength=LEVELS * columns).reshape(LEVELS, columns)


def spread_colours(picture: Picture) -> Counts:
    """How often each pair of colour differences is there: (Cr, Cb), of which grey is in the middle."""
    cb, cr = find_differences(picture.reshape(-1, 3))
    across, up = (np.rint((each + 0.5) * (LEVELS - 1)).astype(np.int64) for each in (cb, cr))
    return np.bincount(up * LEVELS + across, minlength=LEVELS * LEVELS).reshape(LEVELS, LEVELS)


def find_differences(colours: Picture) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cb and Cr of colours (count, 3), each from -0.5 to 0.5."""
    shares = colours / 255.0
    luma = shares @ np.array((_RED, _GREEN, _BLUE))
    return (shares[:, 2] - luma) / _CB, (shares[:, 0] - luma) / _CR
