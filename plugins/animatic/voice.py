"""Scratch voices: `espeak-ng` where it is installed, else soft tones in the rhythm of the syllables.

Sound here is mono float32 at `SAMPLE_RATE`.
"""

from __future__ import annotations

import math
import re
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from studio.api import SAMPLE_RATE, RequestLine
from studio.media.sound import SoundReader

Mono = NDArray[np.float32]

PROGRAM = "espeak-ng"
LIMIT_SECONDS = 20.0  # for the program, which says a minute's text in half a second
WORDS_A_MINUTE, MOST_WORDS_A_MINUTE = 165, 380
LETTERS_A_SECOND = 40  # no voice is faster: what a shot has no room for is not spoken
SYLLABLE_SECONDS = 0.19
RECORDED_QUIET = 0.01  # a microphone is never silent
_VOICE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,12}){0,3}(?:\+[a-z0-9]{1,12})?", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,2}", re.IGNORECASE)
_WOMAN = re.compile(r"\b(?:woman|women|female|girl|she|her|mother|queen|lady|alto|soprano)\b", re.IGNORECASE)
_MAN = re.compile(r"\b(?:man|men|male|boy|he|his|father|king|bass|baritone|tenor)\b", re.IGNORECASE)
_SCRIPTS = (  # whose letters other voices would only spell
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("cmn", re.compile("[\u3400-\u9fff]")),
)
_SYLLABLES = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W\\d_]+?[aeiouyäöüåøæéèáàíóúаеёиоуыэюя]+|\\w+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says a line: the name, and what the cast says of the voice and the person."""

    name: str
    voice: str = ""
    description: str = ""


def find_program() -> str | None:
    """Where `espeak-ng` is installed, if it is."""
    return shutil.which(PROGRAM)


def choose_voice(speaker: Speaker, line: RequestLine) -> str:
    """The program's name of a voice: the speaker's own if it is one, else a lasting choice by name and language."""
    script = next((voice for voice, letters in _SCRIPTS if letters.search(line.text)), "")
    own = speaker.voice.strip().casefold()
    if _VOICE.fullmatch(own) and own.startswith(script):
        return own
    number = crc32(speaker.name.casefold().encode())
    language = line.language.casefold()
    spoken = script or (language if _LANGUAGE.fullmatch(language) else "en")
    told = f"{speaker.voice} {speaker.description}"
    sexes = ("f",) if _WOMAN.search(told) else ("m",) if _MAN.search(told) else ("f", "m")
    sex = sexes[number % len(sexes)]
    return f"{spoken}+{sex}{number // 2 % (4 if sex == 'f' else 7) + 1}"


def speak(program: str, line: RequestLine, speaker: Speaker, most_seconds: float) -> Mono | None:
    """A line spoken within a length of time, if need be faster; `None` where the program cannot say it.

    What even the fastest voice has no time for is cut off.
    """
    voice = choose_voice(speaker, line)
    text = _clean(line.text)[: round(most_seconds * LETTERS_A_SECOND) + 20]
    for name in dict.fromkeys((voice, voice.partition("+")[0], "en")):
        spoken = _run(program, name, text, WORDS_A_MINUTE)
        if spoken is None:
            continue
        if len(spoken) > most_seconds * SAMPLE_RATE:
            faster = WORDS_A_MINUTE * len(spoken) / (most_seconds * SAMPLE_RATE) * 1.08
            again = _run(program, name, text, round(min(faster, MOST_WORDS_A_MINUTE)))
            spoken = spoken if again is None else again
        return fade_ends(spoken[: round(most_seconds * SAMPLE_RATE)])
    return None


def hum(line: RequestLine, speaker: Speaker, seconds: float) -> Mono:
    """A line as soft tones, one a syllable, at the speaker's own pitch; questions rise, other lines fall."""
    count = max(1, min(len(_SYLLABLES.findall(line.text)), math.floor(seconds / (0.6 * SYLLABLE_SECONDS))))
    step = seconds / count
    chance = np.random.default_rng([crc32(speaker.name.casefold().encode()), crc32(line.text.encode())])
    base = 120.0 * 2 ** (crc32(speaker.name.casefold().encode()) % 13 / 12)
    slope = 0.35 if line.text.rstrip().endswith(("?", "？")) else -0.22
    made = np.zeros(round(seconds * SAMPLE_RATE), np.float32)
    for number in range(count):
        place = number / max(1, count - 1)
        pitch = base * 2 ** (slope * place**2 + chance.uniform(-0.12, 0.12))
        length = step * chance.uniform(0.66, 0.86)
        begin = round(number * step * SAMPLE_RATE)
        tone = _sound_syllable(pitch, length, chance.uniform(0.7, 1.0))[: len(made) - begin]
        made[begin : begin + len(tone)] += tone
    return made


