"""The layers of which both codecs are built."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Conv(nn.Module):
    """A convolution over the neighbours in one or two dimensions; its weight is a matrix, as Muon wants it."""

    def __init__(self, inside: int, outside: int, side: int, dimensions: int) -> None:
        super().__init__()
        self.kernel = (side,) * dimensions
        taps = inside * side**dimensions
        self.weight = nn.Parameter(torch.randn(outside, taps) * taps**-0.5)
        self.bias = nn.Parameter(torch.zeros(outside))

    def forward(self, x: Tensor) -> Tensor:
        """`x` (B, C, W) or (B, C, H, W); the size stays."""
        weight = self.weight.unflatten(1, (-1, *self.kernel))
        convolve = functional.conv1d if len(self.kernel) == 1 else functional.conv2d
        return convolve(x, weight, self.bias, padding=self.kernel[0] // 2)


def normalise(x: Tensor) -> Tensor:
    """Each position with a mean square of 1 over its channels, the second dimension."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-6)
