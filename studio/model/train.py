"""Training: the optimiser, a mean of the weights, the loss of rectified flow, and a state that survives a kill.

Shapes: B batch; the others as in `packing`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

MUON_RATE, ADAM_RATE = 0.02, 1e-3
LEAST_LEVEL = 0.3


class Optimizer:
    """Muon for the matrices inside a network, AdamW for all else. `rate` scales both, 0…1."""

    def __init__(self, modules: Iterable[nn.Module], *, muon: float = MUON_RATE, adam: float = ADAM_RATE) -> None:
        named = [(name, p) for module in modules for name, p in module.named_parameters() if p.requires_grad]
        matrices = [p for name, p in named if _is_inner(name, p)]
        rest = [p for name, p in named if not _is_inner(name, p)]
        self.parameters = [p for _, p in named]
        self._parts: list[tuple[torch.optim.Optimizer, float]] = []
        if matrices:
            self._parts.append((torch.optim.Muon(matrices, lr=muon, weight_decay=0.01), muon))
        self._parts.append((torch.optim.AdamW(rest, lr=adam, betas=(0.9, 0.95), weight_decay=0.0), adam))

    def step(self, loss: Tensor, rate: float) -> None:
        """Go one step down the loss."""
        for part, _ in self._parts:
            part.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        for part, full in self._parts:
            for group in part.param_groups:
                group["lr"] = full * rate
            part.step()

    def state(self) -> list[dict[str, Any]]:
        """What a later run needs to go on."""
        return [part.state_dict() for part, _ in self._parts]

    def load(self, state: list[dict[str, Any]]) -> None:
        """Go on from there."""
        for (part, _), saved in zip(self._parts, state, strict=True):
            part.load_state_dict(saved)


def _is_inner(name: str, parameter: Tensor) -> bool:
    outer = ("embedder", "embedding", "final_linear", "tag")
    return parameter.ndim == 2 and not any(word in name for word in outer)


class Mean:
    """A running mean of a module's weights (EMA), which follows fast at first."""

    def __init__(self, module: nn.Module, most: float = 0.999) -> None:
        self.most, self.steps = most, 0
        self.weights = {name: value.detach().clone().float() for name, value in module.state_dict().items()}

    @torch.no_grad()
    def follow(self, module: nn.Module) -> None:
        """Take in the weights of now."""
        self.steps += 1
        share = 1 - min(self.most, self.steps / (self.steps + 10))
        for name, value in module.state_dict().items():
            self.weights[name].lerp_(value.float(), share)


def rate_at(done: float, cooldown: float = 0.6) -> float:
    """The learning rate's share of its full height when `done` 0…1 of the time is over: flat, then down in a line."""
    return min(1.0, (1.0 - done) / cooldown + 0.01) if done < 1 else 0.01


def throw_levels(count: int, generator: torch.Generator, mean: float, spread: float) -> Tensor:
    """Noise levels σ (B,) in 0…1: logit-normal (https://arxiv.org/abs/2403.03206 §3.1), one in five uniform.

    `mean` and `spread` are of logit σ. The uniform ones see to it that the ends are learned too.
    """
    bell = torch.sigmoid(torch.randn(count, generator=generator) * spread + mean)
    even = torch.rand(count, generator=generator)
    return torch.where(torch.rand(count, generator=generator) < 0.2, even, bell)


def mix(clean: Tensor, noise: Tensor, level_B: Tensor) -> Tensor:
    """x_σ = (1 − σ) · x0 + σ · ε."""
    level = level_B.view(-1, *(1,) * (clean.ndim - 1))
    return torch.lerp(clean, noise, level)


def step_to(noisy: Tensor, clean: Tensor, level: float, following: float) -> Tensor:
    """x at the following σ, in a straight line through x at σ and this clean prediction (Euler)."""
    share = following / level
    return torch.lerp(clean, noisy, share)


def clean_between(noisy: Tensor, reached: Tensor, level: float, following: float) -> Tensor:
    """The clean prediction that one Euler step needs to get from x at σ to what was reached at the following σ."""
    share = following / level
    return (reached - noisy * share) / (1 - share)


def weigh(predicted: Tensor, clean: Tensor, level_B: Tensor, counts: Tensor | None = None) -> Tensor:
    """The squared error of a clean prediction over the share σ² / ((1 − σ)² + σ²) of what it sees that is noise.

    So it counts more where less is to be found out, as the velocity's error does. `counts` leaves tokens out.
    """
    level = level_B.clamp(min=LEAST_LEVEL).view(-1, *(1,) * (clean.ndim - 1))
    error = (predicted - clean).square() * ((1 - level) ** 2 + level**2) / level**2
    if counts is None:
        return error.mean()
    counts = counts.to(error.dtype).expand_as(error)
    return (error * counts).sum() / counts.sum().clamp(min=1)


def psnr(mean_square: float, peak: float = 2.0) -> float:
    """Decibels of a mean squared error, for values that span `peak`."""
    return 10 * math.log10(peak**2 / max(mean_square, 1e-12))


def save_state(path: Path, state: Mapping[str, object]) -> None:
    """Write the state so that a kill leaves the old one or the new one."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        torch.save(dict(state), file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def load_state(path: Path) -> dict[str, Any]:
    """Read it. Only tensors and plain values are taken from the file."""
    return torch.load(path, map_location="cpu", weights_only=True)
