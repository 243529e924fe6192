"""Fresh ids for new parts of a film."""

from __future__ import annotations

from uuid import uuid4


def fresh_id() -> str:
    """Twelve random hexadecimal digits: short enough to read, and two alike are not to be expected in one film."""
    return uuid4().hex[:12]
