"""One sequence on several cards: each has a stretch of the tokens and all of the weights; each step is all theirs.

What a layer does, it does token by token, but for attention. For that every card gets the keys and values of all
tokens, and keeps the queries of its own. Heads share them (5 to 1 in the 15B), so that is less to send than to change
tokens for heads and back, as Ulysses does (https://arxiv.org/abs/2309.14509): 16 numbers a token and channel of a head
against 96 over the number of cards. It works for any number of them, and windows of frames need nothing more.
"""

from collections.abc import Callable
from dataclasses import replace

from torch import Tensor

from .packing import Packed, Part
from .transformer import Transformer

Gather = Callable[[Tensor], Tensor]
"""From [E, B, …] to [P * E, B, …]: what each of P processes gave, one after the other."""


def run_part(network: Transformer, packed: Packed, number: int, count: int, gather: Gather) -> tuple[Tensor, Tensor]:
    """What the network says, the same in each of `count` processes, which all call this with the same clip."""
    total = packed.coords_BNX.shape[1]
    each = -(-total // count)
    begin, end = number * each, min((number + 1) * each, total)
    if (count - 1) * each >= total:
        raise ValueError(f"{total} tokens are too few for {count} processes")

    def gather_tokens(here_BN: Tensor) -> Tensor:
        filled = here_BN.new_zeros(each, len(here_BN), *here_BN.shape[2:])
        filled[: end - begin] = here_BN.transpose(0, 1)
        return gather(filled)[:total].transpose(0, 1)

    part = replace(packed, part=Part(begin=begin, end=end, gather=gather_tokens))
    x_BNM = network.adapter(packed)[:, begin:end].clone()
    sin_BNA, cos_BNA = network.adapter.rope(packed.coords_BNX)
    turn = sin_BNA[:, begin:end], cos_BNA[:, begin:end]
    for layer in network.block["layers"]:
        x_BNM = layer(x_BNM, part, turn)
    return network.say(gather_tokens(x_BNM), packed)
