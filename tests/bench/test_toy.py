"""A model's figures as a table, and from the command line."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest

from studio.api import BenchRow
from studio.bench.run import MEASURES, choose_measures
from studio.bench.toy import list_row_facts, render_table, write_goal
from studio.cli import main
from studio.errors import StudioError
from studio.paths import user_plugins_folder

REACHED = BenchRow(what="colour", unit="%", value=97.12345, truth=100, chance=15.5, least=95)
MISSED = BenchRow(what="motion", unit="× truth", value=0.71, least=0.8, most=1.2)
NOTHING = BenchRow(what="behind its teacher", unit="points", value=None, most=3, note="only one is in the file")

MANIFEST = """
id = "judge"
version = "1.0"
licence = "Apache-2.0"

[[bench]]
id = "guess"
name = "Guess"
entry = "judge:Judge"
"""
JUDGE = """
from studio.api import BenchRow, StudioError


class Judge:
    def measure(self, requests, show):
        show(0.5, "guessing")
        if requests > 100:
            raise StudioError("guess.bin is missing; train it.")
        return [BenchRow(what="guessed", unit="%", value=float(requests), least=50)]
"""


def test_a_row_says_whether_it_is_reached() -> None:
    assert [row.is_reached for row in (REACHED, MISSED, NOTHING)] == [True, False, None]
    assert replace(REACHED, least=None).is_reached is None
    assert [write_goal(row) for row in (REACHED, MISSED, NOTHING)] == ["≥ 95", "≥ 0.8 ≤ 1.2", "≤ 3"]


def test_the_table_has_all_figures() -> None:
    lines = render_table("Toy", [REACHED, MISSED, NOTHING]).splitlines()
    told = {line.split("│")[1].strip(): [part.strip() for part in line.split("│")[2:]] for line in lines if "│" in line}
    assert told["colour"][:5] == ["97.12 %", "100", "15.5", "≥ 95", "yes"]
    assert told["motion"][4] == "NO"
    assert told["behind its teacher"] == ["", "", "", "≤ 3", "", "only one is in the file", ""]
    facts = list_row_facts("toy", REACHED)
    assert facts["value"] == 97.1235 and facts["reached"] is True and facts["most"] is None


def test_a_model_is_chosen_by_name_alone() -> None:
    assert choose_measures([], ["guess"]) == list(MEASURES)
    assert choose_measures(["guess", "edit"], ["guess"]) == ["guess", "edit"]
    with pytest.raises(StudioError, match=r"“gues”.*edit.*guess"):
        choose_measures(["gues"], ["guess"])


def test_a_model_of_a_plugin_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = user_plugins_folder() / "judge"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST, "utf-8")
    (folder / "judge.py").write_text(JUDGE, "utf-8")
    for number, code, says in ((64, 0, "64 %"), (101, 1, "guess.bin is missing; train it.")):
        monkeypatch.setattr(sys, "argv", ["storyreel", "bench", "guess", "--requests", str(number), "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert ended.value.code == code
        assert says in out + err
        assert json.loads(out)["ok"] is (code == 0)
