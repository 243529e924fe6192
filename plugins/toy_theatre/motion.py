"""How a play moves: where everybody is in every frame, and what happens when. Picture and sound are made from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .scenes import FOLLOW, LEFT, RIGHT, Scenes
from .words import ACTIONS, CAMERAS, FRAMES, RATE

GROUND = 0.78  # how far down the ground begins, in heights of the picture
STEP_FRAMES, JUMP_FRAMES, AIR_FRAMES, TURN_FRAMES, WAVE_FRAMES, SYLLABLE_FRAMES = 3, 8, 6, 12, 4, 4
_ZOOM = 1.4
_EVENTS = ("step", "spring", "thump", "flap", "rattle", "whoosh", "bell", "syllable", "rise")
EVENTS = {name: number for number, name in enumerate(_EVENTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """The state of every frame. The first eight are (batch, characters, frames), the camera's (batch, frames).

    `x` and `lift` in heights of the picture, `turn` the width against the usual (negative: seen from behind),
    `events` (batch, characters, kinds, frames) the strength of what is heard in a frame.
    """

    x: Tensor
    lift: Tensor
    size: Tensor
    turn: Tensor
    stride: Tensor
    mouth: Tensor
    arm: Tensor
    wing: Tensor
    camera_x: Tensor
    zoom: Tensor
    events: Tensor


def move(scenes: Scenes) -> Motion:
    """Play the scenes."""
    frame = torch.arange(FRAMES, device=scenes.slot.device)
    action, beat = scenes.action[..., None], scenes.beat[..., None] + frame
    run = frame / (FRAMES - 1) - 0.5
    count = scenes.present.sum(1)[:, None, None]
    way = (action == RIGHT).float() - (action == LEFT).float()
    follows = (scenes.camera == FOLLOW)[:, None]
    reach = torch.where(count > 1, 0.3, 0.46) * scenes.aspect
    reach = torch.where(follows[..., None], 1.0, reach)
    shakes, flies, jumps = _is(action, "shakes"), _is(action, "flies"), _is(action, "jumps")
    air = (beat % JUMP_FRAMES).clamp(max=AIR_FRAMES) / AIR_FRAMES
    hover = 0.2 + 0.04 * torch.sin(beat * (2 * math.pi / RATE))
    x = scenes.slot[..., None] + way * reach * run + 0.022 * shakes * (1 - 2 * (beat % 2))
    walks = way.abs()
    camera_x, zoom = _film(scenes, x, run)
    return Motion(
        x=x,
        lift=jumps * 0.9 * air * (1 - air) + flies * hover,
        size=scenes.size[..., None] * (1 + _is(action, "grows") * 0.55 * run),
        turn=torch.where(action == ACTIONS.index("turns"), torch.cos(beat * (2 * math.pi / TURN_FRAMES)), 1.0),
        stride=walks * torch.sin(beat * (math.pi / STEP_FRAMES)),
        mouth=_is(action, "talks") * _syllable(beat),
        arm=_is(action, "waves") * (1 + 0.5 * torch.sin(beat * (2 * math.pi / WAVE_FRAMES))),
        wing=flies * (1 + 0.6 * torch.sin(beat * math.pi + 0.5)),
        camera_x=camera_x,
        zoom=zoom,
        events=_hear(scenes, action, beat, walks),
    )


def _is(action: Tensor, name: str) -> Tensor:
    return (action == ACTIONS.index(name)).float()


def _syllable(beat: Tensor) -> Tensor:
    """How far the mouth is open: wide, less, shut, shut."""
    return torch.tensor([1.0, 0.7, 0.0, 0.0], device=beat.device)[beat % SYLLABLE_FRAMES]


def _film(scenes: Scenes, x: Tensor, run: Tensor) -> tuple[Tensor, Tensor]:
    """Where the camera's middle is beside the scene's, and how near it is."""
    camera = scenes.camera[:, None]
    pan = (camera == CAMERAS.index("pan right")).float() - (camera == CAMERAS.index("pan left")).float()
    follow = (camera == FOLLOW).float() * (x[:, 0] - scenes.slot[:, :1])
    near = (camera == CAMERAS.index("zoom in")).float() - (camera == CAMERAS.index("zoom out")).float()
    return pan * 0.3 * scenes.aspect * run + follow, _ZOOM ** (near * run)


def _hear(scenes: Scenes, action: Tensor, beat: Tensor, walks: Tensor) -> Tensor:
    """What is heard when: at ground contact, take-off, each flap, shake, turn, wave and syllable."""
    jump = beat % JUMP_FRAMES
    first = torch.arange(FRAMES, device=beat.device) == 0
    heard = {
        "step": walks * (beat % STEP_FRAMES == 0),
        "spring": _is(action, "jumps") * (jump == 0),
        "thump": _is(action, "jumps") * (jump == AIR_FRAMES),
        "flap": _is(action, "flies") * (beat % 2 == 0),
        "rattle": _is(action, "shakes") * (beat % 2 == 0),
        "whoosh": _is(action, "turns") * (beat % (TURN_FRAMES // 2) == TURN_FRAMES // 4),
        "bell": _is(action, "waves") * (beat % WAVE_FRAMES == 0),
        "syllable": _is(action, "talks") * (beat % SYLLABLE_FRAMES == 0),
        "rise": _is(action, "grows") * first,
    }
    events = torch.stack([heard[name].float() for name in _EVENTS], 2)
    return events * scenes.present[..., None, None]
