"""The outline of a sound, for drawing."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE
from studio.media.sound import SoundReader


def read_outline(path: Path, bins_per_second: int) -> NDArray[np.float32]:
    """The lowest and highest sample of either channel, in -1…1, and the mean square of both, in each bin.

    Float32 (bins, 3); no bins without sound. Read in pieces, so the length does not matter. Raises `StudioError`.
    """
    reader = SoundReader(path)
    try:
        bins = -(-reader.sample_count * bins_per_second // SAMPLE_RATE)
        lows, highs = np.full(bins, np.inf, np.float32), np.full(bins, -np.inf, np.float32)
        powers, counts = np.zeros(bins, np.float32), np.zeros(bins, np.float32)
        for start, block in reader.blocks():
            block = block[: max(0, reader.sample_count - start)]
            if not len(block):
                break
            first, last = (
                start * bins_per_second // SAMPLE_RATE,
                (start + len(block) - 1) * bins_per_second // SAMPLE_RATE,
            )
            edges = -(-np.arange(first, last + 1) * SAMPLE_RATE // bins_per_second) - start
            edges[0] = 0
            touched = slice(first, last + 1)
            lows[touched] = np.minimum(lows[touched], np.minimum.reduceat(block.min(axis=1), edges))
            highs[touched] = np.maximum(highs[touched], np.maximum.reduceat(block.max(axis=1), edges))
            powers[touched] += np.add.reduceat(np.square(block).mean(axis=1), edges)
            counts[touched] += np.diff(edges, append=len(block))
        outline = np.stack([lows, highs, powers / np.maximum(counts, 1)], axis=1)
        return np.where(np.isfinite(outline), outline, np.float32(0))
    finally:
        reader.close()
