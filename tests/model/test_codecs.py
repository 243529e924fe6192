"""The small codecs: shapes, and that nothing comes before its time."""

import pytest
import torch

from studio.model.codecs.audio import AudioCodec, AudioCodecConfig
from studio.model.codecs.video import VideoCodec, VideoCodecConfig


@pytest.fixture(scope="module")
def codec() -> VideoCodec:
    torch.manual_seed(0)
    made = VideoCodec(VideoCodecConfig(channels=6, place_width=4, fine_width=8, coarse_width=16))
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.2)  # some begin at nothing
    return made


def clip(frames: int) -> torch.Tensor:
    return torch.rand(2, 3, frames, 32, 48, generator=torch.Generator().manual_seed(frames)) * 2 - 1


@pytest.mark.parametrize(("frames", "steps"), [(1, 1), (5, 2), (25, 7)])
@torch.no_grad()
def test_four_frames_and_sixteen_pixels_a_side_become_one(codec: VideoCodec, frames: int, steps: int) -> None:
    latent = codec.encode(clip(frames))
    assert latent.shape == (2, 6, steps, 2, 3)
    assert torch.allclose(latent.square().mean(1), torch.ones(2, steps, 2, 3), atol=1e-3)
    assert codec.decode(latent).shape == (2, 3, frames, 32, 48)


@torch.no_grad()
def test_a_frame_knows_nothing_of_later_ones(codec: VideoCodec) -> None:
    pixels = clip(9)
    changed = pixels.clone()
    changed[:, :, 5:] = -changed[:, :, 5:]
    before, after = codec.encode(pixels), codec.encode(changed)
    assert torch.equal(before[:, :, :2], after[:, :, :2])
    assert not torch.allclose(before[:, :, 2], after[:, :, 2])
    shown, shown_after = codec.decode(before), codec.decode(after)
    assert torch.equal(shown[:, :, :5], shown_after[:, :, :5])
    assert not torch.allclose(shown[:, :, 5:], shown_after[:, :, 5:])


@torch.no_grad()
def test_a_later_frame_knows_earlier_ones(codec: VideoCodec) -> None:
    pixels = clip(9)
    changed = pixels.clone()
    changed[:, :, 0] = -changed[:, :, 0]
    assert not torch.allclose(codec.encode(pixels)[:, :, 1:], codec.encode(changed)[:, :, 1:])


@torch.no_grad()
def test_the_first_frame_is_that_of_a_picture_alone(codec: VideoCodec) -> None:
    pixels = clip(5)
    assert torch.allclose(codec.encode(pixels)[:, :, :1], codec.encode(pixels[:, :, :1]), atol=1e-5)


@torch.no_grad()
def test_sound_comes_back_as_long_as_it_was() -> None:
    codec = AudioCodec(AudioCodecConfig())
    wave = torch.randn(2, 6000, generator=torch.Generator().manual_seed(1)) * 0.1
    latent = codec.encode(wave)
    assert latent.shape[:2] == (2, 3)
    assert codec.decode(latent).shape == wave.shape
