"""`Stage`: one part of Toy Theatre's training, and the plan of all."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from studio.model.train import Mean, Optimizer

from .model import ToyModel

LATENT_NOISE = 0.1  # what a codec's decoder learns to bear
SIZE_ODDS = (0.7, 0.15, 0.15)
_COMPILERS = ("c++", "g++", "clang++", "cl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long each stage trains, and on how much at once. The network's `begin` is where it is on its way, 0…1."""

    minutes: float
    device: torch.device
    shares: tuple[tuple[str, float], ...] = (
        ("video_codec", 0.22),
        ("audio_codec", 0.04),
        ("network", 0.62),
        ("student", 0.12),
    )
    begin: float = 0.0
    codec_batch: int = 8
    batch: int = 32
    clips: int = 6000


class Stage(ABC):
    """One network, or some that learn together, with what it learns from; `prefix` is its place in the model."""

    prefix = ""

    def __init__(self, plan: Plan, model: ToyModel, module: nn.Module, *, muon: float, adam: float) -> None:
        self.plan, self.model, self.module, self.device = plan, model, module, plan.device
        self.optimizer = Optimizer([module], muon=muon, adam=adam)
        self.mean = Mean(module)

    @abstractmethod
    def loss(self, step: int, done: float) -> tuple[Tensor, dict[str, float]]:
        """The loss of a new batch, and figures to show; `done` is how much of the stage is over, 0…1."""


def compile_where_it_pays(work: Callable[..., Any], *, each_size: bool = False) -> Callable[..., Any]:
    """Compiled by torch where the machine has a compiler; `each_size` anew for every size, which is faster."""
    if not any(map(shutil.which, _COMPILERS)):
        return work
    return torch.compile(work, dynamic=False if each_size else None)
