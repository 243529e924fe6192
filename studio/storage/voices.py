"""Recorded voices: kept in the film by their content, as WAV files of one channel."""

from __future__ import annotations

import hashlib
import io
import wave
from pathlib import Path, PurePosixPath

from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError
from studio.storage.files import explain, write_file

VOICES = "voices"


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
    try:
        (folder / VOICES).mkdir(exist_ok=True)
    except OSError as error:
        raise StudioError(f"{VOICES} can't be made in {folder.name}: {explain(error)}") from None
    write_file(folder / path, data)
    return path


def hash_of_voice(path: str) -> str:
    """The hash of a recorded voice's content, which is its name."""
    return PurePosixPath(path).stem
