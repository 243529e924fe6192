"""Finding by a few letters, in the order in which people would look."""

from __future__ import annotations

from collections.abc import Sequence

_LOOSE = 3


def find_texts(typed: str, texts: Sequence[str]) -> list[int]:
    """The places of the texts that have all words typed, best first, equal ones in their order.

    A word is best at the start of the text, then at the start of a word, then anywhere. Only where no text has them
    all so, its letters may be scattered: «rndmis» is in «Render what is missing».
    """
    words = typed.casefold().split()
    scores = {place: [_score(word, text.casefold()) for word in words] for place, text in enumerate(texts)}
    for most in (_LOOSE - 1, _LOOSE):
        found = [place for place, each in scores.items() if all(score <= most for score in each)]
        if found:
            return sorted(found, key=lambda place: sum(scores[place]))
    return []


def _score(word: str, text: str) -> int:
    if text.startswith(word):
        return 0
    if any(text.startswith(word, at) for at in _starts(text)):
        return 1
    if word in text:
        return 2
    return _LOOSE if any(_is_scattered(word, text[at:]) for at in _starts(text)) else _LOOSE + 1


def _starts(text: str) -> list[int]:
    return [at for at in range(len(text)) if text[at].isalnum() and (at == 0 or not text[at - 1].isalnum())]


def _is_scattered(word: str, text: str) -> bool:
    """Whether the letters come in this order, the first one first."""
    rest = iter(text)
    return text.startswith(word[0]) and all(letter in rest for letter in word)
