"""`SeamWork`: measures the seam before a clip and its chain, off the GUI thread."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.ids import ClipId, ShotId
from studio.core.project import Project, find_shot
from studio.core.seams import Seam, find_chain, find_seam_before, find_shown
from studio.core.timeline import Clip, shot_of
from studio.render.seams import Link, follow_chain, survey_seam
from studio.ui.background import Background

_PAUSE_MS = 250  # without another wish, before anything is looked up

Chain = tuple[Clip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A shot's clip with the seam before it, if it meets a clip there, and the chain that it is part of, if any.

    `takes` are the files of all of them: what is measured changes with these, with the clips and with the size.
    """

    clip: Clip
    seam: Seam | None
    chain: Chain
    takes: tuple[str, ...]
    size: tuple[int, int]


class SeamWork(QObject):
    """Only the newest wish counts. `seen` tells what is being measured, or that there is nothing; then come
    `surveyed` and, one after the other, the links of the chain."""

    seen = Signal(object)
    surveyed = Signal(object)
    linked = Signal(object)
    failed = Signal(str)

    def __init__(self, folder: Path, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._background = folder, background
        self._serial = 0
        self._sight: Sight | None = None
        self._wish: tuple[Project, ShotId, frozenset[ClipId]] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)

    def watch(self, project: Project, shot: ShotId, clips: frozenset[ClipId]) -> None:
        """Measure what lies before the first clip of a shot, or before the one of `clips` that shows it."""
        self._wish = project, shot, clips
        self._pause.start()

    def rest(self) -> None:
        """Measure nothing, and forget what was."""
        self._pause.stop()
        self._serial += 1
        self._wish = self._sight = None

    def _look(self) -> None:
        if self._wish is not None:
            project, shot, clips = self._wish
            work = partial(look_up, project, shot, clips)
            self._background.run(self, work, partial(self._on_seen, project))

    def _on_seen(self, project: Project, sight: Sight | None) -> None:
        if self._wish is None or project is not self._wish[0]:
            return  # another wish came meanwhile
        is_other, self._sight = sight != self._sight, sight
        self._serial += is_other
        self.seen.emit(sight)
        if sight is not None and sight.seam is not None and is_other:
            survey = partial(survey_seam, project, self._folder, sight.seam)
            self._background.run(
                self, survey, partial(self._on_surveyed, self._serial), partial(self._on_failed, self._serial)
            )
            self._go_on(self._serial, follow_chain(project, self._folder, sight.chain))

    def _go_on(self, serial: int, links: Generator[Link, None, None]) -> None:
        """One clip at a time, so that other reading comes between."""
        work = partial(next, links, None)
        self._background.run(self, work, partial(self._on_link, serial, links), partial(self._on_failed, serial))

    def _on_surveyed(self, serial: int, survey: object) -> None:
        if serial == self._serial:
            self.surveyed.emit(survey)

    def _on_link(self, serial: int, links: Generator[Link, None, None], link: Link | None) -> None:
        if serial == self._serial and link is not None:
            self.linked.emit(link)
            self._go_on(serial, links)

    def _on_failed(self, serial: int, sentence: str) -> None:
        if serial == self._serial:
            self.failed.emit(sentence)


def look_up(project: Project, shot: ShotId, clips: frozenset[ClipId]) -> Sight | None:
    """What there is to see for a shot; nothing where its clip meets none at its beginning and has no match either."""
    shown = list(find_shown(project, shot))
    clip = next((each for each in shown if each.id in clips), next(iter(shown), None))
    if clip is None:
        return None
    seam = find_seam_before(project, clip.id)
    if seam is None and clip.match is None:
        return None
    chain = find_chain(project, clip.id) if seam else ()
    looked_at = (clip, *((seam.before,) if seam else ()), *chain)
    takes = (find_shot(project, shot_of(each)).take for each in looked_at)
    return Sight(
        clip=clip,
        seam=seam,
        chain=chain,
        takes=tuple(take.path if take else "" for take in takes),
        size=(project.width, project.height),
    )
