"""The look: contrast computed from the tokens, one height for all controls, a visible focus, icons that follow."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QFile, QIODevice, QSize, Qt, qRegisterResourceData, qUnregisterResourceData
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from studio.core.project import CAST_COLOURS
from studio.settings import TEXT_SCALES, ThemeChoice
from studio.ui.appearance import Appearance, apply_theme
from studio.ui.icons import icon, icon_url, pack_resources
from studio.ui.style import build_stylesheet
from studio.ui.theme import (
    DARK,
    DARK_HIGH_CONTRAST,
    LIGHT,
    LIGHT_HIGH_CONTRAST,
    Theme,
    choose_theme,
    contrast_of,
    current_theme,
    make_font,
    mix_colours,
)

THEMES = (DARK, LIGHT, DARK_HIGH_CONTRAST, LIGHT_HIGH_CONTRAST)
UI = Path(__file__).parents[2] / "studio" / "ui"
each_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)


@pytest.fixture(autouse=True)
def plain_again(qapp: QApplication) -> Iterator[None]:
    """Leaves the application as other tests know it."""
    yield
    qapp.setStyleSheet("")
    qapp.setProperty("theme", None)


def grounds(theme: Theme) -> dict[str, str]:
    """Everything that words may stand on."""
    names = ("window", "panel", "raised", "field", "face", "hover", "pressed", "selection")
    return {name: getattr(theme, name) for name in names}


@each_theme
def test_words_stand_out_from_every_ground(theme: Theme) -> None:
    least = 7.0 if "high" in theme.name else 4.5  # AAA and AA of WCAG 2.2, 1.4.6 and 1.4.3
    weak = {
        (word, name): contrast_of(colour, ground)
        for name, ground in grounds(theme).items()
        for word, colour in (("text", theme.text), ("second", theme.second))
        if contrast_of(colour, ground) < least
    }
    assert not weak


@each_theme
@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
def test_words_in_a_tone_stand_out(theme: Theme, ground: str) -> None:
    tones = {tone: theme.tints()[tone] for tone in ("accent", "ok", "warn", "error", "info")}
    least = 7.0 if "high" in theme.name else 4.5
    assert min(contrast_of(colour, getattr(theme, ground)) for colour in tones.values()) >= least


@each_theme
def test_words_stand_out_from_the_accent(theme: Theme) -> None:
    for accent in (theme.accent, theme.accent_hover, theme.accent_pressed):
        assert contrast_of(theme.on_accent, accent) >= (7.0 if "high" in theme.name else 4.5)


@each_theme
def test_marks_and_borders_of_controls_stand_out(theme: Theme) -> None:
    for ground in (theme.window, theme.panel, theme.raised, theme.field):
        assert contrast_of(theme.border, ground) >= 3
        assert contrast_of(theme.accent, ground) >= 3  # the ring of the focus
        assert min(contrast_of(colour, ground) for colour in theme.cast) >= 3


@pytest.mark.parametrize("theme", [DARK_HIGH_CONTRAST, LIGHT_HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_what_is_chosen_has_an_edge_in_high_contrast(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, theme)
    button = QToolButton()
    qtbot.addWidget(button)
    button.setCheckable(True)
    button.setChecked(True)
    button.show()
    edge = button.grab().toImage().pixelColor(0, button.height() // 2).name()
    assert contrast_of(edge, theme.panel) >= 3


@each_theme
def test_the_cast_is_of_equal_lightness(theme: Theme) -> None:
    lightness = [contrast_of(colour, "#000000") for colour in theme.cast]
    assert max(lightness) / min(lightness) < 1.25
    assert len(set(theme.cast)) == len(CAST_COLOURS) == 8


def test_a_user_s_own_colour_stays() -> None:
    assert [LIGHT.cast_colour(colour) for colour in CAST_COLOURS] == list(LIGHT.cast)
    assert LIGHT.cast_colour("#123456") == "#123456"


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.478), ("#FF0000", "#FFFFFF", 3.998)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast_of(first, second) == contrast_of(second, first) == pytest.approx(ratio, abs=0.001)


def test_mixing_goes_from_ground_to_colour() -> None:
    assert [mix_colours("#000000", "#FF8040", share) for share in (0, 0.5, 1)] == ["#000000", "#804020", "#FF8040"]


@pytest.mark.parametrize(
    ("choice", "system_dark", "high_contrast", "name"),
    [
        ("system", True, False, "dark"),
        ("system", False, False, "light"),
        ("dark", False, False, "dark"),
        ("light", True, False, "light"),
        ("light", True, True, "light, high contrast"),
        ("system", True, True, "dark, high contrast"),
    ],
)
def test_the_choice_decides(choice: ThemeChoice, system_dark: bool, high_contrast: bool, name: str) -> None:
    theme = choose_theme(choice, system_dark=system_dark, high_contrast=high_contrast, text_scale=1.5)
    assert (theme.name, theme.type_px("body"), theme.control_px) == (name, 18, 42)


def test_a_choice_is_shown_at_once_and_only_when_it_is_another(qapp: QApplication, qtbot: QtBot) -> None:
    appearance = Appearance(qapp)
    with qtbot.waitSignal(appearance.changed):
        appearance.choose("light")
    assert current_theme() == LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.panel)
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.choose("light")
    with qtbot.waitSignal(appearance.changed):
        appearance.choose("dark", text_scale=1.25)
    assert current_theme() == replace(DARK, text_scale=1.25)
    assert qapp.font().pixelSize() == 15
    appearance.deleteLater()


@each_theme
def test_qt_understands_the_style_sheet(theme: Theme, qapp: QApplication) -> None:
    """Qt warns of what it cannot parse, and a warning fails a test."""
    apply_theme(qapp, theme)
    QPushButton().ensurePolished()
    assert "{" not in build_stylesheet(theme).split("}")[-1]


def controls() -> list[QWidget]:
    primary, quiet, editable, tabs = QPushButton("p"), QPushButton("q"), QComboBox(), QTabBar()
    primary.setProperty("kind", "primary")
    quiet.setProperty("kind", "quiet")
    editable.setEditable(True)
    tabs.addTab("tab")
    buttons: list[QWidget] = [QPushButton("b"), primary, quiet, QToolButton(), QCheckBox("c"), QRadioButton("r")]
    fields: list[QWidget] = [QLineEdit(), QComboBox(), editable, QSpinBox(), QDoubleSpinBox()]
    return [*buttons, *fields, QSlider(Qt.Orientation.Horizontal), tabs]


@pytest.mark.parametrize("scale", [1.0, 1.5, TEXT_SCALES[-1]])
def test_all_controls_have_one_height(scale: float, qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, replace(DARK, text_scale=scale))
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for control in controls():
        column.addWidget(control)
    window.show()
    heights = {type(child).__name__: child.height() for child in controls_in(column)}
    assert set(heights.values()) == {current_theme().control_px}, heights


def controls_in(column: QVBoxLayout) -> list[QWidget]:
    items = (column.itemAt(index) for index in range(column.count()))
    return [widget for item in items if item and (widget := item.widget())]


def ring_share(picture: QImage, colour: str) -> float:
    """How much of a picture's outermost 2 px is exactly of one colour."""
    width, height = picture.width(), picture.height()
    rim = [(x, y) for x in range(width) for y in range(height) if min(x, y, width - 1 - x, height - 1 - y) < 2]
    return sum(picture.pixelColor(x, y) == QColor(colour) for x, y in rim) / len(rim)


