"""`Sources`: the pictures of what clips show, laid on the canvas as their looks say."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from pathlib import Path

from av.video.frame import VideoFrame

from studio.core.curve import list_values
from studio.core.ids import MediaId, ShotId
from studio.core.match import Match
from studio.core.project import Media, MediaKind, Project, Shot
from studio.core.timeline import Clip, OfMedia, OfShot, Solid, Title
from studio.media.blend import Size, blend, draw_slate, fit, letterbox, make_solid, refine
from studio.media.cache import FrameCache
from studio.media.colour import convert
from studio.media.lanes import Stretch
from studio.media.match import apply_match
from studio.media.place import Layer, Spot, crop, is_seen, outline, paste, read_spot, resample
from studio.media.pool import Pool
from studio.media.reader import TakeReader
from studio.media.stills import Stills
from studio.media.titles import cover_title

_NEAR_BYTES = 96 << 20  # of frames between which others lie: each is asked for several times


class Sources:
    """The pictures of clips, from takes, files, words and colours. One thread at a time."""

    def __init__(self, folder: Path, cache: FrameCache) -> None:
        self._folder = folder
        self._cache = cache
        self._near = FrameCache(_NEAR_BYTES)
        self._readers = Pool(TakeReader)
        self._stills = Stills()

    def follow(self, project: Project) -> None:
        """Draw from this state of the film from now on."""
        self._rate = project.frame_rate
        self._shots: dict[ShotId, Shot] = {shot.id: shot for shot in project.shots}
        self._media: dict[MediaId, Media] = {each.id: each for each in project.media}

    def turn(self) -> None:
        """Another frame begins."""
        self._readers.turn()

    def draw(self, stretch: Stretch, number: int, canvas: Size) -> Layer | None:
        """The picture of a clip at a frame of the cut with where it lies; nothing for a sound and off the canvas.

        Raises `StudioError` for a file that is damaged.
        """
        clip = stretch.clip
        spot = read_spot(clip.look, stretch.inside(number)) if clip.look else None
        match clip.source:
            case OfShot(shot=shot):
                return self._draw_take(stretch, number, self._shots[shot], spot, canvas)
            case OfMedia(media=media):
                return self._draw_media(stretch, number, self._media[media], spot, canvas)
            case Title() as title:
                covered = cover_title(title, canvas, spot, _find_largest(clip))
                return None if covered is None else (make_solid(title.colour, canvas), covered)
            case Solid(colour=colour):
                if spot is not None and not is_seen(canvas, spot, canvas):
                    return None
                return make_solid(colour, canvas), outline(canvas, spot, canvas) if spot else 1.0

    def close(self) -> None:
        """Close the files."""
        self._readers.close()

    def _draw_take(self, stretch: Stretch, number: int, shot: Shot, spot: Spot | None, canvas: Size) -> Layer | None:
        take = shot.take
        reader = self._readers.get(self._folder / take.path) if take else None
        if take is None or reader is None:
            return _draw_missing(shot.name, spot, canvas)
        match = stretch.clip.match
        if match is not None and match.take != take.id:
            match = None  # it was measured on another take
        return self._draw_video(reader, stretch, number, match, spot, canvas)

    def _draw_media(self, stretch: Stretch, number: int, media: Media, spot: Spot | None, canvas: Size) -> Layer | None:
        path = self._folder / media.path
        if media.kind is MediaKind.SOUND:
            return None
        if media.kind is MediaKind.VIDEO:
            reader = self._readers.get(path)
            if reader is None:
                return _draw_missing(media.name, spot, canvas)
            return self._draw_video(reader, stretch, number, None, spot, canvas)
        still = self._stills.get(path, canvas, _find_largest(stretch.clip))
        if still is None:
            return _draw_missing(media.name, spot, canvas)
        if still.alpha is None and spot is None:
            return letterbox(still.frame, canvas), 1.0
        box, spot = fit(still.size, canvas), spot or Spot()
        if not is_seen(box, spot, canvas):
            return None
        covered = outline(box, spot, canvas)
        if still.alpha is not None:
            covered = crop(resample(still.alpha, box, spot, canvas), covered)
        return paste(still.frame, box, spot, canvas), covered

    def _draw_video(
        self, reader: TakeReader, stretch: Stretch, number: int, match: Match | None, spot: Spot | None, canvas: Size
    ) -> Layer | None:
        box = fit((reader.width, reader.height), canvas)
        if spot is not None and not is_seen(box, spot, canvas):
            return None
        position = stretch.source(number)
        if reader.rate != self._rate:
            position = position * reader.rate / self._rate
        first, last = floor(position), reader.frame_count - 1
        part = position - first if stretch.clip.smooth and 0 <= first < last else Fraction(0)
        first = min(max(first, 0), last)
        size = refine((reader.width, reader.height), box, _find_largest(stretch.clip))
        key = (reader.path, first, canvas, match, part, spot, size)
        picture = self._cache.get(key)
        if picture is None:
            between = self._read_between(reader, first, float(part), size)
            graded = apply_match(between, match)
            picture = paste(graded, box, spot, canvas) if spot else letterbox(graded, canvas)
            self._cache.put(key, picture)
        return picture, outline(box, spot, canvas) if spot else 1.0

    def _read_between(self, reader: TakeReader, number: int, part: float, size: Size) -> VideoFrame:
        """A frame of a file at a size, or what lies that far between it and the next."""
        if not part:
            return convert(reader.frame(number), size=size)
        near: list[VideoFrame] = []
        for each in (number, number + 1):
            key = reader.path, each, size
            frame = self._near.get(key)
            if frame is None:
                frame = convert(reader.frame(each), size=size)
                self._near.put(key, frame)
            near.append(frame)
        return blend([(near[0], 1 - part), (near[1], part)])


def _draw_missing(name: str, spot: Spot | None, canvas: Size) -> Layer | None:
    slate = draw_slate(name, canvas)
    if spot is None:
        return slate, 1.0
    if not is_seen(canvas, spot, canvas):
        return None
    return paste(slate, canvas, spot, canvas), outline(canvas, spot, canvas)


def _find_largest(clip: Clip) -> float:
    """The largest scale that a clip has anywhere, so that its sharpness does not change on the way."""
    return max(list_values(clip.look.scale)) if clip.look else 1.0
