"""What the layers do token by token, as functions, and PyTorch's compiler for them.

Between the products of a layer lie norms, turns, gates and activations: each by itself a way through the card's memory.
Compiled, those that follow each other are one. Attention and products are the libraries' fastest kernels anyway (SDPA
takes cuDNN's on Hopper and Blackwell, else flash attention: shared keys without copies, for nothing is masked).

Decided: the functions of a layer are compiled, not the network, so once for all layers and, as the number of tokens is
left open, for all clips. Whoever fuses a network does it after the first step, so that the first preview comes at
once; what was compiled lies in a folder and is taken from there the next time. Where there is no compiler (Triton, or
what it calls for) everything goes on uncompiled, and one line in the log says why.
"""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_leaves

from .transformer import MLP, Attention

Runner = Callable[..., Any]
"""Calls a function, given with its arguments."""
Turn = tuple[Tensor, Tensor]

log = logging.getLogger(__name__)


def project(attention: Attention, x_BNM: Tensor, turn: Turn) -> Sequence[Tensor]:
    """Queries, keys, values and gates."""
    return attention.project(x_BNM, [], turn)


def merge(attention: Attention, x_BNM: Tensor, out_BNGD: Tensor, gate_BNG: Tensor) -> None:
    """Adds to the stream what attention gave, in its place."""
    x_BNM += attention.merge(out_BNGD, gate_BNG, [])


def think(mlp: MLP, x_BNM: Tensor) -> None:
    """Adds to the stream what the MLP says of it, in its place."""
    x_BNM += mlp(x_BNM, [])


def run_plainly(function: Callable[..., Any], *given: Any) -> Any:
    """As it stands."""
    return function(*given)


class Compiler:
    """A `Runner` that compiles each function with its first use or, where that fails, lets them all be.

    What is compiled in this process lies in `folder`, for the next one too.
    """

    def __init__(self, folder: Path | None = None, backend: str | Callable[..., Any] = "inductor") -> None:
        self._backend = backend
        self._compiled: dict[Callable[..., Any], Callable[..., Any]] = {}
        self._has_failed = False
        if folder is not None:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(folder)  # PyTorch has no other way to be told

    def __call__(self, function: Callable[..., Any], *given: Any) -> Any:
        from torch._dynamo import maybe_mark_dynamic  # seconds, for those who compile
        from torch._dynamo.exc import FailOnRecompileLimitHit, TorchDynamoException

        if self._has_failed:
            return function(*given)
        for tensor in tree_leaves(given):
            if isinstance(tensor, Tensor):
                maybe_mark_dynamic(tensor, 1)
        try:
            if function not in self._compiled:
                self._compiled[function] = torch.compile(function, fullgraph=True, backend=self._backend)
            return self._compiled[function](*given)
        except (TorchDynamoException, FailOnRecompileLimitHit) as error:  # before anything of it has run
            self._has_failed = True
            why = " ".join(str(error).split("\n\n")[0].split())
            log.warning("The steps run uncompiled, and slower: %s", why)
            return function(*given)
