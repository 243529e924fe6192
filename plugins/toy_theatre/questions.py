"""How wrong the answers are that `reader.Reader` reads off the Transformer's tokens.

Shapes: B batch, N tokens, V of the clip, R of the references, K references, W characters, A questions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from studio.model.packing import Packed

from .clips import Batch, Truth
from .reader import ANSWERS, CITED


def correct(answers_BNX: Tensor, packed: Packed, batch: Batch) -> dict[str, Tensor]:
    """Cross entropies of who is where, what they are and do, and the camera; of references and of their tags."""
    truth = batch.truth.to(answers_BNX.device)
    shown_BK, cited_BK = batch.reference_mask_BK.to(answers_BNX.device), batch.cited_BK.to(answers_BNX.device) >= 0
    whose, *looks, camera = answers_BNX.split(ANSWERS, dim=-1)
    clip, pictures = packed.video_tokens, packed.video_BRP.shape[1]
    references = shown_BK.shape[1]
    each = (pictures - clip) // references
    rows = torch.arange(len(shown_BK), device=shown_BK.device)[:, None]
    share_BV, nearest_BV = truth.figures_BWTHW.flatten(2).max(1)
    known_BKA = truth.looks_BWA[rows, truth.shown_BK]
    pictured_BRA = known_BKA.repeat_interleave(each, 1)[..., :-1]  # a picture doesn't tell what is to be done
    there_BR = shown_BK.repeat_interleave(each, 1).float()
    return {
        "who": functional.binary_cross_entropy_with_logits(whose[:, :clip], _share_out(truth)),
        "camera": _entropy(camera[:, :clip], truth.camera_B[:, None].expand(-1, clip), torch.ones_like(share_BV)),
        "figures": _entropies([x[:, :clip] for x in looks], truth.looks_BWA[rows, nearest_BV], share_BV),
        "references": _entropies([x[:, clip:pictures] for x in looks[:-1]], pictured_BRA, there_BR),
        "tags": _entropies([x[:, -references:] for x in looks], known_BKA, (shown_BK & cited_BK).float()),
    }


def _share_out(truth: Truth) -> Tensor:
    """Which share of each place belongs to whom image 1, 2 and 3 show, and to anybody else: (B, V, 4)."""
    number = truth.numbers_BW
    place = torch.where((number > 0) & (number <= CITED), number - 1, CITED)
    whose = functional.one_hot(place, CITED + 1).to(truth.figures_BWTHW.dtype)
    return torch.einsum("bwv,bwn->bvn", truth.figures_BWTHW.flatten(2), whose).clamp(max=1)


def _entropies(answers: Sequence[Tensor], known: Tensor, weights: Tensor) -> Tensor:
    """The mean over the questions."""
    return torch.stack([_entropy(answer, known[..., n], weights) for n, answer in enumerate(answers)]).mean()


def _entropy(answer: Tensor, known: Tensor, weights: Tensor) -> Tensor:
    """In shares of what knowing nothing costs; what is −1 doesn't count."""
    weights = weights * (known >= 0)
    entropy = functional.cross_entropy(answer.flatten(0, 1), known.clamp(min=0).flatten(), reduction="none")
    return (entropy * weights.flatten()).sum() / weights.sum().clamp(min=1) / math.log(answer.shape[-1])
