"""The turbo decoder: equal to the reference, window by window, and from both kinds of file."""

from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

from studio.model.codecs.turbo import TurboConfig, TurboDecoder, count_bytes, load_turbo
from studio.model.weights import WeightsError, save
from tests.model.live import LiveBytes
from tests.model.small import draw

GOLDEN = Path(__file__).resolve().parents[2].parent / "shared" / "golden" / "turbo_small.safetensors"
SMALL = TurboConfig(widths=(8, 6, 4, 2))


@pytest.fixture(scope="module")
def decoder() -> TurboDecoder:
    torch.manual_seed(0)
    return TurboDecoder(SMALL).requires_grad_(False)


def latent(steps: int, height: int = 1, width: int = 2) -> Tensor:
    return draw(steps, 1, 48, steps, height, width)


def near(a: Tensor, b: Tensor) -> bool:
    return a.shape == b.shape and torch.allclose(a, b, atol=1e-5, rtol=0)


@pytest.mark.skipif(not GOLDEN.exists(), reason="golden vectors aren't here")
def test_equals_the_reference() -> None:
    with safe_open(GOLDEN, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    decoder = TurboDecoder(TurboConfig(widths=(32, 16, 8, 4)))
    decoder.load_state_dict({name[2:]: tensor for name, tensor in tensors.items() if name.startswith("w.")})
    assert near(decoder.decode(tensors["in.latent"]), tensors["out.video"])


def test_has_the_names_and_sizes_of_the_released_one() -> None:
    with torch.device("meta"):
        state = TurboDecoder(TurboConfig()).state_dict()
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    assert len(shapes) == 80
    assert sum(tensor.numel() for tensor in state.values()) == 107_122_892
    assert all(name.startswith("decoder.") and name.endswith(("weight", "bias")) for name in shapes)
    assert shapes["decoder.conv_in.conv.weight"] == (512, 48, 3, 3, 3)
    assert shapes["decoder.mid_block.resnets.2.conv2.conv.weight"] == (512, 512, 3, 3, 3)
    assert shapes["decoder.up_blocks.0.upsamplers.0.time_conv.conv.weight"] == (1024, 512, 3, 1, 1)
    assert shapes["decoder.up_blocks.1.conv_in.conv_shortcut.conv.weight"] == (256, 512, 1, 1, 1)
    assert shapes["decoder.up_blocks.2.upsamplers.0.resample.1.weight"] == (128, 128, 3, 3)
    assert shapes["decoder.up_blocks.3.resnets.1.conv1.conv.bias"] == (64,)
    assert shapes["decoder.conv_out.conv.weight"] == (12, 64, 3, 3, 3)


@pytest.mark.parametrize(
    ("steps", "frames"),
    [(1, [1]), (3, [9]), (7, [25]), (8, [25, 4]), (14, [25, 28]), (15, [25, 28, 4]), (26, [25, 28, 28, 20])],
)
def test_windows_make_up_the_clip(decoder: TurboDecoder, steps: int, frames: list[int]) -> None:
    windows = list(decoder.decode_windows(latent(steps)))
    assert [window.shape[2] for window in windows] == frames
    whole = decoder.decode(latent(steps))
    assert whole.shape == (1, 3, 4 * (steps - 1) + 1, 16, 32)
    assert whole.dtype == torch.float32
    assert torch.equal(torch.cat(windows, 2), whole)


def test_a_window_looks_one_latent_beyond_itself_and_no_further(decoder: TurboDecoder) -> None:
    given = latent(16)
    first, second, third = decoder.decode_windows(given)
    for place, seen in [(6, (False, False, True)), (7, (False, False, True)), (8, (True, False, True))]:
        changed = given.clone()
        changed[:, :, place] += 1
        after = decoder.decode_windows(changed)
        same = tuple(near(a, b) for a, b in zip((first, second, third), after, strict=True))
        assert same == seen, place


def test_later_windows_are_all_made_alike(decoder: TurboDecoder) -> None:
    given = latent(21)
    assert near(list(decoder.decode_windows(given))[2], list(decoder.decode_windows(given[:, :, 7:]))[1])


def test_a_short_window_goes_on_with_its_last_latent(decoder: TurboDecoder) -> None:
    given = latent(10)
    longer = torch.cat((given, given[:, :, -1:].expand(-1, -1, 4, -1, -1)), 2)
    assert near(decoder.decode(given), decoder.decode(longer)[:, :, :37])


def test_rows_a_few_at_a_time_give_the_same_pictures(decoder: TurboDecoder) -> None:
    given = latent(1, height=12, width=1)
    whole = decoder.decode(given)
    assert near(decoder.decode(given, rows=5), whole)
    assert near(decoder.decode(given, rows=40), whole)


@pytest.mark.parametrize(("height", "width", "rows"), [(16, 28, None), (16, 30, 4)])
def test_takes_the_memory_that_it_says(height: int, width: int, rows: int | None) -> None:
    with FakeTensorMode(), torch.no_grad():
        decoder = TurboDecoder(TurboConfig())
        given = torch.empty(1, 48, 26, height, width)
        with LiveBytes() as live:
            windows = decoder.decode_windows(given, rows)
            shapes = [next(windows).shape[2], next(windows).shape[2]]
    assert shapes == [25, 28]
    assert 0.85 < live.peak / count_bytes(height, width, rows, 4) < 1.02


def test_comes_from_safetensors_and_from_the_released_checkpoint(decoder: TurboDecoder, tmp_path: Path) -> None:
    save(decoder, tmp_path / "turbo.safetensors")
    state = decoder.state_dict()
    averaged = OrderedDict({f"module.{name}": tensor for name, tensor in state.items()})
    averaged["module.encoder.conv_in.weight"] = torch.zeros(3)
    torch.save({"ema_state_dict": averaged, "state_dict": {}, "step": 340000}, tmp_path / "checkpoint.ckpt")
    for name in ("turbo.safetensors", "checkpoint.ckpt"):
        taken = load_turbo(tmp_path / name, config=SMALL)
        assert not taken.training
        assert all(torch.equal(tensor, state[key]) for key, tensor in taken.state_dict().items())
        half = load_turbo(tmp_path / name, dtype=torch.bfloat16, config=SMALL)
        assert {tensor.dtype for tensor in half.state_dict().values()} == {torch.bfloat16}
        shown, shown_in_half = taken.decode(latent(2)), half.decode(latent(2))
        assert torch.nn.functional.cosine_similarity(shown.flatten(), shown_in_half.flatten(), dim=0) > 0.95


def test_a_checkpoint_that_lacks_or_does_not_fit(decoder: TurboDecoder, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.ckpt"
    state = decoder.state_dict()
    del state["decoder.conv_out.conv.bias"]
    torch.save({"ema_state_dict": state}, path)
    with pytest.raises(WeightsError, match=r"checkpoint\.ckpt doesn't fit .*decoder\.conv_out\.conv\.bias"):
        load_turbo(path, config=SMALL)
    with pytest.raises(WeightsError, match=r"size mismatch"):
        load_turbo(path)


class Evil:
    """Would make a file if it were unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


def test_a_file_that_is_no_checkpoint_is_refused_and_not_run(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.ckpt"
    with pytest.raises(WeightsError, match=r"checkpoint\.ckpt can't be read"):
        load_turbo(path)
    for content in ({"state_dict": {}}, [1], {"ema_state_dict": Evil(tmp_path / "made")}):
        torch.save(content, path)
        with pytest.raises(WeightsError, match="no checkpoint of the turbo decoder"):
            load_turbo(path)
    assert not (tmp_path / "made").exists()
    for damaged in (b"", b"no zip at all", path.read_bytes()[:-100]):
        path.write_bytes(damaged)
        with pytest.raises(WeightsError, match="damaged"):
            load_turbo(path)
