"""The player: viewer, timecode and transport over the playback."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from studio.core.edits.points import Range
from studio.core.ids import ShotId
from studio.core.project import Project
from studio.core.timecode import format_timecode, nominal_rate
from studio.core.timeline import find_cuts
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.icons import icon
from studio.ui.player.bar import ScrubBar
from studio.ui.player.comparing import Comparing
from studio.ui.player.composing import ComposeThread, Picture
from studio.ui.player.figures import LoudnessStrip
from studio.ui.player.grabbing import Grabbing
from studio.ui.player.header import PlayerHeader
from studio.ui.player.meter import LevelMeter
from studio.ui.player.metering import Metering
from studio.ui.player.playback import Playback, Played
from studio.ui.player.reel import Reel
from studio.ui.player.scopes import ScopesView
from studio.ui.player.screen import FullScreen
from studio.ui.player.seen import Sight
from studio.ui.player.shuttle import Shuttle
from studio.ui.player.sound import SoundThread
from studio.ui.player.timecode import TimecodeField
from studio.ui.player.viewer import Viewer, fit_frame
from studio.ui.player.volume import VolumeButton
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.theme import XS, M, S
from studio.ui.widgets.label import ElidedLabel, Label

_KEYS_ONCE = ("play", "shuttle_back", "shuttle_stop", "shuttle_on", "grab", "full_screen", "loop")
_ROOMY_PX = 600  # from this width on the length of the film has a place in the row


class PlayerPanel(QWidget):
    """Shows the cut at the playhead and plays it, or the take of the selected shot.

    `header` is what its dock has room for in the title; `scale_wanted` tells which share of the film's size the user
    wants to play at.
    """

    scale_wanted = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        actions: Actions,
        composing: ComposeThread,
        sound: SoundThread,
        previews: Previews,
        background: Background,
        folder: Path,
        preview_scale: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._actions = session, actions
        self._composing, self._sound, self._previews = composing, sound, previews
        self._scale = preview_scale
        self._reel = Reel(document, session, self)
        self._sight = Sight(self._reel.film)
        self._problem = ""
        self._screen: FullScreen | None = None
        self._playback = Playback(self._reel, session, composing, sound, actions["loop"], self)
        self._grabbing = Grabbing(document, session, self._reel, composing, background, folder, self._sight, self)
        self._shuttle = Shuttle(actions["shuttle_back"], actions["shuttle_stop"], actions["shuttle_on"], self)
        self._menu: QMenu | None = None
        self.header = PlayerHeader(actions, preview_scale, self)
        self.viewer = Viewer(self)
        self.comparing = Comparing(document, self._reel, self.viewer, self)
        self.scopes = ScopesView(background, self)
        self.bar = ScrubBar(self)
        self._name = ElidedLabel(tone="second", parent=self)
        self.timecode = TimecodeField(self)
        self._length = Label(tone="second", parent=self)
        self._grab = self._make_button("grab")
        self.volume = VolumeButton(self)
        self.meter = LevelMeter(self)
        self.loudness = LoudnessStrip(self)
        Metering(session, sound, self.meter, self.loudness, self)
        self._build()
        self._connect()
        self._connect_actions()
        self._on_turned(False, False)
        self._on_film_changed(self._reel.film, self._reel.film)
        self._fit()

    @property
    def played(self) -> Played:
        """The pictures shown in their time and missed since playback began the last time."""
        return self._playback.played

    def set_scale(self, scale: float) -> None:
        """Play at most at this share of the film's size; what stands is composed at all of it."""
        self._scale = scale
        self.header.scale.show_value(scale)
        self._fit()

    def renew(self) -> None:
        """Compose anew what is shown: files have come back."""
        self._playback.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As Qt asks."""
        super().resizeEvent(event)
        self._length.setVisible(self.width() >= _ROOMY_PX)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(M, S, M, S)
        row.setSpacing(XS)
        row.addWidget(self.timecode)
        row.addWidget(self._length)
        row.addStretch()
        for name in ("cut_back", "frame_back", "play", "frame_on", "cut_on", "loop"):
            row.addWidget(self._make_button(name))
        row.addStretch()
        for widget in (self._grab, self.volume, self.meter):
            row.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.viewer, 1)
        self._column.addWidget(self.comparing)
        self._column.addWidget(self.scopes)
        self._column.addWidget(self._build_source())
        self._column.addLayout(row)
        self._column.addWidget(self.loudness)

    def _build_source(self) -> QWidget:
        """What a shot has in place of the timeline."""
        self._source = QWidget(self)
        row = QHBoxLayout(self._source)
        row.setContentsMargins(M, XS, S, 0)
        row.setSpacing(0)
        row.addWidget(self._name, 1)
        row.addWidget(self.bar, 3)
        row.addWidget(self._make_compare())
        return self._source

    def _make_compare(self) -> QToolButton:
        button = QToolButton(self)
        button.setText(self.tr("Compare"))
        button.setToolTip(self.tr("See two takes of the shot together"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self.comparing.menu)
        return button

    def _make_button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(self._actions[name])
        button.setAccessibleName(self._actions[name].text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _connect(self) -> None:
        self._composing.failed.connect(self._on_failed)
        self._composing.kept_changed.connect(self._session.kept.set)
        self._playback.shown.connect(self._on_shown)
        self._previews.changed.connect(self._on_previewed)
        self._reel.film_changed.connect(self._on_film_changed)
        self._reel.moved.connect(self._refresh)
        self._reel.marked.connect(self._refresh)
        self._reel.shows_shot.changed.connect(self._on_turned)
        self._session.speed.changed.connect(self._on_speed)
        self._shuttle.speed_wanted.connect(self._session.speed.set)
        self._shuttle.step_wanted.connect(self._step)
        self._grabbing.grabbed.connect(self._offer)
        self.volume.volume_changed.connect(self._sound.set_volume)
        self.timecode.frame_chosen.connect(self._go_to)
        self.bar.frame_chosen.connect(self._seek)
        self.viewer.resized.connect(self._fit)
        self.viewer.zoomed.connect(self._on_zoomed)
        self.header.zoom.picked.connect(self.viewer.set_zoom)
        self.header.scale.picked.connect(self.scale_wanted)
        self.viewer.pressed_twice.connect(self._actions["full_screen"].trigger)

    def _connect_actions(self) -> None:
        to = self._actions
        to["play"].triggered.connect(self.toggle)
        to["shuttle_stop"].triggered.connect(self._shuttle.stop)
        to["shuttle_on"].triggered.connect(partial(self._go, 1))
        to["shuttle_back"].triggered.connect(partial(self._go, -1))
        to["frame_back"].triggered.connect(partial(self._step, -1))
        to["frame_on"].triggered.connect(partial(self._step, 1))
        to["second_back"].triggered.connect(partial(self._step_seconds, -1))
        to["second_on"].triggered.connect(partial(self._step_seconds, 1))
        to["cut_back"].triggered.connect(partial(self._go_to_cut, -1))
        to["cut_on"].triggered.connect(partial(self._go_to_cut, 1))
        to["first"].triggered.connect(partial(self._go_to, 0))
        to["last"].triggered.connect(self._go_to_end)
        to["mark_in"].triggered.connect(self._mark_in)
        to["mark_out"].triggered.connect(self._mark_out)
        to["go_in"].triggered.connect(self._go_in)
        to["go_out"].triggered.connect(self._go_out)
        to["clear_marks"].triggered.connect(partial(self._reel.mark, Range()))
        to["show_shot"].toggled.connect(self._reel.shows_shot.set)
        to["grab"].triggered.connect(self._grabbing.grab)
        to["full_screen"].triggered.connect(self._toggle_full_screen)
        for name, zoom in (("picture_fit", None), ("picture_whole", 1.0), ("picture_double", 2.0)):
            to[name].triggered.connect(partial(self.viewer.set_zoom, zoom))
        to["safe_areas"].toggled.connect(self.viewer.show_safe_areas)
        self.viewer.show_safe_areas(to["safe_areas"].isChecked())
        to["scopes"].toggled.connect(self._show_scopes)
        self._show_scopes(to["scopes"].isChecked())
        for name in _KEYS_ONCE:
            to[name].setAutoRepeat(False)

    @Slot(bool)
    def _show_scopes(self, shown: bool) -> None:
        self.scopes.setVisible(shown)
        image = self.viewer.image()
        if shown and image is not None:
            self.scopes.show_image(image)

    @property
    def _frames(self) -> int:
        return self._reel.frames

    @Slot()
    def toggle(self) -> None:
        """Play from the playhead, from the start when it stands at the end, or pause."""
        if self._session.speed.value:
            self._session.speed.set(0.0)
            return
        if self._reel.frame >= self._frames - 1:
            self._reel.move(0)
        self._session.speed.set(1.0)

    def _go(self, way: int) -> None:
        self._shuttle.go(way, self._session.speed.value)

    @Slot(int)
    def _step(self, frames: int) -> None:
        self._session.speed.set(0.0)
        self._go_to(self._reel.frame + frames)

    def _step_seconds(self, seconds: int) -> None:
        self._step(seconds * nominal_rate(self._reel.film.frame_rate))

    @Slot(int)
    def _seek(self, frame: int) -> None:
        self._session.speed.set(0.0)
        self._go_to(frame)

    @Slot(int)
    def _go_to(self, frame: int) -> None:
        self._reel.move(min(max(frame, 0), self._frames))

    def _go_to_end(self) -> None:
        self._go_to(self._frames)

    def _go_to_cut(self, way: int) -> None:
        now = self._reel.frame
        cuts = find_cuts(self._reel.film.timeline)
        ahead = [cut for cut in cuts if (cut - now) * way > 0]
        if ahead:
            self._go_to(ahead[0] if way > 0 else ahead[-1])

    def _mark_in(self) -> None:
        end = self._reel.points.end
        begin = self._reel.frame
        self._reel.mark(Range(begin=begin, end=end if end is not None and end > begin else None))

    def _mark_out(self) -> None:
        begin = self._reel.points.begin
        end = self._reel.seen + 1
        self._reel.mark(Range(begin=begin if begin is not None and begin < end else None, end=end))

    def _go_in(self) -> None:
        self._go_to(self._reel.points.begin or 0)

    def _go_out(self) -> None:
        end = self._reel.points.end
        self._go_to((end if end is not None else self._frames) - 1)

    @Slot(object, object)
    def _on_speed(self, before: float, after: float) -> None:
        playing = bool(after)
        self._actions["play"].setIcon(icon("pause" if playing else "play"))
        self._refresh()

    @Slot(object, object)
    def _on_turned(self, before: bool, after: bool) -> None:
        self._actions["show_shot"].setChecked(after)
        self._source.setVisible(after)
        shown = self.tr("Picture of the shot's take") if after else self.tr("Picture of the film at the playhead")
        self.viewer.setAccessibleName(shown)
        self._refresh()

    @Slot(object, object)
    def _on_film_changed(self, before: Project, after: Project) -> None:
        self._problem = ""
        self._sight.follow(after)
        self._length.setText(f"/ {format_timecode(after.timeline.frames, after.frame_rate)}")
        if (before.width, before.height) != (after.width, after.height):
            self._fit()
        self._refresh()

    @Slot()
    def _fit(self) -> None:
        project = self._reel.film
        film = (project.width, project.height)
        # Before it is laid out its room means nothing.
        room = self.viewer.room_px() if self.viewer.isVisible() else film
        self.viewer.set_film(*film)
        self._playback.set_sizes(fit_frame(film, room, 1.0), fit_frame(film, room, self._scale))

    @Slot()
    def _on_zoomed(self) -> None:
        self.header.show_zoom(self.viewer.zoom())
        self._fit()

    @Slot()
    def _refresh(self) -> None:
        """All that follows from where the playhead is."""
        project, frame = self._reel.film, self._reel.frame
        self.timecode.show_frame(frame, project.frame_rate)
        self.bar.show_place(frame, self._frames, self._reel.points, project.frame_rate)
        self._name.setText(self._reel.shot.name if self._reel.shot else "")
        shot = self._sight.shot(self._reel.seen)
        playing = bool(self._session.speed.value)
        is_waiting = shot is not None and (shot.take is None or not playing)
        self.viewer.show_cover(self._previews.image(shot.id) if shot is not None and is_waiting else None)
        nothing = self._sight.is_empty(self._reel.seen) and not playing
        self.viewer.show_note(self._problem or (self._describe_nothing(frame) if nothing else ""))

    def _describe_nothing(self, frame: int) -> str:
        if self._reel.shows_shot.value:
            return self.tr("Choose a shot to see its take here.")
        if not self._frames:
            return self.tr("The cut is empty. Render a shot or assemble the storyboard.")
        if frame >= self._frames:
            return self.tr("The film ends before here.")
        return self.tr("A gap: nothing is seen here.")

    @Slot(object)
    def _on_previewed(self, shot: ShotId) -> None:
        self._refresh()

    @Slot(object)
    def _on_shown(self, picture: Picture) -> None:
        self.viewer.show_image(picture.image, picture.beside)
        self.scopes.show_image(picture.image)
        if self._problem:
            self._problem = ""
            self._refresh()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._problem = sentence
        self._refresh()

    @Slot(QMenu)
    def _offer(self, menu: QMenu) -> None:
        """What can be made of a grabbed frame, at the button that grabs."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = menu
        size = menu.sizeHint()
        menu.popup(self._grab.mapToGlobal(QPoint(0, -size.height())))

    @Slot()
    def _toggle_full_screen(self) -> None:
        if self._screen is not None:
            self._screen.close()
            return
        self._screen = FullScreen(self.viewer, self._actions, self)
        self._screen.closed.connect(self._leave_full_screen)
        self._screen.showFullScreen()

    @Slot()
    def _leave_full_screen(self) -> None:
        if self._screen is not None:
            self._column.insertWidget(0, self.viewer, 1)
            self.viewer.show()
            self._screen.deleteLater()
            self._screen = None
