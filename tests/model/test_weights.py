"""Files of weights: taken whole or refused with the names of what doesn't fit."""

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from studio.model.config import read_config, write_config
from studio.model.forms import Precision
from studio.model.packing import pack
from studio.model.placement import Card, count_tokens, plan
from studio.model.stream import load_placed
from studio.model.weights import (
    FP8,
    FP8_SCALE,
    LARGE_LINEARS,
    WeightsError,
    load,
    load_transformer,
    read_metadata,
    save,
    save_transformer,
)
from tests.model.small import CONFIG, build, change, clip

QKV = "block.layers.1.attention.linear_qkv.weight"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.safetensors"
    save_transformer(build(), path, {"trained": "no"})
    return path


def edit(path: Path, change: Callable[[dict[str, Tensor]], object]) -> Path:
    tensors, told = load_file(path), read_metadata(path)
    change(tensors)
    save_file(tensors, path, told)
    return path


def shard(path: Path) -> Path:
    """The same in two files and an index, as the released weights come."""
    folder = path.with_suffix("")
    folder.mkdir()
    tensors = load_file(path)
    names = sorted(tensors)
    parts = {"one.safetensors": names[:20], "two.safetensors": names[20:]}
    for part, kept in parts.items():
        save_file({name: tensors[name] for name in kept}, folder / part, read_metadata(path))
    index = {"weight_map": {name: part for part, kept in parts.items() for name in kept}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


def test_config_survives_as_text() -> None:
    assert read_config(write_config(CONFIG)) == CONFIG
    with pytest.raises(ValueError, match="colour"):
        read_config('{"colour": 1}')
    with pytest.raises(ValueError, match="no configuration"):
        read_config("[1]")


def test_a_saved_network_comes_back(file: Path) -> None:
    back, was = load_transformer(file), build()
    assert back.config == CONFIG
    assert read_metadata(file)["trained"] == "no"
    assert list(file.parent.iterdir()) == [file]
    for (name, tensor), (name_too, tensor_too) in zip(was.state_dict().items(), back.state_dict().items(), strict=True):
        large = name.endswith(("qkv.weight", "proj.weight"))
        assert name == name_too
        assert tensor_too.dtype == (torch.bfloat16 if large else torch.float32)
        assert torch.equal(tensor.to(tensor_too.dtype), tensor_too)
    with torch.inference_mode():
        video, _ = back(pack(CONFIG, **clip()))
    assert video.isfinite().all()


def test_large_linears_come_in_the_type_asked_for(file: Path) -> None:
    types = {tensor.dtype for tensor in load_transformer(file, linears=torch.float32).state_dict().values()}
    assert types == {torch.float32}


def test_shards_are_read_by_folder_and_by_index(file: Path) -> None:
    folder = shard(file)
    one = load_transformer(file).state_dict()
    for path in (folder, folder / "model.safetensors.index.json"):
        many = load_transformer(path).state_dict()
        assert all(torch.equal(one[name], many[name]) for name in one)


def test_half_a_model_can_be_taken_without_the_shards_of_the_other_half(tmp_path: Path) -> None:
    save_file({"heard.weight": torch.ones(2, 3), "said.weight": torch.ones(9)}, tmp_path / "one.safetensors")
    index = {"heard.weight": "one.safetensors", "said.weight": "one.safetensors", "said.bias": "two.safetensors"}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}), encoding="utf-8")

    def make() -> nn.ModuleDict:
        return nn.ModuleDict({"heard": nn.Linear(3, 2, bias=False)})

    taken = load(tmp_path, make, rest=torch.bfloat16, unused=("said.",))
    assert torch.equal(taken.state_dict()["heard.weight"], torch.ones(2, 3, dtype=torch.bfloat16))
    with pytest.raises(WeightsError, match=r"two\.safetensors"):
        load(tmp_path, make)


def test_a_folder_with_one_file_needs_no_index(file: Path) -> None:
    file.rename(file.with_name("model.safetensors"))
    assert load_transformer(file.parent).config == CONFIG


