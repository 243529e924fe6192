"""Super-resolution: begins with the small clip and noise, keeps its sound and what is given."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from studio.model.config import TransformerConfig
from studio.model.generate import Request, Sampling, Step
from studio.model.refine import HEARD, KEPT, NOISE, UNHEARD, enlarge, refine
from tests.model.small import build, change, draw

CONFIG: TransformerConfig = change(time_mode="none", references=False, coords="v1")
REQUEST = Request(size=(3, 4, 6), audio_length=9, text_BLC=draw(3, 1, 5, 20), seeds=[4])
SMALL = (draw(1, 1, 8, 3, 2, 4), draw(2, 1, 9, 6))


def run(request: Request = REQUEST, small: tuple[Tensor, Tensor] = SMALL) -> tuple[list[Step], tuple[Tensor, Tensor]]:
    steps = refine(build(CONFIG), request, small, Sampling(steps=3))
    seen: list[Step] = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def test_the_size_grows_and_the_sound_stays() -> None:
    seen, (video, audio) = run()
    assert video.shape == (1, 8, 3, 4, 6)
    assert audio is SMALL[1]
    assert [step.done for step in seen] == [1, 2, 3]
    assert all(step.audio_BLC is audio for step in seen)
    heard = seen[0].halt.audio_BLC
    noise = (heard - HEARD * audio) / UNHEARD
    assert abs(noise.mean()) < 0.5
    assert 0.7 < noise.std() < 1.3, "what the network hears is the sound under noise"
    assert all(torch.equal(step.halt.audio_BLC, heard) for step in seen), "and stays so"


def test_it_hangs_on_the_small_clip_the_sound_and_the_seed() -> None:
    made = run()[1][0]
    assert torch.equal(run()[1][0], made)
    for request, small in (
        (REQUEST, (SMALL[0] + 1, SMALL[1])),
        (REQUEST, (SMALL[0], SMALL[1] + 1)),
        (replace(REQUEST, seeds=[5]), SMALL),
    ):
        assert not torch.equal(run(request, small)[1][0], made)


def test_a_given_frame_is_kept() -> None:
    frame = draw(9, 1, 8, 4, 6)
    _, (video, _) = run(replace(REQUEST, given_frames={0: frame}))
    assert torch.equal(video[:, :, 0], frame)


def test_shares_are_the_released_ones() -> None:
    assert abs(KEPT**2 + NOISE**2 - 1) < 1e-5


def test_corners_stay_corners() -> None:
    small = SMALL[0]
    large = enlarge(small, (3, 5, 7))
    assert torch.allclose(large[..., [0, 0, -1, -1], [0, -1, 0, -1]], small[..., [0, 0, -1, -1], [0, -1, 0, -1]])
    assert torch.allclose(large[:, :, :, 2, 0], small[:, :, :, :, 0].mean(3))


def test_clips_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match=r"3 latent frames and 9 of sound doesn't grow into one of 4 and 9"):
        run(replace(REQUEST, size=(4, 4, 6)))
