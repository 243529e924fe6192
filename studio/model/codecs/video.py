"""`VideoCodec`: the small causal video autoencoder. 4 frames × 8 × 8 pixels become one latent position.

Shapes: B batch, C channels, F frames, T latent frames = (F − 1) / 4 + 1, H W pixels or latent positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layers import Conv, normalise

STRIDE = (4, 8, 8)  # frames, rows, columns
_FOLD = 4  # pixels a side that are folded into channels at once
_RGB = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoCodecConfig:
    """Widths and depths; `fine` at a quarter of the picture's size, `coarse` at an eighth."""

    channels: int = 48
    fine_width: int = 128
    coarse_width: int = 192
    encoder_depth: tuple[int, int] = (1, 2)  # fine, coarse
    decoder_depth: tuple[int, int] = (2, 3)


class VideoCodec(nn.Module):
    """Pictures to latents and back. A latent frame knows itself and those before it; the first stands for one frame."""

    def __init__(self, config: VideoCodecConfig) -> None:
        super().__init__()
        self.config = config
        fine, coarse = config.fine_width, config.coarse_width
        folded = _RGB * STRIDE[0] * _FOLD**2
        self.encoder = nn.ModuleList(
            [
                Conv(folded, fine, 3, 2),
                *(Block(fine) for _ in range(config.encoder_depth[0])),
                nn.PixelUnshuffle(2),
                Conv(fine * 4, coarse, 1, 2),
                *(Block(coarse) for _ in range(config.encoder_depth[1])),
                Conv(coarse, config.channels, 3, 2),
            ]
        )
        self.decoder = nn.ModuleList(
            [
                Conv(config.channels, coarse, 3, 2),
                *(Block(coarse) for _ in range(config.decoder_depth[1])),
                Conv(coarse, fine * 4, 1, 2),
                nn.PixelShuffle(2),
                *(Block(fine) for _ in range(config.decoder_depth[0])),
                Conv(fine, folded, 3, 2),
            ]
        )

    def encode(self, pixels_BCFHW: Tensor) -> Tensor:
        """Latents (B, C, T, H/8, W/8) of pictures in −1…1. F = 4k + 1; H and W are multiples of 8.

        Each position has a mean square of 1 over its channels.
        """
        batch, _, frames, height, width = pixels_BCFHW.shape
        first = pixels_BCFHW[:, :, :1].expand(-1, -1, STRIDE[0] - 1, -1, -1)
        x = torch.cat((first, pixels_BCFHW), 2)
        steps = (frames - 1) // STRIDE[0] + 1
        x = x.reshape(batch, _RGB, steps, STRIDE[0], height, width).permute(0, 2, 1, 3, 4, 5)
        x = x.reshape(batch * steps, _RGB * STRIDE[0], height, width)
        x = functional.pixel_unshuffle(x, _FOLD).contiguous(memory_format=torch.channels_last)
        latent = _run(self.encoder, x, steps)
        latent = normalise(latent)
        return latent.reshape(batch, steps, *latent.shape[1:]).transpose(1, 2)

    def decode(self, latent_BCTHW: Tensor) -> Tensor:
        """Pictures (B, 3, F, H, W), about −1…1, of latents."""
        batch, channels, steps, height, width = latent_BCTHW.shape
        x = latent_BCTHW.transpose(1, 2).reshape(batch * steps, channels, height, width)
        x = _run(self.decoder, x.contiguous(memory_format=torch.channels_last), steps)
        x = functional.pixel_shuffle(x, _FOLD)
        height, width = x.shape[-2:]
        x = x.reshape(batch, steps, _RGB, STRIDE[0], height, width).permute(0, 2, 1, 3, 4, 5)
        return x.reshape(batch, _RGB, steps * STRIDE[0], height, width)[:, :, STRIDE[0] - 1 :]


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


def _run(layers: nn.ModuleList, x: Tensor, steps: int) -> Tensor:
    for layer in layers:
        x = layer(x, steps) if isinstance(layer, Block) else layer(x)
    return x
