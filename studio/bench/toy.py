"""How good a model is, as a table: each figure beside the truth's, chance's and what is to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table

from studio.api import BenchRow

_WIDTH = 118
_VERDICT = {None: "", True: "yes", False: "NO"}


def render_table(name: str, rows: Sequence[BenchRow]) -> str:
    """The table as text, for a terminal of any kind."""
    table = Table(title=name, title_justify="left")
    for heading in ("measured", "figure", "truth", "chance", "to reach", "reached", ""):
        table.add_column(heading, justify="right" if heading in {"figure", "truth", "chance"} else "left")
    for row in rows:
        values = (_write(row.value, row.unit), _write(row.truth), _write(row.chance))
        table.add_row(row.what, *values, write_goal(row), _VERDICT[row.is_reached], row.note)
    written = StringIO()
    Console(file=written, width=_WIDTH).print(table)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def write_goal(row: BenchRow) -> str:
    """Between what a figure should be."""
    bounds = (("≥", row.least), ("≤", row.most))
    return " ".join(f"{sign} {bound:.4g}" for sign, bound in bounds if bound is not None)


def list_row_facts(name: str, row: BenchRow) -> dict[str, object]:
    """The same for programs."""
    figures = {"value": row.value, "truth": row.truth, "chance": row.chance, "least": row.least, "most": row.most}
    rounded = {key: None if value is None else round(value, 4) for key, value in figures.items()}
    return {"bench": name, "what": row.what, "unit": row.unit, **rounded, "reached": row.is_reached, "note": row.note}


def _write(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{round(value, 4):.4g} {unit}".rstrip()
