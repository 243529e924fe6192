"""`ToyModel`: the four networks of Toy Theatre, and the numbers that make them."""

from __future__ import annotations

from torch import nn

from studio.model.codecs.audio import AudioCodec, AudioCodecConfig
from studio.model.codecs.video import VideoCodec, VideoCodecConfig
from studio.model.config import TransformerConfig
from studio.model.text import TextConfig, TextEncoder
from studio.model.transformer import Transformer

from .captions import list_words
from .reader import Reader

PATCH = (1, 1, 1)
# How a clip is made: by the student without guidance, by its teacher with it.
STEPS, SHIFT, GUIDANCE = 8, 3.0, 3.0


class ToyModel(nn.Module):
    """Text encoder, Transformer and the two codecs, each under its name in the checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        video, audio = VideoCodecConfig(), AudioCodecConfig()
        text = TextConfig(words=list_words())
        self.video_codec = VideoCodec(video)
        self.audio_codec = AudioCodec(audio)
        self.text_encoder = TextEncoder(text)
        self.reader = Reader(320)
        self.transformer = Transformer(make_config(video.channels, audio.channels, text.width))


def make_config(video_channels: int, audio_channels: int, text_width: int) -> TransformerConfig:
    """The Transformer of Toy Theatre: 8 layers, 320 wide, with experts in the first and the last."""
    return TransformerConfig(
        num_layers=8,
        hidden_size=320,
        head_dim=64,
        num_kv_heads=1,
        video_in=video_channels * PATCH[0] * PATCH[1] * PATCH[2],
        audio_in=audio_channels,
        text_in=text_width,
        mm_layers=(0, 7),
        gelu_layers=(0,),
        local_layers=(),
        local_window=0,
        patch=PATCH,
        coords="v2",
        time_mode="channels64",
        references=True,
        predicts="clean",
        rope_base=100.0,
    )
