"""`measure`: clips by themselves, or how well those of a film's cut join and how far its chains of shots drift."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from studio.commands.clips import measure_clips
from studio.commands.opening import open_film
from studio.commands.terminal import Exit, ExitError, Terminal, interruptible
from studio.core.project import Project, find_shot
from studio.core.seams import Seam, find_chains, find_seams
from studio.core.timecode import format_timecode
from studio.core.timeline import Clip, shot_of
from studio.errors import StudioError
from studio.measure.drift import slope_of
from studio.measure.seam import Difference
from studio.render.seams import Link, Survey, follow_chain, survey_seam
from studio.storage.folder import FilmFolder

Row = dict[str, object]

_SEAMS = ("At", "Before", "After", "ΔE", "ΔE matched", "Contrast", "Sharpness", "Flow jump")
_CHAIN = ("Shot", "ΔE at its seam", "ΔE matched", "ΔE from the first", "ΔE matched")


def measure(terminal: Terminal, paths: Sequence[Path], references: Sequence[Path], seams: bool) -> None:
    """Measure clips, or one film's seams."""
    if seams:
        if len(paths) != 1 or references:
            raise ExitError(Exit.WRONG_USE, "--seams measures one film; give its folder alone.")
        measure_seams(terminal, paths[0])
    if any(path.is_dir() for path in paths):
        raise ExitError(Exit.WRONG_USE, "Of a film the seams can be measured: --seams. Else give video files.")
    measure_clips(terminal, paths, references)


def measure_seams(terminal: Terminal, film: Path) -> NoReturn:
    """Print a row for each seam, and one for each shot of a chain; what can't be measured is said and left out."""
    surveys: list[tuple[Seam, Survey]] = []
    chains: list[list[Link]] = []
    problems: list[str] = []
    with open_film(film) as folder, interruptible() as stop, terminal.bar("Measuring") as move:
        found, rows = list(find_seams(folder.project)), list(find_chains(folder.project))
        for number, seam in enumerate(found):
            move(number / (len(found) + len(rows)), "seams")
            if stop.is_set():
                break
            try:
                surveys.append((seam, survey_seam(folder.project, folder.path, seam)))
            except StudioError as error:
                problems.append(str(error))
        for number, chain in enumerate(rows, start=len(found)):
            move(number / (len(found) + len(rows)), "chains")
            if not stop.is_set():
                chains += _measure_chain(folder, chain, problems)
    problems = list(dict.fromkeys(problems))
    _tell(terminal, folder.project, surveys, chains, problems)
    result: Row = {
        "film": str(folder.path),
        "seams": [_describe_seam(folder.project, seam, survey) for seam, survey in surveys],
        "chains": [_describe_chain(chain) for chain in chains],
        "problems": problems,
    }
    code = Exit.INTERRUPTED if stop.is_set() else Exit.SOME_FAILED if problems else Exit.DONE
    terminal.give(result, code=code)


def _measure_chain(folder: FilmFolder, chain: Sequence[Clip], problems: list[str]) -> list[list[Link]]:
    """The links of a chain, as the only one of a list; none where a take of it is missing."""
    try:
        return [list(follow_chain(folder.project, folder.path, chain))]
    except StudioError as error:
        problems.append(str(error))
        return []


def _tell(
    terminal: Terminal,
    project: Project,
    surveys: Sequence[tuple[Seam, Survey]],
    chains: Sequence[Sequence[Link]],
    problems: Sequence[str],
) -> None:
    for problem in problems:
        terminal.warn(problem)
    if terminal.as_json:
        return
    if not surveys:
        terminal.say(f"No two clips of {project.name} meet that can be measured.")
        return
    terminal.print_table(_SEAMS, [_list_cells(project, seam, survey) for seam, survey in surveys])
    for chain in chains:
        terminal.say("")
        cells = [
            (link.shot, *(f"{each:.2f}" for each in (link.seam, link.matched_seam, link.drift, link.matched_drift)))
            for link in chain
        ]
        terminal.print_table(_CHAIN, cells)
        plain, matched = (slope_of(each) for each in _drifts(chain))
        terminal.say(f"Each shot adds ΔE {plain:.2f}; matched {matched:.2f}.")


def _list_cells(project: Project, seam: Seam, survey: Survey) -> tuple[str, ...]:
    now = survey.now
    names = (find_shot(project, shot_of(clip)).name for clip in (seam.before, seam.after))
    return (
        format_timecode(seam.frame, project.frame_rate),
        *names,
        f"{now.apart:.2f}",
        f"{survey.matched.apart:.2f}",
        f"{now.contrast:.2f}",
        f"{now.sharpness:.2f}",
        f"{now.motion:.2f} %",
    )


def _describe_seam(project: Project, seam: Seam, survey: Survey) -> Row:
    return {
        "frame": seam.frame,
        "at": format_timecode(seam.frame, project.frame_rate),
        "track": seam.track,
        "before": find_shot(project, shot_of(seam.before)).name,
        "after": find_shot(project, shot_of(seam.after)).name,
        "clip": seam.after.id,
        "continued": seam.continued,
        "has_match": seam.after.match is not None,
        **_describe_difference(survey.now),
        "unmatched": _describe_difference(survey.plain),
        "matched": _describe_difference(survey.matched),
    }


def _describe_difference(difference: Difference) -> Row:
    return {
        "colour": round(difference.colour, 3),
        "pair": None if difference.pair is None else round(difference.pair, 3),
        "contrast": round(difference.contrast, 4),
        "sharpness": round(difference.sharpness, 4),
        "motion": round(difference.motion, 4),
    }


def _describe_chain(chain: Sequence[Link]) -> Row:
    plain, matched = (round(slope_of(each), 3) for each in _drifts(chain))
    shots = [
        {
            "shot": link.shot,
            "clip": link.clip,
            "seam": round(link.seam, 3),
            "matched_seam": round(link.matched_seam, 3),
            "drift": round(link.drift, 3),
            "matched_drift": round(link.matched_drift, 3),
        }
        for link in chain
    ]
    return {"shots": shots, "slope": plain, "matched_slope": matched}


def _drifts(chain: Sequence[Link]) -> tuple[list[float], list[float]]:
    return [link.drift for link in chain], [link.matched_drift for link in chain]
