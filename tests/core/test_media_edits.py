"""Files for the cut: each edit with its picture before and after, tracks from the top down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from studio.core.edits.media import (
    add_media,
    drop_media,
    make_media_clip,
    put_above,
    put_media,
    remove_media,
    rename_media,
)
from studio.core.ids import ClipId, MediaId, TrackId
from studio.core.project import Media, MediaKind, Project, find_media
from studio.core.timeline import Clip, Gap, Item, OfMedia, Solid, Timeline, Title, Track, TrackKind
from studio.errors import StudioError

LENGTHS = {"v": 3, "w": 5, "s": 4, "p": 0}
KINDS = {"v": MediaKind.VIDEO, "w": MediaKind.VIDEO, "s": MediaKind.SOUND, "p": MediaKind.PICTURE}


def media(letter: str) -> Media:
    """Videos `v` and `w` of 3 and 5 frames, the sound `s` of 4, the picture `p`."""
    return Media(
        id=MediaId(letter),
        name=letter,
        path=f"media/{letter}",
        sha256="",
        kind=KINDS[letter],
        frames=LENGTHS[letter],
    )


def film(*lanes: str, files: str = "") -> Project:
    """`V1 aab..c` is a track with clips of two frames, one, and a gap between; `!` behind the name locks it."""
    return Project(
        name="film", media=tuple(map(media, files)), timeline=Timeline(tracks=tuple(map(_read, reversed(lanes))))
    )


def _read(lane: str) -> Track:
    name, _, row = lane.partition(" ")
    items: list[Item] = []
    for letter in row.split("|")[0]:
        last = items[-1] if items else None
        if letter == ".":
            items.append(Gap(frames=1))
        elif isinstance(last, Clip) and last.id == letter:
            items[-1] = replace(last, frames=last.frames + 1)
        else:
            source = OfMedia(media=MediaId(letter)) if letter in KINDS else Solid()
            items.append(Clip(id=ClipId(letter), source=source, frames=1))
    kind = TrackKind.AUDIO if name.startswith("A") else TrackKind.VIDEO
    return Track(
        id=TrackId(name.rstrip("!")), name=name.rstrip("!"), kind=kind, items=tuple(items), locked=name.endswith("!")
    )


def draw(project: Project) -> list[str]:
    """The other way round."""
    return [
        f"{track.name} " + "".join((item.id if isinstance(item, Clip) else ".") * item.frames for item in track.items)
        for track in reversed(project.timeline.tracks)
    ]


def make_track(project: Project, kind: TrackKind) -> Track:
    name = f"{kind.value[0].upper()}{len(project.timeline.tracks) + 1}"
    return Track(id=TrackId(name), name=name, kind=kind)


def put(letters: str, frame: int, track: str = "") -> Callable[[Project], Project]:
    files = [(media(letter), ClipId(letter)) for letter in letters]
    return lambda project: put_media(project, files, frame, TrackId(track) if track else None, make_track)


def title(frame: int, frames: int = 2) -> Callable[[Project], Project]:
    return lambda project: put_above(project, Title(text="T"), ClipId("t"), frame, frames, make_track)


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        pytest.param(["V1 aab"], put("vw", 2, "V1"), ["V1 aavvvwwwwwb"], id="one after the other, the rest moves"),
        pytest.param(["V1 aab"], put("v", 0), ["V2 vvv", "V1 aab"], id="without a track above what is there"),
        pytest.param(["V2 ...c", "V1 aab"], put("v", 0), ["V2 vvvc", "V1 aab"], id="the lowest free track above"),
        pytest.param(["V2 ..c", "V1 aab"], put("v", 0), ["V3 vvv", "V2 ..c", "V1 aab"], id="none is free there"),
        pytest.param(["V2! ", "V1 aa"], put("v", 0), ["V3 vvv", "V2 ", "V1 aa"], id="a locked track is left"),
        pytest.param([], put("v", 2), ["V1 ..vvv"], id="the first track of a film"),
        pytest.param(["V1 aab", "A1 "], put("s", 2), ["V1 aab", "A1 ..ssss"], id="a sound moves no picture"),
        pytest.param(["V1 aab", "A1 ...x"], put("s", 2), ["A3 ..ssss", "V1 aab", "A1 ...x"], id="nor another sound"),
        pytest.param(["V1 aab"], put("vs", 2, "V1"), ["A2 ..ssss", "V1 aavvvb"], id="both from the same frame on"),
        pytest.param(["V1 aab"], put("s", 1, "V1"), ["A2 .ssss", "V1 aab"], id="a sound over a picture track"),
        pytest.param(["V1 aa..b"], title(2), ["V1 aattb"], id="a title where nothing lies"),
        pytest.param(["V1 aa"], title(1), ["V2 .tt", "V1 aa"], id="a title above what lies there"),
        pytest.param(["V3 ..c", "V2 ", "V1 aa"], title(0), ["V3 ..c", "V2 tt", "V1 aa"], id="as low as it can"),
    ],
)
def test_edit(before: list[str], edit: Callable[[Project], Project], after: list[str]) -> None:
    assert draw(edit(film(*before))) == draw(film(*after))


def test_a_file_is_there_once() -> None:
    once = put("v", 0)(film())
    twice = put_media(once, [(replace(media("v"), name="again"), ClipId("other"))], 3, None, make_track)
    assert [each.name for each in twice.media] == ["v"]
    assert add_media(once, media("v")) is once


def test_a_picture_lasts_four_seconds_and_the_rest_its_own_length() -> None:
    project = film(files="vsp")
    lengths = {each.name: make_media_clip(project, each, ClipId("c")).frames for each in project.media}
    assert lengths == {"v": 3, "s": 4, "p": 96}


def test_what_clips_show_is_not_removed() -> None:
    project = film("V1 vvv.", "V2 w", files="vw")
    with pytest.raises(StudioError, match=r"^v is in use: one clip shows it; take it out of the cut first\.$"):
        remove_media(project, MediaId("v"))
    more = put_media(project, [(media("v"), ClipId("again"))], 9, None, make_track)
    with pytest.raises(StudioError, match="2 clips show it"):
        remove_media(more, MediaId("v"))
    assert remove_media(film(files="vw"), MediaId("v")).media == (media("w"),)


def test_what_is_gone_for_good_leaves_gaps_on_locked_tracks_too() -> None:
    project = drop_media(film("V2! avvvb", "V1 w", files="vw"), {MediaId("v")})
    assert draw(project) == ["V2 a...b", "V1 w"]
    assert drop_media(project, {MediaId("v")}) is project


def test_a_file_has_another_name() -> None:
    project = film(files="v")
    assert find_media(rename_media(project, MediaId("v"), " Sea \n at night "), MediaId("v")).name == "Sea at night"
    assert rename_media(project, MediaId("v"), "  ") is project
