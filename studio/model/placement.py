"""Which weights lie where, and what a forward then takes: data, made before anything is loaded.

Peak bytes on a card = weights that stay there + the ring for those that come and go + activations (`count_activations`)
+ what the allocator and the libraries take beside (`RESERVE` and `SPREAD`).

The editor's own process plans, so this comes without torch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .config import TransformerConfig
from .forms import Form, Precision, count_arithmetic, count_bytes, is_quantised, list_forms

CHUNKS = (8192, 4096, 2048, 1024, 512)
SHARES = (1.0, 0.8, 0.65, 0.5, 0.35)
"""Of the card's free memory: should the first plan fail, the next takes less."""
RESERVE = 2**29
"""What CUDA itself takes at its start, workspaces of the libraries, and the odd tensors."""
SPREAD = 1.05
"""What the allocator holds, of what it was asked for."""
AHEAD = 2
"""How many layers (or, where a layer has experts, shares of one) the ring of streamed weights holds."""
LATENTS = 12
"""How often the sampler has the video: noisy, clean, predicted, packed, and its memory of the steps before."""
HOST_RESERVE = 2**30
"""Held beside the weights while they are read."""
CALM = 1.1
"""So much faster a plan with weights in a byte must be to be better than one in bf16."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """How long a sequence is, and of what."""

    frames: int
    each: int
    """Of one latent frame."""
    audio: int
    text: int

    @property
    def video(self) -> int:
        return self.frames * self.each

    @property
    def total(self) -> int:
        return self.video + self.audio + self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What there is to work with. `host_bytes` is the memory that is free beside the card.

    Of several that make a clip together, each has its own copy of the weights, so each needs about what one alone does.
    """

    name: str
    free_bytes: int
    """Of each."""
    host_bytes: int
    """For all."""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a kind of card does in a second, as its maker tells: dense bf16, its memory, and the way to the host's."""

    name: str
    tera_flops: float
    memory_gigabytes: float
    host_gigabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A plan: the large linears' precision, the layers that stream, and the tokens that are worked on at a time."""

    precision: Precision
    layers: int
    streamed: tuple[int, ...]
    """The layers whose weights lie in host memory and come to the card for each use."""
    chunk: int
    weights_bytes: int
    """Stay on the card."""
    staging_bytes: int
    """The ring on the card in which streamed weights arrive."""
    activation_bytes: int
    host_bytes: int
    """Of host memory, for all cards: the layers that stream, locked, and what is held beside while they are read."""
    step_seconds: float
    """One forward, as the table of cards has it; the machine's own history knows better."""

    @property
    def card_bytes(self) -> int:
        """At most, with all that comes and goes."""
        return self.weights_bytes + self.staging_bytes + self.activation_bytes

    @property
    def resident(self) -> int:
        """How many layers stay on the card."""
        return self.layers - len(self.streamed)


class TooSmallError(ValueError):
    """No plan fits; `smallest` is the one that asks for least, and would."""

    def __init__(self, smallest: Placement, card: Card) -> None:
        self.smallest, self.card = smallest, card
        super().__init__(
            f"The smallest plan needs {_gigabytes(smallest.card_bytes)} of the card's memory "
            f"({_gigabytes(card.free_bytes)} are free) and {_gigabytes(smallest.host_bytes)} of the computer's "
            f"({_gigabytes(card.host_bytes)} are free)"
        )


