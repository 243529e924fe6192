"""Bad input on the command line: one clear sentence with the file's name, the right exit code, nothing lost."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image

from tests.commands.conftest import Command


def write_huge(path: Path, side: int = 30_000) -> None:
    """A picture that is small on disk and huge when it is read."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side // 8 + 1) * side)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def write_noise(path: Path) -> None:
    path.write_bytes(os.urandom(4000))


def write_cut(path: Path) -> None:
    Image.new("RGB", (640, 640), "teal").save(path)
    path.write_bytes(path.read_bytes()[:300])


def write_text(path: Path) -> None:
    path.write_text("not a picture")


@pytest.mark.parametrize(
    ("name", "write", "says"),
    [
        ("huge.png", write_huge, "more than 178 million pixels"),
        ("noise.png", write_noise, "is no picture"),
        ("cut.jpg", write_cut, "is damaged"),
        ("text.png", write_text, "is no picture"),
    ],
)
def test_a_bad_picture_is_named_and_the_rest_is_kept(
    storyreel: Command, tmp_path: Path, name: str, write: Callable[[Path], None], says: str
) -> None:
    folder = tmp_path / "cast" / "Mia"
    folder.mkdir(parents=True)
    write(folder / name)
    Image.new("RGB", (640, 640), "red").save(folder / "good.png")
    code, made = storyreel("new", tmp_path / "film", "--cast", tmp_path / "cast")
    assert (code, made["images"]) == (1, 1)
    problems = cast("list[str]", made["problems"])
    assert len(problems) == 1
    assert problems[0].startswith(name)
    assert says in problems[0]


def test_odd_pictures_are_read(storyreel: Command, tmp_path: Path) -> None:
    folder = tmp_path / "cast" / "Mia"
    folder.mkdir(parents=True)
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:])
    Image.new("CMYK", (400, 400), (0, 200, 200, 0)).save(folder / "cmyk.jpg")
    Image.fromarray(np.full((400, 400), 40_000, np.uint16)).save(folder / "deep.png")
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200), "green").save(folder / "turned.jpg", exif=exif)
    (tmp_path / "s.csv").write_text("shot,cast,action,seconds\nOne,Mia,@Mia waves,0.25\n")
    code, made = storyreel(
        "new", tmp_path / "film", "--cast", tmp_path / "cast", "--shots", tmp_path / "s.csv", "--size", "320x180"
    )
    assert (code, made["images"], made["problems"]) == (0, 4, [])
    assert storyreel("render", str(made["film"]))[0] == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"scene,deed\n1,2\n", "no column “action”"),
        (b"action,seconds\nGo,abc\n", "row 2"),
        (b"action,seconds\nGo,1e99\n", "row 2"),
        (b"action\n\xff\xfe\xfa\n", "no UTF-8"),
        ("action\nGo\n".encode("utf-16"), "no UTF-8 text; save it again as “CSV UTF-8”"),
        ("action\nFür Æ\n".encode("cp1252"), "no UTF-8"),
        (b"action,seconds\nGo,nan\n", "row 2"),
        (b"action,seed\nGo,1.5\n", "row 2: “1.5” is no seed"),
        (b"action,deed\nGo,1\n", "unknown column “deed”"),
        (b"action,action\nGo,1\n", "twice"),
        (b"action\nGo,1,2\n", "row 2 has 3 cells for 1 columns"),
        (b'action\n"Go\n', "no proper CSV"),
        (b"action\n" + b"Go\n" * 20_001, "20001 rows"),
        (b"", "is empty"),
        (b"action\n\n", "has no shots"),
        (b"action,continues\nGo,Nobody\n", "Nobody"),
    ],
)
def test_a_bad_list_makes_no_film(storyreel: Command, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "list.csv").write_bytes(content)
    code, said = storyreel("new", tmp_path / "film", "--shots", tmp_path / "list.csv")
    assert code == 2
    assert "list.csv" in str(said["error"])
    assert says in str(said["error"])
    assert not (tmp_path / "film.storyreel").exists()


