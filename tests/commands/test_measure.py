"""`storyreel measure`, on a chain of the animatic: the seams of its cut, and its takes as clips."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from studio.cli import main
from studio.core.edits.match import set_match
from studio.core.ids import TakeId
from studio.core.match import Grade, Match
from studio.core.timeline import place_clips
from studio.storage.folder import FilmFolder
from tests.commands.conftest import Command

LIST = """shot,action,seconds,continues
One,The keeper climbs the stairs.,0.5,
Two,He reaches the lamp.,0.5,One
Three,He lights it.,0.5,Two
Four,He looks out to sea.,0.5,Three
"""


@pytest.fixture
def chain(storyreel: Command, tmp_path: Path) -> Path:
    """Four shots, each continuing the one before, not rendered."""
    (tmp_path / "shots.csv").write_text(LIST)
    made = storyreel("new", tmp_path / "chain", "--shots", tmp_path / "shots.csv", "--size", "320x180")[1]
    return Path(str(made["film"]))


def test_a_chain_of_the_animatic_is_measured(storyreel: Command, chain: Path) -> None:
    assert storyreel("render", chain, "--backend", "animatic")[0] == 0
    code, found = storyreel("measure", chain, "--seams")
    seams, chains = (cast("list[dict[str, Any]]", found[key]) for key in ("seams", "chains"))
    assert (code, found["problems"]) == (0, [])
    assert [(seam["before"], seam["after"], seam["frame"]) for seam in seams] == [
        ("One", "Two", 12),
        ("Two", "Three", 24),
        ("Three", "Four", 36),
    ]
    for seam in seams:
        assert seam["continued"]
        assert seam["unmatched"] == {key: seam[key] for key in seam["unmatched"]}  # nothing is matched yet
        assert 0 <= seam["pair"] < 3
        assert seam["contrast"] == pytest.approx(1, abs=0.2)
    (links,) = chains
    assert [link["shot"] for link in links["shots"]] == ["One", "Two", "Three", "Four"]
    assert all(link["matched_drift"] < 3 for link in links["shots"])


def test_without_json_it_is_a_table(
    storyreel: Command, chain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert storyreel("render", chain, "--backend", "animatic")[0] == 0
    monkeypatch.setattr(sys, "argv", ["storyreel", "measure", str(chain), "--seams"])
    with pytest.raises(SystemExit) as ended:
        main()
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 0
    assert lines[0].split()[:3] == ["At", "Before", "After"]
    assert lines[1].split()[:3] == ["00:00:00:12", "One", "Two"]
    assert lines[-2].split()[0] == "Four"
    assert lines[-1].startswith("Each shot adds ΔE 0.")


def test_what_is_not_rendered_is_said(storyreel: Command, chain: Path, film: Path) -> None:
    code, found = storyreel("measure", chain, "--seams")
    assert (code, found["seams"], found["chains"]) == (1, [], [])
    assert "One has no take yet; render it first." in cast("list[str]", found["problems"])
    code, said = storyreel("measure", film)
    assert (code, said["error"]) == (2, "Of a film the seams can be measured: --seams. Else give video files.")
    assert storyreel("measure", film / "gone", "--seams")[0] == 3


def test_clips_are_measured_with_references(storyreel: Command, chain: Path, tmp_path: Path) -> None:
    assert storyreel("render", chain, "--backend", "animatic", "--shot", "One", "--shot", "Two")[0] == 0
    one, two = sorted((chain / "takes").glob("*.mov"))
    picture = tmp_path / "red.png"
    Image.new("RGB", (64, 64), "#c02020").save(picture)
    code, found = storyreel("measure", one, two, "--reference", picture)
    clips = cast("list[dict[str, Any]]", found["clips"])
    assert (code, found["problems"], [clip["file"] for clip in clips]) == (0, [], [str(one), str(two)])
    for clip in clips:
        assert (clip["frames"], len(clip["references"])) == (12, 1)
        assert 0.9 < clip["flicker"] <= 1
        assert clip["references"][0]["likeness"] < 0.3, "nothing red is in it"
    assert storyreel("measure", one, "--reference", one)[0] == 2
    assert storyreel("measure", one, "--seams", "--reference", picture)[0] == 2
    code, found = storyreel("measure", tmp_path / "gone.mov", two)
    assert (code, len(cast("list[Any]", found["clips"]))) == (1, 1)
    assert cast("list[str]", found["problems"])[0].startswith("gone.mov ")


def test_a_match_that_is_not_applied_is_checked(storyreel: Command, chain: Path) -> None:
    assert storyreel("render", chain, "--backend", "test_pattern")[0] == 0
    folder = FilmFolder.open(chain)
    clip = next(clip for clip, begin in place_clips(folder.project.timeline.tracks[0]) if begin)
    match = Match(grade=Grade(saturation=0.9), take=TakeId("gone"), before=TakeId("gone"))
    folder.save(set_match(folder.project, clip.id, match))
    folder.close()
    code, found = storyreel("check", chain)
    said = [note for note in cast("list[str]", found["notes"]) if "match" in note]
    assert (code, said) == (0, ["Two: its match was made for another take and is not applied; match it again."])
