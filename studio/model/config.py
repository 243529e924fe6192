"""What distinguishes one transformer of this family from another: sizes, positions, and what its heads say."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal

TIME_CHANNELS = 64
EXPERTS = 3
"""Video, audio, text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformerConfig:
    """The shape of a network. `video_in` and `audio_in` count the numbers of one token, in and out."""

    num_layers: int
    hidden_size: int
    head_dim: int
    num_kv_heads: int
    video_in: int
    audio_in: int
    text_in: int
    mm_layers: tuple[int, ...] = ()
    """Layers with weights of their own for video, audio and text."""
    gelu_layers: tuple[int, ...] = ()
    local_layers: tuple[int, ...] = ()
    """Layers in which a video token sees only the video frames within `local_window` of its own."""
    local_window: int = 0
    patch: tuple[int, int, int] = (1, 2, 2)
    coords: Literal["v1", "v2"] = "v2"
    time_mode: Literal["none", "channels64"] = "none"
    references: bool = False
    rope_base: float = 10_000.0
    reference_shift: float = 0.0
    """Added to the rows and columns of reference tokens, so that none lies where a token of the clip does."""
    predicts: Literal["velocity", "clean"] = "velocity"
    """What comes out: v = noise - clean, or the clean latent itself."""

    def __post_init__(self) -> None:
        if self.hidden_size % self.head_dim or self.num_heads % self.num_kv_heads:
            raise ValueError(
                f"Width {self.hidden_size} with heads of {self.head_dim} and {self.num_kv_heads} key-value heads "
                "doesn't divide evenly"
            )
        if self.head_dim % 8:
            raise ValueError(f"Heads of {self.head_dim} don't divide by 8, as the rotation of positions needs")
        if self.video_in % self.patch_volume:
            raise ValueError(f"Video tokens of {self.video_in} numbers don't divide into patches of {self.patch}")
        if self.time_mode == "channels64" and self.hidden_size <= TIME_CHANNELS:
            raise ValueError(f"Width {self.hidden_size} leaves no room beside the {TIME_CHANNELS} channels of time")
        for layer in (*self.mm_layers, *self.gelu_layers, *self.local_layers):
            if not 0 <= layer < self.num_layers:
                raise ValueError(f"Layer {layer} is named, but there are only {self.num_layers}")

    @property
    def num_heads(self) -> int:
        return self.hidden_size // self.head_dim

    @property
    def rope_bands(self) -> int:
        return self.head_dim // 8

    @property
    def patch_volume(self) -> int:
        return self.patch[0] * self.patch[1] * self.patch[2]

    @property
    def video_channels(self) -> int:
        """Channels of the video latent."""
        return self.video_in // self.patch_volume

    def count_experts(self, layer: int) -> int:
        """1 where all tokens share the weights."""
        return EXPERTS if layer in self.mm_layers else 1

    def inner_size(self, layer: int) -> int:
        """Width between the two linears of a layer's MLP."""
        return 4 * self.hidden_size if layer in self.gelu_layers else int(self.hidden_size * 8 / 3) // 4 * 4


def write_config(config: TransformerConfig) -> str:
    return json.dumps(dataclasses.asdict(config))


def read_config(text: str) -> TransformerConfig:
    """The config from its JSON; a ValueError says which name is unknown or missing."""
    try:
        values: dict[str, Any] = json.loads(text)
        return TransformerConfig(**{name: _freeze(value) for name, value in values.items()})
    except (AttributeError, TypeError) as error:
        raise ValueError(f"This is no configuration of a transformer: {error}") from error


def _freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


MAGIHUMAN = TransformerConfig(
    num_layers=40,
    hidden_size=5120,
    head_dim=128,
    num_kv_heads=8,
    video_in=192,
    audio_in=64,
    text_in=3584,
    mm_layers=(0, 1, 2, 3, 36, 37, 38, 39),
    gelu_layers=(0, 1, 2, 3),
)
"""daVinci-MagiHuman 15B, `base` and `distill`."""

MAGIHUMAN_540P = dataclasses.replace(MAGIHUMAN, coords="v1")
MAGIHUMAN_1080P = dataclasses.replace(
    MAGIHUMAN_540P,
    local_layers=tuple(layer for layer in range(40) if layer not in (3, 7, 11, 15, 19, 23, 27, 31)),
    local_window=11,
)
