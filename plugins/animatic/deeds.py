"""The action field, read: who walks in, leaves, runs or jumps, and on which side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_LETTERS = 2000


class Deed(StrEnum):
    """What a figure does besides standing there."""

    ENTER = "enter"
    LEAVE = "leave"
    WALK = "walk"
    JUMP = "jump"


class Side(StrEnum):
    """Where it comes from or goes to; `NEAREST` is the side on which it stands."""

    LEFT = "left"
    RIGHT = "right"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A deed of one figure."""

    name: str
    deed: Deed
    side: Side = Side.NEAREST
    in_haste: bool = False


_GO = (
    r"(?:walk|step|stroll|run|rush|hurr(?:y|ie)|march|stumbl|sneak|wander|climb|crawl|storm|danc|skip|jump|hop|dash|"
    r"burst|creep|stride|stagger|race|trot)"
)
_THEN = r"(?:\W+(?:\w+ly|right|straight|back|right back))?\W+"
_DEEDS: tuple[tuple[str, Deed], ...] = (
    (rf"\b{_GO}\w*{_THEN}(?:out|off|away|offstage)\b|\bgo(?:es|ing)?{_THEN}(?:out|off|away)\b", Deed.LEAVE),
    (r"\b(?:leav(?:es?|ing)|exit(?:s|ing)?|depart(?:s|ing)?|disappear(?:s|ing)?|flee(?:s|ing)?)\b", Deed.LEAVE),
    (rf"\b{_GO}\w*{_THEN}(?:in|into|inside|up to|down|over|onstage)\b", Deed.ENTER),
    (r"\b(?:enter(?:s|ing)?|arriv(?:es?|ing)|appear(?:s|ing)?|com(?:es?|ing)|pop(?:s|ping)? (?:in|up))\b", Deed.ENTER),
    (r"\b(?:jump|hop|leap|bounc|skip)(?:s|es|e|ing|ping)?\b", Deed.JUMP),
    (r"\b(?:walk|stroll|run|rush|cross|march|pac|wander|sneak|hurr[iy]|dash|trot)(?:s|es|e|ing|ning)?\b", Deed.WALK),
)
_HASTE = re.compile(r"\b(?:run|rush|hurr|dash|burst|storm|rac|flee|quick|fast|sudden)\w*")
_CLAUSE = re.compile(r"([.!?;:,\n—–]|\b(?:and|then|as|while|when|until|where|but|who|because)\b)")
_BARE = re.compile(r"\W*(?:(?:he|she|they|it|both|all|each|\w+ly)\b\W*)*")
_FIRST_MARK = 0xE000  # private letters of Unicode stand for the names while a text is read


def read_deeds(action: str, names: Sequence[str]) -> tuple[Done, ...]:
    """The deeds in an action, at most one entrance, one exit, one walk and one jump a name.

    `@Ada walks in from the left and waves. She jumps.` → Ada enters from the left, Ada jumps.
    A deed belongs to the names before its verb, or by a pronoun or a bare verb to those of the clause before; what
    anything else does (`the lamps come in`) is nobody's.
    """
    done: dict[tuple[str, Deed], Done] = {}
    listed: list[str] = []  # names so far in a row such as `Ada, Zoé and …`
    last = list(names[:1])
    for clause in _CLAUSE.split(_mark_names(action[:MOST_LETTERS], names))[::2]:
        deed, verb = _find_deed(clause)
        head = clause[: verb.start()] if verb else clause
        found = [names[ord(letter) - _FIRST_MARK] for letter in head if _is_mark(letter)]
        rest = "".join(letter for letter in head if not _is_mark(letter))
        if verb is None and not rest.strip():
            listed += found
            continue
        who = [*listed, *found[:1]] or (last if _BARE.fullmatch(rest) else [])
        if verb:
            side, in_haste = _find_side(clause[verb.end() :], deed), bool(_HASTE.search(clause))
            for name in who:
                done.setdefault((name, deed), Done(name=name, deed=deed, side=side, in_haste=in_haste))
        listed, last = [], who or last
    return tuple(done.values())


def _mark_names(text: str, names: Sequence[str]) -> str:
    """The text in small letters, with `@Name` and `Name` replaced by one private letter each."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        mark = chr(_FIRST_MARK + names.index(name))
        text = re.sub(rf"@(?i:{re.escape(name)})(?!\w)|(?<!\w){re.escape(name)}(?!\w)", mark, text)
    return text.casefold()


def _is_mark(letter: str) -> bool:
    return _FIRST_MARK <= ord(letter) < _FIRST_MARK + 0x1000


def _find_deed(clause: str) -> tuple[Deed, re.Match[str] | None]:
    """The first kind of deed in the table that a clause has a verb for."""
    for pattern, deed in _DEEDS:
        verb = re.search(pattern, clause)
        if verb:
            return deed, verb
    return Deed.WALK, None


def _find_side(text: str, deed: Deed) -> Side:
    """`from the left`, `off right`, `to the left`: the side of the frame that a deed has to do with."""
    left, right = (re.search(rf"\b{side.value}\b", text) for side in (Side.LEFT, Side.RIGHT))
    if not (left or right):
        return Side.NEAREST
    first = Side.LEFT if left and (not right or left.start() < right.start()) else Side.RIGHT
    to_there = re.search(rf"\bto\W+(?:the\W+)?{first.value}\b", text) is not None
    comes_from_the_other = to_there and deed in (Deed.ENTER, Deed.WALK)
    return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}[first] if comes_from_the_other else first
