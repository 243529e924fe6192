"""Rotary positions over time, row and column."""

import torch
from torch import Tensor, nn


class Rope(nn.Module):
    """Turns coordinates into angles. The frequencies are part of the checkpoint."""

    bands: Tensor

    def __init__(self, bands: int, base: float = 10_000.0) -> None:
        super().__init__()
        self.register_buffer("bands", base ** (-torch.arange(bands, dtype=torch.float32) / bands))

    def forward(self, coords_BNX: Tensor) -> tuple[Tensor, Tensor]:
        """Sine and cosine, each [B, N, 3 * bands] in fp32: the angles of t, then of h, then of w."""
        angles_BNA = (coords_BNX[..., None] * self.bands).flatten(-2)
        return angles_BNA.sin(), angles_BNA.cos()


def rotate(x_BNGD: Tensor, sin_BNA: Tensor, cos_BNA: Tensor) -> Tensor:
    """Turns dimension j against j + A; what lies beyond 2 * A stays as it is."""
    sin, cos = sin_BNA[:, :, None], cos_BNA[:, :, None]
    turned = sin.shape[-1]
    first, second, rest = x_BNGD.split([turned, turned, x_BNGD.shape[-1] - 2 * turned], dim=-1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin, rest], dim=-1)
