"""Folders: the user's own ones follow their home, the bundled ones hold what ships."""

from pathlib import Path

from studio import paths


def test_all_that_is_the_user_s_lies_in_their_home(user_home: Path) -> None:
    folders = [paths.config_folder(), paths.data_folder(), paths.cache_folder(), paths.log_folder()]
    assert len(set(folders)) == len(folders)
    for folder in [*folders, paths.user_plugins_folder(), paths.settings_file()]:
        assert folder.is_relative_to(user_home)
        assert not folder.exists()


def test_what_ships_is_found() -> None:
    assert (paths.bundled_plugins_folder() / "test_pattern" / "plugin.toml").is_file()
    assert (paths.resources_folder() / "icons" / "LICENSE").is_file()
