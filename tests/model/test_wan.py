"""The video autoencoder of Wan 2.2: the real class, small, from a folder as it is released."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from studio.model.codecs.wan import DEVIATION, MEAN, WanCodec, denormalise, load_wan, normalise
from studio.model.weights import WeightsError
from tests.model.small import draw

WEIGHTS = "diffusion_pytorch_model.safetensors"


def make(folder: Path, channels: int = 48) -> Path:
    """A small one of the same kind, at random, as its library writes it."""
    from diffusers import AutoencoderKLWan

    torch.manual_seed(0)
    network = AutoencoderKLWan(
        base_dim=4,
        decoder_base_dim=4,
        z_dim=channels,
        dim_mult=[1, 1, 2, 2],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        is_residual=True,
        in_channels=12,
        out_channels=12,
        patch_size=2,
        scale_factor_spatial=16,
    )
    network.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("wan"))


@pytest.fixture(scope="module")
def codec(folder: Path) -> WanCodec:
    return load_wan(folder)


def copy(folder: Path, to: Path) -> Path:
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    return to


def pixels(frames: int, height: int = 32, width: int = 48) -> Tensor:
    return draw(frames, 1, 3, frames, height, width).clamp(-1, 1)


def test_libraries_of_the_extra_are_imported_when_they_are_used() -> None:
    import studio.model

    modules = [module.name for module in pkgutil.walk_packages(studio.model.__path__, "studio.model.")]
    assert "studio.model.codecs.wan" in modules
    code = f"import sys\nfor name in {modules}:\n    __import__(name)\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "torch" in run.stdout.split()
    assert not {"diffusers", "transformers", "tokenizers", "huggingface_hub"} & set(run.stdout.split())


def test_constants_are_those_of_the_specification() -> None:
    assert len(MEAN) == len(DEVIATION) == 48
    assert sum(MEAN) == pytest.approx(-0.5589)
    assert sum(DEVIATION) == pytest.approx(32.536)
    assert (MEAN[0], MEAN[19], MEAN[-1]) == (-0.2289, 0.5109, -0.0667)
    assert (DEVIATION[0], DEVIATION[39], DEVIATION[-1]) == (0.4765, 1.6887, 0.7744)


def test_normalising_brings_each_channel_to_0_and_1() -> None:
    mean, deviation = (torch.tensor(each)[None, :, None, None, None] for each in (MEAN, DEVIATION))
    assert torch.allclose(normalise(mean), torch.zeros(48)[None, :, None, None, None])
    assert torch.allclose(normalise(mean + 2 * deviation), torch.full((1, 48, 1, 1, 1), 2.0), atol=1e-5)
    latent = draw(0, 1, 48, 2, 1, 1)
    assert torch.allclose(normalise(denormalise(latent)), latent, atol=1e-5)


@pytest.mark.parametrize(("frames", "steps"), [(1, 1), (5, 2), (9, 3)])
def test_four_frames_and_sixteen_pixels_a_side_become_one(codec: WanCodec, frames: int, steps: int) -> None:
    latent = codec.encode(pixels(frames))
    assert latent.shape == (1, 48, steps, 2, 3)
    assert torch.equal(latent, codec.encode(pixels(frames)))
    back = codec.decode(latent)
    assert back.shape == (1, 3, frames, 32, 48)
    assert back.abs().max() <= 1
    assert back.dtype == latent.dtype == torch.float32


def test_latents_are_the_mean_of_the_networks_own(codec: WanCodec) -> None:
    with torch.no_grad():
        own = codec.network.encode(pixels(1)).latent_dist.mean
        shown = codec.network.decode(own).sample
    assert torch.allclose(denormalise(codec.encode(pixels(1))), own, atol=1e-5)
    assert torch.allclose(codec.decode(normalise(own)), shown, atol=1e-5)


def test_a_frame_is_encoded_alike_alone_and_as_the_first_of_a_clip(codec: WanCodec) -> None:
    assert torch.allclose(codec.encode(pixels(5))[:, :, :1], codec.encode(pixels(5)[:, :, :1]), atol=1e-5)


@pytest.mark.parametrize("size", [(4, 32, 48), (2, 32, 48), (5, 40, 48), (5, 32, 47)])
def test_other_sizes_are_refused(codec: WanCodec, size: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="can't be encoded"):
        codec.encode(pixels(*size))


def test_large_pictures_are_decoded_in_tiles_of_the_same_size(codec: WanCodec) -> None:
    latent = draw(1, 1, 48, 1, 1, 70)
    shown = codec.decode(latent)
    assert shown.shape == (1, 3, 1, 16, 1120)
    left = codec.decode(latent[:, :, :, :, :64])
    assert torch.allclose(shown[..., :768], left[..., :768], atol=1e-5)
    assert not torch.allclose(shown[..., 1000:1024], left[..., 1000:1024], atol=1e-5)


def test_comes_in_the_type_asked_for(folder: Path) -> None:
    codec = load_wan(folder, dtype=torch.bfloat16)
    assert {tensor.dtype for tensor in codec.network.state_dict().values()} == {torch.bfloat16}
    assert codec.decode(codec.encode(pixels(1))).dtype == torch.float32
    assert not codec.network.training


def test_a_folder_that_lacks_something(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"config\.json can't be read"):
        load_wan(tmp_path)
    made = copy(folder, tmp_path)
    tensors = load_file(made / WEIGHTS)
    del tensors["decoder.conv_out.bias"]
    save_file(tensors, made / WEIGHTS)
    with pytest.raises(WeightsError, match=r"lacks decoder\.conv_out\.bias"):
        load_wan(made)
    (made / WEIGHTS).unlink()
    with pytest.raises(WeightsError, match=rf"{WEIGHTS} can't be read"):
        load_wan(made)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"z_dim": 16}, "doesn't fit"),
        ({"dim_mult": "wide"}, "doesn't describe"),
        ({"base_dim": None}, "doesn't describe"),
    ],
)
def test_a_folder_of_another_codec(folder: Path, tmp_path: Path, change: dict[str, object], told: str) -> None:
    made = copy(folder, tmp_path)
    config = json.loads((made / "config.json").read_text("utf-8"))
    (made / "config.json").write_text(json.dumps({**config, **change}), "utf-8")
    with pytest.raises(WeightsError, match=told):
        load_wan(made)


def test_the_codec_of_the_older_wan_is_told_from_this_one(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"a codec of 16 channels; Wan 2\.2's has 48"):
        load_wan(make(tmp_path, channels=16))


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_damaged_configuration(folder: Path, tmp_path: Path, content: str) -> None:
    made = copy(folder, tmp_path)
    (made / "config.json").write_text(content, "utf-8")
    with pytest.raises(WeightsError, match=r"config\.json"):
        load_wan(made)