KINDS = (
    Kind(name="B200", tera_flops=2250, memory_gigabytes=8000, host_gigabytes=50),
    Kind(name="H200", tera_flops=989, memory_gigabytes=4800, host_gigabytes=50),
    Kind(name="H100 PCIe", tera_flops=756, memory_gigabytes=2000, host_gigabytes=50),
    Kind(name="H100", tera_flops=989, memory_gigabytes=3350, host_gigabytes=50),
    Kind(name="A100", tera_flops=312, memory_gigabytes=1555, host_gigabytes=24),
    Kind(name="RTX PRO 6000", tera_flops=504, memory_gigabytes=1792, host_gigabytes=50),
    Kind(name="L40S", tera_flops=362, memory_gigabytes=864, host_gigabytes=24),
    Kind(name="L40", tera_flops=181, memory_gigabytes=864, host_gigabytes=24),
    Kind(name="RTX 6000 Ada", tera_flops=364, memory_gigabytes=960, host_gigabytes=24),
    Kind(name="RTX A6000", tera_flops=155, memory_gigabytes=768, host_gigabytes=24),
    Kind(name="RTX 5090", tera_flops=210, memory_gigabytes=1792, host_gigabytes=50),
    Kind(name="RTX 5080", tera_flops=113, memory_gigabytes=960, host_gigabytes=50),
    Kind(name="RTX 5070", tera_flops=62, memory_gigabytes=672, host_gigabytes=50),
    Kind(name="RTX 5060", tera_flops=38, memory_gigabytes=448, host_gigabytes=24),
    Kind(name="RTX 4090", tera_flops=165, memory_gigabytes=1008, host_gigabytes=24),
    Kind(name="RTX 4080", tera_flops=97, memory_gigabytes=717, host_gigabytes=24),
    Kind(name="RTX 4070", tera_flops=58, memory_gigabytes=504, host_gigabytes=24),
    Kind(name="RTX 4060", tera_flops=30, memory_gigabytes=272, host_gigabytes=12),
    Kind(name="RTX 3090", tera_flops=71, memory_gigabytes=936, host_gigabytes=24),
    Kind(name="RTX 3080", tera_flops=60, memory_gigabytes=760, host_gigabytes=24),
    Kind(name="RTX 3060", tera_flops=25, memory_gigabytes=360, host_gigabytes=24),
)
"""The first whose name is in the card's: the makers' data sheets, with sums in fp32; of the bus what it gives."""
OTHER = Kind(name="", tera_flops=25, memory_gigabytes=270, host_gigabytes=12)
REACHED = 0.65
"""Of the data sheet's arithmetic and memory speed, by products of this size and by what lies between them."""


