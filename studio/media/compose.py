"""`Composer`: the one renderer. The player shows its frames, an exporter writes them."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

from av.video.frame import VideoFrame

from studio.core.curve import value_at
from studio.core.ids import ShotId
from studio.core.project import Project, Shot
from studio.core.timeline import TrackKind, shot_of
from studio.media.blend import Size, blend, draw_slate, fit, letterbox, make_black
from studio.media.cache import FrameCache
from studio.media.colour import convert
from studio.media.lanes import Lane, Stretch, lay_lanes
from studio.media.match import apply_match
from studio.media.pool import Pool
from studio.media.reader import TakeReader

_FAINTEST = 1 / 4096  # less than half a level of 10 bits


class Composer:
    """The pictures of a film's cut. One thread at a time; files stay open between frames.

    Frames are 10-bit 4:2:2 in BT.709 limited range and must not be written to. Where one clip of the film's size is
    seen alone and has no match, they are the take's own, bit for bit. A player gives a cache; an export, which reads
    everything once, needs none.
    """

    def __init__(self, project: Project, folder: Path, cache: FrameCache | None = None) -> None:
        self._folder = folder
        self._cache = cache or FrameCache(0)
        self._readers = Pool(TakeReader)
        self._lanes: list[Lane] = []
        self.follow(project)

    def follow(self, project: Project) -> None:
        """Render this state of the film from now on."""
        self._project = project
        self._shots: dict[ShotId, Shot] = {shot.id: shot for shot in project.shots}
        tracks = tuple(track for track in project.timeline.tracks if track.kind == TrackKind.VIDEO and not track.hidden)
        self._lanes = lay_lanes(tracks, self._lanes)

    def frame(self, number: int, size: Size | None = None) -> VideoFrame:
        """A frame of the cut at a size, by default the film's. Raises `StudioError` for a take that is damaged.

        Upper tracks cover lower ones; nothing is black. Pictures of another shape are letterboxed. A shot without a
        take, or whose file is gone, shows a slate.
        """
        canvas = size or (self._project.width, self._project.height)
        layers = [(self._picture(stretch, number, canvas), weight) for stretch, weight in self._visible(number)]
        if not layers:
            return make_black(canvas)
        if len(layers) == 1 and layers[0][1] == 1:
            return layers[0][0]
        return blend(layers)

    def close(self) -> None:
        """Close the files."""
        self._readers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _visible(self, number: int) -> list[tuple[Stretch, float]]:
        """The clips seen at a frame, from the top down, each with its share of the picture."""
        visible: list[tuple[Stretch, float]] = []
        left = 1.0
        for lane in reversed(self._lanes):
            shares = [
                (each, left * value_at(each.clip.opacity, each.inside(number)) * each.level(number))
                for each in lane.between(number, number + 1)
            ]
            visible += [(stretch, share) for stretch, share in shares if share > _FAINTEST]
            left -= sum(share for _, share in shares)
            if left < _FAINTEST:
                break
        return visible

    def _picture(self, stretch: Stretch, number: int, canvas: Size) -> VideoFrame:
        shot = self._shots[shot_of(stretch.clip)]
        take = shot.take
        path = self._folder / take.path if take else None
        reader = self._readers.get(path) if path else None
        if take is None or reader is None:
            return draw_slate(shot.name, canvas)
        source = int(stretch.source(number))
        if reader.rate != self._project.frame_rate:
            source = int(Fraction(source) * reader.rate / self._project.frame_rate)
        match = stretch.clip.match
        if match is not None and match.take != take.id:
            match = None  # it was measured on another take
        key = (path, min(max(source, 0), reader.frame_count - 1), canvas, match)
        picture = self._cache.get(key)
        if picture is None:
            scaled = convert(reader.frame(key[1]), size=fit((reader.width, reader.height), canvas))
            picture = letterbox(apply_match(scaled, match), canvas)
            self._cache.put(key, picture)
        return picture
