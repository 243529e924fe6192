"""A network of every kind of layer, small enough for tests, and things to put into it."""

import dataclasses
from typing import Any

import torch
from torch import Tensor

from studio.model.config import TransformerConfig
from studio.model.packing import Reference
from studio.model.transformer import Transformer

CONFIG = TransformerConfig(
    num_layers=4,
    hidden_size=128,
    head_dim=32,
    num_kv_heads=2,
    video_in=32,
    audio_in=6,
    text_in=20,
    mm_layers=(0, 3),
    gelu_layers=(0,),
    time_mode="channels64",
    references=True,
)


def change(**changes: Any) -> TransformerConfig:
    return dataclasses.replace(CONFIG, **changes)


def build(config: TransformerConfig = CONFIG, seed: int = 0) -> Transformer:
    """With weights at random in every place, norms and heads included."""
    torch.manual_seed(seed)
    transformer = Transformer(config).eval()
    for parameter in transformer.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return transformer


def draw(seed: int, *size: int) -> Tensor:
    return torch.randn(size, generator=torch.Generator().manual_seed(seed))


def clip(batch: int = 1, frames: int = 3, audio: int = 9, text: int = 5) -> dict[str, Tensor]:
    """What `pack` needs of a clip of 4 rows and 6 columns."""
    return {
        "video_BCTHW": draw(1, batch, 8, frames, 4, 6),
        "audio_BLC": draw(2, batch, audio, 6),
        "text_BLC": draw(3, batch, text, 20),
        "time_B": torch.linspace(0.3, 0.9, batch),
    }


def reference(seed: int, batch: int = 1, tagged: bool = True, **rest: Any) -> Reference:
    tag_BC = draw(seed + 100, batch, 20) if tagged else None
    return Reference(latent_BCHW=draw(seed, batch, 8, 4, 2), tag_BC=tag_BC, **rest)
