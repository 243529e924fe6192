"""Citations: how a text names the cast, as `@Name`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_ANY = re.compile(r"@(\w[\w'’-]*)")


def cite_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """A pattern for `@Name` of any of the names, the longest first, so that `@Ada Lund` wins over `@Ada`."""
    ordered = sorted((name for name in names if name), key=len, reverse=True)
    if not ordered:
        return re.compile(r"(?!)")
    return re.compile("@(" + "|".join(map(re.escape, ordered)) + r")(?!\w)", re.IGNORECASE)


def find_cited(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that a text cites, in order of first mention, as they are spelt in `names`."""
    spelt = {name.casefold(): name for name in names}
    found = (spelt[match.group(1).casefold()] for match in cite_pattern(names).finditer(text))
    return tuple(dict.fromkeys(found))


def find_unknown(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Words cited with `@` that are no name of the cast."""
    rest = cite_pattern(names).sub("", text)
    return tuple(dict.fromkeys(match.group(1) for match in _ANY.finditer(rest)))


def replace_cited(text: str, names: Sequence[str], write: Callable[[str], str]) -> str:
    """The text with each citation replaced by what `write` makes of its name."""
    spelt = {name.casefold(): name for name in names}
    return cite_pattern(names).sub(lambda match: write(spelt[match.group(1).casefold()]), text)
