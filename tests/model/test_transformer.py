"""The census of the 15B, and what must hold for any weights."""

import pytest
import torch
from torch import Tensor, nn

from studio.model.config import MAGIHUMAN, MAGIHUMAN_540P, MAGIHUMAN_1080P
from studio.model.packing import Packed, pack
from studio.model.transformer import Transformer, attend, attend_locally, gelu7, swiglu7
from tests.model.small import CONFIG, build, change, clip, draw, reference

FP32, BF16 = torch.float32, torch.bfloat16


def run(transformer: nn.Module, packed: Packed) -> tuple[Tensor, Tensor]:
    with torch.inference_mode():
        return transformer(packed)


def near(one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor], atol: float = 1e-4) -> bool:
    return all(torch.allclose(a, b, atol=atol, rtol=1e-4) for a, b in zip(one, other, strict=True))


def list_shapes_of_15b() -> dict[str, list[int]]:
    """§1.8 of the description of the released file, written out."""
    shapes = {
        "adapter.video_embedder.weight": [5120, 192],
        "adapter.video_embedder.bias": [5120],
        "adapter.audio_embedder.weight": [5120, 64],
        "adapter.audio_embedder.bias": [5120],
        "adapter.text_embedder.weight": [5120, 3584],
        "adapter.text_embedder.bias": [5120],
        "adapter.rope.bands": [16],
        "final_norm_video.weight": [5120],
        "final_norm_audio.weight": [5120],
        "final_linear_video.weight": [192, 5120],
        "final_linear_audio.weight": [64, 5120],
    }
    shared = [[5120], [7208, 5120], [5120, 5120], [128], [128], [5120], [27304, 5120], [5120, 13652]]
    first = [[15360], [21624, 5120], [15360, 5120], [384], [384], [15360], [61440, 5120], [15360, 20480]]
    last = [[15360], [21624, 5120], [15360, 5120], [384], [384], [15360], [81912, 5120], [15360, 13652]]
    names = [f"attention.{n}" for n in ("pre_norm", "linear_qkv", "linear_proj", "q_norm", "k_norm")]
    names += [f"mlp.{n}" for n in ("pre_norm", "up_gate_proj", "down_proj")]
    for layer in range(40):
        of_layer = first if layer < 4 else last if layer >= 36 else shared
        shapes |= {f"block.layers.{layer}.{n}.weight": s for n, s in zip(names, of_layer, strict=True)}
    return shapes


@pytest.mark.parametrize("config", [MAGIHUMAN, MAGIHUMAN_540P, MAGIHUMAN_1080P])
def test_census_of_the_15b(config: object) -> None:
    assert config in (MAGIHUMAN, MAGIHUMAN_540P, MAGIHUMAN_1080P)
    with torch.device("meta"):
        state = Transformer(config).state_dict()
    assert {name: list(tensor.shape) for name, tensor in state.items()} == list_shapes_of_15b()
    assert len(state) == 331
    assert sum(t.numel() for name, t in state.items() if name != "adapter.rope.bands") == 15_299_419_136


def test_local_layers_of_the_1080p() -> None:
    assert len(MAGIHUMAN_1080P.local_layers) == 32
    assert MAGIHUMAN_540P.local_layers == ()


def test_activations() -> None:
    gate, linear = torch.tensor([1.0, 9.0, -2.0]), torch.tensor([0.5, -9.0, 9.0])
    by_hand = [1 / (1 + 2.718281828 ** (-1.702)) * 1.5, 7.0 * -6, -2 / (1 + 2.718281828**3.404) * 8]
    assert torch.allclose(swiglu7(gate, linear), torch.tensor(by_hand), rtol=1e-4)
    assert torch.allclose(gelu7(gate), torch.tensor([0.84579, 6.99995, -0.06432]), atol=1e-4)


def test_only_where_references_are_wanted_there_is_a_learned_tag() -> None:
    with_tag, without = build().state_dict(), build(change(references=False)).state_dict()
    assert set(with_tag) - set(without) == {"adapter.uncited_tag"}


def test_text_takes_part_but_its_last_rows_say_nothing() -> None:
    """What the last layer makes of text rows reaches no head: its text experts after attention are without effect."""
    transformer = build()
    before = run(transformer, pack(CONFIG, **clip()))
    last = transformer.get_parameter("block.layers.3.mlp.down_proj.weight")
    last.data[2 * CONFIG.hidden_size :] *= -3
    assert near(run(transformer, pack(CONFIG, **clip())), before, atol=0)
    other = {**clip(), "text_BLC": draw(9, 1, 5, 20)}
    assert not near(run(transformer, pack(CONFIG, **other)), before)


def test_video_tokens_permuted_with_their_positions_permute_the_output() -> None:
    transformer = build(change(time_mode="none"))
    packed = pack(transformer.config, **clip(), references=[reference(5)])
    order = torch.randperm(packed.video_tokens, generator=torch.Generator().manual_seed(7))
    rest = torch.arange(packed.video_tokens, packed.coords_BNX.shape[1])
    shuffled = Packed(
        video_BRP=packed.video_BRP[:, torch.cat([order, rest[: packed.groups[0] - len(order)]])],
        audio_BLC=packed.audio_BLC,
        text_BSC=packed.text_BSC,
        grid=packed.grid,
        coords_BNX=packed.coords_BNX[:, torch.cat([order, rest])],
    )
    (video, audio), (video_too, audio_too) = run(transformer, packed), run(transformer, shuffled)
    tokens, tokens_too = (v.unfold(3, 2, 2).unfold(4, 2, 2).flatten(5).flatten(2, 4) for v in (video, video_too))
    assert near((tokens[:, :, order], audio), (tokens_too, audio_too))
    assert not near((tokens, audio), (tokens_too, audio_too))


