"""What makes a film valid: every id is there once and resolves, every number and path keeps within its bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Container, Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from studio.core import match as match_limits
from studio.core.bounds import FASTEST, MOST_FRAMES, OWN, READ, SLOWEST
from studio.core.curve import Curve, Value, list_values
from studio.core.edits.keys import value_of
from studio.core.image import Image, Reference
from studio.core.jobs import Done, Queue, Rendering
from studio.core.match import Match
from studio.core.placing import Box, Place
from studio.core.project import MOST_RATING, Character, Line, Project, Shot, Take
from studio.core.recipe import Recipe
from studio.core.request import RequestImage, RequestLine, Setting, ShotRequest
from studio.core.timeline import Clip, Item, Marker, OfMedia, OfShot, Solid, Title, Track, Transition, rooms, tidy

LEAST_SIDE, MOST_SIDE = 16, 16_384
MOST_PICTURE_SIDE = 1_000_000
LEAST_RATE, MOST_RATE = 1, 240
MOST_DUCK = 60.0  # decibels: silence
MOST_LETTERS, LEAST_SIZE = 2000, 0.005
MOST_SEED = 2**63
MOST_BYTES_HELD = 2**63
_ROUNDING = 1e-9

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_IMAGE_PATH = re.compile(r"images/[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_MEDIA_PATH = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_VOICE_PATH = re.compile(r"voices/[0-9a-f]{64}\.wav")
_TAKE_PATH = re.compile(r"takes/[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def find_faults(project: Project, sound: Container[int] = frozenset()) -> tuple[str, ...]:
    """What is wrong with a film, as half sentences; empty for a valid one.

    `sound` are those items of tracks, by `id`, that were found valid before.
    """
    return tuple(
        fault
        for faults in (
            _in_film(project),
            _in_ids(project),
            _in_images(project),
            _in_media(project),
            _in_board(project),
            _in_cut(project, sound),
        )
        for fault in faults
    )


def find_queue_faults(queue: Queue) -> tuple[str, ...]:
    """What is wrong with a queue. Its shots may have gone from the film since."""
    faults = list(_in_own_ids("job", [job.id for job in queue.jobs]))
    for job in queue.jobs:
        faults += _in_id("shot", job.shot)
        faults += _in_request(job.request, f"job {_quote(job.id)}")
        if isinstance(job.state, Rendering) and not math.isfinite(job.state.done):
            faults.append(f"the progress of job {_quote(job.id)} is no number")
        if isinstance(job.state, Done):
            faults += _in_id("take", job.state.take)
    return tuple(faults)


def find_take_faults(take: Take) -> tuple[str, ...]:
    """What is wrong with a take by itself."""
    return tuple(_in_take(take, f"take {_quote(take.id)}"))


def find_origin_faults(request: ShotRequest, recipe: Recipe) -> tuple[str, ...]:
    """What is wrong with what a take was made from."""
    return (*_in_request(request, "a take"), *_in_recipe(recipe, "a take"))


def is_media_path(path: str) -> bool:
    """Whether this is the relative path of a picture, a take, a recorded voice or a file that was brought in."""
    return any(kind.fullmatch(path) for kind in (_IMAGE_PATH, _TAKE_PATH, _MEDIA_PATH, _VOICE_PATH))


def _in_film(project: Project) -> Iterator[str]:
    yield from _in_size(project.width, project.height, LEAST_SIDE, "the film")
    yield from _in_rate(project.frame_rate, "the film")
    yield from _in_settings(project.settings, "the film")
    for character in project.cast:
        yield from _in_colour(character.colour, _quote(character.name))


def _in_ids(project: Project) -> Iterator[str]:
    tracks = project.timeline.tracks
    yield from _in_own_ids("image", [image.id for image in project.images])
    yield from _in_own_ids("file", [each.id for each in project.media])
    yield from _in_own_ids("character", [character.id for character in project.cast])
    yield from _in_own_ids("scene", [scene.id for scene in project.scenes])
    yield from _in_own_ids("shot", [shot.id for shot in project.shots])
    yield from _in_own_ids("take", [take.id for shot in project.shots for take in shot.takes])
    yield from _in_own_ids("track", [track.id for track in tracks])
    yield from _in_own_ids("clip", [item.id for track in tracks for item in track.items if isinstance(item, Clip)])
    yield from _in_own_ids("marker", [marker.id for marker in project.timeline.markers])


def _in_images(project: Project) -> Iterator[str]:
    images = {image.id for image in project.images}
    for image in project.images:
        yield from _in_picture(image, f"image {_quote(image.name)}")
        yield from _in_bytes(image.bytes, f"image {_quote(image.name)}")
        yield from _in_size(image.width_px, image.height_px, 1, f"image {_quote(image.name)}", most=MOST_PICTURE_SIDE)
    for user in (*project.cast, *project.shots):
        yield from _resolve("an image", (reference.image for reference in _references(user)), images, user.name)


def _in_board(project: Project) -> Iterator[str]:
    cast = {character.id for character in project.cast}
    images = {image.id for image in project.images}
    shots = {shot.id for shot in project.shots}
    for shot in project.shots:
        where = f"shot {_quote(shot.name)}"
        yield from _in_frames(shot.frames, where)
        yield from _in_seed(shot.seed, where)
        yield from _in_settings(shot.settings, where)
        yield from _resolve("a character", shot.cast, cast, shot.name)
        yield from _resolve("a speaker", (line.speaker for line in shot.dialogue if line.speaker), cast, shot.name)
        yield from _resolve("an image", filter(None, (shot.first_frame, shot.last_frame)), images, shot.name)
        yield from _resolve("an earlier shot", filter(None, (shot.continues,)), shots - {shot.id}, shot.name)
        yield from _resolve("a take", filter(None, (shot.chosen,)), {take.id for take in shot.takes}, shot.name)
        yield from _in_voices(shot.dialogue, where)
        yield from _in_placing(shot, cast, images)
        for take in shot.takes:
            yield from _in_take(take, where)


def _in_placing(shot: Shot, cast: Collection[str], images: Collection[str]) -> Iterator[str]:
    where = f"shot {_quote(shot.name)}"
    placed = [placing.character for placing in shot.placing]
    yield from _resolve("a character", placed, cast, shot.name)
    if len(set(placed)) < len(placed):
        yield f"{where} places a character twice"
    for placing in shot.placing:
        yield from _resolve("an image", placing.images, images, shot.name)
        yield from _in_place(placing.place, where)


def _in_cut(project: Project, sound: Container[int]) -> Iterator[str]:
    shots = {shot.id for shot in project.shots}
    media = {each.id for each in project.media}
    for track in project.timeline.tracks:
        where = f"track {_quote(track.name)}"
        yield from _in_items((item for item in track.items if id(item) not in sound), where)
        yield from _in_track(track, where)
        sources = [item.source for item in track.items if isinstance(item, Clip)]
        yield from _resolve("a shot", (each.shot for each in sources if isinstance(each, OfShot)), shots, track.name)
        yield from _resolve("a file", (each.media for each in sources if isinstance(each, OfMedia)), media, track.name)
    yield from _in_markers(project.timeline.markers, "the cut")


def _in_items(items: Iterable[Item], where: str) -> Iterator[str]:
    for item in items:
        yield from _in_frames(item.frames, f"an item on {where}")
        if isinstance(item, Clip):
            least = -MOST_FRAMES if isinstance(item.source, Title | Solid) else 0
            if not least <= item.start <= MOST_FRAMES:
                yield f"a clip on {where} starts outside its take"
            yield from _in_clip(item, f"a clip on {where}")
        if isinstance(item, Transition):
            yield from _in_colour(item.colour, f"a transition on {where}")


def _in_track(track: Track, where: str) -> Iterator[str]:
    yield from _in_value(track.ducks, (0.0, MOST_DUCK), f"the ducking of {where}")
    if sum(rooms(track.items)) > MOST_FRAMES:  # not by its edges, which don't hold any number
        yield f"{where} is longer than {MOST_FRAMES} frames"
    transitions = _transitions(track.items)
    if transitions and _transitions(tidy(track.items)) != transitions:
        yield f"a transition on {where} doesn't fit its clips"


def _in_clip(clip: Clip, where: str) -> Iterator[str]:
    for name in READ if clip.look else OWN:
        yield from _in_value(value_of(clip, name), READ[name], f"the {name} of {where}")
    if not SLOWEST <= clip.speed <= FASTEST:
        yield f"{where} has a speed outside {SLOWEST} to {FASTEST}"
    if clip.match is not None:
        yield from _in_match(clip.match, f"the match of {where}")
    if clip.group is not None:
        yield from _in_id("group", clip.group)
    yield from _in_markers(clip.markers, where)
    shown = clip.source
    if isinstance(shown, Title | Solid):
        yield from _in_colour(shown.colour, where)
    if isinstance(shown, Title):
        if len(shown.text) > MOST_LETTERS:
            yield f"{where} has more than {MOST_LETTERS} letters"
        if not (LEAST_SIZE <= shown.size <= 1.0 and -1.0 <= shown.x <= 2.0 and -1.0 <= shown.y <= 2.0):
            yield f"the words of {where} lie outside every picture"


def _in_value(value: Value, bounds: tuple[float, float], what: str) -> Iterator[str]:
    least, most = bounds
    if not all(least <= each <= most for each in list_values(value)):
        yield f"{what} lies outside {least:g} to {most:g}"
    if isinstance(value, Curve):
        frames = [key.frame for key in value.keys]
        if not frames or any(left >= right for left, right in pairwise(frames)):
            yield f"{what} has keys out of order"
        if any(abs(frame) > MOST_FRAMES for frame in frames):
            yield f"{what} has a key outside every film"


def _in_markers(markers: Iterable[Marker], where: str) -> Iterator[str]:
    for marker in markers:
        yield from _in_id("marker", marker.id)
        if not (0 <= marker.frame <= MOST_FRAMES and 0 <= marker.frames <= MOST_FRAMES):
            yield f"marker {_quote(marker.text)} of {where} lies outside every film"
        if marker.colour:
            yield from _in_colour(marker.colour, f"marker {_quote(marker.text)}")


def _in_media(project: Project) -> Iterator[str]:
    for each in project.media:
        where = f"file {_quote(each.name)}"
        if not _MEDIA_PATH.fullmatch(each.path):
            yield f"the path of {where} is none of a file in media"
        if not _SHA256.fullmatch(each.sha256):
            yield f"the hash of {where} is none"
        yield from _in_bytes(each.bytes, where)
        if not 0 <= each.frames <= MOST_FRAMES:
            yield f"{where} has a length outside 0 to {MOST_FRAMES} frames"


def _in_bytes(count: int, where: str) -> Iterator[str]:
    if not 0 <= count < MOST_BYTES_HELD:
        yield f"{where} has no size that is a number"


def _in_match(match: Match, where: str) -> Iterator[str]:
    yield from _in_id("take", match.take)
    yield from _in_id("take", match.before)
    if not 0.0 <= match.strength <= 1.0:
        yield f"{where} has a strength outside 0 to 1"
    grade = match.grade
    for channel in (grade.red, grade.green, grade.blue):
        if not (match_limits.LEAST_GAIN <= channel.gain <= match_limits.MOST_GAIN):
            yield f"{where} has a gain outside {match_limits.LEAST_GAIN} to {match_limits.MOST_GAIN}"
        if not abs(channel.offset) <= match_limits.MOST_OFFSET:
            yield f"{where} has an offset beyond {match_limits.MOST_OFFSET}"
    if not match_limits.LEAST_SATURATION <= grade.saturation <= match_limits.MOST_SATURATION:
        yield f"{where} has a saturation outside {match_limits.LEAST_SATURATION} to {match_limits.MOST_SATURATION}"


def _in_take(take: Take, where: str) -> Iterator[str]:
    yield from _in_id("take", take.id)
    yield from _in_frames(take.frames, f"a take of {where}")
    yield from _in_request(take.request, where)
    if not _TAKE_PATH.fullmatch(take.path):
        yield f"the path of a take of {where} is none of a file in takes"
    if not _SHA256.fullmatch(take.sha256):
        yield f"the hash of a take of {where} is none"
    yield from _in_bytes(take.bytes, f"a take of {where}")
    if not 0.0 <= take.seconds_taken < math.inf:
        yield f"a take of {where} took no time that is a number"
    yield from _in_bytes(take.memory_bytes or 0, f"the memory of a take of {where}")
    yield from _in_recipe(take.recipe, where)
    if not 0 <= take.rating <= MOST_RATING:
        yield f"a take of {where} has a rating outside 0 to {MOST_RATING}"
    if take.colour:
        yield from _in_colour(take.colour, f"a take of {where}")
    if not _is_date(take.made):
        yield f"a take of {where} was made at no date"


def _in_recipe(recipe: Recipe, where: str) -> Iterator[str]:
    if not all(_SHA256.fullmatch(weights.sha256) for weights in recipe.weights):
        yield f"the hash of weights of {where} is none"
    yield from _in_settings(recipe.lighter, where)


def _in_request(request: ShotRequest, where: str) -> Iterator[str]:
    what = f"a request of {where}"
    yield from _in_size(request.width, request.height, 1, what)
    yield from _in_rate(request.frame_rate, what)
    yield from _in_frames(request.frames, what)
    yield from _in_seed(request.seed, what)
    yield from _in_settings(request.settings, what)
    yield from _in_voices(request.dialogue, what)
    for image in (*request.images, request.first_frame, request.last_frame):
        if image is not None:
            yield from _in_picture(image, what)
    for character in request.cast:
        yield from _in_colour(character.colour, what)
        yield from _in_place(character.place, what)
        for image in character.images:
            yield from _in_picture(image, what)
    if request.continued is not None:
        yield from _in_id("take", request.continued)


def _in_voices(lines: Iterable[Line | RequestLine], where: str) -> Iterator[str]:
    if any(line.voice and not _VOICE_PATH.fullmatch(line.voice) for line in lines):
        yield f"the path of a voice of {where} is none of a file in voices"


def _in_place(place: Place | None, where: str) -> Iterator[str]:
    if isinstance(place, Box):
        ends = (place.left, place.left + place.width), (place.top, place.top + place.height)
        if not all(0.0 <= begin < end <= 1.0 + _ROUNDING for begin, end in ends):
            yield f"a place in the frame of {where} lies outside it"


def _in_picture(image: Image | RequestImage, where: str) -> Iterator[str]:
    if not _IMAGE_PATH.fullmatch(image.path):
        yield f"the path of a picture of {where} is none of a file in images"
    if not _SHA256.fullmatch(image.sha256):
        yield f"the hash of a picture of {where} is none"


def _in_own_ids(kind: str, ids: Collection[str]) -> Iterator[str]:
    for each in ids:
        yield from _in_id(kind, each)
    if len(set(ids)) < len(ids):
        seen: set[str] = set()
        twice = next(each for each in ids if each in seen or seen.add(each))
        yield f"{kind} {_quote(twice)} is there twice"


def _in_id(kind: str, id_: str) -> Iterator[str]:
    if not _ID.fullmatch(id_):
        yield f"{_quote(id_)} is no id for a {kind}"


def _resolve(what: str, ids: Iterable[str], known: Collection[str], where: str) -> Iterator[str]:
    for each in ids:
        if each not in known:
            yield f"{_quote(where)} names {what} that isn't there, {_quote(each)}"


def _in_size(width: int, height: int, least: int, where: str, *, most: int = MOST_SIDE) -> Iterator[str]:
    if not (least <= width <= most and least <= height <= most):
        yield f"{where} has a side outside {least} to {most} pixels"


def _in_rate(rate: Fraction, where: str) -> Iterator[str]:
    if not LEAST_RATE <= rate <= MOST_RATE:
        yield f"{where} has a frame rate outside {LEAST_RATE} to {MOST_RATE}"


def _in_frames(frames: int, where: str) -> Iterator[str]:
    if not 1 <= frames <= MOST_FRAMES:
        yield f"{where} has a length outside 1 to {MOST_FRAMES} frames"


def _in_seed(seed: int | None, where: str) -> Iterator[str]:
    if seed is not None and not 0 <= seed < MOST_SEED:
        yield f"{where} has a seed outside 0 to {MOST_SEED - 1}"


def _in_settings(settings: Iterable[Setting], where: str) -> Iterator[str]:
    for setting in settings:
        if isinstance(setting.value, int | float) and not abs(setting.value) < MOST_SEED:
            yield f"the setting {_quote(setting.name)} of {where} is out of bounds"


def _in_colour(colour: str, where: str) -> Iterator[str]:
    if not _COLOUR.fullmatch(colour):
        yield f"a colour of {where} is none"


def _references(user: Character | Shot) -> tuple[Reference, ...]:
    return user.references if isinstance(user, Character) else user.images


def _transitions(items: Iterable[object]) -> list[Transition]:
    return [item for item in items if isinstance(item, Transition)]


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"
