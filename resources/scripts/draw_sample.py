"""Draws the pictures of the sample film.

    python resources/scripts/draw_sample.py [FOLDER] [--only PATTERN]

Writes `cast/<Name>/*.png` into FOLDER (else into the template itself), the same bits each time. What the pictures
show is in `picturebook/`, one module per character and per place; its `palette` has the colours.
"""

from __future__ import annotations

import argparse
import fnmatch
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from picturebook.ada import draw_ada
from picturebook.borge import draw_borge
from picturebook.brush import Sheet, View
from picturebook.harbour import draw_harbour_at_dusk, draw_harbour_at_night
from picturebook.lantern import draw_lantern
from picturebook.palette import ADA_GROUND, BORGE_GROUND, ZOE_GROUND
from picturebook.zoe import draw_zoe
from PIL import Image

TEMPLATE = Path(__file__).parents[1] / "templates" / "small-light"
FIGURE_SIZE, FACE_SIZE, PLACE_SIZE = (900, 1400), (800, 800), (2304, 1296)
MARGIN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One file of the template: what draws it, on which sheet; without a ground it is cut out."""

    draw: Callable[[Sheet], None]
    size: tuple[int, int]
    ground: str | None = None
    view: View | None = None


PICTURES = {
    "cast/Ada/face.png": Picture(
        draw=draw_ada, size=FACE_SIZE, ground=ADA_GROUND, view=View(left=262, top=-4, scale=2.07)
    ),
    "cast/Ada/figure.png": Picture(draw=draw_ada, size=FIGURE_SIZE),
    "cast/Bay/bay.png": Picture(draw=draw_harbour_at_night, size=PLACE_SIZE, ground="#000000"),
    "cast/Børge/face.png": Picture(
        draw=draw_borge, size=FACE_SIZE, ground=BORGE_GROUND, view=View(left=196, top=26, scale=1.57)
    ),
    "cast/Børge/figure.png": Picture(draw=draw_borge, size=FIGURE_SIZE),
    "cast/Lantern/lantern.png": Picture(draw=draw_lantern, size=PLACE_SIZE, ground="#000000"),
    "cast/Quay/quay.png": Picture(draw=draw_harbour_at_dusk, size=PLACE_SIZE, ground="#000000"),
    "cast/Zoé/face.png": Picture(
        draw=draw_zoe, size=FACE_SIZE, ground=ZOE_GROUND, view=View(left=180, top=8, scale=1.48)
    ),
    "cast/Zoé/figure.png": Picture(draw=draw_zoe, size=FIGURE_SIZE),
}


def draw_picture(picture: Picture) -> Image.Image:
    """The finished picture: RGB on a ground, else RGBA cropped to what is drawn and a small margin."""
    sheet = Sheet(picture.size, ground=picture.ground, view=picture.view)
    picture.draw(sheet)
    drawn = sheet.finished()
    if picture.ground:
        return drawn.convert("RGB")
    left, top, right, bottom = drawn.getchannel("A").getbbox() or (0, 0, *drawn.size)
    upper_left = (max(left - MARGIN, 0), max(top - MARGIN, 0))
    return drawn.crop((*upper_left, min(right + MARGIN, drawn.width), min(bottom + MARGIN, drawn.height)))


def main() -> None:
    """Draws what the command line asks for."""
    parser = argparse.ArgumentParser(description="Draws the pictures of the sample film.")
    parser.add_argument("folder", type=Path, nargs="?", default=TEMPLATE, help="where to (the template itself)")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="for example 'cast/Ada/*'")
    chosen = parser.parse_args()
    for path, picture in PICTURES.items():
        if fnmatch.fnmatch(path, chosen.only):
            target = chosen.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            draw_picture(picture).save(target, optimize=True)


if __name__ == "__main__":
    main()
