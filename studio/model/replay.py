"""`Replay`: the work of a step, recorded once as a CUDA graph and then given to the card as a whole.

What the processor takes to hand over a forward (some thousand kernels) lies behind what the card takes to compute it,
and costs nothing, unless the forward is short. So only short ones are worth it (`LAUNCH_SECONDS`), and only with all
weights on the card: what streams is sent for by the processor.

Nobody has run this on a card yet. So a recording has to prove itself: its first replay is compared with what the
network said, and should it differ or not come about, everything goes on without and one line in the log says why.
"""

import logging
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from .config import TransformerConfig
from .fusion import Runner, run_plainly
from .packing import Packed, list_tensors
from .placement import Placement
from .stream import fuse
from .transformer import Transformer

LAUNCH_SECONDS = 0.1
"""What takes the card longer gains nothing: the processor needs some 10 microseconds a kernel."""
MOST = 2
"""Recordings that are kept: with guidance a step has two lengths of text."""

Shape = tuple[Any, ...]

log = logging.getLogger(__name__)


def is_worth_it(placement: Placement, device: torch.device) -> bool:
    """Whether a network by this plan gains by recording its steps."""
    return device.type == "cuda" and not placement.streamed and placement.step_seconds < LAUNCH_SECONDS


class Recording:
    """A forward of one shape: where its inputs and outputs lie, and what the card does between them."""

    def __init__(self, network: Transformer, packed: Packed) -> None:
        """Raises `RuntimeError` where something in it can't be recorded."""
        self._graph = torch.cuda.CUDAGraph()
        self._inputs = {name: tensor.clone() for name, tensor in list_tensors(packed).items()}
        given: dict[str, Any] = dict(self._inputs)
        stream = torch.cuda.current_stream()
        try:
            with torch.cuda.graph(self._graph):
                self._outputs = network(replace(packed, **given))
        finally:
            torch.cuda.set_stream(stream)  # a recording that fails leaves another

    def play(self, packed: Packed) -> tuple[Tensor, Tensor]:
        """What the network says of a clip of the same shape."""
        for name, tensor in list_tensors(packed).items():
            self._inputs[name].copy_(tensor)
        self._graph.replay()
        video_BCTHW, audio_BLC = self._outputs
        return video_BCTHW.clone(), audio_BLC.clone()


class Replay:
    """Stands for a network on a card: a step of a shape is recorded when it comes the second time, then replayed."""

    def __init__(self, network: Transformer) -> None:
        self._network = network
        self._recordings: dict[Shape, Recording] = {}
        self._met: set[Shape] = set()
        self._records, self._has_failed = False, False

    @property
    def config(self) -> TransformerConfig:
        return self._network.config

    def fuse(self, runner: Runner) -> None:
        """Has its layers work by a runner, always the same, or for a while plainly, without recordings."""
        fuse(self._network, runner)
        self._records = runner is not run_plainly

    @torch.no_grad()
    def __call__(self, packed: Packed, /) -> tuple[Tensor, Tensor]:
        if not self._records or self._has_failed:
            return self._network(packed)
        shape = tell_shape(packed)
        if (known := self._recordings.get(shape)) is not None:
            return known.play(packed)
        said = self._network(packed)
        if shape in self._met:
            self._record(shape, packed, said)
        self._met.add(shape)
        return said

    def _record(self, shape: Shape, packed: Packed, said: tuple[Tensor, Tensor]) -> None:
        if len(self._recordings) == MOST:
            self._recordings.clear()
        try:
            recording = Recording(self._network, packed)
            played = recording.play(packed)
        except RuntimeError as error:
            self._give_up(str(error).split("\n")[0])
            return
        if all(torch.allclose(one, other, rtol=1e-3, atol=1e-3) for one, other in zip(played, said, strict=True)):
            self._recordings[shape] = recording
        else:
            self._give_up("a recording says something else than the network")

    def _give_up(self, why: str) -> None:
        self._has_failed = True
        self._recordings.clear()
        log.warning("Steps aren't recorded, and short ones slower: %s", why)


def tell_shape(packed: Packed) -> Shape:
    """What must be the same for a recording to serve."""
    shapes = tuple((name, tuple(tensor.shape), tensor.dtype) for name, tensor in list_tensors(packed).items())
    return packed.grid, shapes
