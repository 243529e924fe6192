"""Where things lie: the user's folders, and what ships with the editor."""

from pathlib import Path

import platformdirs

_APP = "storyreel"


def config_folder() -> Path:
    """Settings and saved arrangements of the window."""
    return platformdirs.user_config_path(_APP, appauthor=False)


def data_folder() -> Path:
    """What the user would miss: plugins of their own, downloaded weights."""
    return platformdirs.user_data_path(_APP, appauthor=False)


def cache_folder() -> Path:
    """What can be made again."""
    return platformdirs.user_cache_path(_APP, appauthor=False)


def log_folder() -> Path:
    """The log, named in the dialog of an unexpected error."""
    return platformdirs.user_log_path(_APP, appauthor=False)


def user_plugins_folder() -> Path:
    """Plugins that the user put in by hand."""
    return data_folder() / "plugins"


def settings_file() -> Path:
    """The one file of `studio.settings`."""
    return config_folder() / "settings.json"


def bundled_plugins_folder() -> Path:
    """The plugins that ship with the editor."""
    return _bundled("plugins")


def resources_folder() -> Path:
    """Icons, templates and the other files that ship with the editor."""
    return _bundled("resources")


def _bundled(name: str) -> Path:
    package = Path(__file__).parent
    installed = package / "bundled" / name
    return installed if installed.is_dir() else package.parent / name
