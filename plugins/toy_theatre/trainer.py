"""`ToyTrainer`: what `storyreel train toy-theatre` runs."""

from __future__ import annotations

import time
from collections.abc import Generator

import torch

from studio.api import Progress, StudioError, TrainRequest

from .checkpoint import save
from .evaluation import evaluate
from .evaluation_sample import ModelSample
from .sheet import draw_sheet
from .stage import Plan
from .training import RECIPE, Training

SHEET_SECONDS = 300.0
SHOWN = {"network": True, "student": False}  # stages that make clips, and whether they are guided
REQUESTS = 256


class ToyTrainer:
    """Trains all of Toy Theatre, evaluates it and writes its file; on the way, a sheet of pictures beside the state."""

    def train(self, request: TrainRequest) -> Generator[Progress, None, None]:
        """Go on from `request.state` where there is one."""
        plan = Plan(minutes=request.minutes, device=torch.device(request.device))
        try:
            training = Training(plan, request.state, request.start)
        except (ValueError, RuntimeError) as error:
            raise StudioError(f"{request.state} can't be gone on with ({error}); train without --resume.") from error
        shown = time.monotonic()
        for step in training.run():
            figures = ", ".join(f"{name} {value:.2f}" for name, value in step.figures.items())
            yield Progress(done=training.done, text=f"{step.stage.replace('_', ' ')}: {figures}")
            if step.stage in SHOWN and time.monotonic() - shown > SHEET_SECONDS:
                sample = ModelSample(training.copy_mean(), guided=SHOWN[step.stage])
                draw_sheet(sample).save(request.state.with_suffix(".png"))
                shown = time.monotonic()
        yield Progress(done=1.0, text="evaluation")
        teacher = ModelSample(training.copy_teacher(), guided=True)
        rows = evaluate(ModelSample(training.model), REQUESTS, teacher=teacher)
        facts = {
            "recipe": RECIPE,
            "student": True,
            "minutes": training.minutes_before + round(sum(training.spent.values()) / 60),
            "steps": training.steps,
            "evaluation": [{"what": row.what, "value": row.value, "unit": row.unit} for row in rows],
        }
        save(training.model, request.out, facts)
        draw_sheet(ModelSample(training.model)).save(request.out.with_suffix(".png"))
