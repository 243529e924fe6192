"""`ToyTrainer`: what `storyreel train toy-theatre` runs."""

from __future__ import annotations

from collections.abc import Generator

import torch

from studio.api import Progress, StudioError, TrainRequest

from .checkpoint import save
from .training import RECIPE, Plan, Training


class ToyTrainer:
    """Trains all of Toy Theatre and writes its file at the end of every stage and of the whole."""

    def train(self, request: TrainRequest) -> Generator[Progress, None, None]:
        """Go on from `request.state` where there is one."""
        try:
            training = Training(Plan(minutes=request.minutes, device=torch.device(request.device)), request.state)
        except (ValueError, RuntimeError) as error:
            raise StudioError(f"{request.state} can't be gone on with ({error}); train without --resume.") from error
        for step in training.run():
            figures = ", ".join(f"{name} {value:.2f}" for name, value in step.figures.items())
            yield Progress(done=training.done, text=f"{step.stage.replace('_', ' ')}: {figures}")
        save(training.model, request.out, {"recipe": RECIPE, "minutes": request.minutes, "steps": training.steps})
