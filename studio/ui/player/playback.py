"""`Playback`: moves the playhead by the clock, and has each picture there when its time comes."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction

from studio.core.edits.match import remove_matches
from studio.core.edits.points import Range
from studio.core.project import Project
from studio.ui.player.clock import Clock
from studio.ui.player.composing import KEPT_BYTES, ComposeThread, Picture, Wish
from studio.ui.player.reel import Reel
from studio.ui.player.route import Route, plan_route
from studio.ui.player.sound import SoundThread
from studio.ui.session import Session

_TICK_MS = 5
_AHEAD = 8  # frames composed before their time
_READY = 3  # of them there are before playback begins …
_REST_MS = 1000  # without a touch, after which frames are made to be kept
_HURRY = 0.25  # … or so many seconds have passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How many pictures were shown in their time since playback began, and how many were not."""

    shown: int = 0
    missed: int = 0


class Playback(QObject):
    """Follows the session's speed and the reel's playhead, and sends the picture to be seen.

    The sound leads, at whatever speed; where there is no sound device, the machine's clock.
    """

    shown = Signal(object)

    def __init__(
        self,
        reel: Reel,
        session: Session,
        composing: ComposeThread,
        sound: SoundThread,
        loop: QAction,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reel, self._session = reel, session
        self._composing, self._sound, self._loop = composing, sound, loop
        self._still, self._moving = (2, 2), (2, 2)
        self._serial = 0
        self._ready: dict[int, Picture] = {}
        self._due: dict[int, int] = {}  # the step at which a frame that was asked for is to be seen
        self._lead = 0  # steps that are passed over because no picture of theirs would be there in time
        self._route: Route | None = None
        self._clock: Clock | None = None  # there is one once playback runs
        self._since = 0.0
        self._is_sound_asked = False
        self._step = 0
        self._seen = -1  # the step of the picture that is shown
        self._own: int | None = None
        self._bare = reel.film, remove_matches(reel.film)
        self.played = Played()
        self._ticks = QTimer(self)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._on_tick)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._store)
        composing.composed.connect(self._on_composed)
        reel.film_changed.connect(self._on_film_changed)
        reel.moved.connect(self._on_moved)
        session.speed.changed.connect(self._on_speed)
        reel.marked.connect(self._on_range)
        session.matched.changed.connect(self._on_matched)
        loop.toggled.connect(self._reseat)

    def set_sizes(self, still: tuple[int, int], moving: tuple[int, int]) -> None:
        """Compose pictures of these sizes in pixels from now on: of a frame that stands, and while it plays."""
        before = self._size
        self._still, self._moving = still, moving
        if self._size != before:
            self.renew()

    def renew(self) -> None:
        """Compose anew: what has been composed is no longer right."""
        self._serial += 1
        self._ready.clear()
        self._due.clear()
        self._seen = -1
        self._ask()

    def forget(self) -> None:
        """The same, and of what is kept as well: files have changed."""
        self._composing.forget()
        self.renew()

    @property
    def _size(self) -> tuple[int, int]:
        return self._still if self._route is None else self._moving

    @property
    def _frames(self) -> int:
        return self._reel.frames

    @Slot(object, object)
    def _on_speed(self, before: float, after: float) -> None:
        if not after:
            self._route = self._clock = None
            self._ticks.stop()
            self._sound.stop()
            self.renew()
        elif not self._frames:
            self._session.speed.set(0.0)
        else:
            if not before:
                self.played = Played()
            self._seat(self._reel.frame)

    @Slot(object, object)
    def _on_moved(self, before: int, after: int) -> None:
        if self._route is None:
            self._ask()
        elif after != self._own:
            self._seat(after)

    @Slot(object, object)
    def _on_film_changed(self, before: Project, after: Project) -> None:
        self._sound.follow(after)
        if before.timeline.frames != after.timeline.frames or before.frame_rate != after.frame_rate:
            self._reseat()
        self.renew()

    @Slot(object, object)
    def _on_range(self, before: Range, after: Range) -> None:
        if self._route is not None and self._route.loops:
            self._reseat()

    @Slot(object, object)
    def _on_matched(self, before: bool, after: bool) -> None:
        self.renew()

    @Slot()
    def _reseat(self) -> None:
        if self._route is None:
            return
        if self._frames:
            self._seat(min(self._reel.frame, self._frames - 1))
        else:
            self._session.speed.set(0.0)

    def _seat(self, frame: int) -> None:
        """Play from a frame on, once its sound and some pictures are there."""
        speed, loops = self._session.speed.value, self._loop.isChecked()
        self._route = plan_route(self._frames, self._reel.points, frame, speed, loops=loops)
        self._clock, self._step, self._lead = None, 0, 0
        self._since, self._is_sound_asked = perf_counter(), False
        self._sound.stop()
        self._move(self._route.begin)
        self.renew()
        self._ticks.start()

    def _ask(self) -> None:
        if self._route is None:
            frames: tuple[int, ...] = (self._reel.seen,)
        else:
            steps = range(self._step + self._lead, self._step + self._lead + _AHEAD)
            due = {frame: step for step in reversed(steps) if (frame := self._route.frame(step)) is not None}
            frames = tuple(reversed(due))
            self._due.update(due)
        film, beside = self._choose_film(), self._reel.beside
        kept = None if self._reel.shows_shot.value else self._moving
        wish = Wish(project=film, frames=frames, size=self._size, serial=self._serial, beside=beside, kept_size=kept)
        self._composing.store(None)
        self._composing.ask(wish)
        if self._route is None and kept is not None:
            self._rest.start()
        else:
            self._rest.stop()

    @Slot()
    def _store(self) -> None:
        """Make the frames from the playhead on, and then those before it, as many as can be kept."""
        here, size = self._reel.frame, self._moving
        most = KEPT_BYTES // (3 * (size[0] + 1) * size[1])
        frames = (*range(here, self._frames), *range(min(here, self._frames)))[:most]
        wish = Wish(project=self._choose_film(), frames=frames, size=size, serial=self._serial, kept_size=size)
        self._composing.store(wish)

    def _choose_film(self) -> Project:
        """The film, with its matches or without them."""
        film = self._reel.film
        if self._session.matched.value:
            return film
        if self._bare[0] is not film:
            self._bare = film, remove_matches(film)
        return self._bare[1]

    def _move(self, frame: int) -> None:
        self._own = frame
        self._reel.move(frame)

    @Slot()
    def _on_tick(self) -> None:
        route = self._route
        if route is None:
            return
        now = perf_counter()
        if self._clock is None:
            self._begin_when_ready(route, now)
            return
        seconds = self._clock.read(now, self._sound.heard(now))
        step = int(seconds * float(self._reel.film.frame_rate))
        if step > self._step:
            self._go_on(route, step)

    def _begin_when_ready(self, route: Route, now: float) -> None:
        if len(self._ready) < min(_READY, len(self._due) - 1) and now - self._since < _HURRY:
            return
        if not self._is_sound_asked:
            self._is_sound_asked = True
            self._sound.play(self._reel.film, route)
        elif self._sound.is_silent or self._sound.heard(now) is not None:
            self._clock = Clock(now)

    def _go_on(self, route: Route, step: int) -> None:
        in_time = self._seen >= self._step
        self.played = Played(shown=self.played.shown + in_time, missed=self.played.missed + step - self._step - in_time)
        self._step = step
        frame = route.frame(step)
        if frame is None:
            self._session.speed.set(0.0)
            self._move(route.high - 1 if route.speed > 0 else route.low)
            return
        if frame in self._ready:
            self._show(step, self._ready[frame])
        elif self._seen >= 0 and frame == route.frame(self._seen):
            self._seen = step
        self._ask()
        self._due = {each: due for each, due in self._due.items() if due > self._seen}
        self._ready = {each: picture for each, picture in self._ready.items() if self._due.get(each, -1) > step}
        self._move(frame)

    def _show(self, step: int, picture: Picture) -> None:
        self._seen = step
        self.shown.emit(picture)

    @Slot(int, int, object)
    def _on_composed(self, serial: int, frame: int, picture: Picture) -> None:
        if self._route is None:
            if serial == self._serial or frame == self._reel.seen:  # not what was on its way when playback stopped
                self.shown.emit(picture)
        elif serial == self._serial and frame in self._due:
            due = self._due[frame]
            if due > self._step:
                self._ready[frame] = picture
                self._lead = max(0, self._lead - (len(self._ready) >= _READY))
            else:
                self._lead = min(_AHEAD, self._lead + self._step - due)
                if due > self._seen:
                    self._show(due, picture)
