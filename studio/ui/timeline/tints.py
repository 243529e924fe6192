"""`Tints`: per clip of a track the colours of its cast and whether it is selected, as arrays that paint columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.core.ids import ClipId, TrackId
from studio.core.timeline import Clip
from studio.ui.places import Places
from studio.ui.timeline.columns import Colours, Columns
from studio.ui.timeline.ink import Ink
from studio.ui.timeline.looks import Looks

MOST_COLOURS = 4  # side by side


class _TrackTints:
    """The arrays of one track; the cast's colours are looked up for clips that come into view."""

    def __init__(self, places: Places) -> None:
        count = len(places)
        self.places = places
        self.colours = np.zeros((count, MOST_COLOURS), np.uint32)
        self.counts = np.ones(count, np.int64)
        self.known = np.zeros(count, np.bool_)
        self.selection: frozenset[ClipId] = frozenset()
        self.selected = np.zeros(count, np.bool_)


class Tints:
    """Kept from one painting to the next, as long as track, cast, shots and theme are the same."""

    def __init__(self) -> None:
        self._tracks: dict[TrackId, _TrackTints] = {}
        self._basis: tuple[object, int] | None = None

    def foot(self, track: TrackId, places: Places, columns: Columns, looks: Looks, ink: Ink) -> Colours:
        """A colour of the cast for each column; the members of a cast share the width of their clip."""
        if self._basis != (ink, looks.version):
            self._tracks.clear()
            self._basis = (ink, looks.version)
        tints = self._of(track, places)
        unknown: list[int] = columns.clips[columns.shown & ~tints.known[columns.clips]].tolist()
        for number in set(unknown):
            item = places.item(number)
            if isinstance(item, Clip):
                cast = [ink.cast(colour).rgba() for colour in looks.colours(item.shot)[:MOST_COLOURS]] or [
                    ink.edge.rgba()
                ]
                tints.colours[number, : len(cast)] = cast
                tints.counts[number] = len(cast)
                tints.known[number] = True
        which = np.minimum(columns.parts * tints.counts[columns.clips], tints.counts[columns.clips] - 1)
        return tints.colours[columns.clips, which.astype(np.int64)]

    def selected(self, track: TrackId, places: Places, selection: frozenset[ClipId]) -> NDArray[np.bool_]:
        """Whether each clip of the track is selected."""
        tints = self._of(track, places)
        if tints.selection is not selection:
            tints.selection = selection
            tints.selected = places.mark(selection)
        return tints.selected

    def _of(self, track: TrackId, places: Places) -> _TrackTints:
        tints = self._tracks.get(track)
        if tints is None or tints.places is not places:
            tints = self._tracks[track] = _TrackTints(places)
        return tints
