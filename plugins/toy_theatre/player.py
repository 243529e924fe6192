"""`Player`: one shot of the toy stage, from words and pictures to frames and sound.

Shapes as in `studio.model`: B is always 1 here.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from studio.api import Pictures
from studio.model.codecs.video import STRIDE
from studio.model.generate import Halt, Request, Sampling, Step, generate
from studio.model.packing import Reference
from studio.model.sampler import Guidance
from studio.model.text import pad

from .model import GUIDANCE, SHIFT, ToyModel
from .prompt import Prompt
from .words import FRAMES, SIZES

STEPS_OF_FRAMES = (FRAMES - 1) // 4 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is seen after some of the steps: uint8 RGB (height, width, 3) of the first frame. `halt` leads back here."""

    done: int
    steps: int
    picture: Pictures
    halt: Halt


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """25 frames, uint8 RGB (25, height, width, 3), and their sound, float32 (samples,) at 16 kHz; of these latents."""

    frames: Pictures
    wave: np.ndarray
    latents: tuple[Tensor, Tensor]


class Player:
    """Holds what is the same for every stretch of a shot: the words and the reference pictures."""

    def __init__(
        self,
        model: ToyModel,
        prompt: Prompt,
        pictures: Sequence[Pictures],
        size: tuple[int, int],
        *,
        guided: bool,
        steps: int,
    ) -> None:
        self._model, self._size = model, size
        pieces = model.text_encoder.pieces.cut(prompt.text)
        pieces_BL, self._mask = pad([pieces], model.text_encoder.config.most_pieces)
        with torch.no_grad():
            self._states = model.text_encoder(pieces_BL, self._mask)
            self._references = self._read(prompt, pieces, pictures)
        guidance = Guidance(video=GUIDANCE, audio=GUIDANCE) if guided else None
        sampler = "unipc" if guided else "euler"
        self._sampling = Sampling(steps=steps, sampler=sampler, shift=SHIFT, start=1.0, guidance=guidance)

    @torch.no_grad()
    def play(
        self, seed: int, first: Pictures | None, last: Pictures | None, halt: Halt | None = None
    ) -> Generator[Sketch | Clip, None, None]:
        """25 frames, from and to given ones; a sketch after every step, the clip at the end.

        Raises `ValueError` for a halt of something else.
        """
        given = {}
        if first is not None:
            given[0] = self._encode(first, 1)[:, :, 0]
        if last is not None:
            given[STEPS_OF_FRAMES - 1] = self._encode(last, 5)[:, :, 1]
        width, height = self._size
        request = Request(
            size=(STEPS_OF_FRAMES, height // STRIDE[1], width // STRIDE[2]),
            audio_length=FRAMES,
            text_BLC=self._states,
            text_mask_BL=None,
            seeds=[seed],
            negative_BLC=torch.zeros_like(self._states[:, :1]) if self._sampling.guidance else None,
            negative_mask_BL=torch.zeros(1, 1, dtype=torch.bool),
            references=self._references,
            negative_reference_mask_BK=torch.zeros(1, len(self._references), dtype=torch.bool),
            given_frames=given,
        )
        steps = generate(self._model.transformer, request, self._sampling, halt)
        video, audio = yield from self._sketch(steps)
        yield self.show(video, audio)

    @torch.no_grad()
    def show(self, video: Tensor, audio: Tensor) -> Clip:
        """The clip of these latents. Raises `ValueError` for latents of another size."""
        width, height = self._size
        wanted = (1, self._model.video_codec.config.channels, STEPS_OF_FRAMES, height // STRIDE[1], width // STRIDE[2])
        if video.shape != wanted or audio.shape != (1, FRAMES, self._model.audio_codec.config.channels):
            raise ValueError(f"latents of {tuple(video.shape)} and {tuple(audio.shape)} are no clip of this size")
        wave = self._model.audio_codec.decode(audio)[0].clamp(-1, 1).numpy()
        return Clip(frames=self._decode(video), wave=wave, latents=(video, audio))

    def _sketch(
        self, steps: Generator[Step, None, tuple[Tensor, Tensor]]
    ) -> Generator[Sketch, None, tuple[Tensor, Tensor]]:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return end.value
            picture = self._decode(step.video_BCTHW[:, :, :1])[0]
            yield Sketch(done=step.done, steps=step.steps, picture=picture, halt=step.halt)

    def _read(self, prompt: Prompt, pieces: Sequence[int], pictures: Sequence[Pictures]) -> list[Reference]:
        """Each picture with the state of the piece that cites its character."""
        places = self._model.text_encoder.pieces.find_cited(pieces)
        references: list[Reference] = []
        for number, (picture, cited) in enumerate(zip(pictures, prompt.cited, strict=True), start=1):
            place = places.get(cited)
            tag = None if place is None else self._states[:, place]
            latent = self._model.video_codec.encode(to_pixels(picture[None]))[:, :, 0]
            references.append(Reference(latent_BCHW=latent, tag_BC=tag, number=number))
        return references

    def _encode(self, picture: Pictures, frames: int) -> Tensor:
        return self._model.video_codec.encode(to_pixels(np.repeat(picture[None], frames, 0)))

    def _decode(self, latent: Tensor) -> Pictures:
        pixels = self._model.video_codec.decode(latent)[0].permute(1, 2, 3, 0)
        return ((pixels.clamp(-1, 1) + 1) * 127.5).round().byte().numpy()


def to_pixels(frames: Pictures) -> Tensor:
    """(1, 3, F, H, W) in −1…1 of uint8 frames (F, H, W, 3)."""
    return torch.from_numpy(np.ascontiguousarray(frames)).permute(3, 0, 1, 2)[None].float() / 127.5 - 1


def choose_size(width: int, height: int) -> tuple[int, int]:
    """The stage's size whose shape is nearest."""
    return min(SIZES, key=lambda size: abs(np.log(size[0] / size[1] * height / width)))


def enlarge(picture: Pictures, most_px: int) -> Pictures:
    """A picture with each pixel as a square, at most so wide."""
    factor = max(1, most_px // picture.shape[1])
    return np.repeat(np.repeat(picture, factor, 0), factor, 1)
