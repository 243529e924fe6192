"""The difference of two requests in words, for people who ask why two takes look as they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from studio.core.ids import TakeId
from studio.core.placing import Box, Place, describe_place
from studio.core.request import RequestCharacter, RequestImage, RequestLine, Setting, ShotRequest

_MOST_WORDS = 400  # beyond which they are not laid side by side
_MOST_CHANGES = 4
_MOST_LETTERS = 80


def describe_difference(
    before: ShotRequest, after: ShotRequest, labels: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Sentences on what differs, in which `before` comes first; none for equal requests.

    `labels` are the names of options and backends as the user knows them.
    """
    names = labels or {}
    words = [
        (name, _compare_texts(old, new))
        for name, old, new in (
            ("Action", before.action, after.action),
            ("Camera", before.camera, after.camera),
            ("Sound", before.sound, after.sound),
        )
    ]
    words.append(("Dialogue", _compare_words(_list_lines(before), _list_lines(after))))
    prompt = _compare_texts(before.prompt, after.prompt)
    if prompt and prompt not in (told for _, told in words):  # most prompts are made of the others
        words.append(("Prompt", prompt))
    return (
        *_compare_values("Shot", before.shot_name, after.shot_name),
        *_compare_values("Backend", names.get(before.backend, before.backend), names.get(after.backend, after.backend)),
        *(f"{name}: {told}." for name, told in words if told),
        *_compare_casts(before.cast, after.cast),
        *_compare_images("Pictures", before.images, after.images),
        *_compare_frames("First frame", before.first_frame, after.first_frame),
        *_compare_frames("Last frame", before.last_frame, after.last_frame),
        *_compare_continued(before.continued, after.continued),
        *_compare_values("Size", _name_size(before), _name_size(after)),
        *_compare_values("Frames per second", _name_rate(before.frame_rate), _name_rate(after.frame_rate)),
        *_compare_values("Frames", str(before.frames), str(after.frames)),
        *_compare_values("Seed", str(before.seed), str(after.seed)),
        *_compare_settings(before.settings, after.settings, names),
    )


def _compare_values(name: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{name}: {_shorten(old) or 'none'}, then {_shorten(new) or 'none'}."


def _compare_texts(old: str, new: str) -> str:
    return _compare_words(old.split(), new.split()) or ("other spaces" if old != new else "")


def _compare_words(old: Sequence[str], new: Sequence[str]) -> str:
    """What became of words, or of lines, as half sentences; empty where they are equal."""
    if old == new:
        return ""
    if max(len(old), len(new)) > _MOST_WORDS:
        return "rewritten"
    changes = [
        change for change in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if change[0] != "equal"
    ]
    if len(changes) > _MOST_CHANGES:
        return f"{_quote(' '.join(old))} became {_quote(' '.join(new))}"
    return "; ".join(_describe_change(old[a:b], new[c:d]) for _, a, b, c, d in changes)


def _describe_change(old: Sequence[str], new: Sequence[str]) -> str:
    gone, come = _quote(" ".join(old)), _quote(" ".join(new))
    if old and new:
        return f"{gone} became {come}"
    return f"{gone} is gone" if old else f"{come} is new"


def _list_lines(request: ShotRequest) -> list[str]:
    return [_name_line(line) for line in request.dialogue]


def _name_line(line: RequestLine) -> str:
    return f"{line.speaker or 'A voice'} ({line.language}): {line.text}"


def _compare_casts(old: Sequence[RequestCharacter], new: Sequence[RequestCharacter]) -> Iterator[str]:
    before, after = {each.name: each for each in old}, {each.name: each for each in new}
    gone, come = [name for name in before if name not in after], [name for name in after if name not in before]
    if gone:
        yield f"Cast: without {', '.join(gone)}."
    if come:
        yield f"Cast: {', '.join(come)} came in."
    for name in before:
        if name in after:
            yield from _compare_members(before[name], after[name])
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before] or len(before) < len(old) or len(after) < len(new):
        yield from _compare_values("Order of the cast", ", ".join(e.name for e in old), ", ".join(e.name for e in new))


def _compare_members(old: RequestCharacter, new: RequestCharacter) -> Iterator[str]:
    told = _compare_texts(old.description, new.description)
    if told:
        yield f"Description of {old.name}: {told}."
    yield from _compare_values(f"Voice of {old.name}", old.voice, new.voice)
    yield from _compare_values(f"Place of {old.name}", *(_name_place(each.place) for each in (old, new)))
    yield from _compare_values(f"Colour of {old.name}", old.colour, new.colour)
    yield from _compare_values(old.name, *("a place" if each.is_place else "a figure" for each in (old, new)))
    yield from _compare_images(f"Pictures of {old.name}", old.images, new.images)


def _name_place(place: Place | None) -> str:
    if isinstance(place, Box):
        left, top, width, height = (round(100 * each) for each in (place.left, place.top, place.width, place.height))
        return f"{width} × {height} % of the frame at {left}, {top} %"
    return describe_place(place) if place else "anywhere"


def _compare_images(name: str, old: Sequence[RequestImage], new: Sequence[RequestImage]) -> Iterator[str]:
    if old == new:
        return
    before, after = {image.sha256 for image in old}, {image.sha256 for image in new}
    told = [f"{len(found)} {word}" for found, word in ((before - after, "gone"), (after - before, "new")) if found]
    yield f"{name}: {', '.join(told) or _describe_same_images(old, new)}."


def _describe_same_images(old: Sequence[RequestImage], new: Sequence[RequestImage]) -> str:
    roles = {image.sha256: image.role for image in old}
    changed = [f"{roles[image.sha256]} now {image.role}" for image in new if roles[image.sha256] != image.role]
    if changed:
        return ", ".join(changed)
    return (
        "in another order" if [image.sha256 for image in old] != [image.sha256 for image in new] else "kept elsewhere"
    )


def _compare_frames(name: str, old: RequestImage | None, new: RequestImage | None) -> Iterator[str]:
    if old and new and old != new:
        yield f"{name}: another picture."
    else:
        yield from _compare_values(name, "a picture" if old else "", "a picture" if new else "")


def _compare_continued(old: TakeId | None, new: TakeId | None) -> Iterator[str]:
    if old and new and old != new:
        yield "Continues: another take."
    else:
        yield from _compare_values("Continues", "a take" if old else "", "a take" if new else "")


def _compare_settings(old: Sequence[Setting], new: Sequence[Setting], labels: Mapping[str, str]) -> Iterator[str]:
    before, after = {each.name: each.value for each in old}, {each.name: each.value for each in new}
    for name in {**before, **after}:
        yield from _compare_values(labels.get(name, name), _name_value(before.get(name)), _name_value(after.get(name)))


def _name_value(value: bool | float | str | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case _:
            return str(value)


def _name_size(request: ShotRequest) -> str:
    return f"{request.width} × {request.height}"


def _name_rate(rate: Fraction) -> str:
    return str(round(float(rate), 3)) if rate.denominator > 1 else str(rate)


def _quote(text: str) -> str:
    return f"“{_shorten(text)}”"


def _shorten(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
