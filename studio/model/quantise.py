"""How the large linears are kept: in bf16, or in one byte a number with a scale for each output.

Weight-only: before its use a weight is restored to the type of the arithmetic, once for all tokens, so the products are
those of bf16 with weights that are a little off: int8 by 1/254 of a row's largest number at most, fp8 (e4m3) by 1/16 of
each number at most. torchao does the same arithmetic, but restores for every product (that is, for every chunk of
tokens) and keeps its tensors in a class that can't lie in a block of bytes; so these few lines are our own.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from .forms import Form, Precision, is_quantised
from .transformer import ALL, EVEN, ODD
from .weights import FP8, FP8_SCALE, Read

KEPT: dict[Precision, torch.dtype] = {"fp32": torch.float32, "bf16": torch.bfloat16, "int8": torch.int8, "fp8": FP8}
LARGEST: dict[torch.dtype, float] = {torch.int8: 127.0, FP8: 448.0}
PIECE = 2**23
"""Numbers that are read at a time, so that loading holds little beside what is kept."""


def choose_arithmetic(precision: Precision) -> torch.dtype:
    """The type in which the large linears compute."""
    return torch.float32 if precision == "fp32" else torch.bfloat16


def quantise(weight_RC: Tensor, kept: torch.dtype) -> tuple[Tensor, Tensor]:
    """The weight as int8 or fp8, and the scale of each row in fp32: they multiply to about the weight."""
    weight_RC = weight_RC.float()
    scale_R = weight_RC.abs().amax(1).clamp(min=1e-30) / LARGEST[kept]
    share_RC = weight_RC / scale_R[:, None]
    if kept == torch.int8:
        share_RC = share_RC.round()
    return share_RC.clamp(-LARGEST[kept], LARGEST[kept]).to(kept), scale_R


def restore(weight_RC: Tensor, scale_R: Tensor, dtype: torch.dtype) -> Tensor:
    """The products in fp32, rounded once."""
    if weight_RC.dtype == torch.int8:  # one pass over memory; fp8 isn't promoted, and takes two
        return torch.mul(weight_RC, scale_R[:, None], out=torch.empty_like(weight_RC, dtype=dtype))
    return weight_RC.to(dtype).mul_(scale_R[:, None])


class KeptLinear(nn.Module):
    """One expert's linear, its weight in a block of bytes; to be used between `prepare` and `forget`."""

    def __init__(self, form: Form, precision: Precision) -> None:
        super().__init__()
        self.form = form
        self.precision: Precision = precision
        self._weight = self._scale = self._ready = torch.empty(0)

    def lie_in(self, block: Tensor, start: int) -> int:
        """Takes its place in a block of bytes; returns where the next may begin."""
        self._weight, self._scale, end = view(self.form, self.precision, block, start)
        return end

    def prepare(self) -> None:
        if is_quantised(self.precision):
            self._ready = restore(self._weight, self._scale, choose_arithmetic(self.precision))
        else:
            self._ready = self._weight

    def forget(self) -> None:
        self._ready = torch.empty(0)

    def forward(self, x_BNF: Tensor, groups: list[int]) -> Tensor:
        """As `ExpertLinear` of a single expert, except that an inner width is padded."""
        return functional.linear(x_BNF.to(self._ready.dtype), self._ready)[..., : self.form.outputs]

    def halve(self, x_BNF: Tensor, groups: list[int]) -> tuple[Tensor, Tensor]:
        x_BNF = x_BNF.to(self._ready.dtype)
        first, second = (functional.linear(x_BNF, half_RC) for half_RC in self._ready.chunk(2))
        return first, second


def view(form: Form, precision: Precision, block: Tensor, start: int) -> tuple[Tensor, Tensor, int]:
    """Weight and scale as they lie in a block of bytes, and where the next tensor may begin."""
    begin, scale, end = form.lay_out(precision, start)
    rows, columns = form.kept
    kept = KEPT[precision]
    weight_RC = block[begin : begin + rows * columns * kept.itemsize].view(kept).view(rows, columns)
    scale_R = block[scale : scale + 4 * rows * is_quantised(precision)].view(torch.float32)
    return weight_RC, scale_R, end


def fill(
    weight_RC: Tensor, scale_R: Tensor, form: Form, read: Read, name: str, expert: int, device: torch.device
) -> None:
    """Reads one expert's rows of a tensor into its place, which is zero before. A card does the quantising."""
    kept, (rows, columns) = weight_RC.dtype, form.size
    step = max(PIECE // columns // 2, 1) * 2  # even rows and odd ones come in pairs
    for begin in range(0, rows, step):
        end = min(begin + step, rows)
        piece_RC = read(name, slice(expert * rows + begin, expert * rows + end))
        share_R: Tensor | None = None
        if piece_RC.dtype == FP8:
            share_R = read(name + FP8_SCALE, ALL).float().reshape(1).expand(len(piece_RC))
        if kept in LARGEST:
            piece_RC = piece_RC.to(device)
        if share_R is not None and kept != FP8:
            piece_RC, share_R = piece_RC.float().mul_(share_R.to(piece_RC.device)[:, None]), None
        if kept in LARGEST and share_R is None:
            piece_RC, share_R = quantise(piece_RC, kept)
        for taken, place in _places(form, begin, end):
            weight_RC[place, :columns].copy_(piece_RC[taken])
            if share_R is not None:
                scale_R[place].copy_(share_R[taken])


def _places(form: Form, begin: int, end: int) -> Iterator[tuple[slice, slice]]:
    """Which rows of a piece go where."""
    if not form.halved:
        yield ALL, slice(begin, end)
        return
    for half, taken in enumerate((EVEN, ODD)):
        start = half * form.kept[0] // 2
        yield taken, slice(start + begin // 2, start + end // 2)
