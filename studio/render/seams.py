"""What is seen at the seams of the cut, composed and measured: the same headless and in the window."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.core.edits.gap import Hole
from studio.core.ids import ClipId, TrackId
from studio.core.image import Image
from studio.core.match import Match
from studio.core.project import Project, Take, find_shot
from studio.core.seams import Seam
from studio.core.timeline import Clip, Timeline, Track, place_clips, shot_of
from studio.errors import StudioError
from studio.measure.grade import fit_grade
from studio.measure.seam import SEAM_FRAMES, Difference, compare, look_apart, read_look
from studio.media.blend import Size, fit
from studio.media.colour import to_rgb
from studio.media.compose import Composer
from studio.media.pictures import encode_png
from studio.storage.images import import_bytes

_SEAM_SIDE = 1280  # pixels of the longer side that frames are composed at, for sharpness …
_CHAIN_SIDE = 480  # … and for colours alone
_UNSEEN = 0.5  # ΔE₀₀, half of what is just to be seen: a match of less would only add its own error down the chain

Pictures = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A seam as it would be without a match of the later clip, as it is, and as it would be with `match`."""

    plain: Difference
    now: Difference
    match: Match
    matched: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A clip of a chain: ΔE₀₀ at its beginning, and of its look from the chain's first clip; once without any match,
    once with each clip matched to the one before: by `match`, its own where it has one, none where nobody would see."""

    clip: ClipId
    shot: str
    seam: float
    drift: float
    match: Match | None
    matched_seam: float
    matched_drift: float


def survey_seam(project: Project, folder: Path, seam: Seam) -> Survey:
    """Measure a seam, and what a match would make of it. Raises `StudioError` where a take is missing or damaged."""
    size, takes = _bound_size(project, _SEAM_SIDE), _find_takes(project, folder, (seam.before, seam.after))
    with Composer(project, folder) as composer:
        before, after = _compose(composer, project, (_tail(seam.before), _head(_with(seam.after, None))), size)
        match = _fit_match(takes, before, after)
        fitted, shown = _compose(composer, project, (_head(_with(seam.after, match)), _head(seam.after)), size)
    plain, matched = (compare(before, each, continued=seam.continued) for each in (after, fitted))
    now = compare(before, shown, continued=seam.continued) if seam.after.match else plain
    return Survey(plain=plain, now=now, match=match, matched=matched)


def match_seam(project: Project, folder: Path, seam: Seam) -> Match:
    """The match of the later clip of a seam to the earlier one. Raises `StudioError` as `survey_seam` does."""
    size, takes = _bound_size(project, _CHAIN_SIDE), _find_takes(project, folder, (seam.before, seam.after))
    with Composer(project, folder) as composer:
        before, after = _compose(composer, project, (_tail(seam.before), _head(_with(seam.after, None))), size)
    return _fit_match(takes, before, after)


def keep_ends(project: Project, folder: Path, hole: Hole) -> tuple[Image, Image]:
    """The last frame before a gap and the first one after it, as they are seen, as pictures in the film's folder.

    Raises `StudioError` as `survey_seam` does.
    """
    _find_takes(project, folder, (hole.before, hole.after))
    ends = _bare(hole.before, hole.before.frames - 1, 1), _bare(hole.after, 0, 1)
    with Composer(project, folder) as composer:
        first, last = (frames[0] for frames in _compose(composer, project, ends, (project.width, project.height)))
    return _keep(project, folder, hole.before, first), _keep(project, folder, hole.after, last)


def _keep(project: Project, folder: Path, clip: Clip, picture: Pictures) -> Image:
    height, width, _ = picture.shape
    name = f"{find_shot(project, shot_of(clip)).name}.png"
    return import_bytes(folder, encode_png(picture), suffix=".png", width_px=width, height_px=height, name=name)


def follow_chain(project: Project, folder: Path, chain: Sequence[Clip]) -> Generator[Link, None, None]:
    """Measure the clips of a chain one after the other; no file is open in between.

    Raises `StudioError` as `survey_seam` does.
    """
    size, takes = _bound_size(project, _CHAIN_SIDE), _find_takes(project, folder, chain)
    tails: list[Pictures] = []
    firsts: list[NDArray[np.float64]] = []
    for number, clip in enumerate(chain):
        match = clip.match if clip.match and clip.match.take == takes[number].id else None
        with Composer(project, folder) as composer:  # for one clip, so that no file is open while nobody goes on
            head, tail = _compose(composer, project, _ends(_with(clip, None)), size)
            if match is None and number and compare(tails[1], head, continued=True).apart > _UNSEEN:
                match = _fit_match(takes[number - 1 :], tails[1], head)
            ends = [head, tail], _compose(composer, project, _ends(_with(clip, match)), size)
        looks = [read_look(np.concatenate(each)) for each in ends]
        firsts = firsts or looks
        drifts = [look_apart(*each) for each in zip(firsts, looks, strict=True)]
        seams = [compare(before, each[0], continued=True).apart for before, each in zip(tails, ends, strict=False)]
        seam, matched_seam = seams or (0.0, 0.0)
        yield Link(
            clip=clip.id,
            shot=find_shot(project, shot_of(clip)).name,
            seam=seam,
            drift=drifts[0],
            match=match,
            matched_seam=matched_seam,
            matched_drift=drifts[1],
        )
        tails = [each[1] for each in ends]


def _fit_match(takes: Sequence[Take], before: Pictures, after: Pictures) -> Match:
    """The match of the second of two takes to the first."""
    return Match(grade=fit_grade(before, after), take=takes[1].id, before=takes[0].id)


def _with(clip: Clip, match: Match | None) -> Clip:
    return replace(clip, match=match)


def _ends(clip: Clip) -> tuple[Clip, Clip]:
    return _head(clip), _tail(clip)


def _head(clip: Clip) -> Clip:
    return _bare(clip, 0, min(SEAM_FRAMES, clip.frames))


def _tail(clip: Clip) -> Clip:
    frames = min(SEAM_FRAMES, clip.frames)
    return _bare(clip, clip.frames - frames, frames)


def _bare(clip: Clip, begin: int, frames: int) -> Clip:
    """A part of a clip, seen in full."""
    return replace(clip, start=clip.start + begin, frames=frames, opacity=1.0)


def _compose(composer: Composer, project: Project, parts: Iterable[Clip], size: Size) -> list[Pictures]:
    """The frames of each part of a clip by itself, uint8 RGB (count, height, width, 3)."""
    cut = Track(id=TrackId("seams"), name="", items=tuple(parts))
    composer.follow(replace(project, timeline=Timeline(tracks=(cut,))))
    frames = [to_rgb(composer.frame(number, size)) for number in range(cut.frames)]
    ends = list(accumulate(part.frames for part, _ in place_clips(cut)))
    return [np.stack(frames[begin:end]) for begin, end in pairwise((0, *ends))]


def _bound_size(project: Project, side: int) -> Size:
    """The film's size, or the same shape within a square of this side."""
    film = project.width, project.height
    return fit(film, (side, side)) if max(film) > side else film


def _find_takes(project: Project, folder: Path, clips: Iterable[Clip]) -> list[Take]:
    takes: list[Take] = []
    for shot in (find_shot(project, shot_of(clip)) for clip in clips):
        if shot.take is None:
            raise StudioError(f"{shot.name} has no take yet; render it first.")
        if not (folder / shot.take.path).is_file():
            raise StudioError(f"The take of {shot.name} isn't there any more; render it again.")
        takes.append(shot.take)
    return takes
