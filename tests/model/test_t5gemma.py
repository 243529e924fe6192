"""The text encoder: the real classes, small, from a folder as it is released; a tokenizer of a few words."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.model.codecs.t5gemma import MOST_TOKENS, PromptEncoder, load_prompt_encoder
from studio.model.weights import WeightsError

WORDS = ("she", "says", "hello", "▁", "▁she", "▁says", "▁hello")
INDEX = "model.safetensors.index.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both halves in many shards, and a tokenizer that would pad and cut if it were let."""
    from transformers import GemmaTokenizer, T5GemmaConfig, T5GemmaForConditionalGeneration

    made = tmp_path_factory.mktemp("t5gemma")
    half = {
        "vocab_size": 300,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "query_pre_attn_scalar": 8,
    }
    torch.manual_seed(0)
    network = T5GemmaForConditionalGeneration(T5GemmaConfig(encoder=half, decoder=half, vocab_size=300))
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    network.save_pretrained(made, max_shard_size="30KB")
    names = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", *(f"<0x{byte:02X}>" for byte in range(256)), *WORDS]
    letters = sorted(set("".join(WORDS)) - set(WORDS))
    vocabulary = {name: number for number, name in enumerate([*names, *letters])}
    GemmaTokenizer(vocab=vocabulary, merges=[], add_bos_token=True).save_pretrained(made)
    told = json.loads((made / "tokenizer.json").read_text("utf-8"))
    told["padding"] = {"strategy": {"Fixed": 16}, "direction": "Left", "pad_to_multiple_of": None}
    told["padding"] |= {"pad_id": 0, "pad_type_id": 0, "pad_token": "<pad>"}
    told["truncation"] = {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}
    (made / "tokenizer.json").write_text(json.dumps(told), "utf-8")
    return made


@pytest.fixture(scope="module")
def encoder(folder: Path) -> PromptEncoder:
    return load_prompt_encoder(folder, dtype=torch.float32)


def copy(folder: Path, to: Path) -> Path:
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    return to


def run(encoder: PromptEncoder, tokens: list[int], mask: list[int]) -> Tensor:
    with torch.no_grad():
        return encoder.network(torch.tensor([tokens]), attention_mask=torch.tensor([mask])).last_hidden_state[0]


def test_states_are_of_the_true_tokens_and_of_no_others(encoder: PromptEncoder) -> None:
    tokens = encoder.tokenizer("she says hello")["input_ids"]
    assert tokens[0] == 2
    assert 0 not in tokens
    assert len(tokens) > 4
    states = encoder.encode("she says hello")
    assert states.shape == (len(tokens), 32)
    assert torch.equal(states, run(encoder, tokens, [1] * len(tokens)).half().float())
    padded = run(encoder, tokens + [0] * 9, [1] * (len(tokens) + 9))[: len(tokens)]
    assert not torch.allclose(states, padded, atol=0.01)


def test_states_are_rounded_as_the_transformer_learnt_them(encoder: PromptEncoder) -> None:
    states = encoder.encode("she says hello")
    assert states.dtype == torch.float32
    assert torch.equal(states, states.half().float())
    assert states.std() > 0.1


def test_a_long_prompt_is_cut_after_it_was_understood(encoder: PromptEncoder) -> None:
    long = "hello " * 110 + "she"
    tokens = encoder.tokenizer(long)["input_ids"]
    assert len(tokens) > MOST_TOKENS
    states = encoder.encode(long)
    assert states.shape == (MOST_TOKENS, 32)
    assert torch.equal(states, run(encoder, tokens, [1] * len(tokens))[:MOST_TOKENS].half().float())


def test_an_empty_prompt_has_the_token_of_the_beginning(encoder: PromptEncoder) -> None:
    assert encoder.encode("").shape == (1, 32)


