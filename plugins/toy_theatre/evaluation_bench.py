"""`ToyBench`: what `storyreel bench toy-theatre` measures, from the file that ships."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from PIL import Image
from torch import Tensor

from studio.api import BenchRow, RequestCharacter, RequestImage, Setting, ShotRequest
from studio.core.image import ImageRole

from .backend import WEIGHTS, ToyTheatre
from .checkpoint import load, read_facts
from .evaluation import evaluate
from .evaluation_requests import Requests, choose_requests
from .evaluation_sample import ModelSample
from .model import STEPS
from .words import FRAMES, RATE, SIZES

_SEED = 8_000_000


class ToyBench:
    """Measures one file; it holds the student or its teacher."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights

    def measure(self, requests: int, show: Callable[[float, str], None]) -> list[BenchRow]:
        """Every row of the table. Raises `StudioError` where the file is missing or no such file."""
        model = load(self._weights)
        is_student = bool(read_facts(self._weights).get("student", False))
        seconds = time_shot(self._weights, STEPS)
        return evaluate(ModelSample(model, guided=not is_student), requests, seconds=seconds, show=show)


def time_shot(weights: Path, steps: int) -> float:
    """Seconds that the backend takes for 3 s of two characters with sound, the second time."""
    backend = ToyTheatre(weights)
    with tempfile.TemporaryDirectory() as folder:
        requests = choose_requests(_SEED, 8, held_out=True)
        row = int(requests.counts.argmax())
        request = _write_request(requests, row, steps, Path(folder))
        for _ in backend.generate(request, Path(folder)):
            pass
        begun = time.perf_counter()
        for _ in backend.generate(request, Path(folder)):
            pass
        return time.perf_counter() - begun


def _write_request(requests: Requests, row: int, steps: int, folder: Path) -> ShotRequest:
    """A shot as the editor asks for it, with its references as files."""
    cast: list[RequestCharacter] = []
    for who in range(int(requests.counts[row])):
        name = f"{who}.png"
        Image.fromarray(to_bytes(requests.references[row, who]).numpy()).save(folder / name)
        image = RequestImage(path=name, sha256="", role=ImageRole.FACE)
        cast.append(
            RequestCharacter(
                name=f"Number {who}", description="", voice="", colour="#ffffff", is_place=False, images=(image,)
            )
        )
    return ShotRequest(
        shot_name="Bench",
        backend="toy_theatre",
        prompt=requests.captions[row],
        action="",
        dialogue=(),
        camera="",
        sound="",
        cast=tuple(cast),
        images=(),
        first_frame=None,
        last_frame=None,
        continued=None,
        width=SIZES[0][0],
        height=SIZES[0][1],
        frame_rate=Fraction(RATE),
        frames=FRAMES,
        seed=requests.seeds[row],
        settings=(Setting(name="steps", value=steps),),
    )


def to_bytes(pictures: Tensor) -> Tensor:
    """Pictures in 0…1 as uint8."""
    return (pictures.clamp(0, 1) * 255).round().byte()
