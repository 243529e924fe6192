"""Exporting, against the `ffmpeg` program with the same encoder and settings."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event

from studio.api import ExporterEntry
from studio.bench.bare import Coding, join_by_ffmpeg, join_by_pyav
from studio.bench.figures import Figure, time_ms
from studio.bench.scale import Scale
from studio.bench.takes import FILM, find_bundled, make_rendered_film
from studio.core.project import Project
from studio.render.export import request_export, write_film


def measure_export(folder: Path, scale: Scale) -> list[Figure]:
    """An MP4 of two takes, and the time of ffmpeg for the same; where there is none, that of PyAV alone."""
    film = make_rendered_film(folder, 2, scale)
    entry = find_bundled().exporter("mp4")
    taken = time_ms(lambda: _export(folder, film, entry))
    options = {option.name: option.default for option in entry.options}
    coding = Coding(crf=f"{float(options['crf']):g}", preset=str(options["preset"]))
    takes = [folder / FILM / shot.take.path for shot in film.shots if shot.take]
    plain = folder / "plain.mp4"
    figures = [Figure(what=f"{film.height}p H.264", value=film.timeline.frames / taken * 1000, unit="frames/s")]
    if shutil.which("ffmpeg"):
        ratio = taken / time_ms(lambda: join_by_ffmpeg(takes, plain, coding))
        return [*figures, Figure(what="time against ffmpeg's", value=ratio, unit="×", most=1)]
    ratio = taken / time_ms(lambda: join_by_pyav(takes, plain, coding))
    return [*figures, Figure(what="ffmpeg is not installed; time against PyAV alone", value=ratio, unit="×")]


def _export(folder: Path, film: Project, entry: ExporterEntry) -> None:
    length = film.timeline.frames
    request = request_export(folder / FILM, film, entry, folder / "out.mp4", 0, length, film.width, film.height)
    write_film(entry, request, Event(), lambda step: None)
