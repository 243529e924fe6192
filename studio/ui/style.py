"""The style sheet and the palette, built from the values of a theme."""

from PySide6.QtGui import QColor, QPalette

from studio.ui.icons import icon_url
from studio.ui.theme import FOCUS, ICON, RADIUS, RADIUS_CARD, XS, L, M, S, Theme

_THUMB = 14  # a slider's handle, just large enough to grab
_SCROLL = 6  # a scroll bar's handle
_EDIT_MARGIN = 2  # what Qt leaves beside the text of a line edit
_TOOL_EXTRA = 3  # what Qt adds to the size of a styled tool button


def build_stylesheet(theme: Theme) -> str:
    """Everything that the palette alone cannot say, as one Qt style sheet. Needs the icons of the theme registered."""
    parts = (_frames, _text, _buttons, _choices, _fields, _steppers, _menus, _tabs_and_docks, _views, _bars, _sliders)
    return "\n".join(part(theme) for part in parts)


def build_palette(theme: Theme) -> QPalette:
    """The colours for what no style sheet reaches, and for painters that ask the palette."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.PlaceholderText: theme.second,
        role.Button: theme.face,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Light: theme.hover,
        role.Midlight: theme.raised,
        role.Mid: theme.line,
        role.Dark: theme.border,
        role.Shadow: theme.window,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.second,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.hover))
    return palette


def _inside(theme: Theme, frame: int) -> int:
    """The height that is left inside a control with a frame of this width."""
    return theme.control_px - 2 * frame


def _ring(padding: int) -> str:
    """A ring that takes the place of a 1 px border without moving what is inside."""
    return f"border-width: {FOCUS}px; padding-left: {padding - 1}px; padding-right: {padding - 1}px;"


def _frames(t: Theme) -> str:
    return f"""
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: {XS}px {S}px; }}
QFrame[kind="card"] {{ background: {t.raised}; border: 1px solid {t.line}; border-radius: {RADIUS_CARD}px; }}
#action-search {{ background: {t.raised}; border: 1px solid {t.border}; }}
QFrame[kind="line"] {{ background: {t.line}; border: none; }}
QGroupBox {{ border: none; margin-top: {t.control_px}px; padding: 0; font-weight: 600; }}
QGroupBox::title {{ subcontrol-origin: margin; subcontrol-position: top left; padding: 0 0 {XS}px 0; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollArea {{ border: none; }}
"""


def _text(t: Theme) -> str:
    tones = "\n".join(f'QLabel[tone="{tint}"] {{ color: {colour}; }}' for tint, colour in t.tints().items())
    return f"""
QLabel {{ background: transparent; }}
QLabel:disabled {{ color: {t.disabled}; }}
QLabel[role="label"] {{ font-size: {t.type_px("label")}px; }}
QLabel[role="heading"] {{ font-size: {t.type_px("heading")}px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {t.type_px("title")}px; font-weight: 600; }}
QLabel[role="display"] {{ font-size: {t.type_px("display")}px; font-weight: 600; }}
{tones}
"""


def _buttons(t: Theme) -> str:
    plain = f"border: 1px solid transparent; border-radius: {RADIUS}px; min-height: {_inside(t, 1)}px;"
    chosen = "transparent" if t.edge == "transparent" else t.accent  # the ground alone is too faint for high contrast
    tight, tight_ringed = t.tight_px - 2, t.tight_px - 2 * FOCUS
    square, ringed = _inside(t, 1) - _TOOL_EXTRA, _inside(t, FOCUS) - _TOOL_EXTRA
    return f"""
QPushButton {{ {plain} background: {t.face}; border-color: {t.edge}; color: {t.text}; padding: 0 {M}px; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.pressed}; }}
QPushButton:checked {{ background: {t.selection}; border-color: {t.accent}; }}
QPushButton:disabled {{ background: transparent; border-color: {t.line}; color: {t.disabled}; }}
QPushButton:focus {{ border-color: {t.accent}; {_ring(M)} min-height: {_inside(t, FOCUS)}px; outline: none; }}
QPushButton[kind="primary"] {{ background: {t.accent}; border-color: {t.accent}; color: {t.on_accent};
    font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {t.accent_pressed}; border-color: {t.accent_pressed}; }}
QPushButton[kind="primary"]:disabled {{ background: transparent; border-color: {t.line}; color: {t.disabled}; }}
QPushButton[kind="primary"]:focus {{ border-color: {t.text}; }}
QPushButton[kind="quiet"], QToolButton {{ {plain} background: transparent; color: {t.text}; }}
QPushButton[kind="quiet"] {{ padding: 0 {S}px; }}
QToolButton {{ min-width: {square}px; max-height: {_inside(t, 1)}px; }}
QPushButton[kind="quiet"]:hover, QToolButton:hover {{ background: {t.hover}; }}
QPushButton[kind="quiet"]:pressed, QToolButton:pressed, QToolButton:open {{ background: {t.pressed}; }}
QToolButton:checked {{ background: {t.selection}; border-color: {chosen}; }}
QPushButton[kind="quiet"]:checked {{ background: {t.selection}; border-color: {chosen}; }}
QPushButton[kind="quiet"]:disabled, QToolButton:disabled {{ background: transparent; color: {t.disabled};
    border-color: transparent; }}
QPushButton[kind="quiet"]:focus {{ border-color: {t.accent}; {_ring(S)} }}
QToolButton:focus {{ border: {FOCUS}px solid {t.accent}; min-width: {ringed}px;
    min-height: {_inside(t, FOCUS)}px; max-height: {_inside(t, FOCUS)}px; }}
QToolButton[tight="true"] {{ min-width: {tight}px; min-height: {tight}px; max-height: {tight}px; }}
QToolButton[tight="true"]:focus {{ min-width: {tight_ringed}px; min-height: {tight_ringed}px;
    max-height: {tight_ringed}px; }}
QToolButton[popupMode="1"] {{ padding-right: {M}px; }}
QToolButton[popupMode="2"] {{ padding-right: {M}px; }}
QToolButton::menu-button {{ border: none; width: {M}px; }}
QToolButton::menu-indicator, QToolButton::menu-arrow {{ image: url({icon_url("chevron-down", "second")});
    width: {M}px; height: {M}px; }}
QToolButton::menu-indicator {{ subcontrol-origin: padding; subcontrol-position: center right; }}
QPushButton::menu-indicator {{ image: url({icon_url("chevron-down", "second")}); width: {M}px; height: {M}px;
    subcontrol-origin: padding; subcontrol-position: center right; right: {XS}px; }}
"""


def _choices(t: Theme) -> str:
    size = ICON - 2
    return f"""
QCheckBox, QRadioButton {{ spacing: {S}px; min-height: {t.control_px}px; background: transparent; }}
QAbstractItemView::indicator {{ width: {size}px; height: {size}px; border: 1px solid {t.border};
    border-radius: {RADIUS}px; background: {t.field}; }}
QAbstractItemView::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
    image: url({icon_url("check", "on_accent")}); }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.disabled}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {size}px; height: {size}px; border: 1px solid {t.border};
    background: {t.field}; }}
