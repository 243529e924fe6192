"""Clips for the evaluation, many at once, by the student or by its guided teacher.

Shapes: B clips, K references of each, F frames, H rows, W columns, S samples.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.model.codecs.video import STRIDE
from studio.model.generate import Request, Sampling, Step, generate
from studio.model.packing import Reference
from studio.model.precision import autocast
from studio.model.sampler import Guidance
from studio.model.text import pad

from .clips import to_pixels
from .model import GUIDANCE, SHIFT, STEPS, ToyModel
from .words import FRAMES

_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to make: captions with references (B, K, 48, 48, 3) in 0…1, of which `shown` (B, K) there are.

    Reference k is cited as `[Image k + 1]`. `first` (B, H, W, 3) are the frames to begin with.
    """

    captions: list[str]
    references: Tensor
    shown: Tensor
    seeds: list[int]
    size: tuple[int, int]
    first: Tensor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Clips: pictures (B, F, H, W, 3) in 0…1 and waves (B, S) at 16 kHz in −1…1."""

    pictures: Tensor
    waves: Tensor


class ModelSample:
    """The networks: by Euler as a student, or guided and by UniPC as its teacher."""

    def __init__(self, model: ToyModel, *, guided: bool = False, steps: int = STEPS) -> None:
        self._model = model.eval()
        self._device = next(model.parameters()).device
        guidance = Guidance(video=GUIDANCE, audio=GUIDANCE) if guided else None
        self._sampling = Sampling(
            steps=steps,
            sampler="unipc" if guided else "euler",
            shift=SHIFT,
            start=1.0,
            guidance=guidance,
        )

    @torch.no_grad()
    def __call__(self, asked: Asked) -> Made:
        """Some clips at once."""
        made = [self._make(asked, rows) for rows in torch.arange(len(asked.captions)).split(_AT_ONCE)]
        return Made(
            pictures=torch.cat([part.pictures for part in made]), waves=torch.cat([part.waves for part in made])
        )

    @torch.no_grad()
    def rebuild(self, pictures: Tensor) -> Tensor:
        """Pictures (B, F, H, W, 3) in 0…1 through the video codec and back."""
        return torch.cat([self._decode(self._encode(part)) for part in pictures.split(_AT_ONCE)])

    def _make(self, asked: Asked, rows: Tensor) -> Made:
        width, height = asked.size
        with autocast(self._device):
            request = self._ask(asked, rows)
            steps = generate(self._model.transformer, request, self._sampling)
            video, audio = _finish(steps)
            pictures = self._decode(video)
            waves = self._model.audio_codec.decode(audio)
        assert pictures.shape[1:4] == (FRAMES, height, width)
        return Made(pictures=pictures, waves=waves.float().clamp(-1, 1).cpu())

    def _ask(self, asked: Asked, rows: Tensor) -> Request:
        device = self._device
        pieces = [self._model.text_encoder.pieces.cut(asked.captions[row]) for row in rows.tolist()]
        pieces_BL, mask_BL = (value.to(device) for value in pad(pieces, self._model.text_encoder.config.most_pieces))
        states_BLC = self._model.text_encoder(pieces_BL, mask_BL)
        given = {}
        if asked.first is not None:
            given[0] = self._encode(asked.first[rows, None])[:, :, 0]
        shown_BK = asked.shown[rows].to(device)
        references = self._read(asked.references[rows], pieces, states_BLC) if shown_BK.any() else []
        guided = self._sampling.guidance is not None
        width, height = asked.size
        return Request(
            size=((FRAMES - 1) // STRIDE[0] + 1, height // STRIDE[1], width // STRIDE[2]),
            audio_length=FRAMES,
            text_BLC=states_BLC,
            text_mask_BL=mask_BL,
            seeds=[asked.seeds[row] for row in rows.tolist()],
            negative_BLC=torch.zeros_like(states_BLC[:, :1]) if guided else None,
            negative_mask_BL=torch.zeros(len(rows), 1, dtype=torch.bool, device=device),
            references=references,
            reference_mask_BK=shown_BK if references else None,
            negative_reference_mask_BK=torch.zeros_like(shown_BK) if references else None,
            given_frames=given,
        )

    def _read(self, pictures: Tensor, pieces: Sequence[Sequence[int]], states_BLC: Tensor) -> list[Reference]:
        """Each reference with the state of the piece that cites it."""
        rows = torch.arange(len(pieces), device=states_BLC.device)
        cited = [self._model.text_encoder.pieces.find_cited(each) for each in pieces]
        references: list[Reference] = []
        for slot in range(pictures.shape[1]):
            place = torch.tensor([each.get(slot + 1, -1) for each in cited], device=states_BLC.device)
            tag = states_BLC[rows, place.clamp(min=0)]
            latent = self._encode(pictures[:, slot, None])[:, :, 0]
            references.append(Reference(latent_BCHW=latent, tag_BC=tag, cited_B=place >= 0, number=slot + 1))
        return references

    def _encode(self, pictures: Tensor) -> Tensor:
        """Latents (B, C, T, H, W) of pictures (B, F, H, W, 3)."""
        return self._model.video_codec.encode(to_pixels(pictures.to(self._device))).float()

    def _decode(self, latents: Tensor) -> Tensor:
        """And back."""
        pixels_BCFHW = self._model.video_codec.decode(latents).float()
        return ((pixels_BCFHW.clamp(-1, 1) + 1) / 2).permute(0, 2, 3, 4, 1).cpu()


def _finish(steps: Generator[Step, None, tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    """What is returned after the last step."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
