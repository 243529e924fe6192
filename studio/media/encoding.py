"""`Encoding`: how pictures and sound are written to a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """Codecs and container by FFmpeg's names. Pictures are BT.709 in limited range and tagged so.

    Bit rates are in bits a second, 0 where the options set the quality; without a `sound_codec` there is no sound.
    A `tagged` file can say anything of itself, under names of ours.
    """

    container: str
    video_codec: str
    pixel_format: str
    video_options: Mapping[str, str] = field(default_factory=dict[str, str])
    video_bit_rate: int = 0
    sound_codec: str = ""
    sound_bit_rate: int = 0
    faststart: bool = False
    tagged: bool = False
