"""Settings on disk: the same back, damaged ones set aside, and no half-written file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.settings import RecentFilm, Settings, forget_film, load_settings, remember_film, save_settings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def film(number: int) -> RecentFilm:
    path = Path(f"films/Film {number}.storyreel")
    return RecentFilm(path=path, name=f"Film {number}", opened=NOON, poster=path / "poster.jpg")


def test_saving_and_loading_gives_the_same(tmp_path: Path) -> None:
    settings = Settings(
        theme="light",
        high_contrast=True,
        text_scale=1.25,
        default_backend="other",
        preview_size="quarter",
        recent=(film(1), RecentFilm(path=Path("Ærø.storyreel"), name="Ærø", opened=NOON)),
    )
    file = tmp_path / "new folder" / "settings.json"
    save_settings(file, settings)
    assert load_settings(file) == (settings, "")
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_a_first_start_has_the_defaults_and_nothing_to_tell(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.json") == (Settings(), "")


def test_settings_of_another_version_are_read_as_far_as_they_are_known(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"theme": "dark", "from_the_future": [1]}')
    assert load_settings(file) == (Settings(theme="dark"), "")


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b'{"theme": "pink"}', b'{"text_scale": 9}', b'{"recent": [{"path": 3}]}', b'{"theme": "\xff"}'],
)
def test_damaged_settings_are_set_aside(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(text)
    settings, told = load_settings(file)
    assert settings == Settings()
    assert "settings.json.broken" in told
    assert not file.exists()
    assert (tmp_path / "settings.json.broken").read_bytes() == text


def test_unreadable_settings_stay_where_they_are(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.mkdir()
    settings, told = load_settings(file)
    assert (settings, file.is_dir()) == (Settings(), True)
    assert "settings.json could not be read" in told


def test_settings_that_cannot_be_saved_are_told_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    with pytest.raises(StudioError, match=r"settings\.json"):
        save_settings(tmp_path / "settings.json", Settings())
    (tmp_path / "file").touch()
    with pytest.raises(StudioError, match=r"settings\.json"):
        save_settings(tmp_path / "file" / "settings.json", Settings())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "settings.json"]


def test_the_newest_film_comes_first_and_once() -> None:
    settings = Settings()
    for number in (1, 2, 1):
        settings = remember_film(settings, film(number))
    assert [recent.name for recent in settings.recent] == ["Film 1", "Film 2"]
    assert forget_film(settings, film(1).path).recent == (film(2),)


def test_only_the_last_films_are_remembered() -> None:
    settings = Settings()
    for number in range(40):
        settings = remember_film(settings, film(number))
    assert [recent.name for recent in settings.recent] == [f"Film {number}" for number in range(39, 27, -1)]


def test_a_film_whose_path_is_no_text_is_not_remembered(tmp_path: Path) -> None:
    odd = RecentFilm(path=Path(b"f\xff.storyreel".decode("utf-8", "surrogateescape")), name="f", opened=NOON)
    settings = remember_film(Settings(), odd)
    save_settings(tmp_path / "settings.json", settings)
    assert settings.recent == ()
