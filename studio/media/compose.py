"""`Composer`: the one renderer. The player shows its frames, an exporter writes them."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from av.video.frame import VideoFrame

from studio.core.curve import value_at
from studio.core.project import Project
from studio.core.timeline import TransitionKind
from studio.media.blend import Size, blend, make_black
from studio.media.cache import FrameCache
from studio.media.coverage import FAINTEST, Weight, is_faint, less, times
from studio.media.lanes import Lane, Stretch, lay_seen
from studio.media.passages import is_shown, pass_over
from studio.media.place import Layer
from studio.media.sources import Sources


class Composer:
    """The pictures of a film's cut. One thread at a time; files stay open between frames.

    Frames are 10-bit 4:2:2 in BT.709 limited range and must not be written to. Where one clip of the film's size is
    seen alone and has no match and no look, they are the take's own, bit for bit. A player gives a cache; an export,
    which reads everything once, needs none.
    """

    def __init__(self, project: Project, folder: Path, cache: FrameCache | None = None) -> None:
        self._folder = folder
        self._sources = Sources(folder, cache or FrameCache(0))
        self._lanes: list[Lane] = []
        self.follow(project)

    def follow(self, project: Project) -> None:
        """Render this state of the film from now on."""
        self._project = project
        self._sources.follow(project)
        self._lanes = lay_seen(project.timeline, self._lanes)

    def frame(self, number: int, size: Size | None = None) -> VideoFrame:
        """A frame of the cut at a size, by default the film's. Raises `StudioError` for a file that is damaged.

        Upper tracks cover lower ones; nothing is black. Pictures of another shape are letterboxed, with a look they
        stand free. A shot without a take, or whose file is gone, shows a slate, as does a file that is gone.
        """
        canvas = size or (self._project.width, self._project.height)
        layers = self._list_layers(number, canvas)
        if not layers:
            return make_black(canvas)
        if len(layers) == 1 and layers[0][1] == 1:
            return layers[0][0]
        return blend(layers)

    def close(self) -> None:
        """Close the files."""
        self._sources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _list_layers(self, number: int, canvas: Size) -> list[Layer]:
        """What is seen at a frame, from the top down, each with its share of the picture."""
        self._sources.turn()
        layers: list[Layer] = []
        left: Weight = 1.0
        for lane in reversed(self._lanes):
            shown = [
                (picture, times(left, weight))
                for stretch in lane.between(number, number + 1)
                for picture, weight in self._show(stretch, number, canvas)
            ]
            layers += [layer for layer in shown if not is_faint(layer[1])]
            for _, weight in shown:
                left = less(left, weight)
            if is_faint(left):
                break
        return layers

    def _show(self, stretch: Stretch, number: int, canvas: Size) -> Iterator[Layer]:
        """The layers of a clip at a frame."""
        clip, passage = stretch.clip, stretch.passage(number)
        share = value_at(clip.opacity, stretch.inside(number))
        if passage is not None and passage.transition.kind is TransitionKind.DISSOLVE:
            share *= stretch.level(number)
        if share <= FAINTEST or (passage is not None and not is_shown(passage)):
            return
        layer = self._sources.draw(stretch, number, canvas)
        if layer is None:
            return
        layer = layer[0], times(layer[1], share)
        if passage is None:
            yield layer
        else:
            yield from pass_over(layer, passage, canvas)
