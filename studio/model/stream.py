"""A network laid out by a plan: some layers on the card, the others brought there from host memory when they are used.

The large linears lie in blocks of bytes, one for each stage of a layer and each of its experts; so a layer with experts
needs no more room at a time than one without. What streams is copied on a stream of its own, ahead of its use, into a
ring of memory on the card. Without a card the same happens in one thread, in order.
"""

import dataclasses
import weakref
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn

from .config import TransformerConfig
from .forms import STAGES, Form, Precision, Stage, count_bytes, list_forms
from .fusion import Runner, Turn, merge, project, run_plainly, think
from .packing import Packed
from .placement import Placement
from .quantise import KeptLinear, choose_arithmetic, fill, view
from .transformer import ALL, Layer, Norm, Transformer
from .weights import Read, open_weights, read_as


def load_placed(path: Path, config: TransformerConfig, placement: Placement, device: torch.device | str) -> Transformer:
    """`place` what a file holds, a folder of shards or an index. Raises WeightsError."""
    with torch.device("meta"):
        wanted = Transformer(config).state_dict()
    with open_weights(path, wanted) as read:
        return place(read, config, placement, device)


def place(read: Read, config: TransformerConfig, placement: Placement, device: torch.device | str) -> Transformer:
    """A network for use, not for training, whose weights lie as planned; the last reference to it holds all its memory.

    It says what a `Transformer` of the same weights says: in bf16 and fp32 but for how the products of a chunk are
    rounded, in int8 and fp8 but for the rounding of weights that `quantise` tells.
    """
    device = torch.device(device)
    with torch.device("meta"):
        transformer = Transformer(config)
        transformer.final_norm_video = NormInPlace(config.hidden_size, placement.chunk)
    del transformer.block
    rest = {name: read_as(read, name, torch.float32).to(device) for name in transformer.state_dict()}
    transformer.load_state_dict(rest, assign=True)
    belt = _lay_belt(config, placement, device)
    layers = [_place_layer(read, config, placement, layer, belt, device) for layer in range(config.num_layers)]
    transformer.block = nn.ModuleDict({"layers": nn.ModuleList(layers)})
    return transformer.requires_grad_(False).eval()


def fuse(network: Transformer, runner: Runner) -> None:
    """Has all layers of a network that was placed work by a runner."""
    for layer in network.block["layers"]:
        cast(PlacedLayer, layer).runner = runner


def read_from(network: nn.Module) -> Read:
    """The tensors of a network in memory, as those of a file."""
    state = network.state_dict()
    return lambda name, rows: state[name] if rows == ALL else state[name][rows]


class Belt:
    """Carries blocks of bytes from host memory to a ring of memory on the card, ahead of their use, round and round.

    Blocks are used one at a time, in their order. The ring gives a block its place as soon as those that lay there
    have been used; on the card that is: the copy waits for the work that is queued so far, and the use for the copy.
    """

    def __init__(self, sizes: Sequence[int], capacity: int, device: torch.device) -> None:
        self._host = torch.zeros(sum(sizes), dtype=torch.uint8)
        self.blocks = list(self._host.split(list(sizes)))
        """In host memory, to be filled before the first use."""
        self._ring = torch.empty(capacity, dtype=torch.uint8, device=device)
        self._ranges = list(_cut(sizes, capacity))
        self.places = [self._ring[begin:end] for begin, end in self._ranges]
        """Of each block on the card."""
        self._next, self._there = 0, deque[int]()
        self._copies: torch.cuda.Stream | None = None
        if device.type == "cuda":
            self._copies = torch.cuda.Stream(device)
            self._arrivals = [torch.cuda.Event() for _ in sizes]
            pinned = _pin(self._host, device)
            weakref.finalize(self, _end, self._copies, self._host, pinned).atexit = False

    @contextmanager
    def use(self, block: int) -> Generator[None]:
        """While it lasts, the block lies in its place."""
        if not self._there or self._there[0] != block:  # the first use, or after one that went wrong
            self._begin(block)
        if self._copies is not None:
            torch.cuda.current_stream(self._copies.device).wait_event(self._arrivals[block])
        try:
            yield
        except BaseException:
            self._there.clear()
            raise
        self._there.popleft()
        self._fetch()

    def _begin(self, block: int) -> None:
        self._there.clear()
        self._next = block
        self._fetch()

    def _fetch(self) -> None:
        """Sends for all blocks that have room by now."""
        if self._copies is not None:
            self._copies.wait_stream(torch.cuda.current_stream(self._copies.device))
        while self._has_room(self._next):
            with torch.cuda.stream(self._copies) if self._copies is not None else nullcontext():
                self.places[self._next].copy_(self.blocks[self._next], non_blocking=True)
            if self._copies is not None:
                self._arrivals[self._next].record(self._copies)
            self._there.append(self._next)
            self._next = (self._next + 1) % len(self.places)

    def _has_room(self, block: int) -> bool:
        begin, end = self._ranges[block]
        return all(self._ranges[there][1] <= begin or end <= self._ranges[there][0] for there in self._there)


