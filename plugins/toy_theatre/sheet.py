"""`draw_sheet`: requests as a picture; references, and the drawn truth above what was made of them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from torch import Tensor

from studio.api import Pictures
from studio.media.fonts import choose_font

from .evaluation import ask
from .evaluation_requests import Requests, choose_requests, draw_truth
from .evaluation_sample import ModelSample
from .words import FRAMES, REFERENCE_PX, SIZES

ROWS, FRAMES_SHOWN = 6, 6
_SEED = 9_000_000
_ENLARGED = 2
_GAP, _CAPTION_PX, _TEXT_PX = 8, 26, 15
_PAPER, _INK = (246, 244, 240), (40, 38, 36)


def draw_sheet(sample: ModelSample, rows: int = ROWS) -> Image.Image:
    """Some held-out requests with what `sample` makes of them, each pixel enlarged."""
    requests = choose_requests(_SEED, rows, held_out=True)
    truth, made = draw_truth(requests.scenes).pictures, sample(ask(requests)).pictures
    strips = [_draw_row(requests, row, truth[row], made[row]) for row in range(rows)]
    height = sum(strip.height for strip in strips)
    sheet = Image.new("RGB", (strips[0].width, height), _PAPER)
    top = 0
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height
    return sheet


def _draw_row(requests: Requests, row: int, truth: Tensor, made: Tensor) -> Image.Image:
    """One request: its references one under the other, two lines of frames, the caption below."""
    wide, high = (side * _ENLARGED for side in SIZES[0])
    reference = REFERENCE_PX * _ENLARGED
    left = reference + 2 * _GAP
    size = left + FRAMES_SHOWN * (wide + _GAP), 2 * (high + _GAP) + _CAPTION_PX + _GAP
    strip = Image.new("RGB", size, _PAPER)
    for who in range(int(requests.counts[row])):
        strip.paste(_enlarge(requests.references[row, who]), (_GAP, _GAP + who * (high + _GAP)))
    shown = np.linspace(0, FRAMES - 1, FRAMES_SHOWN).round().astype(int).tolist()
    for line, clip in enumerate((truth, made)):
        for column, frame in enumerate(shown):
            at = left + column * (wide + _GAP), _GAP + line * (high + _GAP)
            strip.paste(_enlarge(clip[frame]), at)
    font, text = choose_font(requests.captions[row], _TEXT_PX)
    ImageDraw.Draw(strip).text((left, 2 * (high + _GAP) + _GAP), text, _INK, font)
    return strip


def _enlarge(picture: Tensor) -> Image.Image:
    """A picture (H, W, 3) in 0…1 with each pixel as a square."""
    pixels: Pictures = (picture.clamp(0, 1) * 255).round().byte().numpy()
    return Image.fromarray(pixels.repeat(_ENLARGED, 0).repeat(_ENLARGED, 1))