def count_tokens(config: TransformerConfig, size: tuple[int, int, int], audio_length: int, text_length: int) -> Tokens:
    """Of a clip whose latent has this many frames, rows and columns."""
    frames, rows, columns = (length // step for length, step in zip(size, config.patch, strict=True))
    return Tokens(frames=frames, each=rows * columns, audio=audio_length, text=text_length)


def choose_placement(
    config: TransformerConfig, tokens: Tokens, card: Card, precisions: Sequence[Precision] = ("bf16", "int8")
) -> Placement:
    """The best plan. Raises TooSmallError where none fits."""
    for placement in list_placements(config, tokens, card, precisions):
        return placement
    raise TooSmallError(find_smallest(config, tokens, card, precisions), card)


def list_placements(
    config: TransformerConfig, tokens: Tokens, card: Card, precisions: Sequence[Precision] = ("bf16", "int8")
) -> list[Placement]:
    """The plans that fit, best first, each for less of the card's memory than the one before it.

    For weights that come in fp8 the only precision is that.
    """
    found: list[Placement] = []
    for share in SHARES:
        room = min([card.free_bytes * share, *(each.card_bytes - 1 for each in found)])
        fitting = [
            placement
            for precision in precisions
            for chunk in CHUNKS
            if (placement := _fill_card(config, tokens, card, precision, chunk, room)) is not None
        ]
        if fitting:
            found.append(min(fitting, key=_rank))
    return found


def find_smallest(
    config: TransformerConfig, tokens: Tokens, card: Card, precisions: Sequence[Precision] = ("bf16", "int8")
) -> Placement:
    """What asks for the least memory of the card or, where that is there, of the host."""
    plans = [
        plan(config, tokens, card, precision, _spread(config, count), CHUNKS[-1])
        for precision in precisions
        for count in range(config.num_layers + 1)
    ]
    fitting = [each for each in plans if each.card_bytes <= card.free_bytes]
    if fitting:
        return min(fitting, key=lambda each: each.host_bytes)
    return min(plans, key=lambda each: each.card_bytes)


def plan(
    config: TransformerConfig, tokens: Tokens, card: Card, precision: Precision, streamed: Sequence[int], chunk: int
) -> Placement:
    """What a choice costs, whether or not it fits."""
    sizes = _count_layers(config, precision)
    host = sum(sizes[layer] for layer in streamed)
    largest = max((sizes[layer] // config.count_experts(layer) for layer in streamed), default=0)
    activations = count_activations(config, tokens, precision, chunk)
    return Placement(
        precision=precision,
        layers=config.num_layers,
        streamed=tuple(streamed),
        chunk=chunk,
        weights_bytes=sum(sizes) - host + _count_rest(config),
        staging_bytes=AHEAD * largest,
        activation_bytes=math.ceil(SPREAD * activations) + RESERVE,
        host_bytes=card.count * (host + HOST_RESERVE),
        step_seconds=count_seconds(config, tokens, find_kind(card.name), precision, chunk, host, card.count),
    )


@cache
def count_activations(config: TransformerConfig, tokens: Tokens, precision: Precision, chunk: int) -> int:
    """Bytes on the card beside the weights, at the worst moment of a forward of one sequence.

    With N tokens, width M, inner width I, F outputs of the first linear (K of them keys), c tokens at a time and b
    bytes a number of the arithmetic: the stream takes 4 N M throughout. Beside it lie queries, keys, values and gates
    (b N F) while they are made, and with what attention gives (b N M, and 4 N for each head's sum; twice where frames
    are seen one after the other, with their keys) while it runs; after it the gates and what it gave. Work token by
    token takes what its tensors take that live at once: projection c (12 M + 4 K + b F), merging c (8 + b) M, gated MLP
    c (4 M + (2 b + 20) I), the other c (4 M + 12 I). That is read from the code of `transformer`; a test counts the
    bytes of a forward as they come and go. Weights kept in a byte are there a second time, restored, while they are
    used. Attention has no workspace of N²: the kernels of https://arxiv.org/abs/2205.14135 keep none.
    """
    b, width = count_arithmetic(precision), config.hidden_size
    total, least = tokens.total, min(chunk, tokens.total)
    stream, kv = 4 * total * width, config.num_kv_heads * config.head_dim
    outputs = width + 2 * kv + config.num_heads
    turn = 4 * 2 * total * 3 * config.rope_bands
    inputs = 4 * (LATENTS * tokens.video * config.video_in + tokens.audio * config.audio_in + 3 * total)
    inputs += 4 * 2 * tokens.text * config.text_in
    mix = b * total * (outputs + width) + 4 * total * config.num_heads
    if config.local_layers and config.local_window < tokens.frames - 1:
        seen = min(2 * config.local_window + 1, tokens.frames) * tokens.each + tokens.audio + tokens.text
        mix += b * total * width + 2 * b * seen * kv
    worst = 0
    for layer in _list_kinds(config):
        forms = list_forms(config, layer)
        inner = forms["mlp"][1].kept[1] * (12 if layer in config.gelu_layers else 2 * b + 20)
        again = {stage: _count_restored(kept, precision) for stage, kept in forms.items()}
        worst = max(
            worst,
            b * total * outputs + least * (12 * width + 4 * kv + b * outputs) + again["project"],
            b * total * (width + config.num_heads) + least * (8 + b) * width + again["merge"],
            least * (4 * width + inner) + again["mlp"],
        )
    return inputs + turn + stream + max(stream, mix, worst)


def count_seconds(
    config: TransformerConfig,
    tokens: Tokens,
    kind: Kind,
    precision: Precision,
    chunk: int,
    streamed_bytes: int,
    cards: int = 1,
) -> float:
    """Of one forward: arithmetic and what passes through the card's memory, or the way from the host if that is longer.

    Two operations a weight and token, four a pair of tokens and channel of the queries; the tensors between the
    products pass through memory some 12 times at the inner width and 50 times at that of the stream. Several cards have
    their share of the tokens each, and all of the weights; keys and values go between them as if by way of the host.
    """
    operations, passed = count_work(config, tokens)
    weights = sum(_count_layers(config, "bf16")) / 2
    read = 2 * weights * math.ceil(tokens.total / cards / chunk)
    read += weights * {"int8": 3, "fp8": 7}.get(precision, 0)
    on_card = operations / cards / (kind.tera_flops * 1e12) + (passed / cards + read) / (kind.memory_gigabytes * 1e9)
    keys = 2 * config.num_kv_heads * config.head_dim * count_arithmetic(precision) * tokens.total * config.num_layers
    between = keys * (cards - 1) / cards / (kind.host_gigabytes * 1e9)
    return max(on_card / REACHED + between, streamed_bytes / (kind.host_gigabytes * 1e9))


def find_kind(name: str) -> Kind:
    """A slow one where the card isn't in the table."""
    return next((kind for kind in KINDS if kind.name in name), OTHER)


def find_card(index: int, host_bytes: int) -> Card:
    """The card at hand, with what is free on it now."""
    import torch

    free, _ = torch.cuda.mem_get_info(index)
    return Card(name=torch.cuda.get_device_name(index), free_bytes=free, host_bytes=host_bytes)


def _fill_card(
    config: TransformerConfig, tokens: Tokens, card: Card, precision: Precision, chunk: int, room: float
) -> Placement | None:
    """With as many layers on the card as it has room for."""
    for count in range(config.num_layers + 1):
        placement = plan(config, tokens, card, precision, _spread(config, count), chunk)
        if placement.card_bytes <= room:
            return placement if placement.host_bytes <= card.host_bytes or not count else None
    return None


def _spread(config: TransformerConfig, count: int) -> tuple[int, ...]:
    """So many layers, evenly among the others, so that each comes while those before it compute.

    Those with experts last: they take as long to compute, and three times as long to come.
    """
    thin = [layer for layer in range(config.num_layers) if config.count_experts(layer) == 1]
    fat = [layer for layer in range(config.num_layers) if config.count_experts(layer) > 1]
    first = min(count, len(thin))
    chosen = [(thin, first), (fat, count - first)]
    return tuple(sorted(layers[n * len(layers) // many] for layers, many in chosen for n in range(many)))


def _rank(placement: Placement) -> float:
    return placement.step_seconds * (CALM if is_quantised(placement.precision) else 1)


@cache
def _count_layers(config: TransformerConfig, precision: Precision) -> tuple[int, ...]:
    """Bytes of each layer's large linears."""
    return tuple(
        config.count_experts(layer) * sum(count_bytes(forms, precision) for forms in list_forms(config, layer).values())
        for layer in range(config.num_layers)
    )


def _count_rest(config: TransformerConfig) -> int:
    """Embedders, heads and norms, in fp32."""
    sizes = (config.video_in, config.audio_in, config.text_in)
    adapter = sum(config.hidden_size * (size + 1) for size in sizes) + config.text_in * config.references
    heads = config.hidden_size * (config.video_in + config.audio_in + 2)
    experts = sum(config.count_experts(layer) for layer in range(config.num_layers))
    return 4 * (adapter + heads + experts * 2 * (config.hidden_size + config.head_dim) + config.rope_bands)


def _count_restored(forms: Sequence[Form], precision: Precision) -> int:
    if not is_quantised(precision):
        return 0
    return count_arithmetic(precision) * sum(math.prod(form.kept) for form in forms)


@cache
def count_work(config: TransformerConfig, tokens: Tokens) -> tuple[int, int]:
    """Operations, and bytes of activations that pass through memory."""
    total, width, layers = tokens.total, config.hidden_size, range(config.num_layers)
    touched = sum(size // config.count_experts(layer) for layer, size in enumerate(_count_layers(config, "bf16"))) // 2
    operations = 2 * total * touched + 4 * width * sum(_count_pairs(config, tokens, layer) for layer in layers)
    inner = sum(config.inner_size(layer) for layer in layers)
    return operations, 4 * total * (12 * inner + 50 * width * config.num_layers)


def _count_pairs(config: TransformerConfig, tokens: Tokens, layer: int) -> int:
    """Of tokens that see each other."""
    if layer not in config.local_layers:
        return tokens.total**2
    rest, window = tokens.total - tokens.video, config.local_window
    seen = sum(min(n + window + 1, tokens.frames) - max(n - window, 0) for n in range(tokens.frames))
    return seen * tokens.each**2 + tokens.video * rest + rest * tokens.total


def _list_kinds(config: TransformerConfig) -> set[int]:
    """A layer of each kind of MLP."""
    gated = (layer for layer in range(config.num_layers) if layer not in config.gelu_layers)
    return {*config.gelu_layers[:1], *list(gated)[:1]}


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
