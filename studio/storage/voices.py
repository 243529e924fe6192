"""Recorded voices: kept in the film by their content, as WAV files of one channel; and recordings that a kill ended."""

from __future__ import annotations

import hashlib
import io
import os
import re
import wave
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studio.core.ids import ShotId
from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError
from studio.storage.files import explain, name_file, read_file, write_file
from studio.storage.fresh import fresh_id

VOICES = "voices"

_RECORDING = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\.(\d{1,4})\.[0-9a-f]{12}\.part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording of a line on its way to disk: raw 16-bit samples, until it is kept as a voice."""

    path: Path
    shot: ShotId
    line: int


def name_recording(folder: Path, shot: ShotId, line: int) -> Recording:
    """A new one of a line of a shot; it has no file yet."""
    return Recording(path=folder / VOICES / f"{shot}.{line}.{fresh_id()}.part", shot=shot, line=line)


def add_to_recording(recording: Recording, pcm: bytes) -> None:
    """Write what was heard since, so that it outlasts a kill. Raises `StudioError`."""
    _make_folder(recording.path.parent.parent)
    try:
        with recording.path.open("ab") as file:
            file.write(pcm)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StudioError(f"{name_file(recording.path)} can't be saved: {explain(error)}") from None


def find_recordings(folder: Path) -> tuple[Recording, ...]:
    """Those that were never kept."""
    found: list[Recording] = []
    for path in sorted((folder / VOICES).glob("*.part")):
        parts = _RECORDING.fullmatch(path.name)
        if parts is not None and path.is_file() and not path.is_symlink():
            found.append(Recording(path=path, shot=ShotId(parts[1]), line=int(parts[2])))
    return tuple(found)


def keep_recording(folder: Path, recording: Recording) -> str:
    """Keep as a voice what a kill has left of it; gives its path, empty where nothing is. Raises `StudioError`."""
    pcm = read_file(recording.path)
    return keep_voice(folder, pcm[: len(pcm) // 2 * 2]) if len(pcm) > 1 else ""


def drop_recording(recording: Recording) -> None:
    """It is kept elsewhere, or nothing. Raises `StudioError`."""
    try:
        recording.path.unlink(missing_ok=True)
    except OSError as error:
        raise StudioError(f"{name_file(recording.path)} can't be deleted: {explain(error)}") from None


def keep_voice(folder: Path, pcm: bytes) -> str:
    """Write 16-bit samples at 48 kHz into the film's folder; gives their path in it. Raises `StudioError`."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm)
    data = written.getvalue()
    path = f"{VOICES}/{hashlib.sha256(data).hexdigest()}.wav"
    _make_folder(folder)
    write_file(folder / path, data)
    return path


def hash_of_voice(path: str) -> str:
    """The hash of a recorded voice's content, which is its name."""
    return PurePosixPath(path).stem


def _make_folder(folder: Path) -> None:
    try:
        (folder / VOICES).mkdir(exist_ok=True)
    except OSError as error:
        raise StudioError(f"{VOICES} can't be made in {folder.name}: {explain(error)}") from None
