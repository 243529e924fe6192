"""Live checks: what is worth a look before a shot is rendered, in plain sentences."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from studio.core.capabilities import Capabilities
from studio.core.citation import find_unknown
from studio.core.plan import choose_images, find_cast, find_pinned, plan
from studio.core.project import Project, Shot, find_shot
from studio.core.timecode import to_seconds

LETTERS_PER_SECOND = 15.0
SECONDS_PER_IDEOGRAPH = 1.2 / 4


def check_shot(project: Project, shot: Shot, capabilities: Capabilities) -> tuple[str, ...]:
    """Sentences about what will not come out as it is written; none when all is well."""
    found = (
        *check_words(project, shot),
        _check_prompt(project, shot, capabilities),
        *_check_cast(project, shot, capabilities),
        *_check_frames(shot, capabilities),
        _check_continuation(project, shot, capabilities),
        _check_length(project, shot, capabilities),
    )
    return tuple(sentence for sentence in found if sentence)


def check_words(project: Project, shot: Shot) -> tuple[str, ...]:
    """What is amiss whichever backend renders it: speech that doesn't fit, a citation of nobody."""
    found = (_check_speech(project, shot), *_check_citations(project, shot))
    return tuple(sentence for sentence in found if sentence)


def speech_seconds(text: str) -> float:
    """How long a text takes to say: characters ÷ 15, or Chinese characters ÷ 4 × 1.2."""
    spoken = " ".join(text.split())
    wide = sum(unicodedata.east_asian_width(letter) in "WF" and letter.isalpha() for letter in spoken)
    return (len(spoken) - wide) / LETTERS_PER_SECOND + wide * SECONDS_PER_IDEOGRAPH


def _check_speech(project: Project, shot: Shot) -> str:
    spoken = sum(speech_seconds(line.text) for line in shot.dialogue)
    length = to_seconds(shot.frames, project.frame_rate)
    if spoken <= length:
        return ""
    return (
        f"The speech takes about {spoken:.1f} s, the shot is {length:.1f} s long; "
        "shorten the lines or lengthen the shot."
    )


def _check_prompt(project: Project, shot: Shot, capabilities: Capabilities) -> str:
    if not capabilities.least_words:
        return ""
    words = len(plan(project, shot, "", capabilities, 0).prompt.split())
    if words >= capabilities.least_words:
        return ""
    return (
        f"The prompt has {_count_words(words)}; below {capabilities.least_words} this backend's pictures ghost. Write "
        "more of what is seen, in order of time: looks, faces, gestures, light and place."
    )


def _check_citations(project: Project, shot: Shot) -> list[str]:
    unknown = find_unknown(shot.action, [character.name for character in project.cast])
    return [f"@{name} is not in the cast; add a character of that name or correct it." for name in unknown]


def _check_cast(project: Project, shot: Shot, capabilities: Capabilities) -> list[str]:
    cast = find_cast(project, shot)
    sentences: list[str] = []
    left_out = cast[capabilities.characters :]
    if left_out:
        names = ", ".join(character.name for character in left_out)
        sentences.append(f"The backend takes {_count(capabilities.characters, 'character')}; it leaves out {names}.")
    sentences += _check_images(project, shot, capabilities)
    return sentences


def _check_images(project: Project, shot: Shot, capabilities: Capabilities) -> list[str]:
    members = find_cast(project, shot)[: capabilities.characters]
    pinned = {member.id: find_pinned(shot, member) for member in members}
    count = sum(len(pinned[member.id] or member.references) for member in members)
    if count <= capabilities.references:
        return []
    chosen = choose_images(project, shot, capabilities)
    bare = [member.name for member in members if member.references and not chosen[member.id]]
    if not capabilities.references:
        return [_tell_of_first_frame(shot, capabilities, count)]
    which = "pinned ones first" if any(pinned.values()) else "most telling ones"
    none = f", and none of {', '.join(bare)}" if bare else ""
    most = _count(capabilities.references, "reference image")
    return [f"The backend takes {most}, this cast has {count}; it gets the {which}{none}."]


def lacks_first_frame(project: Project, shot: Shot, capabilities: Capabilities) -> bool:
    """Whether a first frame could show what the cast looks like to a backend that takes no reference images."""
    return (
        capabilities.first_frame
        and not capabilities.references
        and shot.first_frame is None
        and shot.continues is None
        and any(member.references for member in find_cast(project, shot)[: capabilities.characters])
    )


def _tell_of_first_frame(shot: Shot, capabilities: Capabilities, count: int) -> str:
    told = f"The backend takes no reference images, this cast has {count}"
    if not capabilities.first_frame:
        return f"{told}."
    if shot.first_frame is not None or shot.continues is not None:
        return f"{told}; it knows the cast from the picture that the shot begins with, and from their descriptions."
    return f"{told}; it keeps to the picture that a shot begins with, so make a first frame that shows the cast."


def _check_frames(shot: Shot, capabilities: Capabilities) -> list[str]:
    given = (
        ("first", shot.first_frame, capabilities.first_frame),
        ("last", shot.last_frame, capabilities.last_frame),
    )
    return [
        f"The backend takes no {which} frame; it is not used."
        for which, image, taken in given
        if image is not None and not taken
    ]


def _check_continuation(project: Project, shot: Shot, capabilities: Capabilities) -> str:
    if shot.continues is None:
        return ""
    if not capabilities.continuation:
        return "The backend can't continue another shot; this one starts afresh."
    earlier = find_shot(project, shot.continues)
    return "" if earlier.take else f"This shot continues {earlier.name}, which has no take yet; render that one first."


def _check_length(project: Project, shot: Shot, capabilities: Capabilities) -> str:
    rate = Fraction(capabilities.rate).limit_denominator(1001) if capabilities.rate else project.frame_rate
    most = to_seconds(capabilities.most_frames, rate)
    length = to_seconds(shot.frames, project.frame_rate)
    if length <= most:
        return ""
    return f"The backend makes at most {most:.1f} s, the shot is {length:.1f} s long; its last picture will be held."


def _count_words(number: int) -> str:
    return "one word" if number == 1 else f"{number} words"


def _count(number: int, noun: str) -> str:
    return f"no {noun}s" if not number else f"one {noun}" if number == 1 else f"at most {number} {noun}s"
