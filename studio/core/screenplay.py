"""From a screenplay to rows of a shot list: which paragraphs make a shot, how long it lasts, who is in it.

- A heading begins a scene. Its name is the place; inside or outside and the time of day lead the first shot's action.
- A paragraph of action begins a shot; speech stays with it as long as it can be spoken in 15 s, then the next begins.
- A shot lasts as long as its speech and a second for every 30 letters of action, from 3 to 15 s, up to a half second.
- Who speaks in a shot is in its cast, but for a voice from off, which is noted as sound; asides go into the action.
  There those who speak anywhere are cited as `@Name`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from studio.core.checks import LETTERS_PER_SECOND, speech_seconds
from studio.core.fountain import Heading, Screenplay, Speech
from studio.core.shotlist import ShotRow, spell_name

LEAST_SECONDS, MOST_SECONDS = 3.0, 15.0
LETTERS_OF_ACTION_PER_SECOND = 30.0
_LEAST_SHARE = 0.4  # of what can be said in a shot, before a speech is cut at the end of a sentence
_MOST_WORDS = 4  # of a name that is looked for in the action
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", ".”", "!”", "?”")
_TIMES = {
    *("DAY", "NIGHT", "MORNING", "NOON", "AFTERNOON", "EVENING", "MIDNIGHT", "DAWN", "DUSK", "SUNRISE", "SUNSET"),
    *("LATER", "CONTINUOUS", "SAME"),
}

_PREFIX = re.compile(r"(INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I\.?/E)[. ]\s*", re.IGNORECASE)
_DASH = re.compile(r" [-–—]+ ")
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"(?:[^\s。！？，；、]*[。！？，；、]+|\S+)\s?")
_OFF = re.compile(r"\b(?:V\. ?O|O\. ?S|O\. ?C|VO|OS|OC|OFF)\b", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A shot that is being written."""

    scene: str = ""
    opens: bool = False
    action: list[str] = field(default_factory=list[str])
    dialogue: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    cast: list[str] = field(default_factory=list[str])
    off: list[str] = field(default_factory=list[str])
    spoken: float = 0.0

    def has_room(self, seconds: float) -> bool:
        """Whether so much more can be said in this shot; anything can where nothing is said yet."""
        return not self.dialogue or self.spoken + seconds <= MOST_SECONDS

    def put(self, name: str, *, is_off: bool) -> None:
        """Who speaks is in the picture, or heard from off."""
        names = self.off if is_off else self.cast
        if name and name not in names:
            names.append(name)


def make_rows(screenplay: Screenplay) -> Iterator[ShotRow]:
    """The shots of a screenplay, each word that is spoken in one line of one of them."""
    names = _list_forms(block.speaker for block in screenplay.blocks if isinstance(block, Speech) and block.speaker)
    drafts: list[_Draft] = []
    is_begun = False  # whether the shot has nothing yet but the place that its heading names
    for block in screenplay.blocks:
        if isinstance(block, Speech):
            _add_speech(drafts, block)
        elif isinstance(block, Heading):
            place, where = _read_heading(block.text, names)
            drafts.append(_Draft(scene=place, opens=True, action=[where]))
        else:
            if not is_begun:
                drafts.append(_Draft())
            drafts[-1].action.append(_cite(block.text, names))
        is_begun = isinstance(block, Heading)
    return map(_make_row, drafts)


def _add_speech(drafts: list[_Draft], speech: Speech) -> None:
    """Speech goes on in the last shot, or in a new one if it can't all be said there."""
    name = spell_name(speech.speaker)
    is_off = bool(name and _OFF.search(speech.extension))
    whole = sum(speech_seconds(part.text) for part in speech.parts if not part.is_aside)
    if not drafts or not drafts[-1].has_room(whole):
        drafts.append(_Draft())
    asides: list[str] = []
    for part in speech.parts:
        if part.is_aside:
            asides.append(f"{'' if is_off else '@'}{name}: {part.text}." if name else f"{part.text}.")
            continue
        for piece in split_speech(part.text):
            seconds = speech_seconds(piece)
            if not drafts[-1].has_room(seconds):
                drafts.append(_Draft())
            draft = drafts[-1]
            draft.action += asides
            draft.dialogue.append((name, piece))
            draft.spoken += seconds
            draft.put(name, is_off=is_off)
            asides = []
    drafts[-1].action += asides
    drafts[-1].put(name, is_off=is_off)


