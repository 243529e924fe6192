"""Super-resolution: a second network goes over a clip that was made small, at the size that is wanted."""

from collections.abc import Generator
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional

from .generate import Halt, Network, Noise, Request, Sampling, Step, generate

KEPT, NOISE = 0.83891, 0.54427
"""Shares of the small clip and of noise that the released networks begin with; their squares add up to 1."""
HEARD, UNHEARD = 0.3, 0.7
"""Shares of the small clip's sound and of noise among the sound's tokens, throughout."""
STEPS = 5
NEXT_SEED = 1
"""Added to a clip's seed, so that it isn't given the noise again that it came from."""


def refine(
    transformer: Network,
    request: Request,
    small: tuple[Tensor, Tensor],
    sampling: Sampling,
    halt: Halt | None = None,
) -> Generator[Step, None, tuple[Tensor, Tensor]]:
    """As `generate`, beginning with the latents of picture and sound of a small clip, of which the sound is kept.

    `request` has the size that is wanted, of as many latent frames, with given frames of that size. The network reads
    the sound to go by; it says nothing of it. Raises ValueError if the clip doesn't fit the request.
    """
    video_BCTHW, audio_BLC = small
    if video_BCTHW.shape[2] != request.size[0] or audio_BLC.shape[1] != request.audio_length:
        raise ValueError(
            f"A clip of {video_BCTHW.shape[2]} latent frames and {audio_BLC.shape[1]} of sound doesn't grow into one "
            f"of {request.size[0]} and {request.audio_length}"
        )
    noise = Noise([seed + NEXT_SEED for seed in request.seeds])
    large_BCTHW = enlarge(video_BCTHW.float(), request.size)
    begun = replace(
        request,
        start_BCTHW=KEPT * large_BCTHW + NOISE * noise.draw(large_BCTHW),
        given_audio_BLC=HEARD * audio_BLC + UNHEARD * noise.draw(audio_BLC),
    )
    steps = generate(transformer, begun, sampling, halt)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value[0], audio_BLC
        yield replace(step, audio_BLC=audio_BLC)


def enlarge(latent_BCTHW: Tensor, size: tuple[int, int, int]) -> Tensor:
    """Between its numbers straight lines, its corners stay corners."""
    if latent_BCTHW.shape[2:] == torch.Size(size):
        return latent_BCTHW
    return functional.interpolate(latent_BCTHW, size, mode="trilinear", align_corners=True)
