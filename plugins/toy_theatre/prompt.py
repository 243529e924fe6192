"""From a shot's request to what the network reads: the prompt, and whose pictures go with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from studio.api import RequestCharacter, ShotRequest, StudioError

_CITED = re.compile(r"\[Image (\d+)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """The text; the characters whose pictures are shown, in order; for each picture the number that cites it."""

    text: str
    shown: tuple[RequestCharacter, ...]
    cited: tuple[int, ...]


def read_prompt(request: ShotRequest) -> Prompt:
    """The prompt with its citations counted over characters alone: places have no pictures here, only their words.

    Raises `StudioError` for a prompt that is empty or cites a picture that there is none of.
    """
    text = request.prompt.strip()
    if not text:
        raise StudioError(f"{request.shot_name} has no action; write what happens in it.")
    count = sum(len(who.images) for who in request.cast)
    for match in _CITED.finditer(text):
        if not 1 <= int(match.group(1)) <= count:
            raise StudioError(
                f"{request.shot_name} cites {match.group(0)}, and it has {count} pictures; cite one of those or add it."
            )
    shown = tuple(who for who in request.cast if who.images and not who.is_place)
    return Prompt(text=_renumber(text, request.cast), shown=shown, cited=_cite(shown))


def _cite(shown: Sequence[RequestCharacter]) -> tuple[int, ...]:
    """Every picture of a character is cited by the number of the first."""
    cited: list[int] = []
    for who in shown:
        cited += [len(cited) + 1] * len(who.images)
    return tuple(cited)


def _renumber(text: str, cast: Sequence[RequestCharacter]) -> str:
    """Citations counted over the characters' pictures alone; one of a place becomes the place's name."""
    names: list[str] = []
    number = 0
    for who in cast:
        for _ in who.images:
            number += not who.is_place
            names.append(f"the {who.name}" if who.is_place else f"[Image {number}]")
    return _CITED.sub(lambda match: names[int(match.group(1)) - 1], text)
