"""`plan()`: from a shot and a backend's capabilities to the request that makes a take of it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from zlib import crc32

from studio.core.capabilities import Capabilities
from studio.core.citation import cite_pattern, find_cited
from studio.core.ids import CharacterId, ImageId, TakeId
from studio.core.image import ImageRole, Reference
from studio.core.placing import describe_place
from studio.core.project import Character, Project, Shot, find_character, find_image, find_shot
from studio.core.request import RequestCharacter, RequestImage, RequestLine, Setting, ShotRequest
from studio.errors import StudioError

MOST_SEED = 2**31


def plan(project: Project, shot: Shot, backend: str, capabilities: Capabilities, seed: int) -> ShotRequest:
    """The request for one take of `shot` by `backend`, within its limits; the same values give the same request."""
    width, height = fit_size(project.width, project.height, capabilities)
    rate = Fraction(capabilities.rate).limit_denominator(1001) if capabilities.rate else project.frame_rate
    cast = _resolve_cast(project, shot, capabilities)
    request = ShotRequest(
        shot_name=shot.name,
        backend=backend,
        prompt=shot.prompt or "",
        action=shot.action,
        dialogue=_resolve_dialogue(project, shot),
        camera=shot.camera,
        sound=shot.sound,
        cast=cast,
        images=tuple(_resolve(project, reference) for reference in shot.images),
        first_frame=_resolve_frame(project, shot.first_frame) if capabilities.first_frame else None,
        last_frame=_resolve_frame(project, shot.last_frame) if capabilities.last_frame else None,
        continued=_find_continued(project, shot) if capabilities.continuation else None,
        width=width,
        height=height,
        frame_rate=rate,
        frames=fit_frames(shot.frames, project.frame_rate, rate, capabilities),
        seed=seed,
        settings=_resolve_settings(project, shot, capabilities),
    )
    if shot.prompt is not None:
        return request
    if capabilities.compose:
        # A plugin that can't write says why when it renders; what is shown until then is the plain form.
        with suppress(StudioError):
            return replace(request, prompt=capabilities.compose(request))
    return replace(request, prompt=write_prompt(project, shot, capabilities, cast))


def choose_seed(shot: Shot) -> int:
    """The shot's own seed, or the next one of a row that begins at a number made from its id."""
    if shot.seed is not None:
        return shot.seed
    return (crc32(shot.id.encode()) + len(shot.takes)) % MOST_SEED


def is_stale(project: Project, shot: Shot, backend: str, capabilities: Capabilities) -> bool:
    """Whether the chosen take would be asked for differently today by the backend that the shot now asks for.

    The shot's own seed counts until there is a take with it: who then chooses one of another seed means it.
    """
    take = shot.take
    if take is None:
        return False
    made = {each.request.seed for each in shot.takes}
    seed = take.request.seed if shot.seed is None or shot.seed in made else shot.seed
    return plan(project, shot, backend, capabilities, seed) != take.request


def find_cast(project: Project, shot: Shot) -> tuple[Character, ...]:
    """The characters of a shot: those listed, then those that its action cites or that speak in it."""
    named = find_cited(shot.action, [character.name for character in project.cast])
    by_name = {character.name: character for character in project.cast}
    spoken = [line.speaker for line in shot.dialogue if line.speaker is not None]
    ids = (*shot.cast, *(by_name[name].id for name in named), *spoken)
    return tuple(find_character(project, id_) for id_ in dict.fromkeys(ids))


def fit_size(width: int, height: int, capabilities: Capabilities) -> tuple[int, int]:
    """The size to render at: the film's, reduced to the longest side allowed and rounded to the size step."""
    if capabilities.size is not None:
        return capabilities.size
    step = capabilities.size_step
    scale = min(1.0, capabilities.longest_side / max(width, height))
    return max(step, round(width * scale / step) * step), max(step, round(height * scale / step) * step)


def fit_frames(frames: int, film_rate: Fraction, rate: Fraction, capabilities: Capabilities) -> int:
    """The least number of frames at `rate` that the backend can make and that covers the shot, within its limit."""
    step, offset = capabilities.frames_step, capabilities.frames_offset
    wanted = math.ceil(frames * rate / film_rate)
    steps = max(0 if offset else 1, math.ceil((wanted - offset) / step))
    most = (capabilities.most_frames - offset) // step
    return step * min(steps, most) + offset


def choose_images(project: Project, shot: Shot, capabilities: Capabilities) -> dict[CharacterId, tuple[Reference, ...]]:
    """Which images go with each character that the backend takes, within its limit.

    Pinned ones are served first, and who has some gets no others; the rest is shared, the most telling ones first.
    """
    members = find_cast(project, shot)[: capabilities.characters]
    pinned = [find_pinned(shot, member) for member in members]
    firsts = _share(capabilities.references, [len(references) for references in pinned])
    wanted = [0 if pins else len(member.references) for member, pins in zip(members, pinned, strict=True)]
    rest = _share(capabilities.references - sum(firsts), wanted)
    return {
        member.id: tuple(_by_worth(pins or member.references)[: first + more])
        for member, pins, first, more in zip(members, pinned, firsts, rest, strict=True)
    }


