"""Every command: what it does, its object and its exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import av
import pytest

from studio.cli import main
from studio.core.edits.board import set_shot
from studio.core.project import Project
from studio.core.request import Setting
from studio.storage.folder import FilmFolder
from tests.commands.conftest import Command

Rows = list[dict[str, Any]]


def edit(film: Path, change: Callable[[Project], Project]) -> None:
    """Change a film as the editor would."""
    folder = FilmFolder.open(film)
    folder.save(change(folder.project))
    folder.close()


def rows_of(answer: dict[str, object], key: str) -> Rows:
    return cast("Rows", answer[key])


def test_new_says_what_it_made(storyreel: Command, tmp_path: Path) -> None:
    code, made = storyreel("new", tmp_path / "rain", "--size", "640x360", "--rate", "29.97")
    assert (code, made["ok"], made["film"]) == (0, True, str(tmp_path / "rain.storyreel"))
    assert (made["width"], made["height"], made["rate"], made["shots"]) == (640, 360, "29.97", 0)
    code, made = storyreel("new", tmp_path / "sample", "--template", "small-light")
    assert code == 0
    assert cast("int", made["shots"]) >= 6
    assert {"Ada", "Børge", "Zoé"} <= set(cast("list[str]", made["cast"]))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--template", "nope"), "choose one of: small-light"),
        (("--size", "12x"), "“12x” is no size"),
        (("--size", "17x18"), "both sides are even"),
        (("--rate", "fast"), "fast"),
        (("--shots", "gone.csv"), "gone.csv can't be read"),
        (("--cast", "gone"), "gone is no folder"),
        (("--bogus", "1"), "--bogus"),
    ],
)
def test_new_refuses_and_leaves_nothing(
    storyreel: Command, tmp_path: Path, arguments: tuple[str, str], says: str
) -> None:
    code, said = storyreel("new", tmp_path / "rain", *arguments)
    assert (code, said["ok"]) == (2, False)
    assert says in str(said["error"])
    assert not list(tmp_path.iterdir())


def test_new_does_not_overwrite(storyreel: Command, film: Path) -> None:
    code, said = storyreel("new", film)
    assert (code, said["error"]) == (2, "rain.storyreel is there already; choose another name.")
    assert storyreel("show", film)[0] == 0


def test_render_makes_what_is_missing(storyreel: Command, film: Path) -> None:
    code, done = storyreel("render", film)
    assert (code, [row["shot"] for row in rows_of(done, "rendered")]) == (0, ["First", "Second"])
    assert [row["frames"] for row in rows_of(done, "rendered")] == [12, 6]
    assert all((film / row["file"]).is_file() for row in rows_of(done, "rendered"))
    assert storyreel("render", film)[1]["rendered"] == []


def test_render_counts_takes_and_seeds(storyreel: Command, film: Path) -> None:
    code, done = storyreel("render", film, "--shot", "second", "--takes", "2", "--seed", "7")
    assert (code, [(row["shot"], row["seed"]) for row in rows_of(done, "rendered")]) == (
        0,
        [("Second", 7), ("Second", 8)],
    )
    id_ = rows_of(done, "rendered")[0]["id"]
    assert len(rows_of(storyreel("render", film, "--takes", "3")[1], "rendered")) == 3 + 1
    assert [row["id"] for row in rows_of(storyreel("render", film, "--shot", id_)[1], "rendered")] == [id_]


def test_render_stale_makes_just_what_is_out_of_date(storyreel: Command, film: Path) -> None:
    storyreel("render", film)
    shot = rows_of(storyreel("show", film)[1], "shots")[1]
    edit(film, lambda project: set_shot(project, shot["id"], frames=8))
    assert [row["state"] for row in rows_of(storyreel("show", film)[1], "shots")] == ["ready", "out of date"]
    assert storyreel("render", film)[1]["rendered"] == []
    code, done = storyreel("render", film, "--stale")
    assert (code, [(row["shot"], row["frames"]) for row in rows_of(done, "rendered")]) == (0, [("Second", 8)])
    assert storyreel("render", film, "--stale")[1]["rendered"] == []


def test_render_with_another_backend(storyreel: Command, film: Path) -> None:
    code, done = storyreel("render", film, "--shot", "Second", "--backend", "animatic")
    assert (code, rows_of(done, "rendered")[0]["backend"]) == (0, "animatic")
    code, said = storyreel("render", film, "--backend", "nope")
    assert (code, "nope" in str(said["error"])) == (4, True)
    code, said = storyreel("render", film, "--shot", "Third")
    assert (code, said["error"]) == (2, "rain has no shot “Third”; its shots are: First, Second.")


@pytest.mark.parametrize(("option", "says"), [("fail_at_frame", "stopped at frame 4"), ("crash_at_frame", "broke")])
def test_a_shot_that_fails_costs_itself_only(storyreel: Command, film: Path, option: str, says: str) -> None:
    first = rows_of(storyreel("show", film)[1], "shots")[0]["id"]
    edit(film, lambda project: set_shot(project, first, settings=(Setting(name=option, value=4),)))
    code, done = storyreel("render", film)
    failed = rows_of(done, "failed")
    assert (code, [row["shot"] for row in failed], done["ok"]) == (1, ["First"], False)
    assert says in failed[0]["error"]
    assert [row["shot"] for row in rows_of(done, "rendered")] == ["Second"]
    assert len(list((film / "takes").iterdir())) == 2, "a take and its record"


def test_export_takes_a_range_a_size_and_a_preset(storyreel: Command, film: Path, tmp_path: Path) -> None:
    storyreel("render", film)
    for number, (arguments, frames, size) in enumerate(
        (
            (("--range", "3-15"), 12, (320, 180)),
            (("--range", "00:00:00:12-00:00:00:18", "--size", "160x90"), 6, (160, 90)),
            (("--preset", "mp4"), 18, (320, 180)),
        )
    ):
        out = tmp_path / f"{number}.mp4"
        code, written = storyreel("export", film, out, *arguments)
        assert (code, written["frames"], written["preset"]) == (0, frames, "mp4")
        with av.open(out) as container:
            decoded = [(frame.width, frame.height) for frame in container.decode(video=0)]
        assert decoded == [size] * frames


@pytest.mark.parametrize(
    ("out", "arguments", "code", "says"),
    [
        ("o.mp4", ("--range", "5-99"), 2, "outside the cut, which has 18 frames"),
        ("o.mp4", ("--range", "9-3"), 2, "“9-3” lies outside"),
        ("o.mp4", ("--range", "a-b"), 2, "“a-b” is no range"),
        ("o.mp4", ("--size", "15x9"), 2, "15x9"),
        ("o.mp4", ("--preset", "nope"), 2, "nope"),
        ("o.gif", (), 2, "o.gif has none of the endings"),
        ("gone/o.mp4", (), 1, "o.mp4 can't be written: its folder is gone"),
    ],
)
def test_export_refuses(
    storyreel: Command, film: Path, tmp_path: Path, out: str, arguments: tuple[str, ...], code: int, says: str
) -> None:
    found, said = storyreel("export", film, tmp_path / out, *arguments)
    assert (found, says in str(said["error"])) == (code, True), said
    assert not list(tmp_path.glob("o.*"))


def test_an_export_over_a_folder_says_so(storyreel: Command, film: Path, tmp_path: Path) -> None:
    (tmp_path / "o.mp4").mkdir()
    code, said = storyreel("export", film, tmp_path / "o.mp4")
    assert (code, "o.mp4" in str(said["error"])) == (1, True)
    assert not list(tmp_path.glob("o.mp4.*"))


def test_an_empty_film_has_nothing_to_export(storyreel: Command, tmp_path: Path) -> None:
    storyreel("new", tmp_path / "empty")
    code, said = storyreel("export", tmp_path / "empty.storyreel", tmp_path / "o.mp4")
    assert (code, said["error"]) == (2, "The cut of empty is empty; add a shot first.")
    assert storyreel("render", tmp_path / "empty.storyreel")[0] == 0


def test_show_and_check(storyreel: Command, film: Path) -> None:
    code, shown = storyreel("show", film)
    assert (code, shown["frames"], shown["rate"]) == (0, 18, "24")
    assert [(row["shot"], row["state"], row["takes"]) for row in rows_of(shown, "shots")] == [
        ("First", "draft", 0),
        ("Second", "draft", 0),
    ]
    assert storyreel("check", film)[0] == 0
    edit(film, lambda project: replace(project, backend="gone"))
    first = rows_of(shown, "shots")[0]["id"]
    edit(film, lambda project: set_shot(project, first, backend=""))
    code, found = storyreel("check", film)
    assert (code, len(rows_of(found, "errors"))) == (1, 1)
    assert "First" in str(found["errors"])


def test_what_the_machine_has(storyreel: Command) -> None:
    code, listed = storyreel("backends")
    assert (code, {row["id"] for row in rows_of(listed, "backends")} >= {"animatic", "test_pattern"}) == (0, True)
    assert [row["id"] for row in rows_of(listed, "backends") if row["default"]] == ["animatic"]
    code, facts = storyreel("doctor")
    assert code == 0, facts
    assert set(cast("list[str]", facts["exporters"])) >= {"mp4", "prores", "lossless"}


def test_a_backend_without_its_weights_is_listed_and_says_what_it_lacks(storyreel: Command, film: Path) -> None:
    lacks = {str(row["id"]): str(row["lack"]) for row in rows_of(storyreel("backends")[1], "backends")}
    assert lacks["animatic"] == ""
    for word in ("weights of", "distill", "GB", "Apache-2.0", "Gemma terms", "Stability AI Community Licence"):
        assert word in lacks["magihuman"]
    assert lacks["magihuman"] in cast("list[str]", storyreel("doctor")[1]["advice"])
    code, told = storyreel("render", film, "--backend", "magihuman")
    assert (code, told["error"]) == (4, lacks["magihuman"])


def test_bench_measures_what_is_named(storyreel: Command) -> None:
    code, measured = storyreel("bench", "edit")
    assert (code, {row["bench"] for row in rows_of(measured, "bench")}) == (0, {"edit"})
    code, said = storyreel("bench", "nope")
    assert (code, "There is no measurement “nope”" in str(said["error"])) == (2, True)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_demo_makes_the_sample_film_once(storyreel: Command, tmp_path: Path) -> None:
    code, made = storyreel("demo", "--headless", "--out", tmp_path / "sample.mp4")
    assert (code, made["failed"]) == (0, [])
    with av.open(tmp_path / "sample.mp4") as container:
        assert container.streams.video[0].frames == made["frames"]
    assert storyreel("demo", "--headless", "--out", tmp_path / "again.mp4")[1]["rendered"] == []


@pytest.mark.parametrize(
    "arguments", [("render",), ("paint",), ("render", "gone.storyreel", "--takes", "0"), ("show", "a", "b")]
)
def test_what_the_parser_refuses_is_an_object_too(storyreel: Command, arguments: tuple[str, ...]) -> None:
    code, said = storyreel(*arguments)
    assert (code, said["ok"]) == (2, False)
    assert str(said["error"])


def test_without_json_it_speaks_in_sentences(
    film: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    for arguments, code, out, err in (
        (("render", str(film)), 0, "First: 12 frames in", ""),
        (("render", str(film)), 0, "Every shot has its take", ""),
        (("show", str(film)), 0, "rain · 320x180 · 24 frames per second · 00:00:00:18", ""),
        (("check", str(film)), 0, "rain.storyreel is in order.", ""),
        (("show", "gone"), 3, "", "gone is not there; check the path gone.\n"),
        (("show",), 2, "", "Missing argument 'FILM|TAKE'"),
        (("export", "--help"), 0, "Example", ""),
    ):
        monkeypatch.setattr(sys, "argv", ["storyreel", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == code
        assert out in said.out
        assert err in said.err
