"""`WanCodec`: the video autoencoder of Wan 2.2. 4 frames × 16 × 16 pixels become one position of 48 channels.

Shapes: B batch, C channels, F frames = 4 (T − 1) + 1, T latent frames, H W pixels or latent positions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from studio.model.weights import WeightsError

from .folder import load_autoencoder

STRIDE = (4, 16, 16)  # frames, rows, columns
CHANNELS = 48
MEAN = (
    *(-0.2289, -0.0052, -0.1323, -0.2339, -0.2799, 0.0174, 0.1838, 0.1557, -0.1382, 0.0542, 0.2813, 0.0891),
    *(0.1570, -0.0098, 0.0375, -0.1825, -0.2246, -0.1207, -0.0698, 0.5109, 0.2665, -0.2108, -0.2158, 0.2502),
    *(-0.2055, -0.0322, 0.1109, 0.1567, -0.0729, 0.0899, -0.2799, -0.1230, -0.0313, -0.1649, 0.0117, 0.0723),
    *(-0.2839, -0.2083, -0.0520, 0.3748, 0.0152, 0.1957, 0.1433, -0.2944, 0.3573, -0.0548, -0.1681, -0.0667),
)
"""Of each channel, over the films that the codec was made for."""
DEVIATION = (
    *(0.4765, 1.0364, 0.4514, 1.1677, 0.5313, 0.4990, 0.4818, 0.5013, 0.8158, 1.0344, 0.5894, 1.0901),
    *(0.6885, 0.6165, 0.8454, 0.4978, 0.5759, 0.3523, 0.7135, 0.6804, 0.5833, 1.4146, 0.8986, 0.5659),
    *(0.7069, 0.5338, 0.4889, 0.4917, 0.4069, 0.4999, 0.6866, 0.4093, 0.5709, 0.6065, 0.6415, 0.4944),
    *(0.5726, 1.2042, 0.5458, 1.6887, 0.3971, 1.0600, 0.3943, 0.5537, 0.5444, 0.4089, 0.7468, 0.7744),
)
TILE = 1024
"""Pixels a side from which a picture is decoded in tiles of that size, which overlap by a quarter and fade over."""


class WanCodec:
    """Pictures to latents as the transformer knows them, and back."""

    def __init__(self, network: Any) -> None:
        """Of a diffusers `AutoencoderKLWan`."""
        self.network = network
        network.enable_tiling(TILE, TILE, TILE * 3 // 4, TILE * 3 // 4)

    @torch.no_grad()
    def encode(self, pixels_BCFHW: Tensor) -> Tensor:
        """Latents (B, 48, T, H/16, W/16) of pictures in −1…1, in fp32; the most likely ones, so always the same."""
        frames, height, width = pixels_BCFHW.shape[2:]
        if frames % STRIDE[0] != 1 or height % STRIDE[1] or width % STRIDE[2]:
            raise ValueError(f"{frames} frames of {width} × {height} can't be encoded: 4k + 1 of multiples of 16 can")
        return normalise(self.network.encode(pixels_BCFHW.to(self.network.dtype)).latent_dist.mode().float())

    @torch.no_grad()
    def decode(self, latent_BCTHW: Tensor) -> Tensor:
        """Pictures (B, 3, F, H, W) in −1…1, in fp32."""
        return self.network.decode(denormalise(latent_BCTHW).to(self.network.dtype)).sample.float()


def load_wan(folder: Path, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32) -> WanCodec:
    """The codec of a folder as diffusers writes it. Raises WeightsError."""
    from diffusers import AutoencoderKLWan

    network = load_autoencoder(folder, AutoencoderKLWan, device, dtype)
    if network.config["z_dim"] != CHANNELS:
        raise WeightsError(f"{folder} has a codec of {network.config['z_dim']} channels; Wan 2.2's has {CHANNELS}")
    return WanCodec(network)


def normalise(latent_BCTHW: Tensor) -> Tensor:
    """Of the codec's own latents those that the transformer knows."""
    mean, deviation = _constants(latent_BCTHW)
    return (latent_BCTHW - mean) / deviation


def denormalise(latent_BCTHW: Tensor) -> Tensor:
    """The other way round."""
    mean, deviation = _constants(latent_BCTHW)
    return latent_BCTHW * deviation + mean


def _constants(latent: Tensor) -> tuple[Tensor, Tensor]:
    mean, deviation = (torch.tensor(each, device=latent.device)[:, None, None, None] for each in (MEAN, DEVIATION))
    return mean, deviation