def test_any_network_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "linear.safetensors"
    linear = nn.Linear(3, 4)
    save(linear, path)
    assert torch.equal(load(path, lambda: nn.Linear(3, 4)).weight, linear.weight)
    save(linear, path, rest=torch.bfloat16)
    assert load_file(path)["weight"].dtype == torch.bfloat16
    assert torch.equal(load(path, lambda: nn.Linear(3, 4)).weight, linear.weight.to(torch.bfloat16).float())


def refuse(path: Path, match: str) -> None:
    with pytest.raises(WeightsError, match=match):
        load_transformer(path)


def test_what_does_not_fit_is_named(file: Path) -> None:
    kept = file.read_bytes()
    refuse(edit(file, lambda tensors: tensors.pop(QKV)), rf"small\.safetensors .* it lacks {re.escape(QKV)}$")
    file.write_bytes(kept)
    refuse(edit(file, lambda tensors: tensors.update(loose=torch.zeros(1))), "it has loose too much$")
    file.write_bytes(kept)
    refuse(
        edit(file, lambda tensors: tensors.update({QKV: torch.zeros(2, 3)})), f"{QKV} is 2 × 3 and should be 260 × 128"
    )
    file.write_bytes(kept)
    edit(file, lambda tensors: tensors.update({QKV + "s": tensors.pop(QKV)}))
    refuse(file, f"it lacks {QKV}; it has {QKV}s too much$")


def test_many_names_are_cut_short(file: Path) -> None:
    edit(file, lambda tensors: [tensors.pop(name) for name in list(tensors) if name.startswith("block.layers.2.")])
    refuse(file, "and 3 more$")


