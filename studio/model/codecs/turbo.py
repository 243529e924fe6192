"""`TurboDecoder`: the small, fast decoder for latents of the Wan 2.2 codec, which shows a clip window by window.

Shapes: B batch, C channels, T latent frames, F frames = 4 (T − 1) + 1, H W latent positions or pixels, 16 to a latent.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.model.weights import WeightsError, load

from .wan import CHANNELS, STRIDE, denormalise

WINDOW = 7
"""Latent frames that are decoded at once, with one more on either side where there is one; the weights learnt that."""
_MID_DEPTH = 3
_DEPTHS = (3, 2, 2, 2)
_PATCH = 2
_HALO = 9
"""Rows, at twice those of the latent, that the stages after the first look beyond their own on either side."""
_ROWS_OUT = 4
"""What the stages after the first make of one such row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurboConfig:
    """The width of each stage, from the latent's size to half the picture's."""

    widths: tuple[int, int, int, int] = (512, 256, 128, 64)


class TurboDecoder(nn.Module):
    """Latents as the transformer knows them to pictures. Not causal: a frame looks at the latents before and after."""

    def __init__(self, config: TurboConfig) -> None:
        super().__init__()
        self.config = config
        self.decoder = _Decoder(config.widths)

    def decode(self, latent_BCTHW: Tensor, rows: int | None = None) -> Tensor:
        """Pictures (B, 3, F, H, W), about −1…1, in fp32."""
        return torch.cat(list(self.decode_windows(latent_BCTHW, rows)), 2)

    @torch.no_grad()
    def sketch(self, latent_BCHW: Tensor) -> Tensor:
        """One picture (B, 3, 1, H, W) of one latent frame by itself: a seventh of a window's work, for previews."""
        kind = self.decoder.conv_in.conv.weight.dtype
        return self.decoder(denormalise(latent_BCHW[:, :, None]).to(kind), True, None).float()

    @torch.no_grad()
    def decode_windows(self, latent_BCTHW: Tensor, rows: int | None = None) -> Iterator[Tensor]:
        """The same pictures, first 25 frames and then 28 at a time, each window as soon as it is there.

        With `rows` the wide stages take so many rows of the latent at a time, and the more work for it: the same
        pictures to rounding, in less memory (`count_bytes`).
        """
        steps = latent_BCTHW.shape[2]
        kind = self.decoder.conv_in.conv.weight.dtype
        for begin in range(0, steps, WINDOW):
            before, after = int(begin > 0), int(begin + WINDOW < steps)
            places = [min(place, steps - 1) for place in range(begin - before, begin + WINDOW + after)]
            frames = self.decoder(denormalise(latent_BCTHW[:, :, places]).to(kind), begin == 0, rows)
            made_up = max(begin + WINDOW - steps, 0)
            yield frames[:, :, STRIDE[0] * before : frames.shape[2] - STRIDE[0] * (after + made_up)].float()


class _Decoder(nn.Module):
    def __init__(self, widths: tuple[int, int, int, int]) -> None:
        super().__init__()
        self.conv_in = _Conv(CHANNELS, widths[0], 3)
        self.mid_block = _Mid(widths[0])
        inside = (widths[0], *widths)
        self.up_blocks = nn.ModuleList(_Up(stage, inside[stage], width) for stage, width in enumerate(widths))
        self.conv_out = _Conv(widths[-1], 3 * _PATCH**2, 3)

    def forward(self, x: Tensor, first: bool, rows: int | None) -> Tensor:
        """`x` (B, C, T, H, W) to frames: 4 a step, but 1 of the first step of a clip."""
        x = self.conv_in(x)
        for block in self.mid_block.resnets:
            x = block(x)
        x = self._climb(x, first, 0, 1)
        height, band = x.shape[3], 2 * (rows or x.shape[3])
        bands: list[Tensor] = []
        for top in range(0, height, band):
            above, end = max(top - _HALO, 0), min(top + band, height)
            part = self._climb(x[:, :, :, above : end + _HALO], first, 1, len(_DEPTHS))
            part = self.conv_out.conv(_prepare(part, functional.silu))
            bands.append(part[:, :, :, (top - above) * _ROWS_OUT : (end - above) * _ROWS_OUT])
        return _unfold(torch.cat(bands, 3) if len(bands) > 1 else bands[0])

    def _climb(self, x: Tensor, first: bool, begin: int, end: int) -> Tensor:
        """Through these stages; in one loop, so that nothing holds what a layer was given once it is done."""
        stages = cast("list[_Up]", self.up_blocks[begin:end])
        for layer in [layer for stage in stages for layer in stage.list_layers()]:
            x = layer(x, first) if isinstance(layer, _Double) else layer(x)
        return x


