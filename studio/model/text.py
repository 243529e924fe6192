"""The small text encoder: word pieces and a few layers of self-attention. It keeps the place of every `[Image k]`.

Shapes: B batch, L pieces, M width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .rope import Rope, rotate

MOST_IMAGES = 9
_PAD = "<pad>"
_WORD = re.compile(r"\[image (\d+)\]|[a-z]+|[^\sa-z]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Pieces:
    """Cuts English into known words, and unknown ones into letters. Every prompt can be written with them."""

    def __init__(self, words: Sequence[str]) -> None:
        cited = [f"[image {number}]" for number in range(1, MOST_IMAGES + 1)]
        letters = [*_LETTERS, *(f"##{letter}" for letter in _LETTERS)]
        self.words = tuple(words)
        self.names = (_PAD, "<other>", *cited, *letters, *".,:;!?“”'", *(w for w in self.words if len(w) > 1))
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def cut(self, text: str) -> list[int]:
        """The numbers of the pieces of a text; `[Image k]` is one piece."""
        pieces: list[int] = []
        for match in _WORD.finditer(text.lower()):
            pieces += self._cut_word(match.group(0))
        return pieces

    def find_cited(self, pieces: Sequence[int]) -> dict[int, int]:
        """Where each image is cited first: its k to the place among the pieces."""
        first = self._numbers["[image 1]"]
        found: dict[int, int] = {}
        for place, piece in enumerate(pieces):
            if first <= piece < first + MOST_IMAGES:
                found.setdefault(piece - first + 1, place)
        return found

    def _cut_word(self, word: str) -> list[int]:
        if word in self._numbers:
            return [self._numbers[word]]
        if not word.isalpha() or not word.isascii():
            return [self._numbers["<other>"]]
        first, *rest = word
        return [self._numbers[first], *(self._numbers[f"##{letter}"] for letter in rest)]


def pad(texts: Sequence[Sequence[int]], most: int) -> tuple[Tensor, Tensor]:
    """Pieces (B, L) and which of them are there, cut to `most`; a text has at least one piece."""
    cut = [list(text[:most]) or [0] for text in texts]
    length = max(map(len, cut))
    pieces_BL = torch.tensor([text + [0] * (length - len(text)) for text in cut])
    mask_BL = torch.tensor([[place < len(text) for place in range(length)] for text in cut])
    return pieces_BL, mask_BL


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConfig:
    """`width` is also that of the states that the transformer takes."""

    words: tuple[str, ...]
    width: int = 192
    layers: int = 2
    head_dim: int = 48
    most_pieces: int = 160


class TextEncoder(nn.Module):
    """States (B, L, M) of pieces (B, L); a piece sees those of the mask, before and after it."""

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        self.config = config
        self.pieces = Pieces(config.words)
        self.embedding = nn.Embedding(len(self.pieces.names), config.width)
        self.rope = Rope(config.head_dim // 2)
        self.layers = nn.ModuleList(TextLayer(config.width, config.head_dim) for _ in range(config.layers))
        self.norm = nn.RMSNorm(config.width)

    def forward(self, pieces_BL: Tensor, mask_BL: Tensor) -> Tensor:
        """States in fp32."""
        x = self.embedding(pieces_BL)
        turn = self.rope(torch.arange(pieces_BL.shape[1], device=x.device).float()[None, :, None])
        for layer in self.layers:
            x = layer(x, mask_BL, turn)
        return self.norm(x.float())


class TextLayer(nn.Module):
    """Attention, then an MLP, each added to the stream."""

    def __init__(self, width: int, head_dim: int) -> None:
        super().__init__()
        self.head_dim = head_dim
        self.attention_norm, self.mlp_norm = nn.RMSNorm(width), nn.RMSNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def forward(self, x_BLM: Tensor, mask_BL: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
        heads = self.qkv(self.attention_norm(x_BLM)).unflatten(-1, (3, -1, self.head_dim))
        q, k, v = heads.unbind(2)
        q, k = (rotate(each.float(), *turn).to(v.dtype).transpose(1, 2) for each in (q, k))
        mixed = functional.scaled_dot_product_attention(q, k, v.transpose(1, 2), attn_mask=mask_BL[:, None, None, :])
        x_BLM = x_BLM + self.out(mixed.transpose(1, 2).flatten(2))
        return x_BLM + self.down(functional.relu(self.up(self.mlp_norm(x_BLM))).square())