def test_a_list_as_spreadsheets_write_it_is_read(storyreel: Command, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(
        "\ufeffAction;Seconds;Cast\r\n„Grüße“;1,5;Ærø;\r\n".replace(";\r", "\r").encode()
    )
    code, made = storyreel("new", tmp_path / "film", "--shots", tmp_path / "list.csv")
    assert (code, made["cast"]) == (0, ["Ærø"])
    assert storyreel("show", str(made["film"]))[1]["frames"] == 36


def test_films_that_cannot_be_read(storyreel: Command, film: Path) -> None:
    whole = (film / "film.json").read_text()
    for content, says in (
        (whole[:200], "damaged"),
        (re.sub(r'"version": \d+', '"version": 99', whole, count=1), "newer Storyreel"),
        ("[" * 100_000, "damaged"),
        ("", "damaged"),
        (whole.replace('"frames": 12', '"frames": NaN'), "damaged"),
        (whole.replace('"frames": 12', '"frames": 99999999999999'), "a length outside"),
        (whole.replace('"width": 320', '"width": 4000000000'), "a side outside"),
        (whole.replace('"frames": 12', '"frames": 12, "surprise": 1'), "unknown field"),
    ):
        assert content != whole
        (film / "film.json").write_text(content)
        code, said = storyreel("show", film)
        assert code == 3
        assert "film.json" in str(said["error"])
        assert says in str(said["error"])
        assert (film / "film.json").read_text() == content


def test_a_take_deleted_behind_our_back(storyreel: Command, film: Path, tmp_path: Path) -> None:
    assert storyreel("render", film)[0] == 0
    take = next((film / "takes").glob("*.mov"))
    take.unlink()
    code, found = storyreel("check", film)
    assert (code, take.name in str(found["errors"])) == (1, True)
    code, written = storyreel("export", film, tmp_path / "out.mp4")
    assert (code, len(cast("list[str]", written["missing"]))) == (1, 1)
    code, rendered = storyreel("render", film)
    assert (code, len(cast("list[object]", rendered["rendered"]))) == (0, 1)
    assert storyreel("export", film, tmp_path / "out.mp4")[1]["missing"] == []


def test_a_take_that_is_no_film(storyreel: Command, film: Path, tmp_path: Path) -> None:
    assert storyreel("render", film)[0] == 0
    take = next((film / "takes").glob("*.mov"))
    take.write_text("hello")
    code, found = storyreel("check", film)
    assert (code, take.name in str(found["errors"])) == (1, True)
    code, said = storyreel("export", film, tmp_path / "out.mp4")
    assert (code, take.name in str(said["error"])) == (1, True)
    assert not list(tmp_path.glob("out.mp4*"))


def test_a_film_that_reaches_out_of_its_folder(storyreel: Command, film: Path, tmp_path: Path) -> None:
    assert storyreel("render", film)[0] == 0
    whole = (film / "film.json").read_text()
    take = next((film / "takes").glob("*.mov"))
    (film / "film.json").write_text(whole.replace(f"takes/{take.name}", "../secret.mov"))
    code, said = storyreel("export", film, tmp_path / "out.mp4")
    assert (code, "film.json is damaged (the path of a take" in str(said["error"])) == (3, True)
    (film / "film.json").write_text(whole)
    take.rename(tmp_path / "secret.mov")
    take.symlink_to(tmp_path / "secret.mov")
    for arguments in (("export", film, tmp_path / "out.mp4"), ("show", film), ("render", film), ("check", film)):
        code, said = storyreel(*arguments)
        assert (code, take.name in str(said["error"]), "leads out of" in str(said["error"])) == (3, True, True)
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize("side", [9_000, 40_000, 60_000])
def test_a_take_that_claims_to_be_huge(storyreel: Command, film: Path, tmp_path: Path, side: int) -> None:
    assert storyreel("render", film)[0] == 0
    take = next((film / "takes").glob("*.mov"))
    data = bytearray(take.read_bytes())
    at = -1
    while (at := data.find(b"icpf", at + 1)) >= 0:  # the head of every ProRes frame, with its width and height
        data[at + 12 : at + 16] = struct.pack(">HH", side, side)
    take.write_bytes(data)
    code, said = storyreel("export", film, tmp_path / "out.mp4")
    assert (code, said["error"]) == (1, f"{take.name} is {side} × {side} pixels large; make it smaller first.")
    code, found = storyreel("check", film)
    assert (code, f"{side} × {side}" in str(found["errors"])) == (1, True)


def test_a_picture_deleted_behind_our_back(storyreel: Command, tmp_path: Path) -> None:
    (tmp_path / "cast" / "Mia").mkdir(parents=True)
    Image.new("RGB", (400, 400), "red").save(tmp_path / "cast" / "Mia" / "face.png")
    (tmp_path / "s.csv").write_text("shot,cast,action,seconds\nOne,Mia,@Mia waves,0.25\n")
    film = tmp_path / "film.storyreel"
    storyreel("new", film, "--cast", tmp_path / "cast", "--shots", tmp_path / "s.csv", "--size", "320x180")
    (picture,) = (film / "images").iterdir()
    picture.unlink()
    code, found = storyreel("check", film)
    assert code == 1
    assert f"The picture face.png is gone: images/{picture.name}" in str(found["errors"])
    code, rendered = storyreel("render", film)
    assert code == 1
    assert picture.name in str(rendered["failed"])
    assert storyreel("show", film)[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory in its own way")
def test_a_huge_picture_takes_little_memory(tmp_path: Path) -> None:
    (tmp_path / "cast" / "Mia").mkdir(parents=True)
    write_huge(tmp_path / "cast" / "Mia" / "huge.png")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_DATA, (600_000_000, 600_000_000))"
    code = f"from studio.cli import main; {limit}; main()"
    command = [sys.executable, "-c", code, "new", str(tmp_path / "film"), "--cast", str(tmp_path / "cast")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "huge.png has more than 178 million pixels" in ran.stderr
