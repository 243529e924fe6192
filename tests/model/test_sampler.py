"""Steps along the noise levels, against numbers derived by hand and against diffusers where it is installed."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from studio.model.sampler import MAGIHUMAN_GUIDANCE, Euler, Guidance, Renoise, UniPC, guide, make_levels, predict_clean
from tests.model.small import draw


def one(value: float) -> Tensor:
    return torch.tensor([value], dtype=torch.float64)


@pytest.mark.parametrize(
    ("steps", "levels"),
    [
        (5, [0.99980, 0.95215, 0.88209, 0.76893, 0.55525, 0]),
        (8, [0.99980, 0.97201, 0.93727, 0.89260, 0.83306, 0.74970, 0.62469, 0.41639, 0]),
    ],
)
def test_levels_of_the_released_weights(steps: int, levels: list[float]) -> None:
    assert make_levels(steps) == pytest.approx(levels, abs=1e-5)


def test_levels_of_the_base_in_32_steps() -> None:
    levels = make_levels(32)
    assert levels[:3] == pytest.approx([0.99980, 0.99339, 0.98663], abs=1e-5)
    assert levels[-3:] == pytest.approx([0.24980, 0.13877, 0], abs=1e-5)


def test_levels_may_start_at_pure_noise() -> None:
    assert make_levels(2, shift=3, start=1) == [1, 0.75, 0]
    with pytest.raises(ValueError, match="0 steps"):
        make_levels(0)


def test_both_kinds_of_prediction_name_the_same_latent() -> None:
    clean, noise = draw(1, 2, 3), draw(2, 2, 3)
    x = 0.3 * clean + 0.7 * noise
    assert torch.allclose(predict_clean(noise - clean, x, 0.7, "velocity"), clean, atol=1e-6)
    assert torch.equal(predict_clean(clean, x, 0.7, "clean"), clean)


def test_guidance_of_the_base_changes_for_its_last_five_steps() -> None:
    scales = [MAGIHUMAN_GUIDANCE.scales(level) for level in make_levels(32)[:-1]]
    assert scales == [(5.0, 5.0)] * 27 + [(2.0, 5.0)] * 5
    assert Guidance(video=3, audio=2).scales(0.1) == (3, 2)
    assert guide(one(3), one(1), 2.0).item() == 5


def test_euler_keeps_the_noise() -> None:
    clean, noise = draw(1, 4), draw(2, 4)
    x = 0.2 * clean + 0.8 * noise
    sampler = Euler([0.8, 0.5, 0.0])
    x = sampler.step(x, clean)
    assert torch.allclose(x, 0.5 * clean + 0.5 * noise, atol=1e-6)
    assert torch.allclose(sampler.step(x, clean), clean, atol=1e-6)


def test_renoise_takes_fresh_noise_until_the_end() -> None:
    sampler = Renoise([0.9, 0.6, 0.0], lambda x: torch.full_like(x, 10))
    assert sampler.step(one(77), one(1)).item() == pytest.approx(0.6 * 10 + 0.4 * 1)
    assert sampler.step(one(77), one(2)).item() == 2


def test_unipc_by_hand() -> None:
    """Levels with (1 - s) / s = 1, e, e^3, then 0: steps of 1 and 2, written out from the paper's equations."""
    s_1, s_2 = 1 / (1 + math.e), 1 / (1 + math.e**3)
    sampler = UniPC([0.5, s_1, s_2, 0.0])
    x_0, m_0, m_1, m_2 = 2.0, 1.0, 0.6, 0.5
    # order 1 over h = 1
    grown = (1 - s_1) * (1 / math.e - 1)
    x_1 = s_1 / 0.5 * x_0 - grown * m_0
    assert sampler.step(one(x_0), one(m_0)).item() == pytest.approx(x_1)
    # corrected with m_1, then order 2 over h = 2, where the step before is -1/2 of this one
    x_1 -= grown * 0.5 * (m_1 - m_0)
    grown = (1 - s_2) * (math.e**-2 - 1)
    first_order = s_2 / s_1 * x_1 - grown * m_1
    assert sampler.step(one(math.nan), one(m_1)).item() == pytest.approx(
        first_order - grown * 0.5 * (m_0 - m_1) / (-1 / 2)
    )
    # corrected with m_2; the weights solve p + q = b_1, -p / 2 + q = b_2. The last step is of order 1 and ends at m_2
    b_big = math.e**-2 - 1
    once = b_big / -2 - 1
    b_1, b_2 = once / b_big, 2 * (once / -2 - 1 / 2) / b_big
    p, q = torch.linalg.solve(torch.tensor([[1.0, 1], [-0.5, 1]]), torch.tensor([b_1, b_2])).tolist()
    corrected = first_order - grown * (p * (m_0 - m_1) / (-1 / 2) + q * (m_2 - m_1))
    assert sampler.step(one(math.nan), one(m_2)).item() == m_2
    assert sampler.anchor is not None
    assert sampler.anchor.item() == pytest.approx(corrected, rel=1e-5)


@pytest.mark.parametrize("start", [1.0, 0.999])
@pytest.mark.parametrize("steps", [1, 2, 3, 8])
def test_unipc_finds_a_latent_that_is_always_predicted(start: float, steps: int) -> None:
    levels = make_levels(steps, start=start)
    sampler, clean, noise = UniPC(levels), draw(1, 5), draw(2, 5)
    x = (1 - levels[0]) * clean + levels[0] * noise
    for level in levels[1:]:
        x = sampler.step(x, clean)
        assert torch.allclose(x, (1 - level) * clean + level * noise, atol=1e-5)


def test_unipc_is_of_second_order() -> None:
    """Data of a normal distribution, for which the true path is known: halving the step quarters the error."""

    def miss(steps: int) -> float:
        levels = [0.9 - 0.6 * number / steps for number in range(steps + 1)]

        def spread(level: float) -> float:
            return math.sqrt((1 - level) ** 2 * 4 + level**2)

        x = one(1.7 * spread(levels[0]))
        sampler = UniPC(levels)
        for level in levels[:-1]:
            x = sampler.step(x, (1 - level) * 4 / spread(level) ** 2 * x)
        return abs(x.item() - 1.7 * spread(levels[-1]))

    assert 3.2 < miss(20) / miss(40) < 5


@pytest.mark.parametrize("steps", [1, 2, 5, 8, 32])
def test_unipc_equals_that_of_diffusers(steps: int) -> None:
    diffusers = pytest.importorskip("diffusers", exc_type=ImportError)
    theirs = diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=5.0, solver_order=2, solver_type="bh2"
    )
    theirs.set_timesteps(sigmas=np.linspace(0.999, 0, steps + 1)[:-1])
    levels = make_levels(steps)
    assert theirs.sigmas.tolist() == pytest.approx(levels, abs=1e-6)
    sampler = UniPC(levels)
    x = x_too = draw(1, 2, 3, 4)
    for number, level in enumerate(levels[:-1]):
        velocity, velocity_too = ((1.5 * latent).sin() - 0.3 * level for latent in (x, x_too))
        x = sampler.step(x, predict_clean(velocity, x, level, "velocity"))
        x_too = theirs.step(velocity_too, theirs.timesteps[number], x_too).prev_sample
    assert torch.allclose(x, x_too, atol=1e-6)
