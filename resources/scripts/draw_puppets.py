"""Draws the puppets of the sample film's paper stage, as Toy Theatre draws its actors.

    python resources/scripts/draw_puppets.py [FOLDER]

Writes `cast/<Name>/front.png` into FOLDER (else into the template itself), the same bits each time.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "plugins"))

from toy_theatre.figure import Pose, draw_figure  # noqa: E402  the plugin is no installed package
from toy_theatre.scenes import Identity  # noqa: E402
from toy_theatre.words import COLOURS, HEADGEAR, PATTERNS, SHAPES  # noqa: E402

TEMPLATE = ROOT / "resources" / "templates" / "small-light"
SIDE_PX, BODY = 480, 0.6  # the picture; a body's height in it
PUPPETS = {
    "Pip": ("round", "yellow", "plain", "crown", "red"),
    "Moss": ("tall", "teal", "striped", "hat", "purple"),
}
GROUND = (0.93, 0.90, 0.84)


def make_look(shape: str, colour: str, pattern: str, headgear: str, worn: str) -> Identity:
    """An identity from the words for it; its tensors broadcast over a picture."""
    tables = ((SHAPES, shape), (COLOURS, colour), (PATTERNS, pattern), (HEADGEAR, headgear), (COLOURS, worn))
    kind, paint, marks, gear, gear_paint = (torch.tensor([[table.index(word)]]) for table, word in tables)
    return Identity(
        shape=kind,
        colour=paint,
        shift=torch.zeros(1, 1, 3),
        pattern=marks,
        headgear=gear,
        headgear_colour=gear_paint,
        eyes=torch.ones(1, 1),
    )


def draw_puppet(look: Identity) -> Image.Image:
    """A puppet on a plain ground."""
    line = (torch.arange(SIDE_PX) + 0.5) / SIDE_PX
    u, v = (line[None, :] - 0.5) / BODY, (0.88 - line[:, None]) / BODY
    nothing = torch.zeros(1, 1)
    held = Pose(turn=torch.ones(1, 1), stride=nothing, mouth=nothing, arm=nothing, wing=nothing)
    ground = torch.tensor(GROUND).expand(SIDE_PX, SIDE_PX, 3)
    drawn = draw_figure(ground, u, v, torch.full((1, 1), 1 / (SIDE_PX * BODY)), look, held)
    return Image.fromarray((drawn.clamp(0, 1) * 255).round().byte().numpy())


def main() -> None:
    """Draws them all."""
    parser = argparse.ArgumentParser(description="Draws the puppets of the sample film.")
    parser.add_argument("folder", type=Path, nargs="?", default=TEMPLATE, help="where to (the template itself)")
    chosen = parser.parse_args()
    for name, words in PUPPETS.items():
        home = chosen.folder / "cast" / name
        home.mkdir(parents=True, exist_ok=True)
        draw_puppet(make_look(*words)).save(home / "front.png", optimize=True)


if __name__ == "__main__":
    main()
