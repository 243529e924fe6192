"""A number drawn as 16 black and white bars: it survives scaling and lossy codecs, so frames can be told apart."""

import numpy as np
from numpy.typing import NDArray

BITS = 16


def draw_bars(number: int, width: int, height: int) -> NDArray[np.uint8]:
    """The lowest 16 bits of a number as bars from left (highest bit) to right: uint8 RGB (height, width, 3)."""
    bits = (number >> np.arange(BITS - 1, -1, -1)) & 1
    row = bits[np.arange(width) * BITS // width].astype(np.uint8) * 255
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (height, width, 3)))


def read_bars(picture: NDArray[np.uint8]) -> int:
    """The number in a picture that the bars fill: uint8 RGB (height, width, 3)."""
    height, width = picture.shape[:2]
    number = 0
    for bar in range(BITS):
        left, right = (width * (3 * bar + 1)) // (3 * BITS), (width * (3 * bar + 2)) // (3 * BITS)
        middle = picture[height // 4 : height - height // 4, left : max(right, left + 1)]
        number = number << 1 | int(middle.mean() > 127.5)
    return number
