"""The drawn world: sizes, held-out combinations, and motion, picture and sound that agree with each other."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Any

import pytest

from tests.plugins.toy_theatre.conftest import load_module

torch: Any = importlib.import_module("torch")
motion, scenes, soundscape = load_module("motion"), load_module("scenes"), load_module("soundscape")
words, world = load_module("words"), load_module("world")
ANYBODY = None


def throw(seed: int, count: int, size: tuple[int, int] = (112, 64), held_out: bool | None = ANYBODY) -> Any:
    return scenes.throw(scenes.Dice(seed), count, size, held_out)


@pytest.mark.parametrize("size", words.SIZES)
def test_a_play_has_its_size_and_length(size: tuple[int, int]) -> None:
    plays = throw(1, 1, size)
    moved = motion.move(plays)
    pictures, waves = world.draw(plays, moved), soundscape.sound(plays, moved)
    assert pictures.shape == (1, words.FRAMES, size[1], size[0], 3)
    assert waves.shape == (1, words.FRAMES * words.FRAME_SAMPLES)
    assert 0 <= float(pictures.min()) < 0.3 and 0.7 < float(pictures.max()) <= 1
    assert 0.05 < float(waves.abs().max()) <= 1


def test_one_seed_is_one_play() -> None:
    one, other, third = (throw(seed, 2, (56, 32)) for seed in (5, 5, 6))
    assert torch.equal(one.slot, other.slot) and torch.equal(one.cast.colour, other.cast.colour)
    assert not torch.equal(one.slot, third.slot)
    both = world.draw(one, motion.move(one))
    second = one.of(torch.tensor([1]))
    assert torch.allclose(both[1], world.draw(second, motion.move(second))[0], atol=1e-6)


def test_held_out_combinations_are_apart_and_neighbours_differ() -> None:
    for held_out in (True, False):
        cast = throw(3, 200, held_out=held_out).cast
        kinds = zip(*(value.flatten().tolist() for value in (cast.shape, cast.colour, cast.headgear)), strict=True)
        assert {words.is_held_out(*kind) for kind in kinds} == {held_out}
        first, second, third = cast.colour.T
        assert not bool(((first == second) | (second == third) | (first == third)).any())
        assert not bool((cast.colour == cast.headgear_colour).any())


def test_who_walks_gets_there_and_who_stands_stays() -> None:
    plays = throw(4, 300)
    moved = motion.move(plays)
    way = moved.x[..., -1] - moved.x[..., 0]
    for name, sign in (("left", -1), ("right", 1), ("stands", 0), ("jumps", 0)):
        there = plays.present & (plays.action == words.ACTIONS.index(name))
        assert bool((way[there].sign() == sign).all()), name
    aloft = moved.lift[plays.present & (plays.action == words.ACTIONS.index("flies"))]
    assert float(aloft.min()) > 0.1


def test_feet_are_together_when_a_step_is_heard() -> None:
    plays = throw(8, 300)
    moved = motion.move(plays)
    steps = moved.events[:, :, motion.EVENTS["step"]] > 0
    assert int(steps.sum()) > 200
    assert float(moved.stride[steps].abs().max()) < 1e-3
    lands = moved.events[:, :, motion.EVENTS["thump"]] > 0
    assert float(moved.lift[lands].abs().max()) < 1e-6
    speaks = moved.events[:, :, motion.EVENTS["syllable"]] > 0
    assert float(moved.mouth[speaks].min()) == 1


def test_nobody_is_heard_who_is_not_there() -> None:
    plays = throw(9, 100)
    moved = motion.move(plays)
    assert float(moved.events[~plays.present].abs().max()) == 0


def test_a_follower_keeps_the_first_in_the_middle() -> None:
    plays = throw(10, 300)
    moved = motion.move(plays)
    follows = plays.camera == scenes.FOLLOW
    assert int(follows.sum()) > 10
    beside = (moved.x[:, 0] - moved.camera_x)[follows]
    assert float((beside - beside[:, :1]).abs().max()) < 1e-5


def test_references_show_each_pose_anew() -> None:
    dice = scenes.Dice(11)
    cast = scenes.throw_cast(dice, 4)
    one, other = (world.draw_references(dice, cast, 0) for _ in range(2))
    assert one.shape == (4, words.REFERENCE_PX, words.REFERENCE_PX, 3)
    assert float((one - other).abs().mean()) > 0.02


def test_cells_with_somebody_in_them_hold_nearly_all_that_they_paint() -> None:
    plays = throw(4, 12)
    moved = motion.move(plays)
    alone = replace(plays, present=torch.zeros_like(plays.present))
    painted = (world.draw(plays, moved) - world.draw(alone, moved)).abs().amax(-1) > 0.05
    found = world.find_figures(plays, moved, 8).any(1).repeat_interleave(8, 2).repeat_interleave(8, 3)
    assert float((painted & found).sum() / painted.sum()) > 0.95
    assert float(found.float().mean()) < 0.35
