"""A 15B of a few kilobytes: random weights of every network, saved as the real ones are released."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from studio.model.codecs.turbo import TurboConfig, TurboDecoder
from studio.model.config import TransformerConfig, write_config
from studio.model.transformer import Transformer
from studio.model.weights import LARGE_LINEARS

WORDS = ("[UNK]", "a", "woman", "sings", "on", "the", "quay", ".", "ada", "storm", "background", "sound")
TEXT_WIDTH = 24
NETWORK = TransformerConfig(
    num_layers=4,
    hidden_size=64,
    head_dim=16,
    num_kv_heads=2,
    video_in=192,
    audio_in=64,
    text_in=TEXT_WIDTH,
    mm_layers=(0, 3),
    gelu_layers=(0,),
)
REFINER = replace(NETWORK, coords="v1")
LOCAL_REFINER = replace(REFINER, local_layers=(0, 1), local_window=1)


def save_all(folder: Path) -> None:
    """Every part, as the catalogue names them."""
    torch.manual_seed(0)
    for part, config, shards, linears, pixels in (
        ("distill", NETWORK, 3, torch.float32, 64 * 64),
        ("base", NETWORK, 2, torch.bfloat16, 64 * 64),
        ("540p_sr", REFINER, 2, torch.float32, 128 * 128),
        ("1080p_sr", LOCAL_REFINER, 2, torch.float32, 192 * 192),
    ):
        save_network(folder / part, config, shards, linears, pixels)
    save_turbo(folder / "turbo_vae")
    save_autoencoders(folder)
    save_text_encoder(folder / "t5gemma-9b-9b-ul2")


def save_network(folder: Path, config: TransformerConfig, shards: int, linears: torch.dtype, pixels: int) -> None:
    """Shards with an index, named as released; the large linears in one type, all else in fp32."""
    network = Transformer(config)
    for name, parameter in network.named_parameters():
        if "norm" in name or "final_linear" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    tensors = {
        name: tensor.to(linears if name.endswith(LARGE_LINEARS) else torch.float32).contiguous()
        for name, tensor in network.state_dict().items()
    }
    folder.mkdir(parents=True)
    files = [f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    places = {name: files[number * shards // len(tensors)] for number, name in enumerate(tensors)}
    for file in files:
        held = {name: tensor for name, tensor in tensors.items() if places[name] == file}
        save_file(held, folder / file, {"config": write_config(config), "pixels": str(pixels)})
    total = sum(tensor.nbytes for tensor in tensors.values())
    index = {"metadata": {"total_size": total}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def save_turbo(folder: Path) -> None:
    folder.mkdir(parents=True)
    decoder = TurboDecoder(TurboConfig(widths=(8, 6, 4, 2)))
    save_file(
        {name: tensor.contiguous() for name, tensor in decoder.state_dict().items()}, folder / "turbo.safetensors"
    )


def save_autoencoders(folder: Path) -> None:
    from diffusers import AutoencoderKLWan, AutoencoderOobleck

    wan: Any = AutoencoderKLWan(
        base_dim=4,
        decoder_base_dim=4,
        z_dim=48,
        dim_mult=[1, 1, 1, 1],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        is_residual=True,
        in_channels=12,
        out_channels=12,
        patch_size=2,
        scale_factor_spatial=16,
        scale_factor_temporal=4,
    )
    wan.save_pretrained(folder / "Wan2.2-TI2V-5B-Diffusers" / "vae")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        oobleck: Any = AutoencoderOobleck(
            encoder_hidden_size=128,  # twice the latent's channels
            downsampling_ratios=[2, 4, 4, 8, 8],
            channel_multiples=[1, 1, 1, 1, 1],
            decoder_channels=4,
            decoder_input_channels=64,
            audio_channels=2,
            sampling_rate=44100,
        )
        oobleck.save_pretrained(folder / "stable-audio-open-1.0" / "vae")


def save_text_encoder(folder: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, T5GemmaConfig, T5GemmaForConditionalGeneration

    half = {
        "vocab_size": len(WORDS),
        "hidden_size": TEXT_WIDTH,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 16,
        "query_pre_attn_scalar": 16,
        "sliding_window": 8,
    }
    config: Any = T5GemmaConfig(encoder=half, decoder=half, is_encoder_decoder=True, vocab_size=len(WORDS))
    network: Any = T5GemmaForConditionalGeneration(config)
    folder.mkdir(parents=True)
    names = network.state_dict()
    save_file({name: names[name].clone().contiguous() for name in names}, folder / "model-00001-of-00001.safetensors")
    index = {"weight_map": dict.fromkeys(names, "model-00001-of-00001.safetensors")}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    config.save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]").save_pretrained(folder)