QCheckBox::indicator {{ border-radius: {RADIUS}px; }}
QRadioButton::indicator {{ border-radius: {ICON // 2}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ background: {t.hover}; }}
QCheckBox::indicator:pressed, QRadioButton::indicator:pressed {{ background: {t.pressed}; }}
QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate, QRadioButton::indicator:checked {{
    background: {t.accent}; border-color: {t.accent}; }}
QCheckBox::indicator:checked {{ image: url({icon_url("check", "on_accent")}); }}
QCheckBox::indicator:indeterminate {{ image: url({icon_url("minus", "on_accent")}); }}
QRadioButton::indicator:checked {{ border-width: {size // 3 + 1}px; background: {t.on_accent};
    width: {size - 2 * (size // 3)}px; height: {size - 2 * (size // 3)}px; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: transparent; border-color: {t.line}; }}
QCheckBox::indicator:checked:disabled {{ image: url({icon_url("check", "disabled")}); }}
QRadioButton::indicator:checked:disabled {{ background: {t.disabled}; }}
QCheckBox:focus, QRadioButton:focus {{ outline: none; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: {FOCUS}px solid {t.accent};
    width: {size + 2 - 2 * FOCUS}px; height: {size + 2 - 2 * FOCUS}px; }}
QCheckBox::indicator:checked:focus, QCheckBox::indicator:indeterminate:focus {{ border-color: {t.text}; }}
QRadioButton::indicator:checked:focus {{ border: {size // 3 + 1}px solid {t.text}; background: {t.on_accent}; }}
"""


def _fields(t: Theme) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{ background: {t.field}; color: {t.text};
    placeholder-text-color: {t.second}; border: 1px solid {t.border}; border-radius: {RADIUS}px;
    selection-background-color: {t.accent};
    selection-color: {t.on_accent}; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {_inside(t, 1)}px; }}
QComboBox {{ padding: 0 {S}px; }}
QLineEdit {{ padding: 0 {S - _EDIT_MARGIN}px; }}
QPlainTextEdit, QTextEdit {{ padding: {XS}px; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border: {FOCUS}px solid {t.accent};
    min-height: {_inside(t, FOCUS)}px; }}
QComboBox:focus {{ padding: 0 {S - 1}px; }}
QLineEdit:focus {{ padding: 0 {S - _EDIT_MARGIN - 1}px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ border: {FOCUS}px solid {t.accent}; padding: {XS - 1}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{
    background: transparent; color: {t.disabled}; border-color: {t.line}; }}
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only {{ background: transparent; }}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QAbstractSpinBox[problem="true"] {{
    border-color: {t.error}; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0;
    background: transparent; }}
"""


def _steppers(t: Theme) -> str:
    arrow = f"width: {M}px; height: {M}px;"
    return f"""
QComboBox:!editable {{ selection-background-color: {t.hover}; selection-color: {t.text}; }}
QComboBox:hover {{ background: {t.hover}; }}
QComboBox::drop-down {{ border: none; width: {L + XS}px; subcontrol-origin: padding;
    subcontrol-position: center right; }}
QComboBox::down-arrow {{ image: url({icon_url("chevron-down", "second")}); {arrow} }}
QComboBox::down-arrow:disabled {{ image: url({icon_url("chevron-down", "disabled")}); }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.line}; padding: {XS}px; outline: none; }}
QComboBox QAbstractItemView:focus {{ border-color: {t.line}; }}
QAbstractSpinBox {{ padding-right: {L}px; max-height: {_inside(t, 1)}px; }}
QAbstractSpinBox:focus {{ max-height: {_inside(t, FOCUS)}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: {L}px; border: none;
    background: transparent; border-radius: {RADIUS}px; margin: 2px 2px 0 0; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; margin: 0 2px 2px 0; }}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {t.hover}; }}
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {{ background: {t.pressed}; }}
QAbstractSpinBox::up-arrow {{ image: url({icon_url("chevron-up", "second")}); {arrow} }}
QAbstractSpinBox::down-arrow {{ image: url({icon_url("chevron-down", "second")}); {arrow} }}
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::up-arrow:off {{
    image: url({icon_url("chevron-up", "disabled")}); }}
QAbstractSpinBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:off {{
    image: url({icon_url("chevron-down", "disabled")}); }}
"""


def _menus(t: Theme) -> str:
    return f"""
QMenuBar {{ background: {t.window}; }}
QMenuBar::item {{ padding: {XS}px {S}px; border-radius: {RADIUS}px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.hover}; }}
QMenuBar::item:pressed {{ background: {t.pressed}; }}
QMenu {{ background: {t.raised}; border: 1px solid {t.line}; padding: {XS}px; }}
QMenu::item {{ min-height: {t.control_px - XS}px; padding: 0 {L}px 0 {S}px; border-radius: {RADIUS}px;
    border: 1px solid transparent; }}
QMenu::item:selected {{ background: {t.hover}; border: 1px solid {t.edge}; }}
QMenu::item:disabled {{ color: {t.disabled}; background: transparent; }}
QMenu::icon {{ padding-left: {S}px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {XS}px {S}px; }}
QMenu::indicator {{ width: {ICON}px; height: {ICON}px; margin-left: {XS}px; }}
QMenu::indicator:checked {{ image: url({icon_url("check", "text")}); }}
QMenu::right-arrow {{ image: url({icon_url("chevron-right", "second")}); width: {M}px; height: {M}px;
    margin-right: {XS}px; }}
"""


def _tabs_and_docks(t: Theme) -> str:
    return f"""
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ min-height: {t.control_px - FOCUS}px; padding: 0 {M}px; color: {t.second}; background: transparent;
    border: none; border-bottom: {FOCUS}px solid transparent; }}
QTabBar::tab:hover {{ color: {t.text}; background: {t.hover}; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QTabBar::tab:disabled {{ color: {t.disabled}; }}
QTabBar::tab:selected:focus {{ border: {FOCUS}px solid {t.accent}; border-radius: {RADIUS}px;
    padding: 0 {M - FOCUS}px; min-height: {_inside(t, FOCUS)}px; }}
QTabBar::close-button {{ image: url({icon_url("x", "second")}); }}
QDockWidget {{ titlebar-close-icon: url({icon_url("x", "second")}); color: {t.text};
    titlebar-normal-icon: url({icon_url("maximize", "second")}); }}
QDockWidget::title {{ text-align: left; padding: {XS}px {M}px; background: {t.panel}; }}
QDockWidget::close-button, QDockWidget::float-button {{ border: none; border-radius: {RADIUS}px;
    background: transparent; }}
QDockWidget::close-button:hover, QDockWidget::float-button:hover {{ background: {t.hover}; }}
QMainWindow::separator {{ background: {t.window}; width: {XS}px; height: {XS}px; }}
QMainWindow::separator:hover, QSplitter::handle:hover {{ background: {t.accent}; }}
QSplitter::handle {{ background: {t.window}; }}
QSplitter::handle:horizontal {{ width: {XS}px; }}
QSplitter::handle:vertical {{ height: {XS}px; }}
QStatusBar {{ background: {t.window}; color: {t.second}; }}
QStatusBar::item {{ border: none; }}
QToolBar {{ background: {t.panel}; border: none; spacing: {XS}px; padding: {XS}px; }}
QToolBar::separator {{ background: {t.line}; width: 1px; margin: {XS}px; }}
"""


def _views(t: Theme) -> str:
    return f"""
QAbstractItemView {{ background: {t.panel}; alternate-background-color: {t.raised}; outline: none;
    border: {FOCUS}px solid transparent; selection-background-color: {t.selection}; selection-color: {t.text}; }}
QListView:focus, QTreeView:focus, QTableView:focus {{ border-color: {t.accent}; }}
QListView::item, QTreeView::item {{ height: {t.control_px}px; padding: 0 {XS}px; }}
QListView::item {{ border-radius: {RADIUS}px; }}
QTableView::item {{ padding: 0 {S - 2}px; }}
QAbstractItemView::item:hover {{ background: {t.hover}; }}
QAbstractItemView::item:selected {{ background: {t.selection}; color: {t.text}; }}
QAbstractItemView::item:disabled {{ color: {t.disabled}; }}
QTreeView::branch {{ background: transparent; }}
QTreeView::branch:closed:has-children {{ image: url({icon_url("chevron-right", "second")}); }}
QTreeView::branch:open:has-children {{ image: url({icon_url("chevron-down", "second")}); }}
QTableView {{ gridline-color: {t.line}; }}
QHeaderView {{ background: {t.panel}; border: none; qproperty-defaultAlignment: "AlignLeft | AlignVCenter"; }}
QHeaderView::section {{ background: {t.panel}; color: {t.second}; border: none; border-bottom: 1px solid {t.line};
    text-align: left; padding: 0 {S}px; min-height: {t.control_px}px; font-size: {t.type_px("label")}px; }}
QTableCornerButton::section {{ background: {t.panel}; border: none; border-bottom: 1px solid {t.line}; }}
QHeaderView::up-arrow {{ image: url({icon_url("chevron-up", "second")}); width: {M}px; height: {M}px; }}
QHeaderView::down-arrow {{ image: url({icon_url("chevron-down", "second")}); width: {M}px; height: {M}px; }}
"""


def _bars(t: Theme) -> str:
    track = _SCROLL + 2 * 2
    return f"""
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {track}px; }}
QScrollBar:horizontal {{ height: {track}px; }}
QScrollBar::handle {{ background: {t.border}; margin: 2px; border-radius: {_SCROLL // 2}px; }}
QScrollBar::handle:vertical {{ min-height: {2 * L}px; }}
QScrollBar::handle:horizontal {{ min-width: {2 * L}px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {t.second}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; }}
QProgressBar {{ background: {t.line}; border: none; border-radius: {RADIUS // 2}px; max-height: {XS}px;
    min-height: {XS}px;
    color: transparent; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {RADIUS // 2}px; }}
QProgressBar[tone="error"]::chunk {{ background: {t.error}; }}
QProgressBar[tone="ok"]::chunk {{ background: {t.ok}; }}
QProgressBar::chunk:disabled {{ background: {t.disabled}; }}
"""


def _sliders(t: Theme) -> str:
    beside = (_THUMB - XS) // 2
    return f"""
QSlider {{ min-height: {t.control_px}px; background: transparent; }}
QSlider:vertical {{ min-width: {t.control_px}px; min-height: 0; }}
QSlider::groove {{ background: {t.border}; border-radius: {XS // 2}px; }}
QSlider::groove:horizontal {{ height: {XS}px; }}
QSlider::groove:vertical {{ width: {XS}px; }}
QSlider::sub-page:horizontal, QSlider::add-page:vertical {{ background: {t.accent}; border-radius: {XS // 2}px; }}
QSlider::handle {{ background: {t.text}; border: 1px solid {t.panel}; border-radius: {_THUMB // 2 + 1}px;
    width: {_THUMB}px; height: {_THUMB}px; }}
QSlider::handle:horizontal {{ margin: -{beside + 1}px 0; }}
QSlider::handle:vertical {{ margin: 0 -{beside + 1}px; }}
QSlider::handle:hover {{ background: {t.accent_hover}; }}
QSlider::handle:pressed {{ background: {t.accent_pressed}; }}
QSlider:focus {{ border: none; outline: none; }}
QSlider::handle:focus {{ border: {FOCUS}px solid {t.accent}; }}
QSlider::groove:disabled, QSlider::sub-page:disabled, QSlider::add-page:disabled {{ background: {t.line}; }}
QSlider::handle:disabled {{ background: {t.disabled}; }}
"""
