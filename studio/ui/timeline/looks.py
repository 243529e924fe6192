"""What clips show of their sources: name, the cast's colours, the file and how a shot stands. Cached per source."""

from __future__ import annotations

from dataclasses import dataclass

from studio.core.ids import ShotId
from studio.core.plan import find_cast
from studio.core.project import Media, MediaKind, Project, Shot, find_media
from studio.core.timeline import OfMedia, OfShot, Solid, Source, Title
from studio.ui.storyboard.standings import Standing, Standings
from studio.ui.widgets.state_mark import ShotState

_GONE = Standing(state=ShotState.DRAFT)
_THERE = Standing(state=ShotState.READY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a source lends its clips.

    `path` is that of its file, which has so many `frames`; one frame of the film takes `pace` of them. `words` are
    those of a title.
    """

    name: str
    path: str = ""
    frames: int = 1
    pace: float = 1.0
    colour: str = ""
    words: str = ""


class Looks:
    """The looks of the sources of a film; only those that are asked for are made."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._project: Project | None = None
        self._shots: dict[ShotId, Shot] = {}
        self._looks: dict[Source, Look] = {}
        self._stands: dict[ShotId, Standing] = {}
        self._colours: dict[ShotId, tuple[Shot, tuple[str, ...]]] = {}
        self.version = 0  # goes up when shots or cast have changed

    def watch(self, project: Project) -> None:
        """Take in the film as it is now; cheap when shots and cast are the same objects as before."""
        before, self._project = self._project, project
        if project is not before:
            self._stands.clear()
        if before is None or project.cast is not before.cast:
            self.version += 1
            self._colours.clear()
        kept = before is not None and project.scenes is before.scenes and project.media is before.media
        if before is None or not kept or project.frame_rate != before.frame_rate:
            self.version += 1
            self._looks.clear()
            self._shots = {shot.id: shot for shot in project.shots}

    def forget_standings(self) -> None:
        """Ask anew how shots stand: the queue has gone on."""
        self._stands.clear()

    def look(self, source: Source) -> Look:
        """The look of a source."""
        known = self._looks.get(source)
        if known is None:
            known = self._looks[source] = self._make(source)
        return known

    def standing(self, source: Source) -> Standing:
        """How a shot stands with its take and the queue; what is no shot is there."""
        if not isinstance(source, OfShot):
            return _THERE
        known = self._stands.get(source.shot)
        if known is None:
            found = self._shots.get(source.shot)
            known = self._stands[source.shot] = self._standings.of(found) if found else _GONE
        return known

    def colours(self, shot: ShotId | None) -> tuple[str, ...]:
        """The colours of a shot's cast."""
        found = self._shots.get(shot) if shot else None
        if shot is None or found is None or self._project is None:
            return ()
        known = self._colours.get(shot)
        if known is None or known[0] is not found:
            known = (found, tuple(each.colour for each in find_cast(self._project, found)))
            self._colours[shot] = known
        return known[1]

    def _make(self, source: Source) -> Look:
        match source:
            case OfShot(shot=shot):
                return self._make_of_shot(self._shots.get(shot))
            case OfMedia(media=media) if self._project is not None:
                return _make_of_media(find_media(self._project, media))
            case Title(text=text):
                words = " ".join(text.split())
                return Look(name=words, words=words)
            case Solid(colour=colour):
                return Look(name=colour, colour=colour)
            case _:
                return Look(name="")

    def _make_of_shot(self, shot: Shot | None) -> Look:
        take = shot.take if shot else None
        if shot is None or take is None or self._project is None:
            return Look(name=shot.name if shot else "")
        pace = float(take.request.frame_rate / self._project.frame_rate)
        return Look(name=shot.name, path=take.path, frames=take.frames, pace=pace)


def _make_of_media(media: Media) -> Look:
    frames = 1 if media.kind is MediaKind.PICTURE else max(1, media.frames)
    return Look(name=media.name, path=media.path, frames=frames)
