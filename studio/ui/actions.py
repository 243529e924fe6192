"""The one table of actions: name, words, keys and icon of everything that a menu, a button or a key can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from studio.ui.icons import icon

Place = Literal["window", "timeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionEntry:
    """One row of the table; `menu` is the menu it stands in, empty for none, and `rule` puts a line above it there.
    `place` is where its keys are heard: all over the window, or while the timeline has the keyboard, so that other
    panels keep them."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    menu: str = ""
    checkable: bool = False
    film: bool = True
    place: Place = "window"
    rule: bool = False


TABLE = (
    ActionEntry(name="new", text="New film…", keys=("Ctrl+N",), icon="file-plus", menu="File", film=False),
    ActionEntry(name="open", text="Open film…", keys=("Ctrl+O",), icon="folder-open", menu="File", film=False),
    ActionEntry(name="close_film", text="Close film", keys=("Ctrl+W",), menu="File"),
    ActionEntry(name="restore", text="Restore an earlier version…", icon="history", menu="File", rule=True),
    ActionEntry(name="import_shots", text="Import shots…", icon="list", menu="File"),
    ActionEntry(name="import_media", text="Import media…", keys=("Ctrl+I",), icon="image-plus", menu="File"),
    ActionEntry(name="housekeeping", text="Housekeeping…", icon="hard-drive", menu="File"),
    ActionEntry(name="export", text="Export film…", keys=("Ctrl+E",), icon="share", menu="File", rule=True),
    ActionEntry(
        name="preferences", text="Preferences…", keys=("Ctrl+,",), icon="settings", menu="File", film=False, rule=True
    ),
    ActionEntry(name="quit", text="Quit", keys=("Ctrl+Q",), menu="File", film=False, rule=True),
    ActionEntry(name="undo", text="Undo", keys=("Ctrl+Z",), icon="undo-2", menu="Edit"),
    ActionEntry(name="redo", text="Redo", keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2", menu="Edit"),
    ActionEntry(
        name="cut_out", text="Cut clips", keys=("Ctrl+X",), icon="scissors", menu="Edit", place="timeline", rule=True
    ),
    ActionEntry(name="copy", text="Copy clips", keys=("Ctrl+C",), icon="copy", menu="Edit", place="timeline"),
    ActionEntry(name="paste", text="Paste", keys=("Ctrl+V",), icon="clipboard-paste", menu="Edit"),
    ActionEntry(
        name="paste_insert", text="Paste clips and insert", keys=("Ctrl+Shift+V",), menu="Edit", place="timeline"
    ),
    ActionEntry(name="duplicate", text="Duplicate clips", keys=("Ctrl+Shift+D",), menu="Edit", place="timeline"),
    ActionEntry(name="delete", text="Delete", keys=("Delete", "Backspace"), icon="trash-2", menu="Edit", rule=True),
    ActionEntry(name="extract", text="Delete and close the gap", keys=("Shift+Delete",), menu="Edit"),
    ActionEntry(name="select_all", text="Select all clips", keys=("Ctrl+A",), menu="Edit", place="timeline"),
    ActionEntry(name="keys", text="Keys…", keys=("Ctrl+Alt+K",), icon="keyboard", menu="Edit", film=False, rule=True),
    ActionEntry(name="split", text="Split at playhead", keys=("Ctrl+K",), icon="scissors", menu="Cut"),
    ActionEntry(name="select", text="Select", keys=("V",), icon="mouse-pointer", menu="Cut", checkable=True, rule=True),
    ActionEntry(name="blade", text="Blade", keys=("C",), icon="scissors", menu="Cut", checkable=True),
    ActionEntry(name="ripple", text="Ripple", keys=("B",), icon="trim-ripple", menu="Cut", checkable=True),
    ActionEntry(name="roll", text="Roll", keys=("N",), icon="trim-roll", menu="Cut", checkable=True),
    ActionEntry(name="slip", text="Slip", keys=("Y",), icon="trim-slip", menu="Cut", checkable=True),
    ActionEntry(name="slide", text="Slide", keys=("U",), icon="trim-slide", menu="Cut", checkable=True),
    ActionEntry(name="insert", text="Insert the shot", keys=(",",), menu="Cut", rule=True),
    ActionEntry(name="overwrite", text="Overwrite with the shot", keys=(".",), menu="Cut"),
    ActionEntry(name="append", text="Append the shot", keys=("Shift+E",), menu="Cut"),
    ActionEntry(name="replace", text="Replace the clips by the shot", keys=("Shift+F11",), menu="Cut"),
    ActionEntry(name="lift", text="Lift what is between the points", keys=(";",), menu="Cut"),
    ActionEntry(name="extract_range", text="Extract what is between the points", keys=("'",), menu="Cut"),
    ActionEntry(name="trim_head", text="Trim head to playhead", keys=("Q",), menu="Cut", rule=True),
    ActionEntry(name="trim_tail", text="Trim tail to playhead", keys=("W",), menu="Cut"),
    ActionEntry(
        name="trim_start", text="Trim start to playhead, others stay", keys=("[",), menu="Cut", place="timeline"
    ),
    ActionEntry(name="trim_end", text="Trim end to playhead, others stay", keys=("]",), menu="Cut", place="timeline"),
    ActionEntry(name="close_gaps", text="Close all gaps of the track", menu="Cut"),
    ActionEntry(name="snapping", text="Snapping", keys=("S",), icon="magnet", menu="Cut", checkable=True, rule=True),
    ActionEntry(name="marker", text="Marker at playhead", keys=("M",), icon="bookmark", menu="Cut"),
    ActionEntry(name="marker_back", text="Marker before", keys=("Shift+Up",), menu="Cut"),
    ActionEntry(name="marker_on", text="Marker after", keys=("Shift+Down",), menu="Cut"),
    ActionEntry(name="assemble", text="Assemble from the storyboard", icon="list-video", menu="Cut", rule=True),
    ActionEntry(name="conform", text="Bring the cut into the storyboard's order", menu="Cut"),
    ActionEntry(name="group", text="Group clips", keys=("Ctrl+G",), icon="link", menu="Clip"),
    ActionEntry(name="ungroup", text="Ungroup clips", keys=("Ctrl+Shift+G",), menu="Clip"),
    ActionEntry(name="detach_sound", text="Detach the sound", icon="music", menu="Clip"),
    ActionEntry(
        name="dissolve", text="Dissolve at the nearest cut", keys=("Ctrl+D",), icon="blend", menu="Clip", rule=True
    ),
    ActionEntry(name="match_before", text="Match to the clip before", icon="palette", menu="Clip"),
    ActionEntry(name="fill_gap", text="Fill the gap at the playhead", icon="sparkles", menu="Clip"),
    ActionEntry(name="add_title", text="Add title", icon="type", menu="Clip", rule=True),
    ActionEntry(name="add_colour", text="Add colour", icon="square", menu="Clip"),
    ActionEntry(name="add_track", text="Add track", icon="layers", menu="Clip"),
    ActionEntry(name="clip_back", text="To the clip before", keys=("Ctrl+Left",), place="timeline"),
    ActionEntry(name="clip_on", text="To the clip after", keys=("Ctrl+Right",), place="timeline"),
    ActionEntry(name="extend_back", text="Select the clip before, too", keys=("Ctrl+Shift+Left",), place="timeline"),
    ActionEntry(name="extend_on", text="Select the clip after, too", keys=("Ctrl+Shift+Right",), place="timeline"),
    ActionEntry(name="track_up", text="To the track above", keys=("Ctrl+Up",), place="timeline"),
    ActionEntry(name="track_down", text="To the track below", keys=("Ctrl+Down",), place="timeline"),
    ActionEntry(name="track_target", text="Edits go to this track", keys=("Alt+Shift+T",), place="timeline"),
    ActionEntry(name="track_hide", text="Hide or show the track", keys=("Alt+Shift+H",), place="timeline"),
    ActionEntry(name="track_lock", text="Lock or unlock the track", keys=("Alt+Shift+L",), place="timeline"),
    ActionEntry(name="track_mute", text="Mute the track or not", keys=("Alt+Shift+M",), place="timeline"),
    ActionEntry(name="track_solo", text="Hear the track alone or not", keys=("Alt+Shift+S",), place="timeline"),
    ActionEntry(name="track_still", text="Keep the track in place or not", keys=("Alt+Shift+P",), place="timeline"),
    ActionEntry(name="track_duck", text="Duck the track under speech or not", keys=("Alt+Shift+D",), place="timeline"),
    ActionEntry(name="track_speech", text="Files of the track are speech", keys=("Alt+Shift+V",), place="timeline"),
    ActionEntry(name="nudge_back", text="Nudge one frame back", keys=("Alt+Left",), place="timeline"),
    ActionEntry(name="nudge_on", text="Nudge one frame on", keys=("Alt+Right",), place="timeline"),
    ActionEntry(name="nudge_far_back", text="Nudge ten frames back", keys=("Alt+Shift+Left",), place="timeline"),
    ActionEntry(name="nudge_far_on", text="Nudge ten frames on", keys=("Alt+Shift+Right",), place="timeline"),
    ActionEntry(name="carry_up", text="Move clips to the track above", keys=("Alt+Up",), place="timeline"),
    ActionEntry(name="carry_down", text="Move clips to the track below", keys=("Alt+Down",), place="timeline"),
    ActionEntry(name="zoom_in", text="Zoom in", keys=("=", "+"), icon="zoom-in", menu="View"),
    ActionEntry(name="zoom_out", text="Zoom out", keys=("-",), icon="zoom-out", menu="View"),
    ActionEntry(name="zoom_fit", text="Fit the whole film", keys=("\\",), icon="move-horizontal", menu="View"),
    ActionEntry(name="arrange_board", text="Board", keys=("Ctrl+1",), menu="View", checkable=True, rule=True),
    ActionEntry(name="arrange_cut", text="Cut", keys=("Ctrl+2",), menu="View", checkable=True),
    ActionEntry(name="arrange_render", text="Render", keys=("Ctrl+3",), menu="View", checkable=True),
    ActionEntry(name="reset_arrangement", text="Put the panels back in place", icon="rotate-cw", menu="View"),
    ActionEntry(name="maximise", text="Maximise panel", keys=("`",), icon="maximize", menu="View"),
    ActionEntry(name="full_screen", text="Full-screen player", keys=("F11",), icon="monitor", menu="View", rule=True),
    ActionEntry(name="picture_fit", text="Fit the picture", keys=("Ctrl+Alt+0",), menu="View"),
    ActionEntry(name="picture_whole", text="Picture at 100 %", keys=("Ctrl+Alt+1",), menu="View"),
    ActionEntry(name="picture_double", text="Picture at 200 %", keys=("Ctrl+Alt+2",), menu="View"),
    ActionEntry(name="scopes", text="Scopes", keys=("Ctrl+Shift+W",), menu="View", checkable=True),
    ActionEntry(name="safe_areas", text="Safe areas", menu="View", checkable=True),
    ActionEntry(name="add_scene", text="Add scene", keys=("Ctrl+Shift+N",), icon="layers", menu="Board"),
    ActionEntry(name="add_shot", text="Add shot", keys=("Ctrl+Return",), icon="plus", menu="Board"),
    ActionEntry(name="split_shot", text="Split shot in two", icon="scissors", menu="Board"),
    ActionEntry(name="merge_shots", text="Merge with the next shot", icon="merge", menu="Board"),
    ActionEntry(
        name="add_character", text="Add to the cast", keys=("Ctrl+Shift+A",), icon="user-plus", menu="Board", rule=True
    ),
    ActionEntry(name="cast_matrix", text="Cast by shot…", keys=("Ctrl+Shift+M",), icon="users", menu="Board"),
    ActionEntry(name="render", text="Render this shot", keys=("Ctrl+R",), icon="sparkles", menu="Render"),
    ActionEntry(
        name="render_missing",
        text="Render what is missing or out of date",
        keys=("Ctrl+Shift+R",),
        icon="refresh-cw",
        menu="Render",
    ),
    ActionEntry(name="render_takes", text="Render several takes…", keys=("Ctrl+Alt+R",), icon="layers", menu="Render"),
    ActionEntry(name="render_all", text="Render every shot", menu="Render"),
    ActionEntry(name="pause_queue", text="Pause rendering", icon="pause", menu="Render", checkable=True, rule=True),
    ActionEntry(name="cancel_all", text="Cancel all renders", icon="circle-stop", menu="Render"),
    ActionEntry(name="play", text="Play or pause", keys=("Space",), icon="play", menu="Play"),
    ActionEntry(name="shuttle_back", text="Shuttle back", keys=("J",), menu="Play", rule=True),
    ActionEntry(name="shuttle_stop", text="Shuttle stop", keys=("K",), menu="Play"),
    ActionEntry(name="shuttle_on", text="Shuttle on", keys=("L",), menu="Play"),
    ActionEntry(name="frame_back", text="Frame back", keys=("Left",), icon="step-back", menu="Play", rule=True),
    ActionEntry(name="frame_on", text="Frame on", keys=("Right",), icon="step-forward", menu="Play"),
    ActionEntry(name="second_back", text="Second back", keys=("Shift+Left",), menu="Play"),
    ActionEntry(name="second_on", text="Second on", keys=("Shift+Right",), menu="Play"),
    ActionEntry(name="cut_back", text="Previous cut", keys=("Up",), icon="skip-back", menu="Play", rule=True),
    ActionEntry(name="cut_on", text="Next cut", keys=("Down",), icon="skip-forward", menu="Play"),
    ActionEntry(name="first", text="To the start", keys=("Home",), menu="Play"),
    ActionEntry(name="last", text="To the end", keys=("End",), menu="Play"),
    ActionEntry(name="mark_in", text="Mark in", keys=("I",), menu="Play", rule=True),
    ActionEntry(name="mark_out", text="Mark out", keys=("O",), menu="Play"),
    ActionEntry(name="go_in", text="Go to in", keys=("Shift+I",), menu="Play"),
    ActionEntry(name="go_out", text="Go to out", keys=("Shift+O",), menu="Play"),
    ActionEntry(name="clear_marks", text="Clear in and out", keys=("Alt+X",), menu="Play"),
    ActionEntry(name="show_shot", text="Shot in the player", keys=("T",), menu="Play", checkable=True, rule=True),
    ActionEntry(name="loop", text="Loop", icon="repeat", menu="Play", checkable=True),
    ActionEntry(name="grab", text="Grab frame", icon="camera", menu="Play"),
    ActionEntry(
        name="search_actions", text="Search actions…", keys=("Ctrl+Shift+P",), icon="search", menu="Help", film=False
    ),
    ActionEntry(name="about", text="About Storyreel", icon="info", menu="Help", film=False),
)

MENUS = tuple(dict.fromkeys(entry.menu for entry in TABLE if entry.menu))
_CONTEXTS: dict[Place, Qt.ShortcutContext] = {
    "window": Qt.ShortcutContext.WindowShortcut,
    "timeline": Qt.ShortcutContext.WidgetWithChildrenShortcut,
}


class Actions(QObject):
    """A `QAction` for every row. Panels connect to `actions[name].triggered`; nobody else makes shortcuts.

    Each film has actions of its own, so that whatever is connected to them ends with it. Those of the window without
    a film have the rows that need one disabled.
    """

    def __init__(self, parent: QObject, *, film: bool = True) -> None:
        super().__init__(parent)
        self._made = {entry.name: self._make(entry) for entry in TABLE}
        for entry in TABLE:
            self._made[entry.name].setEnabled(film or not entry.film)
            self._set_keys(entry, entry.keys)

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def set_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Other keys for every action, which the tooltips tell."""
        for entry in TABLE:
            self._set_keys(entry, keys[entry.name])

    def at(self, place: Place) -> list[QAction]:
        """Those whose keys are heard there."""
        return [self._made[entry.name] for entry in TABLE if entry.place == place]

    def fill(self, menu: QMenu, name: str) -> None:
        """Put what stands in the menu of that name into it."""
        for entry in TABLE:
            if entry.menu == name:
                if entry.rule:
                    menu.addSeparator()
                menu.addAction(self._made[entry.name])

    def _make(self, entry: ActionEntry) -> QAction:
        action = QAction(_name(entry), self)
        if entry.icon:
            action.setIcon(icon(entry.icon))
        action.setCheckable(entry.checkable)
        action.setShortcutContext(_CONTEXTS[entry.place])
        return action

    def _set_keys(self, entry: ActionEntry, keys: tuple[str, ...]) -> None:
        action, words = self._made[entry.name], _name(entry).rstrip("…")
        action.setShortcuts([QKeySequence(key) for key in keys])
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{words}  ({shown})" if shown else words)


def _name(entry: ActionEntry) -> str:
    return QCoreApplication.translate("Actions", entry.text)
