"""`AudioCodec`: the small sound autoencoder. 2,000 samples at 16 kHz, the time of one video frame, become one latent.

Shapes: B batch, S samples, L latents = S / 2000, C channels.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

from .layers import Conv, normalise

SAMPLES = 2000
_FOLDS = (40, 5, 10)  # samples, then positions, that are folded into channels


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioCodecConfig:
    """`widths` at 50, 10 and 1 positions a latent."""

    channels: int = 32
    widths: tuple[int, int, int] = (64, 96, 128)
    depth: int = 2


class AudioCodec(nn.Module):
    """Mono sound to latents and back."""

    def __init__(self, config: AudioCodecConfig) -> None:
        super().__init__()
        self.config = config
        inside = (1, *config.widths[:2])
        self.encoder = nn.ModuleList()
        self.decoder = nn.ModuleList()
        for fold, before, width in zip(_FOLDS, inside, config.widths, strict=True):
            self.encoder.append(_stage([_Fold(fold), Conv(before * fold, width, 1, 1)], width, config.depth))
            spread = [Conv(width, before * fold, 1, 1), _Unfold(fold)]
            self.decoder.insert(0, nn.Sequential(*(SoundBlock(width) for _ in range(config.depth)), *spread))
        self.to_latent = Conv(config.widths[-1], config.channels, 1, 1)
        self.from_latent = Conv(config.channels, config.widths[-1], 1, 1)

    def encode(self, samples_BS: Tensor) -> Tensor:
        """Latents (B, L, C) of samples in −1…1; each latent has a mean square of 1."""
        x = samples_BS[:, None]
        for stage in self.encoder:
            x = stage(x)
        x = self.to_latent(x)
        return normalise(x).transpose(1, 2)

    def decode(self, latent_BLC: Tensor) -> Tensor:
        """Samples (B, S) of latents."""
        x = self.from_latent(latent_BLC.transpose(1, 2))
        for stage in self.decoder:
            x = stage(x)
        return x[:, 0]


class SoundBlock(nn.Module):
    """A residual block over neighbours in time."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = Conv(width, width, 5, 1)
        self.second = Conv(width, width, 5, 1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        """`x` (B, C, positions)."""
        return x + self.second(functional.silu(self.first(normalise(x))))


class _Fold(nn.Module):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def forward(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (-1, self.count)).permute(0, 1, 3, 2).flatten(1, 2)


class _Unfold(nn.Module):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def forward(self, x: Tensor) -> Tensor:
        return x.unflatten(1, (-1, self.count)).permute(0, 1, 3, 2).flatten(2)


def _stage(first: list[nn.Module], width: int, depth: int) -> nn.Sequential:
    return nn.Sequential(*first, *(SoundBlock(width) for _ in range(depth)))
