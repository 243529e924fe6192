"""`Engine`: the networks of the 15B on this machine, each where there is room for it and as long as it is needed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs
import psutil
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from studio.api import Pictures, Samples, Weights
from studio.errors import StudioError
from studio.model.codecs.oobleck import load_oobleck
from studio.model.codecs.t5gemma import load_prompt_encoder
from studio.model.codecs.turbo import TurboConfig, TurboDecoder, count_bytes, load_turbo
from studio.model.codecs.wan import load_wan
from studio.model.fusion import Compiler, Runner, run_plainly
from studio.model.placement import Card, Placement, find_card
from studio.model.replay import Replay, is_worth_it
from studio.model.stream import fuse, load_placed
from studio.model.transformer import Transformer
from studio.model.weights import WeightsError

from . import sound
from .cards import BESIDE_BYTES, choose_cards, join, name_cards, processor
from .frames import to_pixels
from .plan import Stage, choose
from .team import Team
from .texts import Texts
from .weights import OOBLECK, TEXT, TURBO, WAN, fingerprint

TEXT_BYTES, WAN_BYTES, SOUND_BYTES = 20 << 30, 6 << 30, 3 << 30
"""On the card, with what they need beside; where there is less, they work on the processor."""
AGAIN = "get the file as it was released again; plugins/magihuman/README.md says where from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A network at hand, the plan by which it lies, and what that was made for."""

    network: Transformer | Replay | Team
    placement: Placement
    tokens: int
    memory: str

    def serves(self, stage: Stage, memory: str) -> bool:
        """Whether the plan has room for a stage as well."""
        return self.memory == memory and stage.tokens.total <= self.tokens