def find_pinned(shot: Shot, character: Character) -> tuple[Reference, ...]:
    """The images of a character that are pinned in a shot."""
    pinned = shot.placing_of(character.id).images
    return tuple(reference for reference in character.references if reference.image in pinned)


def write_prompt(
    project: Project, shot: Shot, capabilities: Capabilities, cast: Sequence[RequestCharacter] | None = None
) -> str:
    """The prompt made from the shot's fields, with citations as the backend reads them.

    Where a character stands is told once, where it is first named.
    """
    members = _resolve_cast(project, shot, capabilities) if cast is None else cast
    first_image: dict[str, int] = {}
    count = 0
    for member in members:
        first_image[member.name] = count + 1 if member.images else 0
        count += len(member.images)

    def cite(name: str) -> str:
        number = first_image.get(name, 0)
        return capabilities.citation.format(name=name, number=number) if number else name

    places = {member.name: describe_place(member.place) for member in members if member.place}
    parts = [_place_citations(shot.action, [character.name for character in project.cast], cite, places).strip()]
    parts += [
        f"{cite(line.speaker) + _take_place(line.speaker, places) if line.speaker else 'A voice'} says: “{line.text}”"
        for line in _resolve_dialogue(project, shot)
    ]
    parts += [f"{cite(name)} {place}." for name, place in places.items()]
    if shot.camera:
        parts.append(f"Camera: {shot.camera}.")
    if shot.sound and capabilities.reads_sound:
        parts.append(f"Sound: {shot.sound}.")
    return "\n".join(part for part in parts if part)


def _place_citations(text: str, names: Sequence[str], cite: Callable[[str], str], places: dict[str, str]) -> str:
    """The text with its citations written out. Places that are told leave `places`.

    `@Ada's hat` says nothing of where she stands, and `@Ada on the left` says it already.
    """
    spelt = {name.casefold(): name for name in names}

    def write(match: re.Match[str]) -> str:
        name, rest = spelt[match.group(1).casefold()], match.string[match.end() :]
        if rest.startswith(("'", "’")):
            return cite(name)
        place = _take_place(name, places)
        return cite(name) if rest.casefold().startswith(place) else cite(name) + place

    return cite_pattern(names).sub(write, text)


def _take_place(name: str, places: dict[str, str]) -> str:
    place = places.pop(name, "")
    return f" {place}" if place else ""


def _resolve(project: Project, reference: Reference) -> RequestImage:
    image = find_image(project, reference.image)
    return RequestImage(path=image.path, sha256=image.sha256, role=reference.role)


def _resolve_frame(project: Project, image: ImageId | None) -> RequestImage | None:
    found = next((each for each in project.images if each.id == image), None)
    return found and RequestImage(path=found.path, sha256=found.sha256, role=ImageRole.PLACE)


def _resolve_cast(project: Project, shot: Shot, capabilities: Capabilities) -> tuple[RequestCharacter, ...]:
    chosen = choose_images(project, shot, capabilities)
    members = [find_character(project, id_) for id_ in chosen]
    return tuple(
        RequestCharacter(
            name=member.name,
            description=member.description,
            voice=shot.placing_of(member.id).voice or member.voice,
            colour=member.colour,
            is_place=member.is_place,
            images=tuple(_resolve(project, reference) for reference in chosen[member.id]),
            place=None if member.is_place else shot.placing_of(member.id).place,
        )
        for member in members
    )


def _share(limit: int, wanted: Sequence[int]) -> list[int]:
    """How many images each character gets, one in turn, until the limit is used up."""
    shares = [0] * len(wanted)
    for turn in range(max(wanted, default=0)):
        for index, want in enumerate(wanted):
            if turn < want and sum(shares) < limit:
                shares[index] += 1
    return shares


def _by_worth(references: Iterable[Reference]) -> list[Reference]:
    """Faces first, then outfits, then the rest; within a role in the user's order."""
    worth = list(ImageRole)
    return sorted(references, key=lambda reference: worth.index(reference.role))


def _resolve_dialogue(project: Project, shot: Shot) -> tuple[RequestLine, ...]:
    names = {character.id: character.name for character in project.cast}
    return tuple(
        RequestLine(
            speaker=names[line.speaker] if line.speaker else "",
            language=line.language,
            text=line.text,
            voice=line.voice,
        )
        for line in shot.dialogue
    )


def _resolve_settings(project: Project, shot: Shot, capabilities: Capabilities) -> tuple[Setting, ...]:
    chosen = {setting.name: setting.value for setting in (*project.settings, *shot.settings)}
    return tuple(
        Setting(name=option.name, value=chosen.get(option.name, option.default)) for option in capabilities.options
    )


def _find_continued(project: Project, shot: Shot) -> TakeId | None:
    return find_shot(project, shot.continues).chosen if shot.continues else None