def split_speech(text: str) -> Iterator[str]:
    """Pieces that can each be said in one shot, cut at the end of sentences if possible.

    A piece takes longer only where it is a single word.
    """
    pieces: list[tuple[str, float]] = []
    end = 0  # how many of the pieces make whole sentences
    for piece in _PIECE.findall(text):
        seconds = speech_seconds(piece) + piece.endswith(" ") / LETTERS_PER_SECOND
        while pieces and sum(each for _, each in pieces) + seconds > MOST_SECONDS:
            is_enough = sum(each for _, each in pieces[:end]) >= _LEAST_SHARE * MOST_SECONDS
            cut = end if is_enough else len(pieces)
            yield _join(pieces[:cut])
            pieces, end = pieces[cut:], 0
        pieces.append((piece, seconds))
        if piece.rstrip().endswith(_SENTENCE_ENDS):
            end = len(pieces)
    if pieces:
        yield _join(pieces)


def _join(pieces: Iterable[tuple[str, float]]) -> str:
    return "".join(piece for piece, _ in pieces).strip()


def _make_row(draft: _Draft) -> ShotRow:
    acted = sum(map(len, draft.action)) / LETTERS_OF_ACTION_PER_SECOND
    seconds = min(max(draft.spoken + acted, LEAST_SECONDS), MOST_SECONDS)
    return ShotRow(
        scene=draft.scene,
        opens=draft.opens,
        cast=tuple(draft.cast),
        action=" ".join(draft.action),
        dialogue=tuple(draft.dialogue),
        sound=", ".join(f"voice of {name} from off" for name in draft.off),
        seconds=math.ceil(seconds * 2) / 2,
    )


def _read_heading(text: str, names: Mapping[str, str]) -> tuple[str, str]:
    """`INT. DINER - NIGHT` → `Diner` and `Diner, interior, night.`"""
    match = _PREFIX.match(text)
    kind = match.group(1).upper() if match else ""
    parts = [part for part in _DASH.split(text[match.end() :] if match else text) if part.strip()]
    time = parts.pop() if len(parts) > 1 and _TIMES & set(parts[-1].upper().split()) else ""
    place = _write_plain(", ".join(parts) or text, names)
    inside = "interior" if "I" in kind else ""
    outside = "exterior" if "/" in kind or kind in ("EXT", "EST") else ""
    where = (place, " and ".join(filter(None, (inside, outside))), time.lower())
    return place, ", ".join(filter(None, where)) + "."


def _write_plain(text: str, names: Mapping[str, str]) -> str:
    """`THE HOUSE OF ADA` → `The house of Ada`; what is not all in capitals stays."""
    if not text.isupper():
        return text
    plain = _WORD.sub(lambda word: names.get(word[0], word[0].lower()), text)
    return plain[:1].upper() + plain[1:]


def _list_forms(cues: Iterable[str]) -> dict[str, str]:
    """How the names of the speakers may stand in the action, and how they are spelt; single letters are left out."""
    forms: dict[str, str] = {}
    for cue in cues:
        name = spell_name(cue)
        if len(name) > 1:
            forms |= {cue: name, name: name, name.upper(): name}
    return forms


def _cite(text: str, names: Mapping[str, str]) -> str:
    """`ADA waits for Bo.` → `@Ada waits for @Bo.`"""
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    kept: list[str] = []
    at = index = 0
    while index < len(words):
        start = words[index][0]
        ends = [end for _, end in words[index : index + _MOST_WORDS]]
        count = next((count for count in range(len(ends), 0, -1) if text[start : ends[count - 1]] in names), 0)
        if count and text[start - 1 : start] != "@":
            kept += (text[at:start], "@", names[text[start : ends[count - 1]]])
            at = ends[count - 1]
        index += count or 1
    return "".join((*kept, text[at:]))
