"""The sound autoencoder of Stable Audio Open: the real class, small; its rates, and windows of long sound."""

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.model.codecs.oobleck import RATE_IN, RATE_OUT, SAMPLES, WINDOW, OobleckCodec, load_oobleck, resample
from studio.model.weights import WeightsError
from tests.model.small import draw


def make(folder: Path, ratios: tuple[int, ...] = (8, 16, 16)) -> Path:
    """A small one of the same kind, at random, as its library writes it."""
    from diffusers import AutoencoderOobleck

    torch.manual_seed(0)
    with pytest.warns(FutureWarning, match="weight_norm"):
        network = AutoencoderOobleck(
            encoder_hidden_size=128, downsampling_ratios=[*ratios], channel_multiples=[1, 1, 1], decoder_channels=4
        )
    network.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("oobleck"))


@pytest.fixture(scope="module")
def codec(folder: Path) -> OobleckCodec:
    return load_oobleck(folder)


class Identity:
    """A network that loses nothing: the samples of a latent's time are its channels."""

    dtype = torch.float32

    def encode(self, wave_BCS: Tensor) -> SimpleNamespace:
        latent = wave_BCS.unflatten(2, (-1, SAMPLES)).permute(0, 1, 3, 2).flatten(1, 2)
        return SimpleNamespace(latent_dist=SimpleNamespace(mode=lambda: latent))

    def decode(self, latent_BCL: Tensor) -> SimpleNamespace:
        return SimpleNamespace(sample=latent_BCL.unflatten(1, (2, SAMPLES)).permute(0, 1, 3, 2).flatten(2))


class Loudness(Identity):
    """Says of each latent's time how loud it is, 64 times, and how many samples it was given at once."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def encode(self, wave_BCS: Tensor) -> SimpleNamespace:
        self.heard.append(wave_BCS.shape[2])
        loud = wave_BCS[:, :1].unflatten(2, (-1, SAMPLES)).abs().amax(3).expand(-1, 64, -1)
        return SimpleNamespace(latent_dist=SimpleNamespace(mode=lambda: loud))


def tone(hertz: float, rate: int, samples: int) -> Tensor:
    return torch.sin(2 * math.pi * hertz * torch.arange(samples, dtype=torch.float64) / rate).float()


def test_a_tone_comes_back_in_pitch_and_length() -> None:
    codec = OobleckCodec(Identity())
    wave = 0.5 * tone(1000, RATE_IN, 2 * RATE_IN)
    latent = codec.encode(wave[None, :, None])
    assert latent.shape[1] == 2 * 25
    back = codec.decode(latent)
    assert back.shape == (1, 2 * RATE_OUT, 2)
    assert torch.allclose(back[0], 0.5 * tone(1000, RATE_OUT, 2 * RATE_OUT)[:, None], atol=1e-4)


def test_left_and_right_are_mixed_and_the_rest_of_a_latent_is_silence() -> None:
    codec = OobleckCodec(Identity())
    wave = draw(1, 1, SAMPLES + 10, 2)
    heard = codec.encode(wave).unflatten(2, (2, SAMPLES))
    assert heard.shape == (1, 2, 2, SAMPLES)
    mixed = wave.mean(2)
    for ear in (0, 1):
        assert torch.equal(heard[0, 0, ear], mixed[0, :SAMPLES])
        assert torch.equal(heard[0, 1, ear, :10], mixed[0, SAMPLES:])
        assert not heard[0, 1, ear, 10:].any()


@pytest.mark.parametrize(("before", "after"), [(512, 441), (441, 512), (300, 300), (301, 200), (200, 301)])
def test_resampling_keeps_tones_that_both_rates_have(before: int, after: int) -> None:
    time, time_after = (torch.arange(count, dtype=torch.float64) / count for count in (before, after))

    def sound(at: Tensor) -> Tensor:
        return 0.2 + torch.cos(2 * math.pi * 3 * at) + 0.5 * torch.sin(2 * math.pi * 90 * at)

    assert torch.allclose(resample(sound(time), after), sound(time_after), atol=1e-9)


def test_resampling_down_loses_what_the_lower_rate_has_not() -> None:
    assert resample(tone(24_000, RATE_IN, RATE_IN), RATE_OUT).abs().max() < 1e-3
    highest = torch.tensor([1.0, -1.0] * 8)
    assert torch.allclose(resample(resample(highest, 32), 16), highest, atol=1e-6)


def test_long_sound_is_heard_in_windows_that_fade_over() -> None:
    network = Loudness()
    length = WINDOW + 500
    wave = torch.full((1, length * SAMPLES, 1), 0.5)
    assert torch.allclose(OobleckCodec(network).encode(wave), torch.full((1, length, 64), 0.5))
    assert network.heard == [WINDOW * SAMPLES] * 3
    assert WINDOW * SAMPLES == 29 * RATE_IN


def test_windows_fade_in_a_straight_line() -> None:
    class Count(Loudness):
        def encode(self, wave_BCS: Tensor) -> SimpleNamespace:
            latent = torch.full((1, 64, wave_BCS.shape[2] // SAMPLES), float(len(self.heard)))
            self.heard.append(wave_BCS.shape[2])
            return SimpleNamespace(latent_dist=SimpleNamespace(mode=lambda: latent))

    window = OobleckCodec(Count()).encode(torch.zeros(1, (WINDOW + WINDOW // 2) * SAMPLES, 1))[0, :, 0]
    begin = WINDOW // 2
    assert not window[:begin].any()
    assert torch.equal(window[WINDOW:], torch.ones(begin))
    fade = window[begin:WINDOW]
    steps = fade.diff()
    assert fade[0] < 0.01
    assert fade[-1] > 0.99
    assert torch.allclose(steps, steps.mean().expand_as(steps), atol=1e-5)


def test_the_real_network_gives_a_latent_for_a_frame(codec: OobleckCodec) -> None:
    wave = draw(2, 1, 3 * SAMPLES - 7, 1) * 0.1
    latent = codec.encode(wave)
    assert latent.shape == (1, 3, 64)
    assert torch.equal(latent, codec.encode(wave))
    back = codec.decode(latent)
    assert back.shape == (1, 3 * 1764, 2)
    assert back.isfinite().all()
    assert back.dtype == latent.dtype == torch.float32


def test_the_folders_weights_are_those_that_run(folder: Path, codec: OobleckCodec) -> None:
    from diffusers import AutoencoderOobleck

    with pytest.warns(FutureWarning, match="weight_norm"):
        own: Any = AutoencoderOobleck.from_config(json.loads((folder / "config.json").read_text("utf-8")))
    own.load_state_dict(codec.network.state_dict())
    wave = draw(3, 1, 2, 2 * SAMPLES)
    with torch.no_grad():
        mean = own.encode(wave[:, :1].expand(-1, 2, -1)).latent_dist.mean
    assert torch.allclose(codec.encode(wave[0, :1, :, None]), mean.transpose(1, 2), atol=1e-6)


def test_another_sound_codec_is_refused(tmp_path: Path) -> None:
    make(tmp_path, ratios=(8, 8, 16))
    with pytest.raises(WeightsError, match=r"another sound codec .* 1024 samples"):
        load_oobleck(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps({**config, "downsampling_ratios": [8, 16, 8]}), "utf-8")
    with pytest.raises(WeightsError, match="doesn't fit"):
        load_oobleck(tmp_path)
    (tmp_path / "config.json").unlink()
    with pytest.raises(WeightsError, match=r"config\.json can't be read"):
        load_oobleck(tmp_path)
