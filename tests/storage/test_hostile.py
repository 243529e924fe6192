"""Films from strangers: each broken file gives one sentence with its name, never another exception."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.errors import StudioError
from studio.storage.codec import FILM, QUEUE, encode
from studio.storage.files import MOST_BYTES, DamagedError
from studio.storage.folder import FilmFolder
from tests.storage.films import make_queue, make_rich_film

RICH = encode(make_rich_film(), FILM)
VERSION = b'"version": %d' % FILM.version
SHOT = "scenes.0.shots.0"
BOX = {"left": 0.5, "top": 0.0, "width": 0.5, "height": 1.0}
TAKE = f"{SHOT}.takes.0"
CLIP = "timeline.tracks.0.items.0"
MATCHED = "timeline.tracks.0.items.2.match"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = FilmFolder.create(tmp_path / "F.storyreel", make_rich_film())
    made.close()
    yield made.path


def put(data: bytes, word: str, place: str, value: object) -> bytes:
    """The file with one value in another's place."""
    content = json.loads(data)
    target: Any = content[word]
    *keys, last = (int(key) if key.isdecimal() else key for key in place.split("."))
    for key in keys:
        target = target[key]
    target[last] = value
    return json.dumps(content).encode()


BROKEN_BYTES = {
    "empty": (b"", "truncated"),
    "truncated": (RICH[: len(RICH) // 2], "truncated"),
    "zeros": (bytes(5000), "malformed"),
    "not UTF-8": (RICH.replace(b"1A", b"\xff\xfe"), "utf-8"),
    "UTF-16": (RICH.decode().encode("utf-16"), "malformed"),
    "half a pair": (RICH.replace(b'"1A"', rb'"\ud83d"'), "damaged"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "malformed"),
    "two films": (RICH + RICH, "trailing"),
    "a list": (b"[]", "Expected `object`"),
    "a number": (b"1", "Expected `object`"),
    "nested lists": (b'{"film":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deeply"),
    "nested open lists": (b"[" * 1_000_000, "damaged"),
    "nested in a shot": (RICH.replace(b'"push in"', b"[" * 100_000 + b"]" * 100_000), "too deeply"),
    "nested program": (RICH.replace(b'"storyreel"', b"[" * 100_000 + b"]" * 100_000), "too deeply"),
    "another program": (RICH.replace(b'"storyreel"', b'"kdenlive"'), "no film of Storyreel"),
    "no version": (RICH.replace(b'"version"', b'"revision"'), "no film of Storyreel"),
    "version 0": (RICH.replace(VERSION, b'"version": 0'), "no version 0"),
    "version true": (RICH.replace(VERSION, b'"version": true'), "Expected `int`"),
    "version text": (RICH.replace(VERSION, b'"version": "1"'), "Expected `int`"),
    "an unknown field outside": (RICH.replace(VERSION, VERSION + b', "owner": 1'), "unknown field owner"),
    "a queue": (encode(make_queue(), QUEUE), "no film of Storyreel"),
    "no number": (RICH.replace(b'"gain": 1.25', b'"gain": NaN'), "malformed"),
    "beyond a float": (RICH.replace(b'"gain": 1.25', b'"gain": 1e999'), "out of range"),
    "beyond an int": (RICH.replace(b'"seed": 7', b'"seed": ' + b"9" * 5000), "out of range"),
    "too big": (RICH + b" " * MOST_BYTES, "bigger than 128 MB"),
}

BROKEN_VALUES: dict[str, tuple[str, object, str]] = {
    "unknown field": ("mood", 1, "unknown field `mood`"),
    "endless unknown field": ("m" * 1_000_000, 1, "unknown field `mmm"),
    "unknown field in a shot": (f"{SHOT}.mood", 1, "unknown field `mood`"),
    "a film that is none": ("cast", None, "Expected `array`"),
    "text for a number": (f"{SHOT}.frames", "96", "Expected `int`"),
    "fraction of a frame": (f"{SHOT}.frames", 96.5, "Expected `int`"),
    "a switch for a number": (f"{SHOT}.frames", True, "Expected `int`"),
    "no frames": (f"{SHOT}.frames", 0, "shot “1A” has a length outside"),
    "negative frames": (f"{CLIP}.frames", -5, "an item on track “V1” has a length outside"),
    "endless frames": (f"{CLIP}.frames", 10**300, "an item on track “V1” has a length outside"),
    "a track beyond all bounds": ("timeline.tracks.0.items.3.frames", 10**8, "track “V1” is longer than"),
    "clip before its take": (f"{CLIP}.start", -1, "starts outside its take"),
    "narrow": ("width", 15, "the film has a side outside"),
    "wide": ("width", 16385, "the film has a side outside"),
    "flat": ("height", 0, "the film has a side outside"),
    "slow": ("frame_rate", "1/2", "frame rate outside 1 to 240"),
    "fast": ("frame_rate", "241", "frame rate outside 1 to 240"),
    "rate by zero": ("frame_rate", "24/0", "Expected a fraction"),
    "rate as a number": ("frame_rate", 24, "Expected a fraction"),
    "rate as a bomb": ("frame_rate", "1e999999999", "Expected a fraction"),
    "opaque": (f"{CLIP}.opacity", 1.5, "the opacity of a clip on track “V1” lies outside 0 to 1"),
    "loud": (f"{CLIP}.gain", 400, "the gain of a clip on track “V1” lies outside"),
    "silent": (f"{CLIP}.gain", -0.1, "the gain of a clip on track “V1” lies outside"),
    "a track that ducks upwards": ("timeline.tracks.0.ducks", -6.0, "the ducking of track “V1” lies outside 0 to 60"),
    "a match of no take": (f"{MATCHED}.take", "../x", "is no id for a take"),
    "a match beyond itself": (f"{MATCHED}.strength", 2.0, "a strength outside 0 to 1"),
    "a blinding match": (f"{MATCHED}.grade.red.gain", 1e9, "the match of a clip on track “V1” has a gain outside"),
    "a dark match": (f"{MATCHED}.grade.blue.offset", -1.0, "an offset beyond 0.25"),
    "a garish match": (f"{MATCHED}.grade.saturation", 1e300, "a saturation outside 0.5 to 2"),
    "unknown item": (f"{CLIP}.type", "shape", "Invalid value 'shape'"),
    "item without a type": (CLIP, {"frames": 5}, "missing required field `type`"),
    "a transition too long": ("timeline.tracks.0.items.1.frames", 100, "doesn't fit its clips"),
    "a transition alone": ("timeline.tracks.1.items", [{"type": "transition", "frames": 4}], "doesn't fit its clips"),
    "a marker before the film": ("timeline.markers.0.frame", -1, "marker “turn” of the cut lies outside"),
    "unknown kind of track": ("timeline.tracks.0.kind", "smell", "Invalid enum value 'smell'"),
    "unknown role": ("cast.0.references.0.role", "x", "Invalid enum value 'x'"),
    "seed below zero": (f"{SHOT}.seed", -1, "seed outside"),
    "seed beyond 63 bits": (f"{SHOT}.seed", 2**63, "seed outside"),
    "setting beyond all bounds": ("settings.0.value", 10**400, "“captions” of the film is out of bounds"),
    "colour with a style sheet": ("cast.0.colour", "red; } * {", "a colour of “Ada” is none"),
    "no keys": (f"{CLIP}.opacity", {"keys": []}, "keys out of order"),
    "keys at one frame": (f"{CLIP}.gain", {"keys": [{"frame": 1, "value": 1.0}] * 2}, "keys out of order"),
    "a loud key": (f"{CLIP}.gain", {"keys": [{"frame": 1, "value": 1e9}]}, "the gain of a clip"),
    "standing still": (f"{CLIP}.speed", "0", "speed outside"),
    "huge": (f"{CLIP}.look.scale", 1e9, "the scale of a clip"),
    "a shapeless colour": ("timeline.tracks.0.items.1.colour", "red", "a colour of a transition"),
    "words of no colour": ("timeline.tracks.1.items.0.source.colour", "red", "a colour of a clip"),
    "too many words": ("timeline.tracks.1.items.0.source.text", "x" * 3000, "more than 2000 letters"),
    "clip of no file": ("timeline.tracks.1.items.2.source.media", "gone", "“V2” names a file that isn't there"),
    "a file elsewhere": ("media.0.path", "media/../film.json", "none of a file in media"),
    "clip of no shot": (f"{CLIP}.source.shot", "gone", "“V1” names a shot that isn't there, “gone”"),
    "no such character": (f"{SHOT}.cast", ["gone"], "“1A” names a character that isn't there"),
    "a place of nobody": (f"{SHOT}.placing.0.character", "gone", "“1A” names a character that isn't there"),
    "a pin of no image": (f"{SHOT}.placing.0.images", ["gone"], "“1A” names an image that isn't there"),
    "placed twice": (f"{SHOT}.placing", [{"character": "ada"}] * 2, "shot “1A” places a character twice"),
    "unknown side": (f"{SHOT}.placing.0.place", "above", "Invalid enum value 'above'"),
    "a box outside": (f"{SHOT}.placing.0.place", BOX | {"left": 0.7}, "a place in the frame of shot “1A” lies outside"),
    "a box of nothing": (f"{SHOT}.placing.0.place", BOX | {"width": 0.0}, "a place in the frame of shot “1A” lies"),
    "a box in a request": (f"{TAKE}.request.cast.0.place", BOX | {"top": -1e9}, "a place in the frame of a request"),
    "no such speaker": (f"{SHOT}.dialogue.0.speaker", "gone", "“1A” names a speaker that isn't there"),
    "no such image": (f"{SHOT}.images.0.image", "gone", "“1A” names an image that isn't there"),
    "no such portrait": ("cast.0.references.0.image", "gone", "“Ada” names an image that isn't there"),
    "no such first frame": (f"{SHOT}.first_frame", "gone", "“1A” names an image that isn't there"),
    "no such earlier shot": (f"{SHOT}.continues", "gone", "“1A” names an earlier shot that isn't there"),
    "a shot that continues itself": (f"{SHOT}.continues", "wait", "“1A” names an earlier shot that isn't there"),
    "no such take": (f"{SHOT}.chosen", "gone", "“1A” names a take that isn't there"),
    "a shot twice": ("scenes.0.shots.1.id", "wait", "shot “wait” is there twice"),
    "a scene twice": ("scenes.1.id", "s1", "scene “s1” is there twice"),
    "an image twice": ("images.1.id", "i-1", "image “i-1” is there twice"),
    "a take twice": (f"{SHOT}.takes.1.id", "t1", "take “t1” is there twice"),
    "a clip twice": ("timeline.tracks.0.items.2.id", "c-wait", "clip “c-wait” is there twice"),
    "a track twice": ("timeline.tracks.1.id", "v1", "track “v1” is there twice"),
    "an id that is a path": ("scenes.1.id", "../x", "“../x” is no id for a scene"),
    "an empty id": ("scenes.1.id", "", "“” is no id for a scene"),
    "absolute path": ("images.0.path", "/etc/passwd", "path of a picture of image “Ada, “front”.png”"),
    "path up": ("images.0.path", "images/../../x.png", "path of a picture"),
    "path of Windows": ("images.0.path", "C:\\x.png", "path of a picture"),
    "path with a drive": ("images.0.path", "images/c:x.png", "path of a picture"),
    "path with backslashes": ("images.0.path", "images\\..\\x.png", "path of a picture"),
    "path with a zero": ("images.0.path", "images/x\0.png", "path of a picture"),
    "path of the film": ("images.0.path", "film.json", "path of a picture"),
    "path of a hidden file": ("images.0.path", "images/.ssh", "path of a picture"),
    "endless path": ("images.0.path", "images/" + "x" * 300, "path of a picture"),
    "path in a request": (f"{TAKE}.request.first_frame.path", "/dev/zero", "path of a picture of a request"),
    "path in a request's cast": (f"{TAKE}.request.cast.0.images.0.path", "../x", "path of a picture of a request"),
    "path of a take": (f"{TAKE}.path", "../../x.mov", "path of a take of shot “1A”"),
    "a take among the images": (f"{TAKE}.path", "images/x.mov", "path of a take of shot “1A”"),
    "hash that is a path": (f"{TAKE}.sha256", "../x", "the hash of a take of shot “1A”"),
    "hash of a picture": ("images.0.sha256", "A" * 64, "the hash of a picture"),
    "date that is none": (f"{TAKE}.made", "yesterday", "was made at no date"),
    "a take of no time": (f"{TAKE}.seconds_taken", -1.0, "took no time"),
    "a take of no memory": (f"{TAKE}.memory_bytes", -1, "the memory of a take"),
    "a take of no size": (f"{TAKE}.bytes", -1, "no size that is a number"),
    "a rating beyond five": (f"{TAKE}.rating", 6, "has a rating outside 0 to 5"),
    "a take with a style sheet": (f"{TAKE}.colour", "red; } * {", "a colour of a take of shot “1A” is none"),
    "a path for a hash of weights": (f"{TAKE}.recipe.weights.0.sha256", "../x", "the hash of weights of shot “1A”"),
    "a request too big": (f"{TAKE}.request.width", 10**9, "a request of shot “1A” has a side outside"),
    "a picture without a size": ("images.0.width_px", 0, "has a side outside"),
    "endless name": (f"{SHOT}.name", "x" * 1_000_000, ""),
}


@pytest.mark.parametrize(("data", "finding"), BROKEN_BYTES.values(), ids=BROKEN_BYTES)
def test_broken_files_are_refused(folder: Path, data: bytes, finding: str) -> None:
    assert_refused(folder, data, finding)


@pytest.mark.parametrize(("place", "value", "finding"), BROKEN_VALUES.values(), ids=BROKEN_VALUES)
def test_broken_values_are_refused(folder: Path, place: str, value: object, finding: str) -> None:
    data = put(RICH, "film", place, value)
    if finding:
        assert_refused(folder, data, finding)
    else:
        assert_refused(folder, put(data, "film", f"{SHOT}.frames", 0), "xxx…” has a length outside")


def assert_refused(folder: Path, data: bytes, finding: str) -> None:
    (folder / "film.json").write_bytes(data)
    with pytest.raises(DamagedError) as raised:
        FilmFolder.open(folder)
    sentence = str(raised.value)
    assert sentence.startswith("F.storyreel/film.json is ")
    assert sentence.endswith("; put a good copy in its place.")
    assert finding in sentence
    assert len(sentence) < 300
    assert "\n" not in sentence
    assert (folder / "film.json").read_bytes() == data


BROKEN_QUEUES: dict[str, tuple[str, object]] = {
    "job twice": ("jobs.1.id", "j0"),
    "id that is a path": ("jobs.0.id", "../x"),
    "path": ("jobs.0.request.first_frame.path", "../x"),
    "unknown state": ("jobs.0.state.type", "lost"),
    "no frames": ("jobs.0.request.frames", 0),
    "a film in its place": ("jobs", make_rich_film().name),
}


@pytest.mark.parametrize(("place", "value"), BROKEN_QUEUES.values(), ids=BROKEN_QUEUES)
def test_broken_queues_cost_no_film(folder: Path, place: str, value: object) -> None:
    (folder / "queue.json").write_bytes(put(encode(make_queue(), QUEUE), "queue", place, value))
    opened = FilmFolder.open(folder)
    opened.close()
    assert opened.project == make_rich_film()
    assert "F.storyreel/queue.json is damaged" in "".join(opened.notices)


def test_a_film_of_a_newer_version_names_itself(folder: Path) -> None:
    (folder / "film.json").write_bytes(RICH.replace(VERSION, b'"version": 9'))
    with pytest.raises(StudioError, match=r"^F\.storyreel/film\.json was written by a newer Storyreel \(version 9,"):
        FilmFolder.open(folder)
