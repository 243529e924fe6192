"""`ToyTheatre`: shots played by the small Transformer, with sound, on any machine."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from studio.api import Event, Frames, Halt, Made, Pictures, Preview, Progress, Samples, ShotRequest, Sound, Weights
from studio.core.timecode import SAMPLE_RATE
from studio.media.colour import to_rgb
from studio.media.pictures import load_picture
from studio.media.reader import TakeReader
from studio.model.memory import Memory, read_memory, write_memory

from . import words
from .checkpoint import load, read_facts
from .model import ToyModel
from .player import Clip, Player, Sketch, choose_size, enlarge
from .prompt import read_prompt

WEIGHTS = Path(__file__).parents[2] / "resources" / "weights" / "toy-theatre.safetensors"
PREVIEW_PX = 448
_SPAN = words.FRAMES - 1  # new frames of each stretch after the first


class ToyTheatre:
    """Loads its weights with the first shot and keeps them."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights
        self._model: ToyModel | None = None
        self._guided = False
        self._sha256 = ""

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """Make a take in stretches of 25 frames, each beginning with the last frame of the one before."""
        return self._play(request, folder, Memory())

    def resume(self, request: ShotRequest, folder: Path, state: bytes) -> Generator[Event, None, None]:
        """Go on from a halt to the same bits. Raises `ValueError` for a state that is none of this request."""
        return self._play(request, folder, read_memory(state))

    def _play(self, request: ShotRequest, folder: Path, memory: Memory) -> Generator[Event, None, None]:
        prompt = read_prompt(request)
        size = choose_size(request.width, request.height)
        pictures = [fit_reference(load_picture(folder / image.path)) for who in prompt.shown for image in who.images]
        first, last = find_first(request, folder, size), None
        if request.last_frame:
            last = fit_frame(load_picture(folder / request.last_frame.path), size)
        model = self._load()
        yield Made(weights=(Weights(name=self._weights.name, sha256=self._sha256),), precision="float32")
        player = Player(model, prompt, pictures, size, guided=self._guided, steps=int(request.setting("steps")))
        latents: list[tuple[Tensor, Tensor]] = []
        made = 0
        while made < request.frames:
            stretch = len(latents)
            skipped = bool(stretch)  # the first frame of a later stretch is the last of the one before
            is_last = made + words.FRAMES - skipped >= request.frames
            if stretch < len(memory.made):
                clip = player.show(*memory.made[stretch])
            else:
                halt = memory.halt if stretch == len(memory.made) else None
                clip = yield from self._make(
                    player.play(request.seed + stretch, first, last if is_last else None, halt), request, made, latents
                )
            latents.append(clip.latents)
            frames = clip.frames[skipped:][: request.frames - made]
            for picture in frames:
                yield Frames(pictures=cover(picture, request.width, request.height)[None])
            begin = skipped * words.FRAME_SAMPLES
            yield Sound(samples=resample(clip.wave[begin : begin + len(frames) * words.FRAME_SAMPLES]))
            made, first = made + len(frames), clip.frames[-1]

    def _make(
        self,
        steps: Generator[Sketch | Clip, None, None],
        request: ShotRequest,
        made: int,
        latents: list[tuple[Tensor, Tensor]],
    ) -> Generator[Event, None, Clip]:
        """One stretch, with what the user sees of it meanwhile."""
        for event in steps:
            if isinstance(event, Clip):
                return event
            share = (made + event.done / event.steps * _SPAN) / (request.frames + _SPAN)
            yield Progress(done=share, text=f"Step {event.done} of {event.steps}")
            yield Preview(frame=made, picture=enlarge(event.picture, PREVIEW_PX))
            yield Halt(state=write_memory(Memory(made=latents, halt=event.halt)))
        raise RuntimeError("a stretch ended without its clip")

    def close(self) -> None:
        """Forget the weights."""
        self._model = None

    def _load(self) -> ToyModel:
        if self._model is None:
            self._model = load(self._weights)
            self._guided = not read_facts(self._weights).get("student", False)
            with self._weights.open("rb") as file:
                self._sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return self._model


def find_first(request: ShotRequest, folder: Path, size: tuple[int, int]) -> Pictures | None:
    """The picture that the shot starts from: the end of the take that it continues, or its own first frame."""
    if request.continued:
        with TakeReader(folder / "takes" / f"{request.continued}.mov") as reader:
            return fit_frame(to_rgb(reader.frame(reader.frame_count - 1)), size)
    return fit_frame(load_picture(folder / request.first_frame.path), size) if request.first_frame else None


def fit_frame(picture: Pictures, size: tuple[int, int]) -> Pictures:
    """A picture at the stage's size (width, height), cut so that it covers it."""
    return cover(picture[..., :3], *size, smooth=True)


def fit_reference(picture: Pictures) -> Pictures:
    """A picture as the square that the network knows, whole, on its own edge colour where it is not square."""
    height, width = picture.shape[:2]
    side = max(height, width)
    alpha = picture[..., 3:].astype(np.float32) / 255
    edge = np.median(picture[0, :, :3], axis=0)
    flat = picture[..., :3] * alpha + edge * (1 - alpha)
    square = np.empty((side, side, 3), np.float32)
    square[:] = edge
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = flat
    return scale(square, words.REFERENCE_PX, words.REFERENCE_PX)


def cover(picture: Pictures, width: int, height: int, *, smooth: bool = False) -> Pictures:
    """A picture that fills the size, what stands over cut off; pixels stay pixels unless `smooth`."""
    have_height, have_width = picture.shape[:2]
    factor = max(width / have_width, height / have_height)
    wide, high = max(width, round(have_width * factor)), max(height, round(have_height * factor))
    if smooth:
        large = scale(picture.astype(np.float32), wide, high)
    else:
        rows, columns = (np.arange(n) * have // n for n, have in ((high, have_height), (wide, have_width)))
        large = picture[rows][:, columns]
    top, left = (high - height) // 2, (wide - width) // 2
    return np.ascontiguousarray(large[top : top + height, left : left + width])


def scale(picture: np.ndarray, width: int, height: int) -> Pictures:
    """A picture at another size, averaged where it shrinks."""
    planes = torch.from_numpy(np.ascontiguousarray(picture, np.float32)).permute(2, 0, 1)[None]
    shrunk: Tensor = torch.nn.functional.interpolate(planes, (height, width), mode="bilinear", antialias=True)
    return shrunk[0].permute(1, 2, 0).clamp(0, 255).round().byte().numpy()


def resample(wave: np.ndarray) -> Samples:
    """16 kHz mono as 48 kHz stereo, in lines from sample to sample."""
    count = len(wave) * SAMPLE_RATE // words.SAMPLE_RATE
    at = np.arange(count) * (words.SAMPLE_RATE / SAMPLE_RATE)
    line = np.interp(at, np.arange(len(wave)), wave).astype(np.float32)
    return np.stack((line, line), 1)
