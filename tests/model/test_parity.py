"""Equal to the open reference on golden vectors that stay out of the repository."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from torch import Tensor

from studio.model.config import TransformerConfig
from studio.model.packing import pack, patchify
from studio.model.placement import Card, count_tokens, plan
from studio.model.stream import place, read_from
from studio.model.transformer import Transformer

GOLDEN = Path(__file__).resolve().parents[2].parent / "shared" / "golden"
CASES = ["one_frame_one_word", "audio_not_by_four", "tall", "long_audio"]

pytestmark = pytest.mark.skipif(not (GOLDEN / "base.safetensors").exists(), reason="golden vectors aren't here")


@cache
def read(name: str) -> tuple[dict[str, Any], dict[str, Tensor]]:
    with safe_open(GOLDEN / f"{name}.safetensors", "pt") as file:
        return json.loads(file.metadata()["config"]), {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118


def build(name: str, coords: str, dtype: torch.dtype | None = None) -> tuple[TransformerConfig, Transformer]:
    told, tensors = read(name)
    config = TransformerConfig(
        num_layers=told["num_layers"],
        hidden_size=told["hidden_size"],
        head_dim=told["head_dim"],
        num_kv_heads=told["num_query_groups"],
        video_in=told["video_in_channels"],
        audio_in=told["audio_in_channels"],
        text_in=told["text_in_channels"],
        mm_layers=tuple(told["mm_layers"]),
        gelu_layers=tuple(told["gelu7_layers"]),
        local_layers=tuple(told.get("local_attn_layers", ())),
        local_window=max(told["frame_receptive_field"], 0),
        coords=coords,
    )
    transformer = Transformer(config)
    weights = {key[2:]: value.to(dtype or value.dtype) for key, value in tensors.items() if key.startswith("w.")}
    transformer.load_state_dict(weights, assign=True)
    return config, transformer


def inputs(tensors: dict[str, Tensor], prefix: str = "") -> dict[str, Tensor]:
    return {
        "video_BCTHW": tensors[prefix + "in.video"][None],
        "audio_BLC": tensors[prefix + "in.audio"][None],
        "text_BLC": tensors[prefix + "in.text"][None],
    }


def effective(coords_N9: Tensor) -> Tensor:
    """(index - centre) * scale of the reference's nine columns: index, size and size meant of t, h, w."""
    index, size, meant = coords_N9.split(3, dim=1)
    centre = (size - 1) / 2 * torch.tensor([0.0, 1.0, 1.0])
    scale = torch.where((size == 1) & (meant == 1), 1.0, (meant - 1) / (size - 1).clamp(min=1e-9))
    return (index - centre) * scale


@pytest.mark.parametrize(("name", "coords"), [("base", "v2"), ("sr_local", "v1")])
def test_packs_as_the_reference(name: str, coords: str) -> None:
    config, transformer = build(name, coords)
    _, tensors = read(name)
    packed = pack(config, **inputs(tensors))
    widest = 192
    rows = [packed.video_BRP, packed.audio_BLC, packed.text_BSC]
    tokens = torch.cat([torch.nn.functional.pad(row[0], (0, widest - row.shape[-1])) for row in rows])
    assert torch.equal(tokens, tensors["mid.tokens"])
    assert torch.allclose(packed.coords_BNX[0], effective(tensors["mid.coords"]), atol=1e-6)
    sin_cos = torch.cat(transformer.adapter.rope(packed.coords_BNX), dim=-1)
    assert torch.allclose(sin_cos[0], tensors["mid.rope_sin_cos"], atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_packs_the_edges_as_the_reference(case: str) -> None:
    config, _ = build("edges", "v2")
    _, tensors = read("edges")
    packed = pack(config, **inputs(tensors, f"v2.{case}."))
    assert torch.allclose(packed.coords_BNX[0], effective(tensors[f"v2.{case}.mid.coords"]), atol=1e-6)


@pytest.mark.parametrize(("name", "coords"), [("base", "v2"), ("sr_local", "v1")])
def test_equals_the_reference_in_fp32(name: str, coords: str) -> None:
    config, transformer = build(name, coords, torch.float32)
    _, tensors = read(name)
    with torch.inference_mode():
        video, audio = transformer(pack(config, **inputs(tensors)))
    assert torch.allclose(video[0], tensors["out.video_fp32"], atol=1e-5, rtol=0)
    assert torch.allclose(audio[0], tensors["out.audio_fp32"], atol=1e-5, rtol=0)


@pytest.mark.parametrize("case", CASES)
def test_equals_the_reference_at_the_edges(case: str) -> None:
    config, transformer = build("edges", "v2", torch.float32)
    _, tensors = read("edges")
    with torch.inference_mode():
        video, audio = transformer(pack(config, **inputs(tensors, f"v2.{case}.")))
    assert torch.allclose(video[0], tensors[f"v2.{case}.out.video_fp32"], atol=1e-5, rtol=0)
    assert torch.allclose(audio[0], tensors[f"v2.{case}.out.audio_fp32"], atol=1e-5, rtol=0)


@pytest.mark.parametrize(("name", "coords"), [("base", "v2"), ("sr_local", "v1")])
@pytest.mark.parametrize("streamed", [(), (0, 2, 3, 5)])
def test_equals_the_reference_however_its_weights_lie(name: str, coords: str, streamed: tuple[int, ...]) -> None:
    config, transformer = build(name, coords, torch.float32)
    _, tensors = read(name)
    packed = pack(config, **inputs(tensors))
    tokens = count_tokens(config, tuple(tensors["in.video"].shape[1:]), 17, 7)
    placement = plan(config, tokens, Card(name="", free_bytes=0, host_bytes=0), "fp32", streamed, 16)
    with torch.inference_mode():
        video, audio = place(read_from(transformer), config, placement, "cpu")(packed)
    assert torch.allclose(video[0], tensors["out.video_fp32"], atol=1e-5, rtol=0)
    assert torch.allclose(audio[0], tensors["out.audio_fp32"], atol=1e-5, rtol=0)


@pytest.mark.parametrize(("name", "coords"), [("base", "v2"), ("sr_local", "v1")])
def test_is_near_the_reference_with_weights_in_bf16(name: str, coords: str) -> None:
    """Kernels of attention round differently, so only the mean is held: 0.6 % of the output."""
    config, transformer = build(name, coords)
    _, tensors = read(name)
    with torch.inference_mode():
        video, audio = transformer(pack(config, **inputs(tensors)))
    assert (video[0] - tensors["out.video_bf16"]).abs().mean() < 0.006
    assert (audio[0] - tensors["out.audio_bf16"]).abs().mean() < 0.006


def test_input_and_output_patches_are_ordered_differently() -> None:
    _, tensors = read("base")
    video = tensors["in.video"][None]
    assert torch.equal(patchify(video, (1, 2, 2))[0], tensors["mid.tokens"][: 5 * 3 * 4])