def read_voice(path: Path) -> Mono | None:
    """A recorded voice without the quiet around it; `None` where there is nothing else. Raises `StudioError`."""
    reader = SoundReader(path)
    try:
        sound = reader.read(0, reader.sample_count).mean(axis=1)
    finally:
        reader.close()
    loud = np.flatnonzero(np.abs(sound) > RECORDED_QUIET)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else None


def fade_ends(sound: Mono, seconds: float = 0.012) -> Mono:
    """The sound without clicks at its ends."""
    count = min(len(sound) // 2, round(seconds * SAMPLE_RATE))
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    faded = sound.copy()
    faded[:count] *= ramp
    faded[len(faded) - count :] *= ramp[::-1]
    return faded


def _sound_syllable(pitch: float, seconds: float, loudness: float) -> Mono:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    glide = pitch * (1 + 0.03 * np.sin(math.pi * time / max(seconds, 1e-6)))
    turn = 2 * math.pi * np.cumsum(glide) / SAMPLE_RATE
    voice = sum(share * np.sin(turn * (number + 1)) for number, share in enumerate((1.0, 0.5, 0.28, 0.12, 0.05)))
    shape = np.sin(math.pi * np.clip(time / max(seconds, 1e-6), 0, 1)) ** 0.8
    return (loudness * voice * shape).astype(np.float32)


def _clean(text: str) -> str:
    """One line; without what the program would read as its own marks."""
    return " ".join(text.replace("[[", "[ [").replace("\x00", " ").split())


def _run(program: str, voice: str, text: str, words_a_minute: int) -> Mono | None:
    """The program's sound. The text goes in as a file, so that no text can be taken for an option."""
    command = [program, "-v", voice, "-s", str(words_a_minute), "-b", "1", "--stdin", "--stdout"]
    try:
        run = subprocess.run(
            command, input=text.encode("utf-8", "ignore"), capture_output=True, timeout=LIMIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return _read_wave(run.stdout) if run.returncode == 0 else None


def _read_wave(wave: bytes) -> Mono | None:
    """The sound of a WAV file of 16 bits whose sizes may be unknown, as of one that was written to a pipe."""
    begin = wave.find(b"data", 12)
    if wave[:4] != b"RIFF" or wave[12:16] != b"fmt " or begin < 0:
        return None
    channels, rate = struct.unpack_from("<HI", wave, 22)
    body = wave[begin + 8 :]
    samples = np.frombuffer(body[: len(body) // 2 * 2], "<i2")
    if channels != 1 or not rate or len(samples) < rate // 50:
        return None
    sound = _resample(samples, rate)
    loud = np.flatnonzero(np.abs(sound) > 0.004)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else None


def _resample(samples: NDArray[np.int16], rate: int) -> Mono:
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), "s16", "mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE)
    pieces = [piece.to_ndarray() for each in (frame, None) for piece in resampler.resample(each)]
    return np.concatenate(pieces, axis=1)[0].astype(np.float32)
