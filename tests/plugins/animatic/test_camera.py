import pytest

from plugins.animatic.camera import Camera, Framing, Move, Pace, parse_camera

TABLE: list[tuple[str, tuple[Move, ...]]] = [
    ("push in", (Move.PUSH_IN,)),
    ("slow zoom in", (Move.PUSH_IN,)),
    ("Dolly in", (Move.PUSH_IN,)),
    ("pushes slowly in on Ada", (Move.PUSH_IN,)),
    ("zoom into her eyes", (Move.PUSH_IN,)),
    ("close in on the lamp", (Move.PUSH_IN,)),
    ("the camera moves closer", (Move.PUSH_IN,)),
    ("pull out", (Move.PULL_OUT,)),
    ("pulls back to reveal the bay", (Move.PULL_OUT,)),
    ("dolly out", (Move.PULL_OUT,)),
    ("zoom out", (Move.PULL_OUT,)),
    ("pan left", (Move.PAN_LEFT,)),
    ("slow left pan", (Move.PAN_LEFT,)),
    ("pans slowly from left to right", (Move.PAN_RIGHT,)),
    ("pan across the quay", (Move.PAN_RIGHT,)),
    ("tilt up", (Move.TILT_UP,)),
    ("tilts from her boots up to her face", (Move.TILT_UP,)),
    ("tilt down to the floor", (Move.TILT_DOWN,)),
    ("crane up", (Move.RISE,)),
    ("boom down", (Move.SINK,)),
    ("camera rises over the roofs", (Move.RISE,)),
    ("truck left", (Move.TRUCK_LEFT,)),
    ("tracking shot, moving left", (Move.TRUCK_LEFT,)),
    ("dolly right", (Move.TRUCK_RIGHT,)),
    ("follow Ada to the left", (Move.TRUCK_LEFT,)),
    ("slides to the right", (Move.TRUCK_RIGHT,)),
    ("orbit", (Move.ORBIT_RIGHT,)),
    ("arc around them to the left", (Move.ORBIT_LEFT,)),
    ("circles clockwise", (Move.ORBIT_LEFT,)),
    ("hand-held", (Move.HAND_HELD,)),
    ("handheld", (Move.HAND_HELD,)),
    ("shaky documentary style", (Move.HAND_HELD,)),
    ("handheld, slow push in", (Move.PUSH_IN, Move.HAND_HELD)),
    ("slow pan right, then tilt up", (Move.PAN_RIGHT, Move.TILT_UP)),
    ("pan left, then pan right", (Move.PAN_LEFT,)),
    ("static", ()),
    ("Static wide shot", ()),
    ("locked-off", ()),
    ("no camera movement", ()),
    ("camera doesn’t move", ()),
    ("not handheld", ()),
    ("static, then push in", (Move.PUSH_IN,)),
    ("", (Move.DRIFT,)),
    ("medium close-up", (Move.DRIFT,)),
    ("over the shoulder", (Move.DRIFT,)),
    ("pull focus", (Move.DRIFT,)),
    ("佐伊", (Move.DRIFT,)),
]


@pytest.mark.parametrize(("text", "moves"), TABLE)
def test_moves_are_read_from_free_text(text: str, moves: tuple[Move, ...]) -> None:
    assert parse_camera(text).moves == moves


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("extreme close-up", Framing.EXTREME_CLOSE),
        ("Close-up on Ada", Framing.CLOSE),
        ("medium close-up", Framing.MEDIUM_CLOSE),
        ("two-shot", Framing.MEDIUM),
        ("push in", Framing.FULL),
        ("wide, locked off", Framing.WIDE),
        ("establishing shot", Framing.EXTREME_WIDE),
    ],
)
def test_framings_are_read_from_free_text(text: str, framing: Framing) -> None:
    assert parse_camera(text).framing == framing


def test_the_pace_is_read_and_endless_text_is_cut() -> None:
    assert parse_camera("very slow push") == Camera(moves=(Move.PUSH_IN,), pace=Pace.SLOW)
    assert parse_camera("whip pan left") == Camera(moves=(Move.PAN_LEFT,), pace=Pace.FAST)
    assert parse_camera("(push " * 100_000).moves == (Move.PUSH_IN,)
