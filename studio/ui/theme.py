"""The look as values: colours, spacing, sizes of type. Nothing else names a colour, a size or a radius."""

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QApplication, QStyle

from studio.core.project import CAST_COLOURS
from studio.settings import ThemeChoice

Tint = Literal["text", "second", "disabled", "accent", "on_accent", "ok", "warn", "error", "info"]
Role = Literal["label", "body", "heading", "title", "display"]


XS, S, M, L, XL = 4, 8, 12, 16, 24  # spacing
RADIUS, RADIUS_CARD = 4, 6
ICON, ICON_LARGE = 16, 20
CARD_WIDTH = 208
FOCUS = 2  # width of the ring on what has the keyboard
MOTION_MS = 120  # `motion_ms` says whether anything may move at all

_TYPE: dict[Role, int] = {"label": 11, "body": 12, "heading": 13, "title": 15, "display": 22}
_CONTROL, _TIGHT, _TOP_BAR, _STATUS_BAR = 28, 22, 40, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One look; sizes are in logical pixels and grow with `text_scale`."""

    name: str
    dark: bool
    window: str  # behind everything
    panel: str  # docks, dialogs
    raised: str  # cards, menus
    line: str  # hairlines that only decorate
    border: str  # outlines of controls, at least 3:1
    field: str  # ground of what can be typed into
    face: str  # buttons; hover is one step up, pressed one step down
    hover: str
    pressed: str
    edge: str = "transparent"  # outline of what stands out by its ground alone; drawn in high contrast
    selection: str  # ground of selected rows and cards
    text: str
    second: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    ok: str
    warn: str
    error: str
    info: str
    picture_ground: str = "#000000"  # behind and beside pictures, as a projector would
    cast: tuple[str, ...]
    text_scale: float = 1.0

    def tints(self) -> dict[Tint, str]:
        """The colours that icons and words may take."""
        return {
            "text": self.text,
            "second": self.second,
            "disabled": self.disabled,
            "accent": self.accent,
            "on_accent": self.on_accent,
            "ok": self.ok,
            "warn": self.warn,
            "error": self.error,
            "info": self.info,
        }

    def cast_colour(self, colour: str) -> str:
        """A character's colour as this theme shows it; a colour of the user's own stays as it is."""
        return self.cast[CAST_COLOURS.index(colour)] if colour in CAST_COLOURS else colour

    def type_px(self, role: Role) -> int:
        """Height of type for a role."""
        return round(_TYPE[role] * self.text_scale)

    @property
    def control_px(self) -> int:
        """Height of buttons, fields and rows of a form."""
        return round(_CONTROL * self.text_scale)

    @property
    def tight_px(self) -> int:
        """Height of buttons where two rows of them stand on one track of sound."""
        return round(_TIGHT * self.text_scale)

    @property
    def top_bar_px(self) -> int:
        """Height of the bar at the top of the window."""
        return round(_TOP_BAR * self.text_scale)

    @property
    def status_bar_px(self) -> int:
        """Height of the line at the bottom of the window."""
        return round(_STATUS_BAR * self.text_scale)


DARK = Theme(
    name="dark",
    dark=True,
    window="#1B1C1E",
    panel="#232427",
    raised="#2C2E32",
    line="#3B3E44",
    border="#777B84",
    field="#1B1C1E",
    face="#34373C",
    hover="#3E4147",
    pressed="#1F2022",
    selection="#473F33",
    text="#E7E8EB",
    second="#A9ADB5",
    disabled="#6C7079",
    accent="#F0A83C",
    accent_hover="#F7BC61",
    accent_pressed="#D8922A",
    on_accent="#1B1C1E",
    ok="#57C785",
    warn="#FFC857",
    error="#FF6B5E",
    info="#5AA9FF",
    cast=CAST_COLOURS,
)

LIGHT = Theme(
    name="light",
    dark=False,
    window="#EFEFF0",
    panel="#F8F8F9",
    raised="#FFFFFF",
    line="#CFD1D5",
    border="#82868E",
    field="#FFFFFF",
    face="#E3E4E8",
    hover="#EBECEF",
    pressed="#D3D5DA",
    selection="#EAE1D6",
    text="#1D1F22",
    second="#565B63",
    disabled="#9A9EA6",
    accent="#945700",
    accent_hover="#A36100",
    accent_pressed="#7A4700",
    on_accent="#FFFFFF",
    ok="#1B7340",
    warn="#8A5A00",
    error="#B3261E",
    info="#1B62B5",
    # The hues of the cast at one lower lightness (OKLab 0.53), so that they stand out from paper.
    cast=("#A25138", "#916100", "#627604", "#008055", "#007A8E", "#4A69AE", "#7E56A6", "#9D4B7B"),
)

DARK_HIGH_CONTRAST = replace(
    DARK,
    name="dark, high contrast",
    window="#000000",
    panel="#0A0A0B",
    raised="#16171A",
    line="#A9ADB5",
    border="#DADCE0",
    field="#000000",
    face="#16171A",
    hover="#3A3C42",
    edge="#DADCE0",
    pressed="#000000",
    selection="#4F3A14",
    text="#FFFFFF",
    second="#DADCE0",
    disabled="#9A9EA6",
    accent="#FFC46B",
    accent_hover="#FFD799",
    accent_pressed="#F0A83C",
    on_accent="#000000",
    ok="#86E5AC",
    warn="#FFDB8F",
    error="#FFA098",
    info="#9CCBFF",
    cast=("#FFB39A", "#F2C276", "#C0D681", "#86E1B5", "#82DAED", "#A9CAFF", "#DCB7FF", "#FFADDB"),
)

LIGHT_HIGH_CONTRAST = replace(
    LIGHT,
    name="light, high contrast",
    window="#FFFFFF",
    panel="#FFFFFF",
    line="#565B63",
    border="#2C2E32",
    face="#FFFFFF",
    hover="#E4E5E8",
    pressed="#CFD1D5",
    edge="#2C2E32",
    selection="#F4E3CB",
    text="#000000",
    second="#2C2E32",
    disabled="#6C7079",
    accent="#6B3F00",
    accent_hover="#7A4700",
    accent_pressed="#4A2B00",
    ok="#0F4F2A",
    warn="#5F3E00",
    error="#8A130C",
    info="#0F4483",
    cast=("#7A3620", "#6D4300", "#455500", "#005E3A", "#00596A", "#304A85", "#5C397E", "#76305A"),
)


def choose_theme(choice: ThemeChoice, *, system_dark: bool, high_contrast: bool, text_scale: float) -> Theme:
    """The theme that follows from the user's choice and the system's."""
    dark = system_dark if choice == "system" else choice == "dark"
    if high_contrast:
        theme = DARK_HIGH_CONTRAST if dark else LIGHT_HIGH_CONTRAST
    else:
        theme = DARK if dark else LIGHT
    return replace(theme, text_scale=text_scale)


def current_theme() -> Theme:
    """The theme on the application now. Painters ask for it each time: Qt repaints everything when it changes."""
    app = QApplication.instance()
    theme: object = app.property("theme") if app else None
    return theme if isinstance(theme, Theme) else DARK


def make_font(role: Role, *, bold: bool = False, tabular: bool = False) -> QFont:
    """The application's font in the size of a role; `tabular` gives all figures one width, for timecode."""
    font = QFont(QApplication.font())
    font.setPixelSize(current_theme().type_px(role))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def paint_focus_ring(painter: QPainter, rect: QRectF, radius: float = RADIUS) -> None:
    """Draws the ring of the keyboard focus just inside `rect`, for widgets that paint themselves."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(current_theme().accent), FOCUS))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = FOCUS / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)
    painter.restore()


def motion_ms() -> int:
    """How long a movement lasts; none where the system asks for less of it."""
    return MOTION_MS if QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) else 0


def mix_colours(ground: str, colour: str, share: float) -> str:
    """`colour` laid over `ground` with the given opacity, as an opaque colour."""
    channels = (round(_channel(ground, i) * (1 - share) + _channel(colour, i) * share) for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def contrast_of(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21, by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _channel(colour: str, start: int) -> int:
    return int(colour[start : start + 2], 16)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (_channel(colour, i) / 255 for i in (1, 3, 5))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
