"""Toy Theatre's training, from nothing to the networks: the codecs, the Transformer, then its student of few steps."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from studio.errors import StudioError
from studio.model.train import load_state, rate_at, save_state
from studio.model.transformer import Transformer

from .checkpoint import load, read_facts
from .model import ToyModel
from .stage import Plan, Stage
from .stage_codecs import AudioCodecStage, VideoCodecStage
from .stage_network import NetworkStage
from .stage_student import StudentStage

RECIPE = 3
SAVE_SECONDS = 120.0
# A finished file keeps its codecs; the network goes through the last quarter of its way again.
LEARNED: dict[str, Any] = {"shares": (("network", 0.84), ("student", 0.16)), "begin": 0.75}
STAGES: dict[str, Callable[[Plan, ToyModel], Stage]] = {
    "video_codec": VideoCodecStage,
    "audio_codec": AudioCodecStage,
    "network": NetworkStage,
}


@dataclass(slots=True)
class Progress:
    """Where the training is: the stage, how much of it is done, and its newest figures."""

    stage: str
    done: float
    steps: int
    figures: dict[str, float] = field(default_factory=dict)


class Training:
    """Runs the stages one after the other; everything is saved in one file every two minutes.

    It goes on where that file ends; without it, from the weights in `start` or from nothing.
    """

    def __init__(self, plan: Plan, file: Path, start: Path | None = None) -> None:
        self.plan, self.file = plan, file
        torch.manual_seed(RECIPE)
        self.model = ToyModel().to(plan.device)
        self.spent: dict[str, float] = dict.fromkeys((*STAGES, "student"), 0.0)
        self.steps: dict[str, int] = dict.fromkeys((*STAGES, "student"), 0)
        self.teacher: Transformer | None = None
        self.minutes_before = 0
        self._stage: Stage | None = None
        self._saved: dict[str, Any] = {}
        if file.exists():
            self._restore(load_state(file))
        elif start:
            self._begin_with(start)

    @property
    def done(self) -> float:
        """How much of the whole time is over, 0…1."""
        return min(1.0, sum(self.spent.values()) / (self.plan.minutes * 60))

    def run(self) -> Iterator[Progress]:
        """Train what is left, telling after every step."""
        for name, share in self.plan.shares:
            budget = share * self.plan.minutes * 60
            if self.spent[name] < budget:
                yield from self._run_stage(name, budget)

    def _run_stage(self, name: str, budget: float) -> Iterator[Progress]:
        stage = self._stage = self._make_stage(name)
        if self._saved.get("stage") == name:
            stage.optimizer.load(self._saved["optimizer"])
            stage.mean.weights, stage.mean.steps = self._saved["mean"], self._saved["mean_steps"]
        saved = time.monotonic()
        while self.spent[name] < budget:
            begun = time.monotonic()
            begin = self.plan.begin if name == "network" else 0.0
            done = begin + (1 - begin) * self.spent[name] / budget
            torch.manual_seed(self.steps[name])
            loss, figures = stage.loss(self.steps[name], done)
            stage.optimizer.step(loss, rate_at(done))
            stage.mean.follow(stage.module)
            self.steps[name] += 1
            self.spent[name] += time.monotonic() - begun
            if time.monotonic() - saved > SAVE_SECONDS:
                self._save(name, stage)
                saved = time.monotonic()
            yield Progress(name, done, self.steps[name], figures)
        stage.module.load_state_dict(stage.mean.weights)
        self._save(name, stage)

    def _make_stage(self, name: str) -> Stage:
        if name in STAGES:
            self._forget_student()
            return STAGES[name](self.plan, self.model)
        if self.teacher is None:
            self.teacher = copy.deepcopy(self.model.transformer)
        return StudentStage(self.plan, self.model, self.teacher)

    def _forget_student(self) -> None:
        """What its teacher learns with more time, a new student learns from it."""
        if self.teacher:
            self.model.transformer.load_state_dict(self.teacher.state_dict())
            self.teacher, self.spent["student"], self.steps["student"] = None, 0.0, 0

    def copy_mean(self) -> ToyModel:
        """All networks as they are, that in training as the mean of its newest weights."""
        model, weights = ToyModel(), self.model.state_dict()
        if self._stage:
            weights |= {self._stage.prefix + name: value for name, value in self._stage.mean.weights.items()}
        model.load_state_dict(weights)
        return model.to(self.plan.device)

    def copy_teacher(self) -> ToyModel:
        """All networks, with the Transformer that the student learned from."""
        model = self.copy_mean()
        if self.teacher:
            model.transformer.load_state_dict(self.teacher.state_dict())
        return model

    def _save(self, name: str, stage: Stage) -> None:
        state = {
            "recipe": RECIPE,
            "stage": name,
            "shares": self.plan.shares,
            "begin": self.plan.begin,
            "minutes_before": self.minutes_before,
            "spent": self.spent,
            "steps": self.steps,
            "model": self.model.state_dict(),
            "optimizer": stage.optimizer.state(),
            "mean": stage.mean.weights,
            "mean_steps": stage.mean.steps,
            "teacher": self.teacher.state_dict() if self.teacher else None,
        }
        save_state(self.file, state)

    def _begin_with(self, start: Path) -> None:
        facts = read_facts(start)
        if facts.get("student"):
            raise StudioError(f"{start.name} holds a student of few steps, which can't learn on; it needs its teacher.")
        self.model.load_state_dict(load(start).state_dict())
        self.plan = replace(self.plan, **LEARNED)
        self.minutes_before = facts.get("minutes", 0)
        self.steps |= facts.get("steps", {})

    def _restore(self, state: dict[str, Any]) -> None:
        if state["recipe"] != RECIPE:
            raise ValueError(f"{self.file} is of another recipe ({state['recipe']}); train from nothing in its place")
        self.model.load_state_dict(state["model"])
        self.plan = replace(self.plan, shares=state["shares"], begin=state["begin"])
        self.minutes_before = state["minutes_before"]
        self.spent |= state["spent"]
        self.steps |= state["steps"]
        if state["teacher"]:
            self.teacher = copy.deepcopy(self.model.transformer)
            self.teacher.load_state_dict(state["teacher"])
        self._saved = state
