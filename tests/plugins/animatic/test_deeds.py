import pytest

from plugins.animatic.deeds import Deed, Side, read_deeds

NAMES = ("Ada", "Zoé", "Børge")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("@Ada walks in from the left and waves. She jumps.", [("Ada", "enter", "left"), ("Ada", "jump", "nearest")]),
        ("Ada leaves to the right", [("Ada", "leave", "right")]),
        ("@ada walks away", [("Ada", "leave", "nearest")]),
        ("Ada and Zoé enter from the right", [("Ada", "enter", "right"), ("Zoé", "enter", "right")]),
        ("Zoé walks to the right", [("Zoé", "walk", "left")]),
        ("Ada hands Zoé the lamp and runs off", [("Ada", "leave", "nearest")]),
        ("Walks in.", [("Ada", "enter", "nearest")]),
        ("@Ada, @Zoé and @Børge watch from the quay as the lamps come in.", []),
        ("One after the other the boats turn for home.", []),
        ("@Zoé climbs on her crate and holds up her lamp.", []),
        ("The camera leaves the room", []),
        ("", []),
    ],
)
def test_deeds_belong_to_who_does_them(action: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(done.name, done.deed.value, done.side.value) for done in read_deeds(action, NAMES)] == expected


def test_haste_is_told_from_the_verb() -> None:
    done = read_deeds("Børge runs in", NAMES)
    assert [(each.name, each.deed, each.side, each.in_haste) for each in done] == [
        ("Børge", Deed.ENTER, Side.NEAREST, True)
    ]
    assert not read_deeds("Børge walks in", NAMES)[0].in_haste


def test_without_names_nobody_does_anything() -> None:
    assert read_deeds("walks in, " * 10_000, ()) == ()
