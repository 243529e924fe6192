"""Icons: Lucide's drawings in the colours of the theme, handed to Qt as resources `:/look/TINT/NAME.svg`."""

import struct
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QFile, QRect, QRectF, QSize, qRegisterResourceData, qUnregisterResourceData
from PySide6.QtGui import QIcon, QPainter, QPixmapCache

from studio.paths import resources_folder
from studio.ui.theme import Theme, Tint

Folder: TypeAlias = "Mapping[str, bytes | Folder]"
_ROOT = "look"
_IS_FOLDER, _ANY_LANGUAGE = 2, 1
_FORMAT = 1  # of Qt's binary resources; the later ones add compression and times


class Pack(NamedTuple):
    """Files as Qt's resource compiler lays them out. Qt reads them where they lie, so a registered pack must stay."""

    tree: bytes
    names: bytes
    data: bytes


_registered: list[Pack] = []


def register_icons(theme: Theme) -> None:
    """Puts every icon into Qt's resources in the theme's colours; icons that exist already change with them."""
    tinted = {
        tint: {name: drawing.replace(b"currentColor", colour.encode()) for name, drawing in _drawings().items()}
        for tint, colour in theme.tints().items()
    }
    pack = pack_resources({_ROOT: tinted})
    qRegisterResourceData(_FORMAT, *pack)
    for old in _registered:
        qUnregisterResourceData(_FORMAT, *old)
    _registered[:] = [pack]
    QPixmapCache.clear()


def icon_url(name: str, tint: Tint = "text") -> str:
    """The resource that holds an icon, for style sheets."""
    url = f":/{_ROOT}/{tint}/{name}.svg"
    if not QFile.exists(url):
        raise ValueError(f"no icon {name!r} in {tint!r}; its drawing belongs in resources/icons")
    return url


@cache
def icon(name: str, tint: Tint = "text") -> QIcon:
    """An icon for buttons and menus; grey where disabled, in the accent where checked. Follows the theme."""
    modes, states = QIcon.Mode, QIcon.State
    url = icon_url(name, tint)
    found = QIcon(url)
    found.addFile(url, QSize(), modes.Selected, states.Off)
    for state in (states.Off, states.On):
        found.addFile(icon_url(name, "disabled"), QSize(), modes.Disabled, state)
    if tint in ("text", "second"):
        found.addFile(icon_url(name, "accent"), QSize(), modes.Normal, states.On)
    return found


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, tint: Tint = "text") -> None:
    """Draws an icon into `rect`, for widgets that paint themselves."""
    target = rect.toRect() if isinstance(rect, QRectF) else rect
    _plain_icon(name, tint).paint(painter, target)


@cache
def _plain_icon(name: str, tint: Tint) -> QIcon:
    return QIcon(icon_url(name, tint))


@cache
def _drawings() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (resources_folder() / "icons").glob("*.svg")}


def pack_resources(root: Folder) -> Pack:
    """Files and folders in the layout of Qt's `rcc`, in memory: style sheets can use them and none touches the disk."""
    tree, names, data = bytearray(struct.pack(">IHII", 0, _IS_FOLDER, len(root), 1)), bytearray(), bytearray()
    places: dict[str, int] = {}
    waiting = [root]
    nodes = 1 + len(root)
    for folder in waiting:
        for name in sorted(folder, key=_hash_name):  # Qt finds a name by a binary search over the hashes
            if name not in places:
                places[name] = len(names)
                names += struct.pack(">HI", len(name), _hash_name(name)) + name.encode("utf-16-be")
            content = folder[name]
            if isinstance(content, bytes):
                tree += struct.pack(">IHHHI", places[name], 0, 0, _ANY_LANGUAGE, len(data))
                data += struct.pack(">I", len(content)) + content
            else:
                tree += struct.pack(">IHII", places[name], _IS_FOLDER, len(content), nodes)
                nodes += len(content)
                waiting.append(content)
    return Pack(bytes(tree), bytes(names), bytes(data))


@cache
def _hash_name(name: str) -> int:
    value = 0
    for unit in name:
        value = (value << 4) + ord(unit)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
