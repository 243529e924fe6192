"""Bad input on the command line: one clear sentence with the file's name, the right exit code, nothing lost."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
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
        (b"", "is empty"),
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


def test_films_that_cannot_be_read(storyreel: Command, film: Path) -> None:
    whole = (film / "film.json").read_text()
    for content, says in (
        (whole[:200], "damaged"),
        (whole.replace('"version":1', '"version":99').replace('"version": 1', '"version": 99'), "newer Storyreel"),
        ("[" * 100_000, "damaged"),
        ("", "damaged"),
    ):
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


def test_a_film_that_another_window_has(storyreel: Command, film: Path) -> None:
    from studio.storage.folder import FilmFolder

    elsewhere = FilmFolder.open(film)
    try:
        code, said = storyreel("render", film)
        assert (code, "open elsewhere" in str(said["error"])) == (3, True)
        assert storyreel("show", film)[0] == 0
    finally:
        elsewhere.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_full_disk(storyreel: Command, film: Path, small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text("shot,action,seconds\nLong,A,8\n")
    code, made = storyreel("new", small_disk / "full", "--shots", tmp_path / "long.csv", "--size", "1280x720")
    assert code == 0
    code, rendered = storyreel("render", str(made["film"]))
    assert (code, "the disk is full" in str(rendered["failed"])) == (1, True)
    assert not list(Path(str(made["film"])).glob("takes/*"))
    assert storyreel("show", str(made["film"]))[0] == 0
    assert storyreel("render", film)[0] == 0
    with (small_disk / "fill").open("wb", buffering=0) as fill, pytest.raises(OSError, match="space"):
        while True:
            fill.write(bytes(4096))
    code, said = storyreel("export", film, small_disk / "out.mp4")
    assert (code, "out.mp4" in str(said["error"])) == (1, True)
    assert not list(small_disk.glob("out.mp4*"))
    code, said = storyreel("new", small_disk / "more")
    assert (code, "more.storyreel" in str(said["error"])) == (2, True)
    assert not (small_disk / "more.storyreel").exists()
