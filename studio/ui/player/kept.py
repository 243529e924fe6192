"""`Kept`: frames of the film that have been composed and are still right."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from PySide6.QtGui import QImage

from studio.core.project import Project
from studio.core.timeline import OfMedia, OfShot
from studio.media.lanes import Lane, Stretch, lay_seen

Size = tuple[int, int]
Span = tuple[int, int]


class Kept:
    """At most so many bytes of frames by number; those not used for longest go first. One thread at a time."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._film: _Film | None = None
        self._size: Size | None = None

    def follow(self, film: Project, size: Size) -> None:
        """Keep frames of this state of the film at this size; those that look otherwise now are dropped."""
        before = self._film
        if before is not None and before.project is film and size == self._size:
            return
        now = _Film(film, [] if before is None else before.lanes)
        if before is None or size != self._size or _canvas(before.project) != _canvas(film):
            self.clear()
        else:
            for frame in [each for each in self._images if before.describe(each) != now.describe(each)]:
                self._bytes -= self._images.pop(frame).sizeInBytes()
        self._film, self._size = now, size

    def get(self, frame: int) -> QImage | None:
        """A frame, or nothing."""
        image = self._images.get(frame)
        if image is not None:
            self._images.move_to_end(frame)
        return image

    def put(self, frame: int, image: QImage) -> None:
        """Keep a frame of the film that was followed last."""
        if frame in self._images:
            return
        self._images[frame] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > self._most_bytes:
            self._bytes -= self._images.popitem(last=False)[1].sizeInBytes()

    def clear(self) -> None:
        """Keep nothing."""
        self._images.clear()
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """What the frames take in memory."""
        return self._bytes

    def spans(self) -> tuple[Span, ...]:
        """Which frames are kept, as half-open ranges in order."""
        return find_spans(self._images)


def find_spans(frames: Iterable[int]) -> tuple[Span, ...]:
    """{1, 2, 3, 7} → (1, 4), (7, 8)."""
    spans: list[Span] = []
    for frame in sorted(frames):
        if spans and spans[-1][1] == frame:
            spans[-1] = spans[-1][0], frame + 1
        else:
            spans.append((frame, frame + 1))
    return tuple(spans)


class _Film:
    """A state of the film, laid out so that two states can be compared frame by frame."""

    def __init__(self, project: Project, known: list[Lane]) -> None:
        self.project = project
        self.lanes = lay_seen(project.timeline, known)
        self._shots = {shot.id: shot for shot in project.shots}
        self._media = {each.id: each for each in project.media}

    def describe(self, frame: int) -> list[tuple[tuple[Stretch, object], ...]]:
        """All that a frame shows: where two states say the same, they look the same."""
        return [tuple((each, self._source(each)) for each in lane.between(frame, frame + 1)) for lane in self.lanes]

    def _source(self, stretch: Stretch) -> object:
        match stretch.clip.source:
            case OfShot(shot=shot):
                found = self._shots[shot]
                return found.take.path if found.take else found.name
            case OfMedia(media=media):
                return self._media[media]
            case _:
                return None


def _canvas(film: Project) -> tuple[object, ...]:
    return film.width, film.height, film.frame_rate