def test_scores_of_attention_are_not_capped(folder: Path, encoder: PromptEncoder, tmp_path: Path) -> None:
    made = copy(folder, tmp_path)
    config = json.loads((made / "config.json").read_text("utf-8"))
    config["encoder"]["attn_logit_softcapping"] = 0.1
    (made / "config.json").write_text(json.dumps(config), "utf-8")
    capped = load_prompt_encoder(made, dtype=torch.float32)
    assert torch.equal(capped.encode("she says hello"), encoder.encode("she says hello"))


def test_equals_the_library_with_its_own_loading(folder: Path, encoder: PromptEncoder) -> None:
    from transformers import T5GemmaForConditionalGeneration

    whole: Any = T5GemmaForConditionalGeneration.from_pretrained(folder, local_files_only=True).eval()
    for layer in whole.model.encoder.layers:
        layer.self_attn.attn_logit_softcapping = None
    tokens = torch.tensor([encoder.tokenizer("she says hello")["input_ids"]])
    with torch.no_grad():
        states = whole.model.encoder(tokens).last_hidden_state[0]
    assert torch.allclose(encoder.encode("she says hello"), states, atol=2e-3)


def test_comes_in_bf16_unless_told_otherwise(folder: Path, encoder: PromptEncoder) -> None:
    half = load_prompt_encoder(folder)
    assert {tensor.dtype for tensor in half.network.state_dict().values()} == {torch.bfloat16}
    assert not half.network.training
    states = half.encode("she says hello")
    assert torch.nn.functional.cosine_similarity(states, encoder.encode("she says hello")).min() > 0.99


def shards(folder: Path) -> dict[str, set[str]]:
    """The names in each shard."""
    index = json.loads((folder / INDEX).read_text("utf-8"))["weight_map"]
    return {shard: {name for name, where in index.items() if where == shard} for shard in index.values()}


def test_shards_of_the_other_half_need_not_be_there(folder: Path, encoder: PromptEncoder, tmp_path: Path) -> None:
    made = copy(folder, tmp_path)
    others = [
        shard for shard, names in shards(made).items() if not any(name.startswith("model.encoder.") for name in names)
    ]
    assert others
    for shard in others:
        (made / shard).unlink()
    taken = load_prompt_encoder(made, dtype=torch.float32)
    assert torch.equal(taken.encode("hello"), encoder.encode("hello"))


def test_a_shard_that_is_missing_is_named(folder: Path, tmp_path: Path) -> None:
    made = copy(folder, tmp_path)
    first = next(shard for shard, names in shards(made).items() if "model.encoder.norm.weight" in names)
    (made / first).unlink()
    with pytest.raises(WeightsError, match=first):
        load_prompt_encoder(made)


def test_a_configuration_of_another_size_is_refused(folder: Path, tmp_path: Path) -> None:
    made = copy(folder, tmp_path)
    config = json.loads((made / "config.json").read_text("utf-8"))
    three = {"num_hidden_layers": 3, "layer_types": ["full_attention"] * 3}
    for change, told in [(three, r"lacks model\.encoder\.layers\.2"), ({"num_hidden_layers": 3}, "doesn't describe")]:
        changed = {**config, "encoder": {**config["encoder"], **change}}
        (made / "config.json").write_text(json.dumps(changed), "utf-8")
        with pytest.raises(WeightsError, match=told):
            load_prompt_encoder(made)
    for whole in ({}, {"encoder": "wide"}):
        (made / "config.json").write_text(json.dumps(whole), "utf-8")
        with pytest.raises(WeightsError):
            load_prompt_encoder(made)


@pytest.mark.parametrize("content", [None, b"", b"{}"])
def test_a_tokenizer_that_is_missing_or_damaged(folder: Path, tmp_path: Path, content: bytes | None) -> None:
    made = copy(folder, tmp_path)
    for path in made.glob("tokenizer*"):
        path.unlink()
    if content is not None:
        (made / "tokenizer.json").write_bytes(content)
    with pytest.raises(WeightsError, match=r"tokenizer\.json"):
        load_prompt_encoder(made)
