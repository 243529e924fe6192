import numpy as np
import pytest

from plugins.animatic.camera import Camera, Move, Pace
from plugins.animatic.motion import GROUND_DEPTH, ease, project, trace_camera

SECONDS = np.arange(96) / 24


@pytest.mark.parametrize("pace", list(Pace))
@pytest.mark.parametrize("move", [move for move in Move if move != Move.HAND_HELD])
def test_moves_start_and_stop_softly(move: Move, pace: Pace) -> None:
    way = trace_camera(Camera(moves=(move,), pace=pace), SECONDS, 1)
    ground = project(way, GROUND_DEPTH)
    for curve in (ground.scale, ground.x, ground.y):
        steps = np.diff(curve * 1080)
        assert np.all(steps >= -1e-9) or np.all(steps <= 1e-9)
        assert abs(steps[0]) < 0.5
        assert abs(steps[-1]) < 0.5
        assert np.abs(np.diff(steps)).max() < 2.5 + abs(steps).max() / 4
    spans = max(np.ptp(curve) for curve in (ground.scale, ground.x, ground.y))
    assert 0.01 < spans < 0.45


def test_the_ground_lies_behind_the_figures() -> None:
    truck = trace_camera(Camera(moves=(Move.TRUCK_RIGHT,)), SECONDS, 1)
    near, far = project(truck, 1.0), project(truck, GROUND_DEPTH)
    assert near.x[-1] - near.x[0] < far.x[-1] - far.x[0] < 0  # both go left, the near ones faster
    orbit = trace_camera(Camera(moves=(Move.ORBIT_RIGHT,)), SECONDS, 1)
    assert np.abs(project(orbit, 1.0).x).max() < 1e-9
    assert project(orbit, 0.9).x[-1] < -0.005
    assert project(orbit, GROUND_DEPTH).x[-1] > 0.03
    push = trace_camera(Camera(moves=(Move.PUSH_IN,)), SECONDS, 1)
    assert project(push, 1.0).scale[-1] > project(push, GROUND_DEPTH).scale[-1] > 1


def test_a_hand_is_smooth_and_comes_from_the_seed() -> None:
    camera = Camera(moves=(Move.HAND_HELD,))
    one, same, other = (project(trace_camera(camera, SECONDS, seed), 1.0) for seed in (1, 1, 2))
    assert np.array_equal(one.x, same.x)
    assert not np.array_equal(one.x, other.x)
    assert 2 < np.ptp(one.x) * 1080 < 40
    assert np.abs(np.diff(one.x * 1080, 2)).max() < 1.0


def test_easing_goes_all_the_way_and_never_back() -> None:
    eased = ease(np.linspace(-0.5, 1.5, 401))
    assert eased[0] == 0.0
    assert eased[-1] == pytest.approx(1.0)
    assert np.all(np.diff(eased) >= -1e-12)


def test_a_single_frame_has_a_camera_too() -> None:
    way = trace_camera(Camera(moves=tuple(Move)), np.zeros(1), 1)
    assert np.isfinite(project(way, 1.0).scale).all()
