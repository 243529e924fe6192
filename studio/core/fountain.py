"""Fountain screenplays, version 1.1 of the format: the text taken apart into headings, action and speech."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from studio.errors import StudioError

MOST_LETTERS = 2_000_000  # some twenty feature films
_LONGEST_CUE = 60
_LONGEST_ASIDE = 4  # lines
_TITLE_KEYS = {"title", "credit", "author", "authors", "source", "draft date", "date", "contact", "copyright"}

_HEADING = re.compile(r"(?:INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I\.?/E)[. ]", re.IGNORECASE)
_NUMBER = re.compile(r"#[^#]*#$")
_KEY = re.compile(r"([^\W\d_][\w ]{0,30}):(.*)")
_TRANSITION = re.compile(r"(?:.* )?TO:|(?:FADE|DISSOLVE|CUT)\b.*[.:]")
_BRACKET = re.compile(r"\(([^()]*)(?:\)|$)")
_STARS = re.compile(r"(\*{1,3})([^\s*](?:[^*]*[^\s*])?)\1")
_UNDERLINE = re.compile(r"(?<![^\W_])_([^\s_](?:[^_]*[^\s_])?)_(?![^\W_])")
_ESCAPED = {r"\*": "\ue000", r"\_": "\ue001"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Where and when: `INT. DINER - NIGHT`, without its scene number."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A paragraph of what is seen and heard."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words that are spoken or sung, or an aside between them, such as `quietly`."""

    text: str
    is_aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What somebody says in one go. The extension is what the cue has in brackets, such as `V.O.`.

    Lyrics that nobody is named for have no speaker.
    """

    speaker: str = ""
    extension: str = ""
    parts: tuple[Part, ...]


Block = Heading | Action | Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenplay:
    """What is to be filmed, in order; notes, sections, synopses and transitions are left out."""

    title: str
    blocks: tuple[Block, ...]


def read_screenplay(text: str, name: str) -> Screenplay:
    """A Fountain text taken apart; time and memory grow with its length alone.

    Raises `StudioError` that names the file when it is too long or no text.
    """
    if len(text) > MOST_LETTERS:
        raise StudioError(f"{name} is too long for a screenplay; give one below {MOST_LETTERS:,} letters.")
    if "\0" in text:
        raise StudioError(f"{name} is no text; save it again as plain text in UTF-8.")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = list(_split(_cut(lines, "/*", "*/").expandtabs(4).split("\n")))
    title = _read_title(paragraphs[0]) if paragraphs else None
    body = paragraphs if title is None else paragraphs[1:]
    return Screenplay(title=title or "", blocks=tuple(block for lines in body for block in _read(lines)))


def _cut(text: str, begin: str, end: str) -> str:
    """The text without what stands between the marks; one that is never closed stays. Whole lines go with their end."""
    kept: list[str] = []
    at = 0
    while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start + len(begin))) >= 0:
        kept.append(text[at:start])
        at = stop + len(end)
        if text[at : at + 1] == "\n" and text[start - 1 : start] in ("", "\n"):
            at += 1
    return "".join((*kept, text[at:]))


def _split(lines: Iterable[str]) -> Iterator[list[str]]:
    """Paragraphs without their notes; a line of two spaces is a pause in a speech, and ends anything else."""
    current: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            current.append(line)
        elif line != "  " or len(current) < 2 or not _is_cue(current[0]):
            yield from _without_notes(current)
            current = []


def _without_notes(lines: list[str]) -> Iterator[list[str]]:
    kept = [line for line in _cut("\n".join(lines), "[[", "]]").split("\n") if line.strip()]
    if kept:
        yield kept


def _read_title(lines: list[str]) -> str | None:
    """The title of a title page, empty where it has none; `None` for a paragraph that is no title page."""
    values: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if match := _KEY.match(line):
            key = match.group(1).casefold()
            values[key] = [match.group(2)]
        elif not key or not line.startswith(" "):
            return None
        else:
            values[key].append(line)
    return _plain(values.get("title", ())) if values.keys() & _TITLE_KEYS else None


def _read(lines: list[str]) -> Iterator[Block]:
    """The blocks of a paragraph: what stands on lines of its own first, then action or speech."""
    for at, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith(("#", "=")) or _is_transition(stripped):
            continue
        if _HEADING.match(stripped) or (stripped.startswith(".") and stripped[1:2].isalnum()):
            yield Heading(text=_plain([_NUMBER.sub("", stripped.removeprefix("."))]))
        else:
            yield from _read_words(lines[at:])
            return


def _is_transition(line: str) -> bool:
    if line.startswith(">"):
        return not line.endswith("<")
    return line.isupper() and bool(_TRANSITION.fullmatch(line))


def _read_words(lines: list[str]) -> Iterator[Block]:
    is_cue = len(lines) > 1 and _is_cue(lines[0])
    is_sung = all(line.lstrip().startswith("~") for line in lines)
    if parts := tuple(_read_speech(lines[is_cue:])) if is_cue or is_sung else ():
        cue = lines[0].strip().removesuffix("^") if is_cue else ""
        speaker = _plain([_BRACKET.sub("", cue).removeprefix("@")])
        yield Speech(speaker=speaker, extension=", ".join(_BRACKET.findall(cue)), parts=parts)
    elif text := _plain(_without_force(line.strip()) for line in lines):
        yield Action(text=text)


def _without_force(line: str) -> str:
    if line.startswith(">") and line.endswith("<"):
        return line[1:-1]
    return line[1:] if line.startswith(("!", "~")) else line


def _is_cue(line: str) -> bool:
    """Whether a line may name who speaks: all in capitals apart from what is in brackets, or begun with @."""
    name = _BRACKET.sub("", line.strip().removesuffix("^")).strip()
    if not 0 < len(name) <= _LONGEST_CUE:
        return False
    if name.startswith("@"):
        return any(letter.isalnum() for letter in name)
    return name.isupper() and not name.startswith(("!", "~", ">", ".")) and not name.endswith((":", "!", "?"))


def _read_speech(lines: list[str]) -> Iterator[Part]:
    at, spoken = 0, list[str]()
    while at < len(lines):
        length = _measure_aside(lines[at : at + _LONGEST_ASIDE])
        if length:
            yield from _make_parts(spoken)
            yield from _make_parts(lines[at : at + length], is_aside=True)
            spoken = []
        else:
            spoken.append(lines[at].strip().removeprefix("~"))
        at += length or 1
    yield from _make_parts(spoken)


def _make_parts(lines: list[str], *, is_aside: bool = False) -> Iterator[Part]:
    if text := _plain(lines).strip("() " if is_aside else ""):
        yield Part(text=text, is_aside=is_aside)


def _measure_aside(lines: list[str]) -> int:
    """How many lines an aside takes that begins here; 0 for none."""
    if lines[0].lstrip().startswith("("):
        for count, line in enumerate(lines, 1):
            if ")" in line:
                return count if line.rstrip().find(")") == len(line.rstrip()) - 1 else 0
    return 0


def _plain(lines: Iterable[str]) -> str:
    """The lines as one, without marks of emphasis."""
    text = " ".join(" ".join(lines).split())
    for mark, stand_in in _ESCAPED.items():
        text = text.replace(mark, stand_in)
    for pattern, kept in ((_STARS, r"\2"), (_UNDERLINE, r"\1"), (_STARS, r"\2")):
        text = pattern.sub(kept, text)
    for mark, stand_in in _ESCAPED.items():
        text = text.replace(stand_in, mark[1])
    return text
