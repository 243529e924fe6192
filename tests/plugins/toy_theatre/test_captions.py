"""Captions: free English that says what is played, cites references and can be read by the text encoder."""

from __future__ import annotations

import re

from tests.plugins.toy_theatre.conftest import load_module

captions, scenes, words = load_module("captions"), load_module("scenes"), load_module("words")
PLAYS = scenes.throw(scenes.Dice(21), 300, (112, 64), None)


def tell(row: int, citations: tuple[int, ...] = (0, 0, 0), seed: int = 0) -> str:
    return captions.Teller(seed + 1000 * row).tell(PLAYS, row, citations)


def test_one_seed_is_one_caption_and_others_differ() -> None:
    assert tell(0) == tell(0)
    assert len({tell(0, seed=seed) for seed in range(40)}) > 30


def test_everybody_is_cited_by_number() -> None:
    for row in range(100):
        count = int(PLAYS.present[row].sum())
        told = tell(row, tuple(range(1, count + 1)) + (0,) * (3 - count))
        assert {int(number) for number in re.findall(r"\[Image (\d)\]", told)} == set(range(1, count + 1))


def test_nobody_is_cited_whose_picture_is_missing() -> None:
    for row in range(100):
        told = tell(row)
        assert "[" not in told
        present = [who for who in range(3) if PLAYS.present[row, who]]
        assert all(words.COLOURS[int(PLAYS.cast.colour[row, who])] in told for who in present)


def test_words_are_known_but_for_stray_ones() -> None:
    known = set(captions.list_words()) | {"image"}
    told = [set(re.findall("[a-z]+", tell(row, (1, 2, 3)).lower())) - known for row in range(300)]
    strays = [len(unknown) for unknown in told]
    assert max(strays) <= 3
    assert 0.3 < sum(count == 0 for count in strays) / len(strays) < 0.9


def test_sentences_are_written_as_english_is() -> None:
    for row in range(200):
        told = tell(row, (1, 0, 0))
        assert "  " not in told and " ." not in told and " ," not in told
        assert "a orange" not in told, told


def test_who_leads_is_chased() -> None:
    """Whoever walks ahead is the one that the other runs after."""
    seen = 0
    for row in range(300):
        told = tell(row, (1, 2, 3))
        match = re.search(r"\[Image (\d)\]\S* (?:on the left|in the middle|on the right)? ?(?:chases|runs after)", told)
        if not match:
            continue
        chaser = int(match.group(1)) - 1
        other = 1 - chaser
        ahead = float(PLAYS.slot[row, other]) < float(PLAYS.slot[row, chaser])
        assert ahead == (int(PLAYS.action[row, 0]) == words.ACTIONS.index("left")), told
        seen += 1
    assert seen >= 3
