"""Toy Theatre's trainer is found, and its file is read strictly."""

import importlib
from pathlib import Path
from typing import Any

import pytest

from studio.errors import StudioError
from studio.paths import bundled_plugins_folder
from studio.plugins import find_plugins
from tests.plugins.toy_theatre.conftest import load_module


def test_the_manifest_names_the_trainer() -> None:
    plugins = find_plugins([bundled_plugins_folder()])
    assert plugins.trainer("toy-theatre").load().train
    with pytest.raises(StudioError, match="no model “nothing”"):
        plugins.trainer("nothing")


def test_a_checkpoint_comes_back_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    torch = importlib.import_module("torch")
    safetensors = importlib.import_module("safetensors.torch")
    checkpoint, model = load_module("checkpoint"), load_module("model").ToyModel()
    file = tmp_path / "toy.safetensors"
    checkpoint.save(model, file, {"recipe": 1})
    back = checkpoint.load(file).state_dict()
    assert all(torch.equal(back[name], value.bfloat16().float()) for name, value in model.state_dict().items())
    assert checkpoint.read_facts(file) == {"recipe": 1}
    tensors = safetensors.load_file(file)
    first = next(iter(sorted(tensors)))
    for change, says in (
        ({k: v for k, v in tensors.items() if k != first}, f"lacks {first};"),
        ({**tensors, "stranger": tensors[first].clone()}, "has stranger too much"),
        ({**tensors, first: torch.zeros(1)}, f"has other shapes: {first}"),
    ):
        safetensors.save_file(change, file, {"format": checkpoint.FORMAT})
        with pytest.raises(StudioError, match=says):
            checkpoint.load(file)
    for damaged in (file.read_bytes()[:100_000], b"not a checkpoint"):
        file.write_bytes(damaged)
        with pytest.raises(StudioError, match=r"toy\.safetensors is damaged"):
            checkpoint.load(file)
    with pytest.raises(StudioError, match="can't be read"):
        checkpoint.load(tmp_path / "nowhere.safetensors")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_training_goes_on_after_a_kill_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no compiler, which would take minutes
    torch = importlib.import_module("torch")
    training = load_module("training")
    shares = (("video_codec", 0.25), ("audio_codec", 0.25), ("network", 0.25), ("student", 0.25))
    plan = training.Plan(minutes=4 / 60, device=torch.device("cpu"), shares=shares, codec_batch=1, batch=2, clips=48)
    file = tmp_path / "toy.state"
    seen: list[str] = []
    after: dict[str, Any] = {}
    while True:  # killed as often as a stage ends
        before = training.Training(plan, file).model.state_dict()
        stage = ""
        for step in training.Training(plan, file).run():
            stage = stage or step.stage
            if step.stage != stage:
                break
        if not stage:
            break
        after = training.Training(plan, file).model.state_dict()
        changed = {name.split(".")[0] for name in after if not torch.equal(after[name], before[name])}
        learning = {"network": {"transformer", "text_encoder", "reader"}, "student": {"transformer"}}
        assert changed == learning.get(stage, {stage})
        seen.append(stage)
    assert seen == [name for name, _ in shares]
    mean = training.Training(plan, file).copy_mean().state_dict()
    assert all(torch.equal(mean[name], value) for name, value in after.items())


def test_a_state_of_another_recipe_is_refused(tmp_path: Path) -> None:
    torch = importlib.import_module("torch")
    trainer, api = load_module("trainer"), importlib.import_module("studio.api")
    state = tmp_path / "toy.state"
    torch.save({"recipe": 0}, state)
    request = api.TrainRequest(minutes=1.0, device="cpu", state=state, out=tmp_path / "out")
    with pytest.raises(StudioError, match="of another recipe"):
        next(trainer.ToyTrainer().train(request))
