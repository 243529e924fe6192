"""`OobleckCodec`: the sound autoencoder of Stable Audio Open. 2,048 samples, the time of a frame, become one latent.

It was made for 44,100 samples a second, but the transformer learnt its latents at 51,200 = 25 × 2,048, so that one lies
on each frame: sound goes in at that rate, and what comes out is brought down to 44,100.

Shapes: B batch, S samples, L latents, C channels.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from studio.model.weights import WeightsError

from .folder import load_autoencoder

SAMPLES = 2048
RATE_IN = 51_200
RATE_OUT = 44_100
SAMPLES_OUT = SAMPLES * RATE_OUT // RATE_IN
CHANNELS = 64
WINDOW = 29 * 25
"""Latents that are encoded at once; longer sound is cut into windows that overlap by half and fade over."""


class OobleckCodec:
    """Sound to latents as the transformer knows them, and back."""

    def __init__(self, network: Any) -> None:
        """Of a diffusers `AutoencoderOobleck`."""
        self.network = network

    @torch.no_grad()
    def encode(self, wave_BSC: Tensor) -> Tensor:
        """Latents (B, L, 64) of sound in −1…1 at 51,200 Hz, in fp32; the most likely ones. L = S / 2048, rounded up.

        The network hears one mixed channel twice, as the transformer learnt it.
        """
        wave_BCS = wave_BSC.mean(2)[:, None].expand(-1, 2, -1)
        wave_BCS = functional.pad(wave_BCS, (0, -wave_BCS.shape[2] % SAMPLES)).to(self.network.dtype)
        length = wave_BCS.shape[2] // SAMPLES
        if length <= WINDOW:
            return self._encode(wave_BCS)
        up = torch.arange(1, WINDOW + 1, device=wave_BCS.device)[:, None]
        fade_LC = torch.minimum(up, up.flip(0)).float()
        latent_BLC = torch.zeros(len(wave_BCS), length, CHANNELS, device=wave_BCS.device)
        weight_LC = torch.zeros(length, 1, device=wave_BCS.device)
        for begin in (*range(0, length - WINDOW, WINDOW // 2), length - WINDOW):
            end = begin + WINDOW
            latent_BLC[:, begin:end] += self._encode(wave_BCS[:, :, begin * SAMPLES : end * SAMPLES]) * fade_LC
            weight_LC[begin:end] += fade_LC
        return latent_BLC / weight_LC

    @torch.no_grad()
    def decode(self, latent_BLC: Tensor) -> Tensor:
        """Sound (B, S, 2), about −1…1, at 44,100 Hz in fp32; S = 1764 L."""
        wave_BCS = self.network.decode(latent_BLC.transpose(1, 2).to(self.network.dtype)).sample.float()
        return resample(wave_BCS, latent_BLC.shape[1] * SAMPLES_OUT).transpose(1, 2)

    def _encode(self, wave_BCS: Tensor) -> Tensor:
        return self.network.encode(wave_BCS).latent_dist.mode().float().transpose(1, 2)


def load_oobleck(folder: Path, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32) -> OobleckCodec:
    """The codec of a folder as diffusers writes it. Raises WeightsError."""
    from diffusers import AutoencoderOobleck

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of how diffusers scales its weights
        network = load_autoencoder(folder, AutoencoderOobleck, device, dtype)
    told = network.hop_length, network.config["decoder_input_channels"], network.config["audio_channels"]
    if told != (SAMPLES, CHANNELS, 2):
        raise WeightsError(
            f"{folder} has another sound codec than Stable Audio Open's: of {told[0]} samples, {told[1]} channels and "
            f"{told[2]} ears"
        )
    return OobleckCodec(network)


def resample(wave: Tensor, length: int) -> Tensor:
    """The same sound in `length` samples, the last dimension, by its Fourier transform; it is taken as going round."""
    before = wave.shape[-1]
    if length == before:
        return wave
    shared = min(before, length)
    spectrum = torch.fft.rfft(wave)[..., : shared // 2 + 1]
    if shared % 2 == 0:  # the highest tone of the shorter one stands for two of the longer
        spectrum[..., -1] *= 2.0 if length < before else 0.5
    return torch.fft.irfft(spectrum, n=length) * (length / before)
