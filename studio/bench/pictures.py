"""Export at 1080p against the `ffmpeg` program, and the bare seek that scrubbing is held against."""

from __future__ import annotations

import shutil
import subprocess
import time
from fractions import Fraction
from pathlib import Path
from threading import Event

import av

from studio.bench.figures import Figure
from studio.bench.takes import FILM, find_bundled, make_rendered_film
from studio.core.project import Project
from studio.render.export import request_export, write_film


def measure_export(folder: Path) -> list[Figure]:
    """An MP4 at 1080p, and the time of ffmpeg for the same takes with the same encoder, CRF and preset."""
    film = make_rendered_film(folder, shots=2)
    entry = find_bundled().exporter("mp4")
    length, out = film.timeline.frames, folder / "out.mp4"
    request = request_export(folder / FILM, film, entry, out, 0, length, film.width, film.height)
    began = time.perf_counter()
    write_film(entry, request, Event(), lambda step: None)
    taken = time.perf_counter() - began
    figures = [Figure(what="1080p H.264", value=length / taken, unit="frames/s")]
    if shutil.which("ffmpeg") is None:
        return figures
    options = {option.name: option.default for option in entry.options}
    began = time.perf_counter()
    subprocess.run(command_ffmpeg(folder, film, float(options["crf"]), str(options["preset"])), check=True)
    ratio = taken / (time.perf_counter() - began)
    return [*figures, Figure(what="time against ffmpeg's", value=ratio, unit="×", most=1)]


def command_ffmpeg(folder: Path, film: Project, crf: float, preset: str) -> list[str]:
    """What a person would type to join the takes."""
    takes = [folder / FILM / shot.take.path for shot in film.shots if shot.take]
    inputs = [part for take in takes for part in ("-i", str(take))]
    joined = "".join(f"[{number}:v][{number}:a]" for number in range(len(takes)))
    encoder = [
        "-c:v",
        "libx264",
        "-preset",
        preset,
        "-crf",
        f"{crf:g}",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-b:a",
        "192k",
    ]
    join = f"{joined}concat=n={len(takes)}:v=1:a=1[v][a]"
    output = ["-map", "[v]", "-map", "[a]", *encoder, "-movflags", "+faststart", str(folder / "ffmpeg.mp4")]
    return ["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", join, *output]


class BareSeeker:
    """Seeks, decodes and converts frames of one file as PyAV alone does it."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(path)
        self._stream = self._container.streams.video[0]

    def seek(self, seconds: Fraction) -> None:
        """One frame as RGB."""
        assert self._stream.time_base is not None
        begin = round(seconds / self._stream.time_base)
        self._container.seek(begin, stream=self._stream)
        for decoded in self._container.decode(self._stream):
            if decoded.pts is not None and decoded.pts >= begin:
                decoded.to_ndarray(format="rgb24")
                return

    def close(self) -> None:
        """Close the file."""
        self._container.close()
