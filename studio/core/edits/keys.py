"""Edits of what may change over a clip: plain numbers, and keys at a frame of the cut. A locked track refuses."""

from __future__ import annotations

from dataclasses import replace

from studio.core.bounds import OFFERED, OWN, Parameter
from studio.core.curve import Curve, Ease, Key, Value, remove_key, set_key, value_at
from studio.core.edits.cut import find_free, set_clip
from studio.core.ids import ClipId
from studio.core.project import Project
from studio.core.timeline import Clip, Look

PLAIN: dict[Parameter, float] = {**dict.fromkeys(OFFERED, 0.0), "opacity": 1.0, "scale": 1.0, "gain": 1.0}


def value_of(clip: Clip, name: Parameter) -> Value:
    """What a clip has for a parameter."""
    value: Value = getattr(clip if name in OWN else clip.look or Look(), name)
    return value


def count_in(clip: Clip, begin: int, frame: int) -> int:
    """A frame of the cut as keys count it, for a clip that begins at `begin`; the nearest that the clip shows."""
    return clip.start + min(max(0, frame - begin), clip.frames - 1)


def find_key(value: Value, frame: int) -> Key | None:
    """The key that stands at a frame."""
    keys = value.keys if isinstance(value, Curve) else ()
    return next((key for key in keys if key.frame == frame), None)


def find_key_beside(clip: Clip, begin: int, name: Parameter, frame: int, step: int) -> int | None:
    """The frame of the cut where the key before (−1) or after (1) one lies, of those that the clip shows."""
    value = value_of(clip, name)
    keys = value.keys if isinstance(value, Curve) else ()
    frames = [begin + key.frame - clip.start for key in keys if 0 <= key.frame - clip.start < clip.frames]
    return min((each for each in frames if (each - frame) * step > 0), key=lambda each: abs(each - frame), default=None)


def set_number(project: Project, clip: ClipId, name: Parameter, number: float, frame: int) -> Project:
    """▐a 100 %▌ → ▐a 50 %▌; with keys ▐◆──◆▌ → ▐◆─◇─◆▌ at the frame of the cut, or that key changed."""
    least, most = OFFERED[name]
    number = min(max(number, least), most)
    item, at = _find(project, clip, frame)
    value = value_of(item, name)
    if not isinstance(value, Curve):
        return _put(project, item, name, number)
    known = find_key(value, at)
    key = replace(known, value=number) if known else Key(frame=at, value=number, ease=_ease_before(value, at))
    return _put(project, item, name, set_key(value, key))


def set_keyed(project: Project, clip: ClipId, name: Parameter, frame: int, *, keyed: bool) -> Project:
    """▐a 50 %▌ → ▐──◆──▌ of 50 % at the frame; without keys again, it keeps the number that it has there."""
    item, at = _find(project, clip, frame)
    value = value_of(item, name)
    if isinstance(value, Curve) is keyed:
        return project
    here = value_at(value, at)
    return _put(project, item, name, set_key(here, Key(frame=at, value=here)) if keyed else here)


def toggle_key(project: Project, clip: ClipId, name: Parameter, frame: int, *, there: bool) -> Project:
    """▐◆────▌ → ▐◆──◆─▌: a key with the value that is there, or none; without its last key it is a plain number."""
    item, at = _find(project, clip, frame)
    value = value_of(item, name)
    if (find_key(value, at) is not None) is there:
        return project
    if not there:
        return _put(project, item, name, remove_key(value, at))
    key = Key(frame=at, value=value_at(value, at), ease=_ease_before(value, at))
    return _put(project, item, name, set_key(value, key))


def set_ease(project: Project, clip: ClipId, name: Parameter, frame: int, ease: Ease) -> Project:
    """▐◆╱◆▌ → ▐◆╭◆▌: how the value leaves the key at the frame; where there is none, nothing changes."""
    item, at = _find(project, clip, frame)
    value = value_of(item, name)
    key = find_key(value, at)
    return _put(project, item, name, set_key(value, replace(key, ease=ease))) if key else project


def reset_value(project: Project, clip: ClipId, name: Parameter) -> Project:
    """▐◆──◆▌ → ▐a 100 %▌: the number that a new clip has, without keys."""
    item, _ = _find(project, clip, 0)
    return _put(project, item, name, PLAIN[name])


def _find(project: Project, clip: ClipId, frame: int) -> tuple[Clip, int]:
    _, placed, item = find_free(project, clip)
    return item, count_in(item, placed.begin, frame)


def _put(project: Project, clip: Clip, name: Parameter, value: Value) -> Project:
    match name:
        case "opacity":
            return set_clip(project, clip.id, opacity=value)
        case "gain":
            return set_clip(project, clip.id, gain=value)
        case "pan":
            return set_clip(project, clip.id, pan=value)
        case _:
            look = replace(clip.look or Look(), **{name: value})
            return set_clip(project, clip.id, look=None if look == Look() else look)


def _ease_before(value: Value, frame: int) -> Ease:
    """A key between others goes on as the one before it does."""
    keys = value.keys if isinstance(value, Curve) else ()
    return next((key.ease for key in reversed(keys) if key.frame < frame), Ease.LINEAR)