class _Mid(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(_Residual(width, width) for _ in range(_MID_DEPTH))


class _Up(nn.Module):
    """A stage: to its width, to twice the size, then residual blocks."""

    def __init__(self, stage: int, inside: int, width: int) -> None:
        super().__init__()
        last = stage == len(_DEPTHS) - 1
        self.conv_in = _Residual(inside, width) if inside != width else None
        self.upsamplers = None if last else nn.ModuleList([_Double(width, in_time=stage < 2)])
        self.resnets = nn.ModuleList(_Residual(width, width, clip=not last) for _ in range(_DEPTHS[stage]))

    def list_layers(self) -> list[nn.Module]:
        """In the order in which they run."""
        return [*([self.conv_in] if self.conv_in is not None else []), *(self.upsamplers or ()), *self.resnets]


class _Double(nn.Module):
    """Twice the rows and columns and, `in_time`, the frames; a clip's first frame stays one."""

    def __init__(self, width: int, in_time: bool) -> None:
        super().__init__()
        self.time_conv = _Conv(width, 2 * width, (3, 1, 1)) if in_time else None
        self.resample = nn.Sequential(nn.Identity(), nn.Conv2d(width, width, 3, padding=1))

    def forward(self, x: Tensor, first: bool) -> Tensor:
        if self.time_conv is not None:
            x = self.time_conv(x).unflatten(1, (2, -1))  # B, earlier or later, C, T, H, W
            x = x.permute(0, 2, 3, 1, 4, 5).flatten(2, 3)[:, :, int(first) :]
        frames = x.shape[2]
        pictures = functional.interpolate(x.transpose(1, 2).flatten(0, 1), scale_factor=2.0, mode="nearest-exact")
        return self.resample(pictures).unflatten(0, (-1, frames)).transpose(1, 2)


class _Residual(nn.Module):
    """Two convolutions beside the stream; `clip` cuts off below zero first, where others bend."""

    def __init__(self, inside: int, width: int, clip: bool = False) -> None:
        super().__init__()
        self.clip = clip
        self.conv1 = _Conv(inside, width, 3)
        self.conv2 = _Conv(width, width, 3)
        self.conv_shortcut = _Conv(inside, width, 1) if inside != width else None

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1.conv(_prepare(x, functional.relu if self.clip else functional.silu))
        h = _prepare(h, functional.silu)  # the older h is gone before the newer one is there
        h = self.conv2.conv(h)
        return h.add_(x if self.conv_shortcut is None else self.conv_shortcut(x * _measure(x, 1e-6)))


class _Conv(nn.Module):
    """A convolution over time and space: the frames at the ends are repeated, beyond the picture there is nothing."""

    def __init__(self, inside: int, outside: int, side: int | tuple[int, int, int]) -> None:
        super().__init__()
        self.conv = nn.Conv3d(inside, outside, side)
        time, height, width = self.conv.kernel_size
        self.conv.padding = (0, height // 2, width // 2)
        self.reach = time // 2

    def forward(self, x: Tensor) -> Tensor:
        if self.reach:
            x = torch.cat((x[:, :, :1], x, x[:, :, -1:]), 2)
        return self.conv(x)


def count_bytes(height: int, width: int, rows: int | None, bytes_a_number: int) -> int:
    """What a window of the released decoder takes at most beside the weights, for a latent of this height and width.

    Two kinds of numbers: those that lie there whole, and those of the widest stage, for the rows that it takes at once
    and a halo. Held against the truth by a test that counts; kernels may want some more.
    """
    at_once = height if rows is None else min(height, rows + _HALO)
    return width * (130_000 * height + 885_000 * at_once) * bytes_a_number


def load_turbo(
    path: Path,
    device: torch.device | str = "cpu",
    dtype: torch.dtype = torch.float32,
    config: TurboConfig | None = None,
) -> TurboDecoder:
    """The decoder of a safetensors file or of the released `.ckpt`, of which nothing is run. Raises WeightsError."""

    def build() -> TurboDecoder:
        return TurboDecoder(config or TurboConfig())

    if path.suffix != ".ckpt":
        return load(path, build, rest=dtype, device=device).requires_grad_(False)
    with torch.device("meta"):
        network = build()
    tensors = {name: tensor.to(device, dtype, copy=True) for name, tensor in _read_checkpoint(path).items()}
    try:
        network.load_state_dict(tensors, assign=True)
    except RuntimeError as error:
        raise WeightsError(f"{path.name} doesn't fit the turbo decoder: {' '.join(str(error).split())}") from error
    return network.eval().requires_grad_(False)


def _read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The averaged weights of a training's checkpoint; what else it kept isn't read from the disk."""
    try:
        kept: Any = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        averaged = {str(name).removeprefix("module."): tensor for name, tensor in kept["ema_state_dict"].items()}
    except OSError as error:
        raise WeightsError(f"{path} can't be read ({error.strerror or error})") from error
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise WeightsError(f"{path.name} is damaged or no checkpoint of the turbo decoder") from error
    return {name: tensor for name, tensor in averaged.items() if name.startswith("decoder.")}


def _measure(x: Tensor, epsilon: float) -> Tensor:
    """What gives each position a mean square of 1 over its channels."""
    square = torch.linalg.vector_norm(x, dim=1, keepdim=True, dtype=torch.float32).square() / x.shape[1]
    return torch.rsqrt(square + epsilon).to(x.dtype)


def _prepare(x: Tensor, bend: Callable[..., Tensor]) -> Tensor:
    """Normalised, bent, and with its ends repeated for a convolution over time: one new tensor, and no more."""
    h = x.new_empty(*x.shape[:2], x.shape[2] + 2, *x.shape[3:])
    torch.mul(x, _measure(x, 1e-8), out=h[:, :, 1:-1])
    h[:, :, 0], h[:, :, -1] = h[:, :, 1], h[:, :, -2]
    return bend(h, inplace=True)


def _unfold(x: Tensor) -> Tensor:
    """Pictures (B, 3, F, 2 H, 2 W) of (B, 12, F, H, W), whose channels are colour, column and row."""
    x = x.unflatten(1, (3, _PATCH, _PATCH)).permute(0, 1, 4, 5, 3, 6, 2)
    return x.flatten(5, 6).flatten(3, 4)
