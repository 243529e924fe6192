"""`TimelinePanel`: the timeline with its toolbar, bound to the table of actions. The only thing others make."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.ids import ShotId
from studio.core.timeline import TrackKind
from studio.ui.actions import Actions
from studio.ui.document import Document
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.storyboard.standings import Standings
from studio.ui.timeline.canvas import Canvas
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.editing import Editing
from studio.ui.timeline.empty import EmptyNote
from studio.ui.timeline.hand import TOOLS, Hand, Tool
from studio.ui.timeline.metrics import ZOOM_STEP
from studio.ui.timeline.popups import Popups
from studio.ui.timeline.spoken import Spoken
from studio.ui.timeline.strips import Strips
from studio.ui.timeline.switches import Switches
from studio.ui.timeline.toolbar import Toolbar
from studio.ui.timeline.view import TimelineView

_FAR = 10  # frames of a long nudge


class TimelinePanel(QWidget):
    """Toolbar and view.

    Delete and Shift+Delete belong to the panel that was used last: the window calls `delete_selected` and
    `extract_selected`.
    """

    def __init__(
        self,
        document: Document,
        session: Session,
        actions: Actions,
        standings: Standings,
        previews: Previews,
        strips: Strips,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._previews = previews
        self.cutting = Cutting(document, session, self)
        self.editing = Editing(self.cutting, self)
        self.hand = Hand(self.cutting, self)
        self._canvas = Canvas(self.cutting, self.hand, standings, previews, strips)
        self.view = TimelineView(self.cutting, self.hand, self._canvas, self)
        self._toolbar = Toolbar(actions, self)
        self._tools = QActionGroup(self)
        self._build_column()
        self._bind(actions)
        self._bind_tools(actions)
        Popups(self.cutting, self.view)
        Spoken(self.cutting, self.view)
        EmptyNote(document, actions["assemble"], self.view.viewport())
        for signal in (standings.changed, strips.changed):
            signal.connect(self.view.renew)
        previews.changed.connect(self._on_preview)

    def delete_selected(self) -> None:
        """Leave a gap where the selected clips are; close a selected gap; remove a selected transition."""
        self.cutting.delete_selected()

    def extract_selected(self) -> None:
        """Take the selected clips out and close the gap."""
        self.cutting.extract_selected()

    def _build_column(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._toolbar)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self._toolbar.zoomed.connect(self.view.zoom_to)
        self.view.scale.changed.connect(self._on_scale)

    def _bind(self, actions: Actions) -> None:
        cutting = self.cutting
        bound: dict[str, Callable[[], object]] = {
            "split": cutting.split,
            "trim_head": cutting.trim_head,
            "trim_tail": cutting.trim_tail,
            "dissolve": cutting.dissolve,
            "marker": cutting.mark,
            "assemble": cutting.assemble,
            "add_track": self._add_track,
            "zoom_in": self._zoom_in,
            "zoom_out": self._zoom_out,
            "zoom_fit": self.view.fit,
        }
        bound |= self._walks() | self._nudges() | self._edits()
        for name, act in bound.items():
            actions[name].triggered.connect(act)
        self.view.addActions(actions.at("timeline"))

    def _walks(self) -> dict[str, Callable[[], object]]:
        walk = self.view.walk
        return {
            "select_all": walk.select_all,
            "clip_back": partial(walk.along, -1),
            "clip_on": partial(walk.along, 1),
            "extend_back": partial(walk.along, -1, extend=True),
            "extend_on": partial(walk.along, 1, extend=True),
            "track_up": partial(walk.across, -1),
            "track_down": partial(walk.across, 1),
            "carry_up": partial(walk.carry, -1),
            "carry_down": partial(walk.carry, 1),
        } | self._switches()

    def _switches(self) -> dict[str, Callable[[], object]]:
        switches = Switches(self.cutting, self.view.walk.home)
        return {
            "track_target": switches.aim,
            "track_hide": partial(switches.flip, "hidden"),
            "track_lock": partial(switches.flip, "locked"),
            "track_mute": partial(switches.flip, "muted"),
            "track_solo": partial(switches.flip, "solo"),
            "track_still": partial(switches.flip, "synced"),
            "track_duck": partial(switches.flip, "ducks"),
            "track_speech": partial(switches.flip, "speech"),
        }

    def _nudges(self) -> dict[str, Callable[[], object]]:
        cutting = self.cutting
        return {
            "trim_start": partial(cutting.trim_to_playhead, at_start=True),
            "trim_end": partial(cutting.trim_to_playhead, at_start=False),
            "nudge_back": partial(cutting.nudge, -1),
            "nudge_on": partial(cutting.nudge, 1),
            "nudge_far_back": partial(cutting.nudge, -_FAR),
            "nudge_far_on": partial(cutting.nudge, _FAR),
        }

    def _edits(self) -> dict[str, Callable[[], object]]:
        editing = self.editing
        return {
            "insert": editing.insert,
            "overwrite": editing.overwrite,
            "append": editing.append,
            "replace": editing.replace,
            "lift": editing.lift,
            "extract_range": editing.extract,
            "duplicate": editing.duplicate,
            "group": editing.group,
            "ungroup": editing.ungroup,
            "detach_sound": editing.detach_sound,
            "close_gaps": editing.close_gaps,
            "marker_back": partial(self.cutting.step_marker, -1),
            "marker_on": partial(self.cutting.step_marker, 1),
        }

    def _bind_tools(self, actions: Actions) -> None:
        self._tool_actions: dict[Tool, QAction] = {tool: actions[tool] for tool in TOOLS}
        for action in self._tool_actions.values():
            self._tools.addAction(action)
        self._tools.triggered.connect(self._on_tool_chosen)
        self.hand.tool.changed.connect(self._on_tool)
        actions["select"].setChecked(True)
        self._snapping = actions["snapping"]
        self._snapping.setChecked(self._session.snapping.value)
        self._snapping.toggled.connect(self._session.snapping.set)
        self._session.snapping.changed.connect(self._on_snapping)

    @Slot()
    def _add_track(self) -> None:
        self.cutting.add_track(TrackKind.VIDEO)

    @Slot()
    def _zoom_in(self) -> None:
        self.view.zoom_by(ZOOM_STEP)

    @Slot()
    def _zoom_out(self) -> None:
        self.view.zoom_by(1 / ZOOM_STEP)

    def _on_scale(self, before: float, after: float) -> None:
        self._toolbar.show_scale(after)

    def _on_tool_chosen(self) -> None:
        self.hand.tool.set(next(tool for tool, action in self._tool_actions.items() if action.isChecked()))

    def _on_tool(self, before: Tool, after: Tool) -> None:
        self._tool_actions[after].setChecked(True)

    def _on_snapping(self, before: bool, after: bool) -> None:
        self._snapping.setChecked(after)

    def _on_preview(self, shot: ShotId) -> None:
        self._canvas.drop_preview(shot)
        self.view.renew()
