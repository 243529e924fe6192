"""Sizes of the timeline in logical pixels; colours, type and spacing come from the theme."""

from __future__ import annotations

from dataclasses import dataclass

ROW_SPACE = 4  # between two tracks
TRIM_ZONE = 8
SNAP_RADIUS = 8
DRAG_START = 4  # a press that moves less is a click
LENS_EDGE = 5  # grip at either end of a transition
MARKER_GRIP = 6
PIN = 5  # half the width of a clip's marker
EDGE_SCROLL = 28  # a drag this near to the edge scrolls
CLIP_RADIUS = 4
WIDE = 40  # clips from this width on are drawn one by one, with pictures and name, narrower ones as columns of pixels
SCALE_LEAST, SCALE_MOST = 0.004, 48.0  # pixels per frame
FIT_MOST = 6.0  # a very short film is not blown up further than this when fitted
FIT_MARGIN = 32
ZOOM_STEP = 1.4

DISSOLVE_FRAMES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """Heights within a video track, from the top down; an audio track has the title and the sound. With the height of
    the ruler above all tracks and the width of the headers beside them.
    """

    header: int
    ruler: int
    title: int
    film: int
    foot: int
    sound: int

    @property
    def picture(self) -> int:
        """The picture lane: title, film-strip and the foot line of the cast."""
        return self.title + self.film + self.foot


def make_lanes(text_scale: float) -> Lanes:
    """The lanes for a size of type."""
    return Lanes(
        header=round(152 * text_scale),
        ruler=2 * round(14 * text_scale),
        title=round(17 * text_scale),
        film=36,
        foot=3,
        sound=round(28 * text_scale),
    )