def test_a_masked_reference_is_a_removed_one() -> None:
    transformer = build()
    one, two = reference(5, number=1), reference(6, number=2)
    masked = pack(CONFIG, **clip(), references=[one, two], reference_mask_BK=torch.tensor([[False, True]]))
    removed = pack(CONFIG, **clip(), references=[two])
    both = pack(CONFIG, **clip(), references=[one, two])
    assert near(run(transformer, masked), run(transformer, removed))
    assert not near(run(transformer, masked), run(transformer, both))


@pytest.mark.parametrize("coords", ["v1", "v2"])
@pytest.mark.parametrize("kept", [0, 1, 3])
def test_masked_words_are_removed_ones(coords: str, kept: int) -> None:
    transformer = build(change(coords=coords))
    mask = torch.arange(5)[None] < kept
    whole = clip()
    cut = {**whole, "text_BLC": whole["text_BLC"][:, :kept]}
    masked = run(transformer, pack(transformer.config, **whole, text_mask_BL=mask))
    assert near(masked, run(transformer, pack(transformer.config, **cut)))


def test_a_batch_is_its_samples_one_by_one() -> None:
    transformer = build()
    whole = clip(batch=3)
    mask = torch.tensor([[True], [False], [True]])
    cited = torch.tensor([True, True, False])
    references = [reference(5, batch=3, cited_B=cited)]
    video, audio = run(transformer, pack(CONFIG, **whole, references=references, reference_mask_BK=mask))
    for n in range(3):
        alone = {name: tensor[n : n + 1] for name, tensor in whole.items()}
        latent, tag = references[0].latent_BCHW[n : n + 1], references[0].tag_BC
        assert tag is not None
        mine = [type(references[0])(latent_BCHW=latent, tag_BC=tag[n : n + 1] if cited[n] else None)]
        packed = pack(CONFIG, **alone, references=mine if mask[n] else [])
        assert near(run(transformer, packed), (video[n : n + 1], audio[n : n + 1]))


def test_the_noise_level_is_told_to_each_token() -> None:
    transformer = build()
    noisy = run(transformer, pack(CONFIG, **clip()))
    other = run(transformer, pack(CONFIG, **{**clip(), "time_B": torch.tensor([0.8])}))
    given = run(transformer, pack(CONFIG, **clip(), clean_frames_BT=torch.tensor([[True, False, False]])))
    assert not near(noisy, other)
    assert not near(noisy, given)


@pytest.mark.parametrize("masked", [False, True])
def test_local_attention_is_the_masked_kind(masked: bool) -> None:
    packed = pack(
        CONFIG,
        **clip(frames=4),
        references=[reference(5)],
        text_mask_BL=torch.tensor([[True, True, True, False, False]]) if masked else None,
    )
    tokens, each = packed.coords_BNX.shape[1], 6
    q, k, v = draw(1, 1, tokens, 4, 32), draw(2, 1, tokens, 2, 32), draw(3, 1, tokens, 2, 32)
    frame_N = torch.arange(tokens) // each
    near_NN = (frame_N[:, None] - frame_N[None]).abs() <= 1
    video_N = torch.arange(tokens) < packed.video_tokens
    sees_NN = near_NN | ~video_N[:, None] | ~video_N[None]
    if packed.mask_BN is not None:
        sees_NN = sees_NN & packed.mask_BN
    k_too, v_too = k.repeat_interleave(2, dim=2), v.repeat_interleave(2, dim=2)
    weights = torch.einsum("bngd,bmgd->bgnm", q, k_too) / 32**0.5
    weights = weights.masked_fill(~sees_NN, float("-inf")).softmax(-1)
    expected = torch.einsum("bgnm,bmgd->bngd", weights, v_too)
    assert torch.allclose(attend_locally(q, k, v, packed, 1), expected, atol=1e-5)
    assert not torch.allclose(attend(q, k, v, packed.mask_BN), expected, atol=1e-3)


def test_trains_under_autocast_with_every_weight_reached() -> None:
    transformer = build().train()
    packed = pack(
        CONFIG,
        **clip(batch=2),
        references=[reference(5, batch=2, cited_B=torch.tensor([True, False]))],
        text_mask_BL=torch.ones(2, 5, dtype=torch.bool),
    )
    with torch.autocast("cpu", torch.bfloat16):
        video, audio = transformer(packed)
    assert (video.dtype, audio.dtype) == (FP32, FP32)
    (video.square().mean() + audio.square().mean()).backward()
    unreached = [n for n, p in transformer.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert unreached == []


def test_large_linears_run_in_the_type_of_their_weights() -> None:
    transformer = build()
    exact = run(transformer, pack(CONFIG, **clip()))
    for name, parameter in transformer.named_parameters():
        if ("linear_" in name and "final" not in name) or "_proj" in name:
            parameter.data = parameter.data.to(BF16)
    rounded = run(transformer, pack(CONFIG, **clip()))
    assert rounded[0].dtype == FP32
    assert not near(exact, rounded, atol=1e-5)
    scale = exact[0].abs().mean()
    assert (exact[0] - rounded[0]).abs().mean() < 0.05 * scale


def test_compiles_as_one_graph() -> None:
    transformer = build()
    packed = pack(CONFIG, **clip(), references=[reference(5, tagged=False)])
    compiled = torch.compile(transformer, fullgraph=True, backend="eager")
    assert near(run(compiled, packed), run(transformer, packed))
