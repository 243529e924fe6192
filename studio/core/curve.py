"""Values that change over a clip: keyframes with easing. Frames count as `Clip.start` does: no trim moves a key."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


class Ease(StrEnum):
    """How a value goes from one key to the next."""

    HOLD = "hold"
    LINEAR = "linear"
    IN = "in"
    OUT = "out"
    SMOOTH = "smooth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A value at a frame; `ease` leads from it to the next key."""

    frame: int
    value: float
    ease: Ease = Ease.LINEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Keys in order, at least one, each at a frame of its own."""

    keys: tuple[Key, ...]


Value = float | Curve


def value_at(value: Value, frame: float) -> float:
    """The value at a frame; before the first key and after the last it stays as it is there."""
    if not isinstance(value, Curve):
        return value
    keys = value.keys
    index = bisect_right(keys, frame, key=lambda key: key.frame)
    if index == 0 or index == len(keys):
        return keys[max(0, index - 1)].value
    left, right = keys[index - 1], keys[index]
    share = _ease((frame - left.frame) / (right.frame - left.frame), left.ease)
    return left.value + (right.value - left.value) * share


def set_key(value: Value, key: Key) -> Curve:
    """The curve with a key more, or another one at its frame. A plain value holds elsewhere."""
    kept = value.keys if isinstance(value, Curve) else ()
    keys = [each for each in kept if each.frame != key.frame]
    return Curve(keys=tuple(sorted((*keys, key), key=lambda each: each.frame)))


def remove_key(value: Value, frame: int) -> Value:
    """The curve without the key at a frame; without its last key it is the plain value that this one had."""
    if not isinstance(value, Curve):
        return value
    keys = tuple(key for key in value.keys if key.frame != frame)
    return Curve(keys=keys) if keys else value.keys[0].value


def list_values(value: Value) -> tuple[float, ...]:
    """All values that its keys have, or the plain one."""
    return tuple(key.value for key in value.keys) if isinstance(value, Curve) else (value,)


def stretch(value: Value, factor: float) -> Value:
    """The curve over `factor` times as many frames. Keys that fall together become the last of them."""
    if not isinstance(value, Curve):
        return value
    moved = {
        round(key.frame * factor): Key(frame=round(key.frame * factor), value=key.value, ease=key.ease)
        for key in value.keys
    }
    return Curve(keys=tuple(moved.values()))


def _ease(share: float, ease: Ease) -> float:
    match ease:
        case Ease.HOLD:
            return 0.0
        case Ease.LINEAR:
            return share
        case Ease.IN:
            return share * share
        case Ease.OUT:
            return share * (2 - share)
        case Ease.SMOOTH:
            return share * share * (3 - 2 * share)
