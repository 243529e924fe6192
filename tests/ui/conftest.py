"""What tests of the window share."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from studio.ui.appearance import apply_theme
from studio.ui.theme import DARK


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    """The application in the dark theme, and plain again afterwards."""
    apply_theme(qapp, DARK)
    yield
    qapp.setStyleSheet("")
    qapp.setProperty("theme", None)
