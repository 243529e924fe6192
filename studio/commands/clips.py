"""`measure CLIP…`: identity, flicker, motion and sync of video files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import NoReturn

from studio.commands.terminal import Exit, ExitError, Terminal, failing_with, interruptible
from studio.core.timecode import SAMPLE_RATE, to_samples
from studio.errors import StudioError
from studio.measure.clip import ClipMeasures, Picture, measure_clip
from studio.measure.likeness import Reference, read_reference
from studio.measure.sync import Samples
from studio.media.colour import to_rgb
from studio.media.pictures import load_picture
from studio.media.reader import TakeReader

Row = dict[str, object]

COLUMNS = ("Clip", "Frames", "Flicker", "Motion", "Sync")
REFERENCE_COLUMNS = ("Clip", "Reference", "Likeness", "Least", "Drift", "Copy")
_MOST_SIDE = 512  # pixels at which a frame is looked at
_SOUND_SECONDS = 10


def measure_clips(terminal: Terminal, clips: Sequence[Path], pictures: Sequence[Path]) -> NoReturn:
    """Print a row for each clip, and one for each reference in it; what can't be measured is said and left out."""
    with failing_with(Exit.WRONG_USE):
        references = [_read_reference(path) for path in pictures]
    measured: list[tuple[Path, int, ClipMeasures]] = []
    problems: list[str] = []
    with interruptible() as stop:
        for clip in clips:
            try:
                with terminal.bar(clip.name) as move:
                    measured.append((clip, *_measure(clip, references, stop, move)))
            except StudioError as error:
                problems.append(str(error))
    for problem in problems:
        terminal.warn(problem)
    if measured:
        terminal.print_table(COLUMNS, [_list_cells(*each) for each in measured])
        if pictures:
            rows = [row for clip, _, measures in measured for row in _list_references(clip, pictures, measures)]
            terminal.print_table(REFERENCE_COLUMNS, rows)
    result: Row = {
        "clips": [_describe(clip, pictures, frames, measures) for clip, frames, measures in measured],
        "problems": problems,
    }
    terminal.give(result, code=Exit.SOME_FAILED if problems else Exit.DONE)


def _read_reference(path: Path) -> Reference:
    reference = read_reference(load_picture(path))
    if reference is None:
        raise StudioError(f"{path.name} is transparent all over; choose a picture that shows something.")
    return reference


def _measure(
    path: Path, references: Sequence[Reference], stop: Event, move: Callable[[float, str], None]
) -> tuple[int, ClipMeasures]:
    with TakeReader(path) as reader:
        count, rate = reader.frame_count, float(reader.rate)
        scale = min(1.0, _MOST_SIDE / max(reader.width, reader.height))
        size = max(1, round(reader.width * scale)), max(1, round(reader.height * scale))

        def show() -> Iterator[Picture]:
            for number, frame in enumerate(reader.frames()):
                if stop.is_set():
                    raise ExitError(Exit.INTERRUPTED, "Stopped; run the same command again.")
                move(number / count, "")
                yield to_rgb(frame, size)

        def play() -> Iterator[Samples]:
            length, step = to_samples(count, reader.rate), _SOUND_SECONDS * SAMPLE_RATE
            for first in range(0, length, step):
                yield reader.read_sound(first, min(step, length - first))

        return count, measure_clip(show(), count, rate, play(), references)


def _list_cells(clip: Path, frames: int, measures: ClipMeasures) -> tuple[str, ...]:
    return clip.name, str(frames), f"{measures.flicker:.4f}", f"{measures.motion:.1f} %/s", _show(measures.sync)


def _list_references(clip: Path, pictures: Sequence[Path], measures: ClipMeasures) -> Iterator[tuple[str, ...]]:
    for picture, found in zip(pictures, measures.identities, strict=True):
        numbers = _show(found.likeness), _show(found.least), _show(found.drift, "{:+.2f}/s"), _show(found.copy)
        yield clip.name, str(Path(*picture.parts[-2:])), *numbers


def _show(value: float | None, words: str = "{:.2f}") -> str:
    return "–" if value is None else words.format(value)


def _describe(clip: Path, pictures: Sequence[Path], frames: int, measures: ClipMeasures) -> Row:
    return {
        "file": str(clip),
        "frames": frames,
        "flicker": round(measures.flicker, 5),
        "motion": _round(measures.motion),
        "sync": _round(measures.sync),
        "references": [
            {
                "file": str(picture),
                "likeness": _round(found.likeness),
                "least": _round(found.least),
                "drift": _round(found.drift),
                "copy": _round(found.copy),
            }
            for picture, found in zip(pictures, measures.identities, strict=True)
        ],
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
