"""From noise to a clip: the grid of noise levels, three ways to step along it, and guidance.

x at noise level s is (1 - s) * clean + s * noise. A step takes the clean latent as predicted at one level and goes to
the next; the last level is 0, where x is that prediction.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from torch import Tensor

SamplerName = Literal["unipc", "euler", "renoise"]


def make_levels(steps: int, *, shift: float = 5.0, start: float = 0.999) -> list[float]:
    """`steps` + 1 noise levels down to 0, evenly spaced from `start`, then shifted: s -> shift s / (1 + (shift - 1) s).

    The released weights were made for 5 and 0.999.
    """
    if steps < 1:
        raise ValueError(f"A clip can't be made in {steps} steps")
    even = [start * (steps - number) / steps for number in range(steps + 1)]
    return [shift * level / (1 + (shift - 1) * level) for level in even]


def predict_clean(predicted: Tensor, x: Tensor, level: float, predicts: Literal["velocity", "clean"]) -> Tensor:
    """The clean latent, from what the network says of x at this noise level."""
    return x - level * predicted if predicts == "velocity" else predicted


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """How far to go past the prediction for the negative text, towards that for the prompt; 1 is no guidance."""

    video: float
    audio: float
    video_late: float | None = None
    """Instead of `video` once 1000 times the noise level has come down to `late`."""
    late: int = 500

    def scales(self, level: float) -> tuple[float, float]:
        """Of video and audio at a noise level."""
        if self.video_late is None or int(1000 * level) > self.late:
            return self.video, self.audio
        return self.video_late, self.audio


MAGIHUMAN_GUIDANCE = Guidance(video=5.0, audio=5.0, video_late=2.0)
"""Of the released base weights; the distilled ones take none."""


def guide(wanted: Tensor, unwanted: Tensor, scale: float) -> Tensor:
    return unwanted + scale * (wanted - unwanted)


class Sampler(Protocol):
    """Steps one latent along the grid; it may remember, so each latent and each run has its own."""

    def step(self, x: Tensor, clean: Tensor) -> Tensor:
        """x at the next level, from x and the clean latent predicted there."""
        ...

    def remember(self) -> list[Tensor]:
        """What the next steps need of those before."""
        ...

    def skip(self, x: Tensor) -> None:
        """Stand where `step` would have led; what it would have remembered, `recall` brings."""
        ...

    def recall(self, remembered: Sequence[Tensor]) -> None:
        """Go on with what was remembered here once."""
        ...


def make_sampler(name: SamplerName, levels: Sequence[float], draw: Callable[[Tensor], Tensor]) -> Sampler:
    """`draw` gives fresh noise in the shape of its argument."""
    if name == "unipc":
        return UniPC(levels)
    return Euler(levels) if name == "euler" else Renoise(levels, draw)


class Euler:
    """Keeps the noise that is in x: straight on towards the predicted latent."""

    def __init__(self, levels: Sequence[float]) -> None:
        self.levels, self.index = levels, 0

    def step(self, x: Tensor, clean: Tensor) -> Tensor:
        kept = self.levels[self.index + 1] / self.levels[self.index]
        self.index += 1
        return kept * x + (1 - kept) * clean

    def remember(self) -> list[Tensor]:
        return []

    def skip(self, x: Tensor) -> None:
        self.index += 1

    def recall(self, remembered: Sequence[Tensor]) -> None:
        """There is nothing to recall."""


class Renoise:
    """Noises the predicted latent afresh, as few-step students of distribution matching are trained."""

    def __init__(self, levels: Sequence[float], draw: Callable[[Tensor], Tensor]) -> None:
        self.levels, self.draw, self.index = levels, draw, 0

    def step(self, x: Tensor, clean: Tensor) -> Tensor:
        self.index += 1
        level = self.levels[self.index]
        return clean if level == 0 else level * self.draw(x) + (1 - level) * clean

    def remember(self) -> list[Tensor]:
        return []

    def skip(self, x: Tensor) -> None:
        """Draws the noise of the step, for those after it come from the same row of numbers."""
        self.index += 1
        if self.levels[self.index] > 0:
            self.draw(x)

    def recall(self, remembered: Sequence[Tensor]) -> None:
        """There is nothing to recall."""


class UniPC:
    """The predictor-corrector of order 2 of https://arxiv.org/abs/2302.04867, on clean latents, with B(h) = e^h - 1.

    Each prediction first corrects the step that led to it, then predicts the next; first and last steps are of order 1.
    """

    def __init__(self, levels: Sequence[float]) -> None:
        self.levels, self.index, self.order = levels, 0, 0
        self.log_ratios = [_log_ratio(level) for level in levels]
        self.anchor: Tensor | None = None
        self.cleans: list[Tensor] = []
        """Of the last two levels, newest last."""

    def step(self, x: Tensor, clean: Tensor) -> Tensor:
        if self.anchor is not None:
            x = self._correct(self.anchor, clean)
        self.cleans = [*self.cleans[-1:], clean]
        self.order = min(2, len(self.cleans), len(self.levels) - 1 - self.index)
        self.anchor = x
        self.index += 1
        return self._predict(x)

    def remember(self) -> list[Tensor]:
        """The anchor, then the clean latents."""
        return [] if self.anchor is None else [self.anchor, *self.cleans]

    def skip(self, x: Tensor) -> None:
        self.index += 1

    def recall(self, remembered: Sequence[Tensor]) -> None:
        self.anchor, *self.cleans = remembered
        self.order = min(2, len(self.cleans), len(self.levels) - self.index)

    def _predict(self, x: Tensor) -> Tensor:
        """From level index - 1 to level index."""
        _, grown, first_order = self._advance(x)
        if self.order == 1:
            return first_order
        return first_order - grown * 0.5 * self._slope(self.index)

    def _correct(self, x: Tensor, clean: Tensor) -> Tensor:
        """The last step once more, now that the clean latent at its end is known."""
        h, grown, first_order = self._advance(x)
        change = clean - self.cleans[-1]
        if self.order == 1:
            return first_order - grown * 0.5 * change
        ratio = self._ratio(self.index)
        scaled = math.expm1(-h)
        once = scaled / -h - 1
        twice = once / -h - 0.5
        b_1, b_2 = once / scaled, 2 * twice / scaled
        past = (b_2 - b_1) / (ratio - 1)
        return first_order - grown * (past * self._slope(self.index) + (b_1 - past) * change)

    def _advance(self, x: Tensor) -> tuple[float, float, Tensor]:
        """Step in log ratio, growth of the clean part, and x by the step of order 1; to level `index`."""
        here, there = self.levels[self.index - 1], self.levels[self.index]
        h = self.log_ratios[self.index] - self.log_ratios[self.index - 1]
        grown = (1 - there) * math.expm1(-h)
        return h, grown, there / here * x - grown * self.cleans[-1]

    def _ratio(self, index: int) -> float:
        """Of the step before that to level `index` to that step, backwards."""
        before, here, there = self.log_ratios[index - 2 : index + 1]
        return (before - here) / (there - here)

    def _slope(self, index: int) -> Tensor:
        return (self.cleans[-2] - self.cleans[-1]) / self._ratio(index)


def _log_ratio(level: float) -> float:
    """log((1 - s) / s), endless at both ends."""
    if level in (0.0, 1.0):
        return math.inf if level == 0.0 else -math.inf
    return math.log((1 - level) / level)
