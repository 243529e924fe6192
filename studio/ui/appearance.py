"""Puts a theme on the application and keeps it in step with the settings and the system."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication

from studio.settings import ThemeChoice
from studio.ui.icons import register_icons
from studio.ui.style import build_palette, build_stylesheet
from studio.ui.theme import Theme, choose_theme, current_theme

# Families drawn for screens, for systems that name none of their own; the last resort is what fontconfig gives.
_SCREEN_FAMILIES = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans", "Liberation Sans")
_UNCHOSEN_FAMILIES = ("Sans Serif", "DejaVu Sans")


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Gives every window of the application this look, those that exist already too."""
    register_icons(theme)
    app.setProperty("theme", theme)
    if app.style().objectName() != "fusion":
        app.setStyle("fusion")
    font = _find_font()
    font.setPixelSize(theme.type_px("body"))
    app.setFont(font)
    app.setPalette(build_palette(theme))
    app.setStyleSheet(build_stylesheet(theme))


def _find_font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if QFontInfo(font).family() in _UNCHOSEN_FAMILIES:
        for family in _SCREEN_FAMILIES:
            if QFontDatabase.hasFamily(family):
                return QFont(family)
    return font


class Appearance(QObject):
    """The look that the user chose, re-applied when the system changes between light and dark."""

    changed = Signal(object)  # the new Theme

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = "system"
        self._high_contrast = False
        self._text_scale = 1.0
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._refresh)

    def choose(self, choice: ThemeChoice, *, high_contrast: bool = False, text_scale: float = 1.0) -> None:
        """Shows this look from now on."""
        self._choice, self._high_contrast, self._text_scale = choice, high_contrast, text_scale
        schemes = {"system": Qt.ColorScheme.Unknown, "dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
        QGuiApplication.styleHints().setColorScheme(schemes[choice])  # so that title bars and file dialogs follow
        self._refresh()

    def _refresh(self) -> None:
        theme = choose_theme(
            self._choice,
            system_dark=QGuiApplication.styleHints().colorScheme() != Qt.ColorScheme.Light,
            high_contrast=self._high_contrast,
            text_scale=self._text_scale,
        )
        if theme != current_theme() or not self._app.styleSheet():
            apply_theme(self._app, theme)
            self.changed.emit(theme)
