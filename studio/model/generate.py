"""One clip from noise, step by step, with what is predicted of it after each."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import torch
from torch import Tensor

from .config import TransformerConfig
from .packing import Packed, Reference, pack
from .sampler import Guidance, SamplerName, guide, make_levels, make_sampler, predict_clean


class Network(Protocol):
    """A `Transformer`, or what stands for one that runs elsewhere."""

    @property
    def config(self) -> TransformerConfig: ...

    def __call__(self, packed: Packed, /) -> tuple[Tensor, Tensor]:
        """Video [B, C, T, H, W] and audio [B, L, C], where the clip is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to make: one clip for each row of the text and each seed."""

    size: tuple[int, int, int]
    """Frames, rows and columns of the video latent."""
    audio_length: int
    text_BLC: Tensor
    seeds: Sequence[int]
    negative_BLC: Tensor | None = None
    """The text to go away from."""
    references: Sequence[Reference] = ()
    given_frames: Mapping[int, Tensor] = field(default_factory=dict)
    """Latent frames [B, C, H, W] that the clip has at these places: a first, a last, the end of the shot before."""
    start_BCTHW: Tensor | None = None
    """The video latent to begin with instead of noise."""
    given_audio_BLC: Tensor | None = None
    """The sound that the clip begins with; as long as the clip, it drives the picture."""
    text_mask_BL: Tensor | None = None
    negative_mask_BL: Tensor | None = None
    reference_mask_BK: Tensor | None = None
    negative_reference_mask_BK: Tensor | None = None
    """Which references are kept with the negative text, though it doesn't cite them; None for all that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How to get there."""

    steps: int
    sampler: SamplerName = "unipc"
    shift: float = 5.0
    start: float = 0.999
    guidance: Guidance | None = None
    """Used where the request has a negative text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """What it takes to go on after `done` steps: both latents with the noise that is left, and the samplers' past."""

    done: int
    video_BCTHW: Tensor
    audio_BLC: Tensor
    video_past: Sequence[Tensor]
    audio_past: Sequence[Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """After `done` of `steps`: the clip as the network sees it through the noise that is left."""

    done: int
    steps: int
    video_BCTHW: Tensor
    audio_BLC: Tensor
    halt: Halt


@torch.no_grad()
def generate(
    transformer: Network, request: Request, sampling: Sampling, halt: Halt | None = None
) -> Generator[Step, None, tuple[Tensor, Tensor]]:
    """Yields after every step and returns the latents of video [B, C, T, H, W] and sound [B, L, C] in fp32.

    Runs where the text is. The same seed gives the same noise on every device and in any batch. Closing it between
    steps ends it; nothing is held. With the `halt` of a step of the same request it goes on from there to the same end.
    Raises ValueError if the request or the halt doesn't fit the network.
    """
    _check(transformer, request)
    noise = Noise(request.seeds)
    config, device = transformer.config, request.text_BLC.device
    clip = len(request.seeds), config.video_channels, *request.size
    start = noise.draw(torch.empty(clip, device=device)) if request.start_BCTHW is None else request.start_BCTHW
    video = _keep_frames(request, start)
    sound = len(request.seeds), request.audio_length, config.audio_in
    audio = _keep_audio(request, noise.draw(torch.empty(sound, device=device)))
    levels = make_levels(sampling.steps, shift=sampling.shift, start=sampling.start)
    video_sampler, audio_sampler = (make_sampler(sampling.sampler, levels, noise.draw) for _ in range(2))
    begin = 0
    if halt is not None:
        _check_halt(halt, video, audio, sampling.steps)
        for _ in range(halt.done):
            video_sampler.skip(video)
            audio_sampler.skip(audio)
        video_sampler.recall([each.to(device) for each in halt.video_past])
        audio_sampler.recall([each.to(device) for each in halt.audio_past])
        begin, video, audio = halt.done, halt.video_BCTHW.to(device), halt.audio_BLC.to(device)
    for done, level in enumerate(levels[begin:-1], start=begin + 1):
        seen, heard = _predict(transformer, request, sampling, video, audio, level)
        clean_video = _keep_frames(request, predict_clean(seen, video, level, config.predicts))
        clean_audio = _keep_audio(request, predict_clean(heard, audio, level, config.predicts))
        video = _keep_frames(request, video_sampler.step(video, clean_video))
        audio = _keep_audio(request, audio_sampler.step(audio, clean_audio))
        yield Step(
            done=done,
            steps=sampling.steps,
            video_BCTHW=clean_video,
            audio_BLC=clean_audio,
            halt=Halt(
                done=done,
                video_BCTHW=video,
                audio_BLC=audio,
                video_past=video_sampler.remember(),
                audio_past=audio_sampler.remember(),
            ),
        )
    return video, audio


class Noise:
    """Normal numbers drawn on the CPU, for each clip from its own seed."""

    def __init__(self, seeds: Sequence[int]) -> None:
        self.generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def draw(self, x: Tensor) -> Tensor:
        """In the shape of x, [clips, …], and where x is; fp32."""
        return torch.stack([torch.randn(x.shape[1:], generator=one) for one in self.generators]).to(x.device)


def _predict(
    transformer: Network, request: Request, sampling: Sampling, video: Tensor, audio: Tensor, level: float
) -> tuple[Tensor, Tensor]:
    seen, heard = transformer(_pack(transformer, request, video, audio, level))
    if request.negative_BLC is None or sampling.guidance is None:
        return seen, heard
    kept = request.negative_reference_mask_BK
    without = replace(
        request,
        text_BLC=request.negative_BLC,
        text_mask_BL=request.negative_mask_BL,
        reference_mask_BK=request.reference_mask_BK if kept is None else kept,
        references=[replace(each, tag_BC=None, cited_B=None) for each in request.references],
    )
    seen_without, heard_without = transformer(_pack(transformer, without, video, audio, level))
    video_scale, audio_scale = sampling.guidance.scales(level)
    return guide(seen, seen_without, video_scale), guide(heard, heard_without, audio_scale)


def _pack(transformer: Network, request: Request, video: Tensor, audio: Tensor, level: float) -> Packed:
    batch, frames = len(request.seeds), request.size[0]
    clean_frames_BT = torch.zeros(batch, frames, dtype=torch.bool, device=video.device)
    for place in request.given_frames:  # one by one: a list of places would have to be brought to the card
        clean_frames_BT[:, place] = True
    given = 0 if request.given_audio_BLC is None else request.given_audio_BLC.shape[1]
    return pack(
        transformer.config,
        video_BCTHW=video,
        audio_BLC=audio,
        text_BLC=request.text_BLC,
        time_B=torch.full((batch,), level, device=video.device),
        text_mask_BL=request.text_mask_BL,
        references=request.references,
        reference_mask_BK=request.reference_mask_BK,
        clean_frames_BT=clean_frames_BT,
        clean_audio_BL=(torch.arange(request.audio_length, device=video.device) < given).expand(batch, -1),
    )


def _keep_frames(request: Request, video_BCTHW: Tensor) -> Tensor:
    """With the given frames in their places."""
    video_BCTHW = video_BCTHW.clone()
    for place, frame_BCHW in request.given_frames.items():
        video_BCTHW[:, :, place] = frame_BCHW
    return video_BCTHW


def _keep_audio(request: Request, audio_BLC: Tensor) -> Tensor:
    if request.given_audio_BLC is None:
        return audio_BLC
    return torch.cat([request.given_audio_BLC.to(audio_BLC), audio_BLC[:, request.given_audio_BLC.shape[1] :]], dim=1)


def _check_halt(halt: Halt, video: Tensor, audio: Tensor, steps: int) -> None:
    if not 0 < halt.done <= steps:
        raise ValueError(f"Step {halt.done} of {steps} is none to go on from")
    for told, wanted in ((halt.video_BCTHW, video), (halt.audio_BLC, audio)):
        if told.shape != wanted.shape:
            raise ValueError(f"A halt of {tuple(told.shape)} doesn't fit a clip of {tuple(wanted.shape)}")


def _check(transformer: Network, request: Request) -> None:
    batch, (frames, *picture) = len(request.seeds), request.size
    if len(request.text_BLC) != batch:
        raise ValueError(f"{len(request.text_BLC)} texts came with {batch} seeds")
    for place, frame_BCHW in request.given_frames.items():
        if not 0 <= place < frames:
            raise ValueError(f"Frame {place} is given, but the clip has latent frames 0 to {frames - 1}")
        wanted = batch, transformer.config.video_channels, *picture
        if tuple(frame_BCHW.shape) != wanted:
            raise ValueError(f"Frame {place} is given as {tuple(frame_BCHW.shape)}, the clip's are {wanted}")
    whole = (batch, transformer.config.video_channels, *request.size)
    if request.start_BCTHW is not None and tuple(request.start_BCTHW.shape) != whole:
        raise ValueError(f"The clip begins as {tuple(request.start_BCTHW.shape)}, not as {whole}")
    if request.given_audio_BLC is not None and request.given_audio_BLC.shape[1] > request.audio_length:
        raise ValueError(
            f"{request.given_audio_BLC.shape[1]} latents of sound are given, the clip has {request.audio_length}"
        )
