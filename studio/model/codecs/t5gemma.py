"""`PromptEncoder`: the text encoder of daVinci-MagiHuman, the first half of T5Gemma 9B.

Shapes: L tokens, C channels.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from studio.model.weights import WeightsError, load

from .folder import follow

MOST_TOKENS = 640
TOKENIZER = "tokenizer.json"
UNUSED = ("model.decoder.", "lm_head.")
"""Of the released files: the half that answers."""


class PromptEncoder:
    """Prompts to states, each token knowing all others."""

    def __init__(self, network: Any, tokenizer: Any) -> None:
        """Of a transformers `T5GemmaEncoderModel` and its tokenizer."""
        self.network = network
        self.tokenizer = tokenizer

    @torch.no_grad()
    def encode(self, text: str) -> Tensor:
        """States (L, C) in fp32, rounded to fp16 as the transformer learnt them; L is at most 640.

        The tokens are never padded: padding would change the states of the true ones.
        """
        tokens_BL = torch.tensor(
            [self.tokenizer(text, padding=False, truncation=False)["input_ids"]], device=self.network.device
        )
        states_BLC = self.network(tokens_BL, attention_mask=torch.ones_like(tokens_BL)).last_hidden_state
        return states_BLC[0, :MOST_TOKENS].half().float()


def load_prompt_encoder(
    folder: Path, device: torch.device | str = "cpu", dtype: torch.dtype = torch.bfloat16
) -> PromptEncoder:
    """The encoder of the released folder: config, tokenizer, and the shards that hold the first half.

    Raises WeightsError.
    """
    from transformers import T5GemmaConfig, T5GemmaEncoderModel

    def make(config: dict[str, Any]) -> T5GemmaEncoderModel:
        whole: Any = T5GemmaConfig.from_dict({**config, "is_encoder_decoder": False})
        # The transformer learnt from states made with a kernel of attention that knows no such cap, in the versions of
        # transformers of that time; today's would apply it.
        whole.encoder.attn_logit_softcapping = None
        return T5GemmaEncoderModel(whole)

    shell = load(
        folder,
        lambda: nn.ModuleDict({"model": follow(folder, make)}),
        linears=dtype,
        rest=dtype,
        device=device,
        unused=UNUSED,
    )
    network: Any = shell["model"].requires_grad_(False)
    rotary = network.encoder.rotary_emb
    network.encoder.rotary_emb = type(rotary)(rotary.config).to(device)  # made on no device, and in no file
    return PromptEncoder(network, _load_tokenizer(folder))


def _load_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    if not (folder / TOKENIZER).is_file():  # transformers would go on with one that knows no words
        raise WeightsError(f"{folder / TOKENIZER} is missing")
    try:
        return AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # it raises what it likes of a file that it doesn't expect
        raise WeightsError(f"{folder / TOKENIZER} can't be read ({type(error).__name__}: {error})") from error
