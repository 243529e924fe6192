"""The prompt in the form that the model was trained on: a body, then `Dialogue:`, then `Background Sound:`.

Nothing is in it that the shot's fields and its cast's descriptions do not say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from studio.api import RequestCharacter, RequestLine, ShotRequest
from studio.core.citation import replace_cited
from studio.core.placing import describe_place

MOST_WORDS_OF_SPEAKER = 5
SILENCE = "No prominent background sound"
LANGUAGES = {
    "cmn": "Mandarin",
    "zh": "Mandarin",
    "yue": "Cantonese",
    "en": "English",
    "ja": "Japanese",
    "ko": "Korean",
    "de": "German",
    "fr": "French",
}
_WRITTEN_SO = ("cmn", "zh", "yue", "ja", "ko")
_SCRIPTS = (
    ("Japanese", re.compile("[\u3040-\u30ff]")),
    ("Korean", re.compile("[\uac00-\ud7af]")),
    ("Mandarin", re.compile("[\u3400-\u9fff]")),
)
_IDEOGRAPH = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_CLOSE = re.compile(f"(?<={_IDEOGRAPH})(?={_IDEOGRAPH})")
_ARTICLE = re.compile(r"(?:an?|the)\s", re.IGNORECASE)
_PROGRAM_VOICE = re.compile(r"[a-z]{2,3}(?:[-+][a-z0-9]+)*")  # a name that the scratch voices know, and no description


def write_prompt(request: ShotRequest) -> str:
    """The prompt of a request that has none yet; empty where the shot says nothing."""
    parts = [_write_body(request)]
    if request.dialogue:
        speakers = {who.name: call_speaker(who) for who in request.cast}
        parts.append("\n".join(["Dialogue:", *(_write_line(line, speakers) for line in request.dialogue)]))
    if not any(parts):
        return ""
    return "\n\n".join([*filter(None, parts), f"Background Sound:\n<{_bare(request.sound) or SILENCE}>"])


def call_speaker(who: RequestCharacter) -> str:
    """Somebody in five words at most: the beginning of the description, or the name where there is none."""
    first = re.split(r"[,.;:\n]", who.description.strip(), maxsplit=1)[0]
    return " ".join(first.split()[:MOST_WORDS_OF_SPEAKER]) or who.name


def name_language(line: RequestLine) -> str:
    """In English, as the prompt names it; letters that the told language doesn't have tell better."""
    told = line.language.strip()
    code = told.casefold().partition("-")[0]
    script = next((name for name, letters in _SCRIPTS if letters.search(line.text)), "")
    return script if script and code not in _WRITTEN_SO else LANGUAGES.get(code, told)


def _write_body(request: ShotRequest) -> str:
    """One paragraph: who there is and where, what happens, what the camera does."""
    action = replace_cited(request.action, [who.name for who in request.cast], str)
    camera = f"Camera: {_bare(request.camera)}." if request.camera.strip() else ""
    sentences = (*(_introduce(who) for who in request.cast), _end(" ".join(action.split())), camera)
    return " ".join(filter(None, sentences))


def _introduce(who: RequestCharacter) -> str:
    """What the cast says of somebody, and where the shot places them."""
    looks, place = " ".join(who.description.split()), describe_place(who.place) if who.place else ""
    told: list[str] = []
    if looks:
        is_noun = _ARTICLE.match(looks)
        told.append(f"{who.name} is {looks[0].lower() + looks[1:]}" if is_noun else f"{who.name}: {looks}")
    if place:
        told.append(f"{who.name} is {place}")
    if who.voice.strip() and not _PROGRAM_VOICE.fullmatch(who.voice.strip()):
        told.append(f"{who.name}’s voice: {_bare(who.voice)}")
    return " ".join(_end(each) for each in told)


def _write_line(line: RequestLine, speakers: Mapping[str, str]) -> str:
    speaker = speakers.get(line.speaker, line.speaker) or "Voice of nobody in sight"
    who = ", ".join(filter(None, (speaker, name_language(line))))
    return f'<{who}>: "{_space_out(line.text)}"'


def _space_out(text: str) -> str:
    """Chinese, Japanese and Korean letters with spaces between them, as the model was given them."""
    return _CLOSE.sub(" ", " ".join(text.split()))


def _end(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in '.!?…。！？”"' else f"{sentence}."


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
