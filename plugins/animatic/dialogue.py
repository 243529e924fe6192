"""The dialogue rehearsed: who speaks when, with a voice or with tones, within the shot."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.api import SAMPLE_RATE, Made, Progress, RequestLine, ShotRequest

from .sound import SpokenLine
from .timing import LEAD, Cue, estimate_seconds, place_lines
from .voice import PROGRAM, Mono, Speaker, fade_ends, find_program, hum, read_voice, speak

LEAST_SPOKEN_SECONDS = 0.25  # what is shorter than this is no speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with its time; `spoken` is `None` where the sound is off."""

    line: RequestLine
    cue: Cue
    spoken: SpokenLine | None


def rehearse(
    request: ShotRequest, folder: Path, seconds: float, lead: float, sides: Mapping[str, float]
) -> Generator[Progress | Made, None, tuple[Line, ...]]:
    """The lines of the shot with their times and sounds; `sides` is where each speaker stands, -1…1.

    It tells of the program that has spoken, where one has. A recorded voice takes the place of one that is made; where
    it is too long its end is cut off.
    """
    lines = [line for line in request.dialogue if line.text.strip()]
    mode = request.setting("voice")
    program = find_program() if mode == "auto" else None
    estimates = [estimate_seconds(line.text) for line in lines]
    first = place_lines(estimates, seconds, max(LEAD, lead))
    sounds: list[Mono | None] = []
    by_program = False
    for line, cue in zip(lines, first, strict=True):
        yield Progress(done=0.0, text="Rehearsing the dialogue")
        audible = program is not None and cue.seconds >= LEAST_SPOKEN_SECONDS
        if line.voice:
            sounds.append(read_voice(folder / line.voice))
            continue
        sounds.append(speak(program, line, find_speaker(request, line), seconds) if program and audible else None)
        by_program |= sounds[-1] is not None
    if by_program:
        yield Made(programs=(PROGRAM,))
    lengths = [
        guess if sound is None else len(sound) / SAMPLE_RATE for guess, sound in zip(estimates, sounds, strict=True)
    ]
    rehearsed: list[Line] = []
    for line, cue, sound in zip(lines, place_lines(lengths, seconds, max(LEAD, lead)), sounds, strict=True):
        yield Progress(done=0.0, text="Rehearsing the dialogue")
        speaker = find_speaker(request, line)
        again = None if line.voice else program
        if again is not None and sound is not None and len(sound) > (cue.seconds + 0.02) * SAMPLE_RATE:
            sound = speak(again, line, speaker, cue.seconds)
        if mode == "off":
            sound = None
        elif sound is None:
            sound = hum(line, speaker, cue.seconds)
        spoken = None
        if sound is not None:
            kept = fade_ends(sound[: round(cue.seconds * SAMPLE_RATE)])
            spoken = SpokenLine(cue=cue, sound=kept, side=sides.get(line.speaker, 0.0))
        rehearsed.append(Line(line=line, cue=cue, spoken=spoken))
    return tuple(rehearsed)


def find_speaker(request: ShotRequest, line: RequestLine) -> Speaker:
    """What the request says of who says a line."""
    for member in request.cast:
        if member.name == line.speaker:
            return Speaker(name=member.name, voice=member.voice, description=member.description)
    return Speaker(name=line.speaker)
