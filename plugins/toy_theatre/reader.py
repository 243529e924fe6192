"""`Reader`: what the Transformer is asked in the middle of its layers while it learns.

What its tokens hold there is aligned with what the drawing knows, as https://arxiv.org/abs/2410.06940 aligns them with
another network's features: who is where and does what is then found in hundreds of steps, not in tens of thousands.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.model.packing import Packed
from studio.model.transformer import Transformer

from .words import ACTIONS, CAMERAS, COLOURS, HEADGEAR, PATTERNS, SHAPES

QUESTIONS = tuple(map(len, (COLOURS, SHAPES, HEADGEAR, COLOURS, PATTERNS, ACTIONS)))
"""How many answers there are: colour, shape, headgear and its colour, pattern, action."""
CITED = 3  # images told apart; whom the others show, and whom none does, are one more
ANSWERS = (CITED + 1, *QUESTIONS, len(CAMERAS))
DEPTH = 5  # layers before it is asked


class Reader(nn.Module):
    """One linear for all questions."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.answer = nn.Linear(width, sum(ANSWERS))

    def forward(self, x_BNM: Tensor) -> Tensor:
        """Answers (B, N, answers to all questions) in fp32."""
        with torch.autocast(x_BNM.device.type, enabled=False):
            return self.answer(functional.rms_norm(x_BNM.float(), x_BNM.shape[-1:]))


class Asked(nn.Module):
    """The Transformer, and what it answers."""

    def __init__(self, transformer: Transformer, reader: Reader) -> None:
        super().__init__()
        self.transformer, self.reader = transformer, reader

    def forward(self, packed: Packed) -> tuple[Tensor, Tensor, Tensor]:
        """Video, audio and answers."""
        layers = self.transformer.block["layers"]
        assert isinstance(layers, nn.ModuleList)
        x_BNM = self.transformer.adapter(packed)
        turn = self.transformer.adapter.rope(packed.coords_BNX)
        for layer in layers[:DEPTH]:
            x_BNM = layer(x_BNM, packed, turn)
        answers_BNX = self.reader(x_BNM)
        for layer in layers[DEPTH:]:
            x_BNM = layer(x_BNM, packed, turn)
        return *self.transformer.say(x_BNM, packed), answers_BNX
