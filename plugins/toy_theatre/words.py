"""What there is in the world: shapes, colours, headgear, actions, places, cameras and times of day."""

from __future__ import annotations

SHAPES = ("round", "square", "triangle", "diamond", "tall")
PATTERNS = ("plain", "striped", "dotted")
HEADGEAR = ("none", "cap", "crown", "cone", "hat")
COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
ACTIONS = ("stands", "left", "right", "jumps", "flies", "grows", "shakes", "turns", "waves", "talks")
PLACES = ("meadow", "desert", "beach", "snow", "mars", "city", "forest")
TIMES = ("day", "evening", "night")
CAMERAS = ("still", "pan left", "pan right", "zoom in", "zoom out", "follow")

# sRGB of each colour; a character shifts from it by a little.
RGB = (
    (0.86, 0.16, 0.16),
    (0.97, 0.52, 0.10),
    (0.98, 0.85, 0.16),
    (0.24, 0.68, 0.22),
    (0.10, 0.70, 0.68),
    (0.18, 0.34, 0.86),
    (0.56, 0.24, 0.74),
    (0.98, 0.55, 0.75),
)

FRAMES = 25
RATE = 8
SAMPLE_RATE = 16_000
FRAME_SAMPLES = SAMPLE_RATE // RATE
MOST_CHARACTERS = 3
SIZES = ((112, 64), (64, 112), (80, 80))  # width and height in pixels
REFERENCE_PX = 48


def is_held_out(shape: int, colour: int, headgear: int) -> bool:
    """Whether a combination is kept out of training: every ninth."""
    return (shape * 7 + colour * 3 + headgear * 5) % 9 == 0
