"""`VideoCodec`: the small causal video autoencoder. 4 frames × 16 × 16 pixels become one latent position.

Shapes: B batch, C channels, F frames, T latent frames = (F − 1) / 4 + 1, H W pixels or latent positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layers import Conv, normalise

STRIDE = (4, 16, 16)  # frames, rows, columns
_FOLD = 4  # pixels a side that are folded into channels at once
_RGB = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoCodecConfig:
    """Widths and depths; fine: every frame at a quarter of its size, coarse: four frames in one at an eighth."""

    channels: int = 96
    place_width: int = 48  # of each of the four coarse places that become one of the latent
    fine_width: int = 64
    coarse_width: int = 192
    fine_depth: tuple[int, int] = (1, 3)  # encoder, decoder
    coarse_depth: tuple[int, int] = (2, 3)


class VideoCodec(nn.Module):
    """Pictures to latents and back. A latent frame knows itself and those before it; the first stands for one frame."""

    def __init__(self, config: VideoCodecConfig) -> None:
        super().__init__()
        self.config = config
        fine, coarse, folded = config.fine_width, config.coarse_width, _RGB * _FOLD**2
        merged = fine * 4 * STRIDE[0]  # of 2 x 2 places in four frames
        self.fine_in = Conv(folded, fine, 3, 2)
        self.fine_encoder = nn.ModuleList(Block(fine) for _ in range(config.fine_depth[0]))
        self.merge = Conv(merged, coarse, 1, 2)
        self.coarse_encoder = nn.ModuleList(Block(coarse) for _ in range(config.coarse_depth[0]))
        self.to_places = Conv(coarse, config.place_width, 3, 2)
        self.to_latent = Conv(4 * config.place_width, config.channels, 1, 2)
        self.from_latent = Conv(config.channels, 4 * config.place_width, 1, 2)
        self.from_places = Conv(config.place_width, coarse, 3, 2)
        self.coarse_decoder = nn.ModuleList(Block(coarse) for _ in range(config.coarse_depth[1]))
        self.split = Conv(coarse, merged, 1, 2)
        self.fine_decoder = nn.ModuleList(Block(fine) for _ in range(config.fine_depth[1]))
        self.fine_out = Conv(fine, folded, 3, 2)

    def encode(self, pixels_BCFHW: Tensor) -> Tensor:
        """Latents (B, C, T, H/16, W/16) of pictures in −1…1. F = 4k + 1; H and W are multiples of 16.

        Each position has a mean square of 1 over its channels.
        """
        first = pixels_BCFHW[:, :, :1].expand(-1, -1, STRIDE[0] - 1, -1, -1)
        frames = torch.cat((first, pixels_BCFHW), 2).transpose(1, 2)
        batch, count = frames.shape[:2]
        x = functional.pixel_unshuffle(frames.flatten(0, 1), _FOLD)
        x = _run(self.fine_encoder, self.fine_in(_as_pictures(x)), count)
        x = functional.pixel_unshuffle(x, 2)
        x = x.reshape(-1, STRIDE[0] * x.shape[1], *x.shape[2:])
        steps = count // STRIDE[0]
        x = _run(self.coarse_encoder, self.merge(_as_pictures(x)), steps)
        x = functional.pixel_unshuffle(self.to_places(x), 2)
        latent = normalise(self.to_latent(x))
        return latent.reshape(batch, steps, *latent.shape[1:]).transpose(1, 2)

    def decode(self, latent_BCTHW: Tensor) -> Tensor:
        """Pictures (B, 3, F, H, W), about −1…1, of latents."""
        batch, _, steps = latent_BCTHW.shape[:3]
        x = _as_pictures(latent_BCTHW.transpose(1, 2).flatten(0, 1))
        x = self.from_places(_as_pictures(functional.pixel_shuffle(self.from_latent(x), 2)))
        x = self.split(_run(self.coarse_decoder, x, steps))
        count = steps * STRIDE[0]
        x = functional.pixel_shuffle(x.reshape(batch * count, -1, *x.shape[2:]), 2)
        x = self.fine_out(_run(self.fine_decoder, _as_pictures(x), count))
        frames = functional.pixel_shuffle(x, _FOLD)
        return frames.reshape(batch, count, *frames.shape[1:]).transpose(1, 2)[:, :, STRIDE[0] - 1 :]


class Block(nn.Module):
    """A residual block: mixes a position with its neighbours, and with itself one step before."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.Parameter(torch.ones(width))
        self.before = Conv(width, width, 1, 2)
        self.first = Conv(width, width, 3, 2)
        self.second = Conv(width, width, 3, 2)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor, steps: int) -> Tensor:
        """`x` (B · T, C, H, W), the `steps` T of one clip one after the other."""
        h = normalise(x) * self.norm[:, None, None]
        h = self.first(h) + _delay(self.before(h), steps)
        return x + self.second(functional.silu(h))


def _delay(x: Tensor, steps: int) -> Tensor:
    """Each step's values one step later; nothing comes before the first."""
    if steps == 1:
        return torch.zeros_like(x)
    clips = x.reshape(-1, steps, *x.shape[1:])
    return torch.cat((torch.zeros_like(clips[:, :1]), clips[:, :-1]), 1).reshape(x.shape)


def _as_pictures(x: Tensor) -> Tensor:
    """In the order that convolutions are quickest with."""
    return x.contiguous(memory_format=torch.channels_last)


def _run(blocks: nn.ModuleList, x: Tensor, steps: int) -> Tensor:
    for block in blocks:
        x = block(x, steps)
    return x
