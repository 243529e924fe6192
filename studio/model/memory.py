"""`Memory`: how far a shot has come, as bytes: the stages that are made, and the halt of the one at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from .generate import Halt

_DONE, _VIDEO, _AUDIO, _VIDEO_PAST, _AUDIO_PAST = "done", "video", "audio", "video_past", "audio_past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The latents of picture and sound of each stretch or stage that is made; `halt` is of the one after them."""

    made: Sequence[tuple[Tensor, Tensor]] = ()
    halt: Halt | None = None


def write_memory(memory: Memory) -> bytes:
    """As a safetensors file."""
    tensors: dict[str, Tensor] = {}
    for number, (video, audio) in enumerate(memory.made):
        tensors |= {f"made.{number}.{_VIDEO}": video, f"made.{number}.{_AUDIO}": audio}
    if memory.halt is not None:
        halt = memory.halt
        tensors |= {_DONE: torch.tensor(halt.done), _VIDEO: halt.video_BCTHW, _AUDIO: halt.audio_BLC}
        for name, past in ((_VIDEO_PAST, halt.video_past), (_AUDIO_PAST, halt.audio_past)):
            tensors |= {f"{name}.{number}": tensor for number, tensor in enumerate(past)}
    return save({name: tensor.to("cpu", copy=True).contiguous() for name, tensor in tensors.items()})


def read_memory(state: bytes) -> Memory:
    """Raises `ValueError` for what `write_memory` has not written."""
    try:
        tensors = load(state)
        count = sum(name.startswith("made.") for name in tensors) // 2
        made = [(tensors[f"made.{n}.{_VIDEO}"], tensors[f"made.{n}.{_AUDIO}"]) for n in range(count)]
        if _DONE not in tensors:
            return Memory(made=made)
        halt = Halt(
            done=int(tensors[_DONE]),
            video_BCTHW=tensors[_VIDEO],
            audio_BLC=tensors[_AUDIO],
            video_past=_in_order(tensors, _VIDEO_PAST),
            audio_past=_in_order(tensors, _AUDIO_PAST),
        )
    except (SafetensorError, KeyError, RuntimeError) as error:
        raise ValueError(f"no memory of a shot: {error}") from error
    return Memory(made=made, halt=halt)


def _in_order(tensors: dict[str, Tensor], name: str) -> list[Tensor]:
    return [tensors[f"{name}.{number}"] for number in range(sum(key.startswith(f"{name}.") for key in tensors))]
