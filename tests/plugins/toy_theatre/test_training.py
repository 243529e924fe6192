"""Toy Theatre's trainer is found, and its file is read strictly."""

import importlib
import time
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


class Nudge:
    """A stage that moves some numbers of the Transformer up or, as a student, down."""

    by = 1.0

    def __init__(self, plan: Any, model: Any, teacher: Any = None) -> None:
        train = importlib.import_module("studio.model.train")
        self.module = model.transformer
        self.weights = self.module.final_linear_audio.weight
        self.prefix, self.mean, self.optimizer = "transformer.", train.Mean(self.module), self

    def loss(self, step: int, done: float) -> tuple[float, dict[str, float]]:
        time.sleep(0.05)
        return self.by, {}

    def step(self, loss: float, rate: float) -> None:
        with importlib.import_module("torch").no_grad():
            self.weights.add_(loss)

    def state(self) -> list[dict[str, Any]]:
        return []

    def load(self, state: list[dict[str, Any]]) -> None:
        assert state == []


class Backwards(Nudge):
    by = -1.0


@pytest.fixture
def nudging(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module `training`, with stages that learn in no time."""
    training = load_module("training")
    monkeypatch.setattr(training, "STAGES", {"network": Nudge})
    monkeypatch.setattr(training, "StudentStage", Backwards)
    return training


def make_plan(seconds: float) -> Any:
    torch = importlib.import_module("torch")
    shares = (("network", 0.5), ("student", 0.5))
    return load_module("stage").Plan(minutes=seconds / 60, device=torch.device("cpu"), shares=shares)


def test_with_more_minutes_the_teacher_learns_on_and_not_its_student(nudging: Any, tmp_path: Path) -> None:
    file = tmp_path / "toy.state"
    assert [step.stage for step in nudging.Training(make_plan(0.2), file).run()][-1] == "student"
    before = nudging.Training(make_plan(0.2), file)
    taught = before.teacher.final_linear_audio.weight.clone()
    assert (before.model.transformer.final_linear_audio.weight < taught).all()
    longer = nudging.Training(make_plan(1.0), file)
    assert next(longer.run()).stage == "network"
    assert (longer.model.transformer.final_linear_audio.weight > taught).all()
    assert (longer.teacher, longer.spent["student"], longer.steps["student"]) == (None, 0.0, 0)


def test_a_finished_file_learns_on_at_the_end_of_its_way_and_keeps_its_codecs(nudging: Any, tmp_path: Path) -> None:
    checkpoint, model = load_module("checkpoint"), load_module("model").ToyModel()
    start, file = tmp_path / "toy.safetensors", tmp_path / "toy.state"
    checkpoint.save(model, start, {"student": False, "minutes": 5, "steps": {"video_codec": 7, "network": 3}})
    plan = make_plan(0.4)
    training = nudging.Training(plan, file, start)
    begun = {step.stage: step.done for step in reversed(list(training.run()))}
    assert begun == {"network": 0.75, "student": 0.0}
    again = nudging.Training(plan, file)  # after a kill, without being told
    assert (again.minutes_before, again.plan) == (5, training.plan)
    assert again.steps["video_codec"] == 7
    assert again.steps["network"] > 3
    assert list(again.run()) == []


def test_a_student_is_not_learned_on_from(tmp_path: Path) -> None:
    checkpoint, model = load_module("checkpoint"), load_module("model").ToyModel()
    start = tmp_path / "toy.safetensors"
    checkpoint.save(model, start, {"student": True})
    with pytest.raises(StudioError, match="a student of few steps"):
        load_module("training").Training(make_plan(1.0), tmp_path / "toy.state", start)
