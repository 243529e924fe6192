"""Files that are brought in: copied once, by content, and nothing is left of what fails."""

from __future__ import annotations

import hashlib
import shutil
import wave
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from studio.core.project import Media, MediaKind
from studio.errors import StudioError
from studio.render.footage import bring_in, bring_in_all
from studio.storage.steps import Step, run_steps

RATE = Fraction(24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "F.storyreel").mkdir()
    return tmp_path / "F.storyreel"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    with wave.open(str(tmp_path / "rain.WAV"), "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", ""))
        file.writeframes(bytes(4 * 48_000 * 20))
    return tmp_path / "rain.WAV"


def take(folder: Path, source: Path) -> Media:
    made = run_steps(bring_in(folder, source, RATE), lambda: False, lambda step: None)
    assert made is not None
    return made


def names(folder: Path) -> list[str]:
    home = folder / "media"
    return sorted(path.name for path in home.iterdir()) if home.exists() else []


def test_a_file_lies_in_the_film_once(folder: Path, sound: Path) -> None:
    made = take(folder, sound)
    sha256 = hashlib.sha256(sound.read_bytes()).hexdigest()
    assert (made.path, made.sha256, made.name) == (f"media/{sha256}.wav", sha256, "rain.WAV")
    assert (made.kind, made.frames, made.has_sound) == (MediaKind.SOUND, 480, True)
    again = sound.rename(sound.with_name("storm.wave"))
    assert take(folder, again).id == made.id
    assert take(folder, again).path == made.path
    assert names(folder) == [f"{sha256}.wav"]
    assert (folder / made.path).read_bytes() == again.read_bytes()


def test_a_copy_that_was_cut_short_is_made_anew(folder: Path, sound: Path) -> None:
    made = take(folder, sound)
    (folder / made.path).write_bytes(b"RIFF")
    take(folder, sound)
    assert (folder / made.path).read_bytes() == sound.read_bytes()


def test_it_says_how_far_it_is(folder: Path, sound: Path) -> None:
    steps: list[Step] = []
    run_steps(bring_in(folder, sound, RATE), lambda: False, steps.append)
    shares = [step.done for step in steps]
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert (shares[-1], steps[-1].text) == (1.0, "rain.WAV")


def test_nothing_is_left_of_what_is_stopped(folder: Path, sound: Path) -> None:
    steps = bring_in(folder, sound, RATE)
    next(steps)
    assert len(names(folder)) == 1
    steps.close()
    assert names(folder) == []


def test_nothing_is_left_of_what_changes_meanwhile(folder: Path, sound: Path) -> None:
    steps = bring_in(folder, sound, RATE)
    next(steps)
    with sound.open("ab") as file:
        file.write(b"more")
    with pytest.raises(StudioError, match=r"^rain\.WAV changed while it was copied; try again\.$"):
        list(steps)
    assert names(folder) == []


def test_a_full_disk_is_told(folder: Path, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(_: Path) -> SimpleNamespace:
        return SimpleNamespace(free=1)

    monkeypatch.setattr(shutil, "disk_usage", measure)
    with pytest.raises(StudioError, match=r"^rain\.WAV can't be copied into F\.storyreel: the disk is full; free some"):
        take(folder, sound)
    assert names(folder) == []


def test_a_films_media_folder_that_leads_out_is_refused(folder: Path, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (folder / "media").symlink_to(tmp_path / "outside")
    with pytest.raises(StudioError, match="leads out of the film's folder"):
        take(folder, sound)
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_in_the_copys_place_is_replaced_not_followed(folder: Path, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"precious")
    made = take(folder, sound)
    (folder / made.path).unlink()
    (folder / made.path).symlink_to(tmp_path / "mine")
    take(folder, sound)
    assert (tmp_path / "mine").read_bytes() == b"precious"
    assert not (folder / made.path).is_symlink()


def test_one_bad_file_does_not_keep_the_others_out(folder: Path, sound: Path, tmp_path: Path) -> None:
    Image.new("RGB", (8, 6)).save(tmp_path / "sea.png")
    (tmp_path / "notes.txt").write_text("Dear Ada")
    sources = [tmp_path / "notes.txt", tmp_path / "sea.png", tmp_path / "gone.mov", sound]
    brought = run_steps(bring_in_all(folder, sources, RATE), lambda: False, lambda step: None)
    assert brought is not None
    media, refused = brought
    assert [each.name for each in media] == ["sea.png", "rain.WAV"]
    assert [sentence.split()[0] for sentence in refused] == ["notes.txt", "gone.mov"]
    assert len(names(folder)) == 2
