"""Context menus of the timeline, with sliders for what has a measure."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QWidget, QWidgetAction

from studio.core.curve import Curve
from studio.core.edits.gap import find_hole
from studio.core.ids import TrackId
from studio.core.seams import find_seam_before
from studio.core.timeline import TrackKind
from studio.storage.fresh import fresh_id
from studio.ui.icons import icon
from studio.ui.theme import XS, S
from studio.ui.timeline.choice import find_selected
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import Hit, OnClip, OnGap, OnJoint, OnMarker
from studio.ui.timeline.switches import flip_switch

translate = QCoreApplication.translate

_SLIDER = 160
_MOST_DUCK = 40  # decibels
_SILENT_DB, _LOUDEST_DB = -60, 12  # of a clip's gain; as low as that it is silence


def build_menu(cutting: Cutting, on: Hit, parent: QWidget) -> QMenu:
    """The menu for what lies under the mouse, or is selected."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    match on:
        case OnClip():
            _fill_clip_menu(menu, cutting, on)
        case OnGap() as gap:
            _add(menu, "", translate("Timeline", "Close gap"), partial(cutting.close_gap, gap))
            fill = _add(
                menu, "sparkles", translate("Timeline", "Fill the gap"), partial(cutting.filling_wanted.emit, gap)
            )
            fill.setEnabled(find_hole(cutting.timeline, gap.begin, gap.track) is not None)
        case OnJoint() as joint:
            _add_slider(
                menu,
                translate("Timeline", "Length"),
                (1, max(1, joint.joint.most), joint.joint.frames),
                translate("Timeline", "{0} frames"),
                lambda value, merge: cutting.set_transition(joint, value, merge=merge),
            )
            _add(menu, "trash-2", translate("Timeline", "Remove transition"), partial(cutting.set_transition, joint, 0))
        case OnMarker(marker=marker):
            _add(menu, "pencil", translate("Timeline", "Rename marker"), partial(cutting.marker_wanted.emit, marker))
            _add(menu, "trash-2", translate("Timeline", "Remove marker"), partial(cutting.remove_marker, marker))
        case _:
            _add(menu, "bookmark", translate("Timeline", "Marker at playhead"), cutting.mark)
            _add(menu, "layers", translate("Timeline", "Add track"), cutting.add_track)
            _add(menu, "music", translate("Timeline", "Add sound track"), partial(cutting.add_track, TrackKind.AUDIO))
    return menu


def build_track_menu(cutting: Cutting, track: TrackId, rename: Callable[[], None], parent: QWidget) -> QMenu:
    """The menu of a track's header."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    found = next(each for each in cutting.timeline.tracks if each.id == track)
    _add(menu, "pencil", translate("Timeline", "Rename track"), rename)
    _add(menu, "layers", translate("Timeline", "Add track"), cutting.add_track)
    _add(menu, "music", translate("Timeline", "Add sound track"), partial(cutting.add_track, TrackKind.AUDIO))
    menu.addSeparator()
    ducking = translate("Timeline", "Duck under speech")
    _add_slider(
        menu,
        ducking,
        (0, _MOST_DUCK, round(found.ducks)),
        translate("Timeline", "{0} dB"),
        lambda value, merge: cutting.set_track(ducking, track, {"ducks": float(value)}, merge=merge),
    )
    speech = _add(menu, "", translate("Timeline", "Files are speech"), partial(flip_switch, cutting, track, "speech"))
    speech.setCheckable(True)
    speech.setChecked(found.speech)
    menu.addSeparator()
    remove = _add(
        menu, "trash-2", translate("Timeline", "Remove track and its clips"), partial(cutting.remove_track, track)
    )
    remove.setEnabled(not found.locked)
    return menu


def _fill_clip_menu(menu: QMenu, cutting: Cutting, on: OnClip) -> None:
    clips = cutting.session.clips.value | {on.clip.id}
    clip = on.clip
    _add(menu, "clapperboard", translate("Timeline", "Open shot"), partial(cutting.open_shot, clip.id))
    if find_seam_before(cutting.document.project, clip.id) is not None:
        matching = partial(cutting.match_wanted.emit, clip.id)
        _add(menu, "palette", translate("Timeline", "Match to the clip before"), matching)
    menu.addSeparator()
    _add(menu, "scissors", translate("Timeline", "Split at playhead"), cutting.split)
    if not isinstance(clip.opacity, Curve):  # what has keys is set in the inspector
        opacity = translate("Timeline", "Opacity")
        _add_slider(
            menu,
            opacity,
            (0, 100, round(clip.opacity * 100)),
            translate("Timeline", "{0} %"),
            lambda value, merge: cutting.set_clips(opacity, clips, {"opacity": value / 100}, merge=merge),
        )
    if not isinstance(clip.gain, Curve):
        gain = translate("Timeline", "Gain")
        _add_slider(
            menu,
            gain,
            (_SILENT_DB, _LOUDEST_DB, _to_decibels(clip.gain)),
            translate("Timeline", "{0} dB"),
            lambda value, merge: cutting.set_clips(gain, clips, {"gain": _from_decibels(value)}, merge=merge),
        )
    menu.addSeparator()
    _add(menu, "trash-2", translate("Timeline", "Delete"), cutting.delete_selected)
    _add(menu, "", translate("Timeline", "Delete and close the gap"), cutting.extract_selected)
    for action in menu.actions()[-2:]:
        action.setEnabled(bool(find_selected(cutting.index, clips)))


def _add(menu: QMenu, picture: str, text: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    if picture:
        action.setIcon(icon(picture))

    def on_triggered() -> None:  # so that what Qt sends along does not become an argument
        act()

    action.triggered.connect(on_triggered)
    return action


def _add_slider(
    menu: QMenu, name: str, span: tuple[int, int, int], words: str, act: Callable[[int, object], None]
) -> None:
    """A row with a slider: least, most, now. All that is done with it while the menu is open is one step."""
    row = QWidget(menu)
    line = QHBoxLayout(row)
    line.setContentsMargins(S, XS, S, XS)
    line.setSpacing(S)
    least, most, now = span
    label, value = QLabel(name, row), QLabel(_say(words, now), row)
    slider = QSlider(Qt.Orientation.Horizontal, row)
    slider.setRange(least, most)
    slider.setValue(now)
    slider.setFixedWidth(_SLIDER)
    slider.setAccessibleName(name)
    value.setMinimumWidth(max(value.fontMetrics().horizontalAdvance(_say(words, end)) for end in (least, most)))
    merge = (name, fresh_id())

    def on_slid(to: int) -> None:
        value.setText(_say(words, to))
        act(to, merge)

    slider.valueChanged.connect(on_slid)
    line.addWidget(label, 1)
    line.addWidget(slider)
    line.addWidget(value)
    action = QWidgetAction(menu)
    action.setDefaultWidget(row)
    menu.addAction(action)


def _say(words: str, value: int) -> str:
    return words.format(value).replace("-", "−")


def _to_decibels(gain: float) -> int:
    return max(_SILENT_DB, round(20 * math.log10(gain))) if gain > 0 else _SILENT_DB


def _from_decibels(level: int) -> float:
    return 10 ** (level / 20) if level > _SILENT_DB else 0.0