@pytest.mark.parametrize("length", [0, 5, 100, -1])
def test_a_file_cut_short_is_refused(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    refuse(file, r"small\.safetensors is damaged, cut short or no safetensors file")


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(pickle.dumps({"a": 1}))
    refuse(path, "no safetensors file")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    refuse(tmp_path / "nowhere.safetensors", "nowhere.safetensors can't be read")
    refuse(tmp_path, "model.safetensors can't be read")
    refuse(tmp_path / "nowhere.json", "nowhere.json can't be read")


def test_a_file_of_another_network_or_of_none(file: Path) -> None:
    with pytest.raises(WeightsError, match=r"lacks block\.layers\.4"):
        load_transformer(file, change(num_layers=5))
    save_file(load_file(file), file)
    refuse(file, "doesn't say which network")
    save_file(load_file(file), file, {"config": "{}"})
    refuse(file, "missing .* 'num_layers'")


def test_bad_indexes(file: Path) -> None:
    folder = shard(file)
    index = folder / "model.safetensors.index.json"
    (folder / "two.safetensors").rename(folder / "three.safetensors")
    refuse(folder, "two.safetensors can't be read")
    (folder / "two.safetensors").write_bytes((folder / "one.safetensors").read_bytes())
    refuse(folder, "has .* twice")
    for bad, match in [
        ({"weight_map": {QKV: "../small.safetensors"}}, "outside its folder"),
        ({"weight_map": {}}, "names no shards"),
        ([], "no index"),
    ]:
        index.write_text(json.dumps(bad), encoding="utf-8")
        refuse(folder, match)


def test_who_may_read_other_new_files_may_read_this_one(file: Path) -> None:
    file.with_name("other").touch()
    assert file.stat().st_mode == file.with_name("other").stat().st_mode


def test_a_failed_save_leaves_the_older_file(file: Path) -> None:
    kept = file.read_bytes()
    with pytest.raises(TypeError):
        save(nn.Linear(2, 2), file, {"number": 1})
    assert file.read_bytes() == kept
    assert list(file.parent.iterdir()) == [file]


def keep_in_fp8(tensors: dict[str, Tensor]) -> None:
    """The large linears as the released files have them: one scale a tensor."""
    for name in [name for name in tensors if name.endswith(LARGE_LINEARS)]:
        scale = tensors[name].float().abs().max() / 448
        tensors[name] = (tensors[name].float() / scale).to(FP8)
        tensors[name + FP8_SCALE] = scale


def test_files_in_fp8_come_with_their_scales(file: Path) -> None:
    wanted = load_transformer(file).state_dict()
    edit(file, keep_in_fp8)
    kept = load_file(file)
    back = load_transformer(file).state_dict()
    for name, tensor in back.items():
        large = name.endswith(LARGE_LINEARS)
        assert tensor.dtype == (torch.bfloat16 if large else torch.float32)
        exact = kept[name].double() * kept[name + FP8_SCALE].double() if large else kept[name]
        assert torch.equal(tensor, exact.to(tensor.dtype))
        assert (tensor.float() - wanted[name].float()).abs().max() <= wanted[name].float().abs().max() / 16


def test_scales_must_fit(file: Path) -> None:
    edit(file, keep_in_fp8)
    kept = file.read_bytes()
    refuse(edit(file, lambda tensors: tensors.pop(QKV + FP8_SCALE)), rf"it lacks {re.escape(QKV + FP8_SCALE)}$")
    file.write_bytes(kept)
    refuse(edit(file, lambda tensors: tensors.update({QKV + FP8_SCALE: torch.ones(7)})), f"{QKV}{FP8_SCALE} is 7$")
    file.write_bytes(kept)
    refuse(
        edit(file, lambda tensors: tensors.update({QKV: tensors[QKV].bfloat16()})),
        rf"it has {re.escape(QKV + FP8_SCALE)} too much$",
    )


def test_types_that_are_not_read_are_named(file: Path) -> None:
    refuse(
        edit(file, lambda tensors: tensors.update({QKV: tensors[QKV].char()})), rf"aren't read: {re.escape(QKV)} in I8$"
    )


def test_of_shards_the_one_cut_short_or_missing_is_named(file: Path) -> None:
    folder = shard(file)
    short = folder / "two.safetensors"
    short.write_bytes(short.read_bytes()[:-1])
    refuse(folder, r"^two\.safetensors is damaged, cut short")
    short.unlink()
    refuse(folder, r"two\.safetensors can't be read")


@pytest.mark.parametrize("stored", ["fp32", "bf16", "fp8"])
@pytest.mark.parametrize("precision", ["bf16", "int8", "fp8"])
def test_laid_out_by_a_plan_a_file_says_what_its_network_says(
    tmp_path: Path, stored: str, precision: Precision
) -> None:
    """From shards, whatever they are stored in; what isn't a large linear stays in fp32."""
    config = change(time_mode="none", references=False)
    path = tmp_path / "one.safetensors"
    save(build(config), path, linears=torch.float32 if stored == "fp32" else torch.bfloat16)
    if stored == "fp8":
        edit(path, keep_in_fp8)
    folder = shard(path)
    size = (3, 4, 6)
    placement = plan(
        config, count_tokens(config, size, 9, 5), Card(name="", free_bytes=0, host_bytes=0), precision, (0, 2), 64
    )
    placed, plain = load_placed(folder, config, placement, "cpu"), load_transformer(folder, config)
    given = {name: tensor for name, tensor in clip().items() if name != "time_B"}
    with torch.inference_mode():
        said, wanted = placed(pack(config, **given)), plain(pack(config, **given))
    most = 0.05 if precision == "bf16" or stored == precision else 0.4
    for a, b in zip(said, wanted, strict=True):
        assert (a - b).abs().mean() < most * b.abs().mean()
    assert {parameter.dtype for parameter in placed.parameters()} == {torch.float32}


def test_laid_out_by_a_plan_a_file_must_fit_too(file: Path) -> None:
    config = change(time_mode="none", references=False)
    tokens = count_tokens(config, (3, 4, 6), 9, 5)
    placement = plan(config, tokens, Card(name="", free_bytes=0, host_bytes=0), "bf16", (), 64)
    with pytest.raises(WeightsError, match=r"it has adapter\.uncited_tag too much"):
        load_placed(file, config, placement, "cpu")