class Block:
    """The linears of one stage of a layer, of one expert, and where their bytes come from."""

    def __init__(
        self, linears: Sequence[KeptLinear], place: Tensor, carry: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._linears, self._carry = linears, carry
        start = 0
        for linear in linears:
            start = linear.lie_in(place, start)

    @contextmanager
    def at_hand(self) -> Generator[None]:
        """While it lasts, its linears can be used."""
        with self._carry():
            try:
                for linear in self._linears:
                    linear.prepare()
                yield
            finally:
                for linear in self._linears:
                    linear.forget()


class PlacedLayer(nn.Module):
    """A layer whose experts are layers of their own, each run on its tokens, a chunk at a time, in little memory."""

    def __init__(self, experts: Sequence[Layer], blocks: dict[Stage, list[Block]], placement: Placement) -> None:
        super().__init__()
        self.experts = nn.ModuleList(experts)
        self._blocks, self._chunk = blocks, placement.chunk
        self._dtype = choose_arithmetic(placement.precision)
        self.runner: Runner = run_plainly

    def forward(self, x_BNM: Tensor, packed: Packed, turn: Turn) -> Tensor:
        """Adds to x_BNM in its place."""
        groups = packed.groups if len(self.experts) > 1 else [x_BNM.shape[1]]
        spans = list(_spans(groups, self._chunk))
        self._add_attention(x_BNM, packed, turn, spans)
        self._add_mlp(x_BNM, spans)
        return x_BNM

    def _add_attention(self, x_BNM: Tensor, packed: Packed, turn: Turn, spans: list[list[slice]]) -> None:
        out_BNGD, gate_BNG = self._attend(x_BNM, packed, turn, spans)

        def add(expert: Layer, span: slice) -> None:
            parts = (_take(whole, span) for whole in (x_BNM, out_BNGD, gate_BNG))
            self.runner(merge, expert.attention, *parts)

        self._run("merge", spans, add)

    def _add_mlp(self, x_BNM: Tensor, spans: list[list[slice]]) -> None:
        def add(expert: Layer, span: slice) -> None:
            self.runner(think, expert.mlp, _take(x_BNM, span))

        self._run("mlp", spans, add)

    def _attend(self, x_BNM: Tensor, packed: Packed, turn: Turn, spans: list[list[slice]]) -> tuple[Tensor, Tensor]:
        """What attention gives, and the gates; queries, keys and values are gone by then."""
        attention = self._list_experts()[0].attention
        heads, kv, size = attention.heads, attention.kv_heads, attention.head_dim
        shapes = [(heads, size), (kv, size), (kv, size), (heads,)]
        wholes = [x_BNM.new_empty((*x_BNM.shape[:2], *shape), dtype=self._dtype) for shape in shapes]

        def keep(expert: Layer, span: slice) -> None:
            sin, cos = (_take(angles, span) for angles in turn)
            parts = self.runner(project, expert.attention, _take(x_BNM, span), (sin, cos))
            for whole, part in zip(wholes, parts, strict=True):
                whole[:, span] = part

        self._run("project", spans, keep)
        q_BNGD, k_BNKD, v_BNKD, gate_BNG = wholes
        return attention.mix(q_BNGD, k_BNKD, v_BNKD, packed), gate_BNG

    def _run(self, stage: Stage, spans: list[list[slice]], work: Callable[[Layer, slice], None]) -> None:
        for block, expert, chunks in zip(self._blocks[stage], self._list_experts(), spans, strict=True):
            with block.at_hand():
                for chunk in chunks:
                    work(expert, chunk)

    def _list_experts(self) -> list[Layer]:
        return cast("list[Layer]", list(self.experts))


class NormInPlace(Norm):
    """Writes over what it is given, a chunk of tokens at a time."""

    def __init__(self, size: int, chunk: int) -> None:
        super().__init__(size)
        self._chunk = chunk

    def forward(self, x: Tensor, groups: list[int] | None = None) -> Tensor:
        for part in x.split(self._chunk, dim=1):
            part.copy_(super().forward(part))
        return x


def _list_streamed(config: TransformerConfig, placement: Placement) -> list[tuple[int, Stage, int]]:
    """Layer, stage and expert of the blocks that come from host memory, in the order of their use."""
    experts = {layer: range(config.count_experts(layer)) for layer in placement.streamed}
    return [(layer, stage, expert) for layer in placement.streamed for stage in STAGES for expert in experts[layer]]


def _lay_belt(config: TransformerConfig, placement: Placement, device: torch.device) -> Belt | None:
    """None where nothing streams."""
    forms = {layer: list_forms(config, layer) for layer in placement.streamed}
    sizes = [
        count_bytes(forms[layer][stage], placement.precision) for layer, stage, _ in _list_streamed(config, placement)
    ]
    return Belt(sizes, placement.staging_bytes, device) if sizes else None


def _place_layer(
    read: Read, config: TransformerConfig, placement: Placement, layer: int, belt: Belt | None, device: torch.device
) -> PlacedLayer:
    numbers = {address: number for number, address in enumerate(_list_streamed(config, placement))}
    alone = dataclasses.replace(config, mm_layers=())
    with torch.device("meta"):
        experts = [Layer(alone, layer) for _ in range(config.count_experts(layer))]
    blocks: dict[Stage, list[Block]] = {}
    for number, expert in enumerate(experts):
        _place_norms(read, layer, number, expert, device)
        for stage, forms in list_forms(config, layer).items():
            place = numbers.get((layer, stage, number))
            if belt is None or place is None:
                size = count_bytes(forms, placement.precision)
                kept = lies = torch.zeros(size, dtype=torch.uint8, device=device)
                carry = nullcontext
            else:
                kept, lies, carry = belt.blocks[place], belt.places[place], partial(belt.use, place)
            start = 0
            for form in forms:
                weight_RC, scale_R, start = view(form, placement.precision, kept, start)
                fill(weight_RC, scale_R, form, read, f"block.layers.{layer}.{form.name}.weight", number, device)
            linears = [_replace(expert, form, placement.precision) for form in forms]
            blocks.setdefault(stage, []).append(Block(linears, lies, carry))
    return PlacedLayer(experts, blocks, placement)


def _place_norms(read: Read, layer: int, number: int, expert: Layer, device: torch.device) -> None:
    for name, norm in expert.named_modules():
        if isinstance(norm, Norm):
            rows = slice(number * norm.size, (number + 1) * norm.size)
            norm.weight = nn.Parameter(
                read_as(read, f"block.layers.{layer}.{name}.weight", torch.float32, rows).to(device)
            )


def _replace(expert: Layer, form: Form, precision: Precision) -> KeptLinear:
    owner, _, name = form.name.rpartition(".")
    linear = KeptLinear(form, precision)
    setattr(expert.get_submodule(owner), name, linear)
    return linear


def _cut(sizes: Sequence[int], capacity: int) -> Iterator[tuple[int, int]]:
    """Where each block begins and ends in the ring: behind the one before it, or at the front again."""
    end = 0
    for size in sizes:
        begin = end if end + size <= capacity else 0
        end = begin + size
        yield begin, end


def _take(whole: Tensor, span: slice) -> Tensor:
    """A span of tokens. Of a single sequence it lies as if there were no others, for whatever counts on strides."""
    return whole[0, span][None] if len(whole) == 1 else whole[:, span]


def _spans(groups: Sequence[int], chunk: int) -> Iterator[list[slice]]:
    """Of each group the chunks of its tokens."""
    begin = 0
    for count in groups:
        end = begin + count
        yield [slice(at, min(at + chunk, end)) for at in range(begin, end, chunk)]
        begin = end


def _pin(host: Tensor, device: torch.device) -> bool:
    """Locks memory in its place, so that the card copies it by itself; False where the system doesn't allow so much.

    Torch's own pinned memory comes in powers of two, up to twice of what is needed.
    """
    if int(_cuda().cudaHostRegister(host.data_ptr(), host.nbytes, 1)) == 0:
        return True
    with suppress(RuntimeError):  # the refusal would be told by the next piece of work on the card
        torch.zeros(1, device=device)
    return False


def _end(copies: torch.cuda.Stream, host: Tensor, pinned: bool) -> None:
    copies.synchronize()
    if pinned:
        _cuda().cudaHostUnregister(host.data_ptr())


def _cuda() -> Any:
    return torch.cuda.cudart()