class Engine:
    """Everything in a folder of weights, loaded when it is first asked for.

    `look` tells of the card and what is free on it; where it isn't given, that is the first CUDA device, or else the
    processor. `runner` works for the layers after the first step; where it isn't given, that is PyTorch's compiler on a
    card. `name` names the cards that can make a take together.
    """

    def __init__(
        self,
        folder: Path,
        look: Callable[[], Card] | None = None,
        texts: Texts | None = None,
        runner: Runner | None = None,
        name: Callable[[], Sequence[str]] = name_cards,
    ) -> None:
        self.folder = folder
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._oobleck = folder / OOBLECK / "vae"
        self._look = look or self._find_card
        self._texts = texts or Texts()
        self._runner = runner or make_compiler(self.device)
        self._has_compiled = False
        self._name = name
        self._team: Team | None = None
        self._placed: dict[str, Placed] = {}
        self._turbo: TurboDecoder | None = None
        self._fingerprints: dict[str, str] = {}

    def close(self) -> None:
        """Give back all memory."""
        self._turbo = None
        self._end_team()
        self._forget()

    def read_text(self, text: str) -> Tensor:
        """States (1, L, C); from the disk where this text was read before."""
        revision = self._find_revision()
        states_LC = self._texts.find(text, revision)
        if states_LC is None:
            with _plainly():
                states_LC = self._encode_text(text)
            self._texts.keep(text, revision, states_LC)
        return states_LC.to(self.device)[None]

    def read_picture(self, picture: Pictures, sizes: list[tuple[int, int]]) -> list[Tensor]:
        """The latent (1, 48, H, W) of a picture at each size (width, height)."""
        device = self._choose_device(WAN_BYTES)
        with _plainly():
            codec = load_wan(self.folder / WAN / "vae", device)
            latents = [codec.encode(to_pixels(picture, size, device))[:, :, 0].to(self.device) for size in sizes]
        del codec
        self._tidy()
        return latents

    def read_sound(self, samples: Samples) -> Tensor:
        """Latents (1, L, C), one a frame, of samples at 48 kHz."""
        device = self._choose_device(SOUND_BYTES)
        with _plainly():
            return sound.encode(load_oobleck(self._oobleck, device), samples, device).to(self.device)

    def write_sound(self, latent_BLC: Tensor) -> Samples:
        """Samples at 48 kHz of latents, one a frame."""
        device = self._choose_device(SOUND_BYTES)
        with _plainly():
            return sound.decode(load_oobleck(self._oobleck, device), latent_BLC.to(device))

    def place(self, stage: Stage, memory: str, cards: int = 1) -> Placed:
        """The network of a stage, by the best plan that fits. Others stay only where all of both fits at once.

        Raises `StudioError` where it doesn't fit or its files are not as released.
        """
        if cards != (len(self._team) if self._team is not None else 1):
            self._end_team()
            self._forget()
        known = self._placed.get(stage.part)
        if known is not None and known.serves(stage, memory):
            return known
        del known
        if cards > 1:
            return self._place_together(stage, memory, cards)
        self._placed.pop(stage.part, None)
        try:
            placement = choose(stage, self._look(), memory) if self._placed else None
        except StudioError:
            placement = None
        if placement is None or placement.streamed or placement.precision != "bf16":
            self._forget()
            placement = choose(stage, self._look(), memory)
        with _plainly():
            network = load_placed(self.folder / stage.part, stage.config, placement, self.device)
        if is_worth_it(placement, self.device):
            network = Replay(network)
        made = Placed(network=network, placement=placement, tokens=stage.tokens.total, memory=memory)
        self._placed[stage.part] = made
        return made

    def run_plainly(self, placed: Placed) -> None:
        """Have the next step begin at once."""
        if isinstance(placed.network, Team):
            placed.network.fuse(None)
        else:
            _fuse(placed.network, run_plainly)

    def fuse(self, placed: Placed) -> bool:
        """Have the next steps run faster. True where the next one takes longer for it, once in a process."""
        if self._runner is None:
            return False
        if isinstance(placed.network, Team):
            placed.network.fuse(find_compiled())
        else:
            _fuse(placed.network, self._runner)
        is_new, self._has_compiled = not self._has_compiled, True
        return is_new

    def turbo(self) -> TurboDecoder:
        """The fast decoder, which stays."""
        if self._turbo is None:
            dtype = torch.bfloat16 if self.device.type == "cuda" else torch.float32
            path = find_turbo(self.folder / TURBO)
            with _plainly():
                self._turbo = load_turbo(path, self.device, dtype, _read_widths(path))
        return self._turbo

    def decode(self, latent_BCTHW: Tensor) -> Generator[Tensor, None, None]:
        """Pictures of a clip in windows, within the memory that is free; for that a network may have to go."""
        turbo = self.turbo()
        if self._choose_rows(turbo, latent_BCTHW) is not None:
            self._forget()
        with _plainly():
            yield from turbo.decode_windows(latent_BCTHW, self._choose_rows(turbo, latent_BCTHW))

    def list_weights(self, parts: list[str]) -> tuple[Weights, ...]:
        """What takes are made with, by its fingerprint."""
        for part in parts:
            if part not in self._fingerprints:
                home = self.folder / part
                path = home / "vae" if part in (WAN, OOBLECK) else find_turbo(home) if part == TURBO else home
                self._fingerprints[part] = fingerprint(path)
        return tuple(Weights(name=part, sha256=self._fingerprints[part]) for part in parts)

    @property
    def device_name(self) -> str:
        """Of the card; empty for the processor."""
        return torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else ""

    def _place_together(self, stage: Stage, memory: str, cards: int) -> Placed:
        """In processes on several cards, which have one network at a time."""
        self._forget()
        if self._team is None:
            self._team = Team(choose_cards(self._name(), cards), self.device.type)
        told, here = self._team.clear(), self._look()
        there = [replace(here, name=card.name, free_bytes=max(card.free_bytes - BESIDE_BYTES, 0)) for card in told]
        placement = choose(stage, join(there or [here] * cards), memory)
        with _plainly():
            self._team.place(self.folder / stage.part, stage.config, placement)
        made = Placed(network=self._team, placement=placement, tokens=stage.tokens.total, memory=memory)
        self._placed[stage.part] = made
        return made

    def _forget(self) -> None:
        """No network is at hand any more, and its memory is free."""
        self._placed.clear()
        if self._team:
            self._team.clear()
        self._tidy()

    def _end_team(self) -> None:
        if self._team is not None:
            self._team.close()
            self._team = None

    def _find_card(self) -> Card:
        if self.device.type == "cpu":
            return processor()
        self._tidy()
        card = find_card(0, psutil.virtual_memory().available)
        return Card(name=card.name, free_bytes=max(card.free_bytes - BESIDE_BYTES, 0), host_bytes=card.host_bytes)

    def _count_free(self) -> int:
        if self.device.type == "cpu":
            return psutil.virtual_memory().available // 2
        self._tidy()  # what torch keeps of the steps and of codecs that are gone is free as well
        return int(torch.cuda.mem_get_info(self.device)[0] * 0.8)

    def _choose_rows(self, turbo: TurboDecoder, latent_BCTHW: Tensor) -> int | None:
        """How many rows of a latent are decoded at a time within the memory that is free; None for all."""
        height, width = latent_BCTHW.shape[3:]
        size, free = next(turbo.parameters()).element_size(), self._count_free()
        fewer = (max(1, height // parts) for parts in (2, 4, 8))
        return next(
            (rows for rows in (None, *fewer) if count_bytes(height, width, rows, size) <= free), height // 16 + 1
        )

    def _choose_device(self, needed: int) -> torch.device:
        return self.device if self._count_free() >= needed else torch.device("cpu")

    def _encode_text(self, text: str) -> Tensor:
        encoder = load_prompt_encoder(self.folder / TEXT, self._choose_device(TEXT_BYTES))
        states_LC = encoder.encode(text).cpu()
        del encoder
        self._tidy()
        return states_LC

    def _find_revision(self) -> str:
        """Of the text encoder: another one gives other states."""
        return self.list_weights([TEXT])[0].sha256

    def _tidy(self) -> None:
        gc.collect()
        if self.device.type == "cuda":
            torch.cuda.empty_cache()


def _fuse(network: Transformer | Replay, runner: Runner) -> None:
    if isinstance(network, Replay):
        network.fuse(runner)
    else:
        fuse(network, runner)


def make_compiler(device: torch.device) -> Compiler | None:
    """What it compiles stays in the user's cache; for the processor it isn't worth the wait."""
    if device.type == "cpu":
        return None
    return Compiler(find_compiled())


def find_compiled() -> Path:
    return platformdirs.user_cache_path("storyreel", appauthor=False) / "magihuman" / "compiled"


def find_turbo(folder: Path) -> Path:
    """The decoder's file: safetensors, where there is one, rather than a pickle."""
    files = (*sorted(folder.glob("*.safetensors")), *sorted(folder.glob("*.ckpt")))
    if not files:
        raise StudioError(f"{folder} holds no decoder; {AGAIN}.")
    return files[0]


def _read_widths(path: Path) -> TurboConfig | None:
    """Of the decoder's stages, from the shapes in a safetensors file; None for the released ones."""
    if path.suffix != ".safetensors":
        return None
    names = (f"decoder.up_blocks.{stage}.resnets.0.conv1.conv.weight" for stage in range(4))
    try:
        with safe_open(path, "pt") as file:
            first, second, third, fourth = (int(file.get_slice(name).get_shape()[0]) for name in names)
    except (OSError, SafetensorError):
        return None  # the loader says what is wrong
    return TurboConfig(widths=(first, second, third, fourth))


@contextmanager
def _plainly() -> Generator[None, None, None]:
    """What the loaders and torch complain of, in words for the user or for whoever retries with less memory."""
    try:
        yield
    except WeightsError as error:
        raise StudioError(f"{error}; {AGAIN}.") from error
    except RuntimeError as error:
        if "can't allocate memory" in str(error):
            raise MemoryError("out of memory") from error
        raise
