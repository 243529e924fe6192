"""How large linears are kept: near what they were, and padding without effect."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from studio.model.config import MAGIHUMAN, TransformerConfig
from studio.model.forms import BYTES, Form, Precision, count_arithmetic, count_bytes, list_forms
from studio.model.quantise import KEPT, KeptLinear, choose_arithmetic, fill, quantise, restore, view
from studio.model.transformer import swiglu7
from studio.model.weights import FP8, FP8_SCALE
from tests.model.small import CONFIG, draw

CPU = torch.device("cpu")
INNER = CONFIG.inner_size(1)


def test_bytes_are_those_of_torch() -> None:
    assert {precision: dtype.itemsize for precision, dtype in KEPT.items()} == BYTES
    assert all(choose_arithmetic(precision).itemsize == count_arithmetic(precision) for precision in KEPT)


def list_all(config: TransformerConfig, layer: int) -> list[Form]:
    return [form for forms in list_forms(config, layer).values() for form in forms]


def keep(form: Form, precision: Precision, weight_RC: Tensor, expert: int = 0) -> KeptLinear:
    """A linear in a block of its own, at hand."""
    block = torch.zeros(count_bytes((form,), precision), dtype=torch.uint8)
    kept_RC, scale_R, _ = view(form, precision, block, 0)
    fill(kept_RC, scale_R, form, lambda _, rows: weight_RC[rows], "weight", expert, CPU)
    linear = KeptLinear(form, precision)
    linear.lie_in(block, 0)
    linear.prepare()
    return linear


def test_int8_is_off_by_half_a_step_of_its_row() -> None:
    weight_RC = draw(1, 40, 300) * torch.logspace(-6, 3, 40)[:, None]
    kept_RC, scale_R = quantise(weight_RC, torch.int8)
    assert kept_RC.abs().amax(1).tolist() == [127] * 40
    off_RC = (restore(kept_RC, scale_R, torch.float32) - weight_RC).abs()
    assert (off_RC <= weight_RC.abs().amax(1, keepdim=True) / 254 * 1.00001).all()


def test_fp8_is_off_by_a_sixteenth_of_each_number() -> None:
    weight_RC = draw(1, 40, 300) * torch.logspace(-6, 3, 40)[:, None]
    kept_RC, scale_R = quantise(weight_RC, FP8)
    off_RC = (restore(kept_RC, scale_R, torch.float32) - weight_RC).abs()
    tiny_R1 = scale_R[:, None] * 2**-10
    assert (off_RC <= torch.maximum(weight_RC.abs() / 16 * 1.00001, tiny_R1)).all()


@pytest.mark.parametrize("kept", [torch.int8, FP8])
def test_rows_of_zeros_stay_zero(kept: torch.dtype) -> None:
    assert not restore(*quantise(torch.zeros(3, 5), kept), torch.bfloat16).any()


@pytest.mark.parametrize("kept", [torch.int8, FP8])
def test_restoring_rounds_once(kept: torch.dtype) -> None:
    kept_RC, scale_R = quantise(draw(2, 20, 30), kept)
    exact_RC = kept_RC.double() * scale_R.double()[:, None]
    assert torch.equal(restore(kept_RC, scale_R, torch.bfloat16), exact_RC.float().bfloat16())


def test_padding_of_the_15b() -> None:
    """13652 and 7208 divide by 4 and 8; kept they divide by 256 and 16."""
    forms = {form.name: form for form in list_all(MAGIHUMAN, 10)}
    assert forms["mlp.down_proj"].size == (5120, 13652)
    assert forms["mlp.down_proj"].kept == (5120, 13824)
    assert forms["mlp.up_gate_proj"].size == (27304, 5120)
    assert forms["mlp.up_gate_proj"].kept == (27648, 5120)
    assert forms["attention.linear_qkv"].size == (7208, 5120)
    assert forms["attention.linear_qkv"].kept == (7216, 5120)
    assert forms["attention.linear_proj"].kept == (5120, 5120)
    assert [form.kept for form in list_all(MAGIHUMAN, 0)][2:] == [(20480, 5120), (5120, 20480)]


def test_sizes_of_the_15b() -> None:
    """28.46 GiB in bf16, and no more than one part in 100 for padding."""
    layers = range(MAGIHUMAN.num_layers)
    numbers = sum(MAGIHUMAN.count_experts(n) * math.prod(form.size) for n in layers for form in list_all(MAGIHUMAN, n))
    assert round(2 * numbers / 2**30, 2) == 28.46
    for precision in ("bf16", "int8", "fp8"):
        kept = sum(
            MAGIHUMAN.count_experts(n) * count_bytes(forms, precision)
            for n in layers
            for forms in list_forms(MAGIHUMAN, n).values()
        )
        least = KEPT[precision].itemsize * numbers
        assert least < kept < 1.01 * least


def test_padding_changes_nothing() -> None:
    """In whole numbers, whose sums are exact in any order: each linear, and the gated pair with the one behind it."""
    forms = {form.name: form for form in list_all(CONFIG, 1)}
    assert (INNER, forms["mlp.down_proj"].kept[1]) == (340, 512)
    assert (forms["attention.linear_qkv"].size[0], forms["attention.linear_qkv"].kept[0]) == (260, 272)
    for name, form in forms.items():
        weight_RC = (draw(3, *form.size) * 3).round()
        linear, x_BNF = keep(form, "fp32", weight_RC), (draw(4, 2, 7, form.size[1]) * 9).round()
        if name == "mlp.up_gate_proj":
            for said, half_RC in zip(linear.halve(x_BNF, []), (weight_RC[0::2], weight_RC[1::2]), strict=True):
                assert torch.equal(said[..., :INNER], functional.linear(x_BNF, half_RC))
                assert said.shape[-1] == 512
                assert not said[..., INNER:].any()
            assert not swiglu7(*linear.halve(x_BNF, []))[..., INNER:].any()
        else:
            padded_BNF = functional.pad(x_BNF, (0, form.kept[1] - form.size[1]))
            assert torch.equal(linear(padded_BNF, []), functional.linear(x_BNF, weight_RC))


@pytest.mark.parametrize("precision", ["fp32", "bf16", "int8", "fp8"])
def test_each_expert_takes_its_rows(precision: Precision) -> None:
    form = list_forms(CONFIG, 0)["project"][0]
    weight_RC = draw(5, 3 * form.size[0], form.size[1])
    x_BNF = draw(6, 1, 4, form.size[1])
    for expert in range(3):
        rows = weight_RC[expert * form.size[0] : (expert + 1) * form.size[0]]
        wanted = functional.linear(x_BNF, rows)
        said = keep(form, precision, weight_RC, expert)(x_BNF, []).float()
        assert (said - wanted).abs().mean() < 0.03 * wanted.abs().mean()


@pytest.mark.parametrize(("precision", "most"), [("fp8", 0.0), ("bf16", 0.0), ("int8", 0.02)])
def test_weights_in_fp8_are_taken_as_they_are(precision: Precision, most: float) -> None:
    """With their one scale, and not rounded a second time; bf16 and int8 may be made of them too."""
    form = list_forms(CONFIG, 1)["merge"][0]
    kept_RC, scale = (draw(7, *form.size) * 40).to(FP8), torch.tensor(0.0371)
    tensors = {"weight": kept_RC, "weight" + FP8_SCALE: scale}
    block = torch.zeros(count_bytes((form,), precision), dtype=torch.uint8)
    weight_RC, scale_R, _ = view(form, precision, block, 0)
    fill(
        weight_RC,
        scale_R,
        form,
        lambda name, rows: tensors[name][rows] if tensors[name].ndim else scale,
        "weight",
        0,
        CPU,
    )
    linear = KeptLinear(form, precision)
    linear.lie_in(block, 0)
    linear.prepare()
    x_BNF = torch.eye(form.size[1])[None]
    wanted_BNF = (kept_RC.float() * scale).bfloat16().T[None]
    said_BNF = linear(x_BNF, [])
    assert (said_BNF.float() - wanted_BNF.float()).abs().mean() <= most * wanted_BNF.float().abs().mean()