@each_theme
def test_what_has_the_keyboard_wears_a_ring(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, theme)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    ringed: list[QWidget] = [QPushButton("b"), QToolButton(), QLineEdit(), QComboBox(), QSpinBox()]
    ringed += [QPlainTextEdit(), QListWidget()]
    for control in ringed:
        column.addWidget(control)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for control in ringed:
        window.setFocus()
        assert ring_share(control.grab().toImage(), theme.accent) < 0.1, control
        control.setFocus()
        assert ring_share(control.grab().toImage(), theme.accent) > 0.8, control


def test_timecode_has_figures_of_one_width(qapp: QApplication) -> None:
    apply_theme(qapp, LIGHT)
    font = make_font("body", tabular=True)
    assert font.isFeatureSet(QFont.Tag("tnum"))
    assert len({QFontMetricsF(font).horizontalAdvance(figure * 4) for figure in "0123456789"}) == 1


def colours_of(shown: QIcon, mode: QIcon.Mode, state: QIcon.State) -> set[str]:
    picture = shown.pixmap(QSize(20, 20), 2.0, mode, state).toImage()
    assert picture.size() == QSize(40, 40)
    pixels = (picture.pixelColor(x, y) for x in range(40) for y in range(40))
    return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}


def test_an_icon_changes_with_the_theme(qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    shown, (off, on), mode = icon("save"), (QIcon.State.Off, QIcon.State.On), QIcon.Mode
    for theme in THEMES:
        apply_theme(qapp, theme)
        assert colours_of(shown, mode.Normal, off) == {theme.text}
        assert colours_of(shown, mode.Selected, off) == {theme.text}
        assert colours_of(shown, mode.Normal, on) == colours_of(shown, mode.Active, on) == {theme.accent}
        assert colours_of(shown, mode.Disabled, off) == colours_of(shown, mode.Disabled, on) == {theme.disabled}


def test_an_unknown_icon_is_refused(qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    with pytest.raises(ValueError, match="no-such-icon"):
        icon_url("no-such-icon")


def test_qt_reads_every_file_of_a_pack() -> None:
    files = {f"{'é' * (number % 3)}{number}.svg": bytes([number]) * number for number in range(200)}
    pack = pack_resources({"test": {"one": files, "two": {"0.svg": b"other"}}, "empty": {}})
    qRegisterResourceData(1, *pack)
    read = {f":/test/one/{name}": content for name, content in files.items()} | {":/test/two/0.svg": b"other"}
    for name, content in read.items():
        file = QFile(name)
        assert file.open(QIODevice.OpenModeFlag.ReadOnly), name
        assert file.readAll().data() == content
    assert qUnregisterResourceData(1, *pack)
    assert not QFile.exists(":/test/two/0.svg")


def constants(*folders: Path) -> Iterator[tuple[Path, ast.AST, str]]:
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node, node.value


def test_only_the_theme_names_colours() -> None:
    colour = re.compile(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(")
    named = {path.relative_to(UI).as_posix() for path, _, text in constants(UI) if colour.search(text)}
    assert named == {"theme.py"}


def test_every_icon_that_the_window_names_is_there() -> None:
    drawn = {path.stem for path in (UI.parents[1] / "resources" / "icons").glob("*.svg")}
    takes_name = {"icon", "icon_url", "IconButton", "IconMark"}
    asked: list[ast.expr] = []
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                asked += node.args[:1] if node.func.id in takes_name else []
                asked += [word.value for word in node.keywords if word.arg in {"icon", "icon_name"}]
    names = {name.value for name in asked if isinstance(name, ast.Constant) and name.value}
    assert len(names) > 10
    assert names <= drawn
