"""The blocks in which the large linears lie: their sizes, counted without torch, for the plans of the editor's process.

The inner width of the MLP is padded to a multiple of 256 (13652 to 13824) and outputs to one of 16 (7208 to 7216):
rows of 13652 numbers don't begin at multiples of 16 bytes, which the fast kernels ask for. Zeros are exact: a gate of 0
lets nothing through.
"""

from dataclasses import dataclass
from typing import Literal

from .config import TransformerConfig

Precision = Literal["fp32", "bf16", "int8", "fp8"]
BYTES: dict[Precision, int] = {"fp32": 4, "bf16": 2, "int8": 1, "fp8": 1}
"""Of a number as it is kept."""
ROWS = 16
INNER = 256
ALIGNMENT = 256
"""Of each tensor within a block, in bytes: as much as a card's allocator gives."""

Stage = Literal["project", "merge", "mlp"]
STAGES: tuple[Stage, ...] = ("project", "merge", "mlp")
"""The parts of a layer whose weights are used together, in this order; a block is those of one expert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One expert's share of a large linear: its size in the checkpoint and as it is kept."""

    name: str
    """Within the layer."""
    size: tuple[int, int]
    kept: tuple[int, int]
    outputs: int
    """How many come out: the MLP's inner width stays padded, as its second linear takes it."""
    halved: bool = False
    """Of the checkpoint's rows the even ones come first, then the odd ones, each half padded."""

    def lay_out(self, precision: Precision, start: int) -> tuple[int, int, int]:
        """Where in a block the weight begins, where its scale does, and where the next tensor may."""
        rows, columns = self.kept
        scale = _align(start + rows * columns * BYTES[precision])
        return start, scale, _align(scale + 4 * rows) if is_quantised(precision) else scale


def is_quantised(precision: Precision) -> bool:
    return precision in ("int8", "fp8")


def count_arithmetic(precision: Precision) -> int:
    """Bytes of a number in the type in which the large linears compute."""
    return BYTES["fp32"] if precision == "fp32" else BYTES["bf16"]


def list_forms(config: TransformerConfig, layer: int) -> dict[Stage, tuple[Form, ...]]:
    """What the blocks of a layer hold, the same for each of its experts."""
    width, inner = config.hidden_size, config.inner_size(layer)
    qkvg = width + 2 * config.num_kv_heads * config.head_dim + config.num_heads
    gated = layer not in config.gelu_layers
    halves, padded = (2 if gated else 1), _pad(inner, INNER)
    up = Form(
        name="mlp.up_gate_proj",
        size=(halves * inner, width),
        kept=(halves * padded, width),
        outputs=halves * padded,
        halved=gated,
    )
    down = Form(name="mlp.down_proj", size=(width, inner), kept=(_pad(width, ROWS), padded), outputs=width)
    qkv = Form(name="attention.linear_qkv", size=(qkvg, width), kept=(_pad(qkvg, ROWS), width), outputs=qkvg)
    out = Form(name="attention.linear_proj", size=(width, width), kept=(_pad(width, ROWS), width), outputs=width)
    return {"project": (qkv,), "merge": (out,), "mlp": (up, down)}


def count_bytes(forms: tuple[Form, ...], precision: Precision) -> int:
    """Of a block."""
    end = 0
    for form in forms:
        _, _, end = form.lay_out(precision, end)
    return end


def _pad(size: int, step: int) -> int:
    return -(-size // step) * step


def _align(at: int) -> int:
    return _pad(at, ALIGNMENT)
