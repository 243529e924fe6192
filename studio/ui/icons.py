"""Icons: Lucide's drawings in the colours of the theme, handed to Qt as resources `:/look/TINT/NAME.svg`."""

import struct
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QFile, QRect, QRectF, QResource, QSize
from PySide6.QtGui import QIcon, QPainter, QPixmapCache

from studio.paths import resources_folder
from studio.ui.theme import Theme, Tint

_ROOT = "/look"
_UNTINTED = b"#NOTINT"  # as long as a colour, so that tinting moves nothing inside the pack
_registered: dict[str, bytes] = {}  # Qt keeps a pointer to these bytes and no copy


def register_icons(theme: Theme) -> None:
    """Puts every icon into Qt's resources in the theme's colours; icons that exist already change with them."""
    for tint, colour in theme.tints().items():
        root = f"{_ROOT}/{tint}"
        pack = _untinted_pack().replace(_UNTINTED, colour.encode())
        QResource.registerResourceData(pack, root)
        if root in _registered:
            QResource.unregisterResourceData(_registered[root], root)
        _registered[root] = pack
    QPixmapCache.clear()


def icon_url(name: str, tint: Tint = "text") -> str:
    """The resource that holds an icon, for style sheets."""
    url = f":{_ROOT}/{tint}/{name}.svg"
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
def _untinted_pack() -> bytes:
    drawings = (resources_folder() / "icons").glob("*.svg")
    return pack_resources({file.name: file.read_bytes().replace(b"currentColor", _UNTINTED) for file in drawings})


def pack_resources(files: Mapping[str, bytes]) -> bytes:
    """One folder of files in the binary format that Qt's `rcc` writes (version 1), so that none touches the disk."""
    names, data, nodes = bytearray(), bytearray(), bytearray()
    # Qt looks names up by a binary search over their hashes.
    for name in sorted(files, key=_hash_name):
        nodes += struct.pack(">IHHHI", len(names), 0, 0, 1, len(data))
        names += struct.pack(">HI", len(name), _hash_name(name)) + name.encode("utf-16-be")
        data += struct.pack(">I", len(files[name])) + files[name]
    tree = struct.pack(">IHII", 0, 2, len(files), 1) + nodes  # 2: a folder, whose children start at node 1
    start = struct.calcsize(">4sIIII")
    header = struct.pack(">4sIIII", b"qres", 1, start, start + len(tree), start + len(tree) + len(data))
    return header + bytes(tree) + bytes(data) + bytes(names)


def _hash_name(name: str) -> int:
    value = 0
    for unit in name:
        value = (value << 4) + ord(unit)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
