"""The animatic: the shot played by cut-out figures on a ground, with captions and scratch voices."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from studio.api import (
    Event,
    Frames,
    Pictures,
    Preview,
    Progress,
    RequestCharacter,
    ShotRequest,
    Sound,
)
from studio.core.timecode import to_samples
from studio.media.pictures import load_picture

from .actors import Actor, load_actor
from .camera import Camera, Framing, parse_camera
from .captions import Caption, set_dialogue, set_slug, set_title
from .cutout import Picture
from .deeds import Done, read_deeds
from .dialogue import Line, rehearse
from .forecast import chunk_frames
from .ground import find_ground, flatten, load_ground, set_ground
from .layout import STANDING_HEIGHTS, Mark
from .life import Part, act, find_lead
from .motion import GROUND_DEPTH, Curve, project, trace_camera
from .places import set_marks
from .sound import Track, follow_loudness
from .stage import Stage, make_puppet

PREVIEW_PX = 512
MOST_ACTORS = 8
MOST_PICTURE_PX = 4096
LONE_FRAMINGS = (Framing.MEDIUM_CLOSE, Framing.CLOSE, Framing.EXTREME_CLOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who plays: actors with their marks and deeds."""

    actors: tuple[Actor, ...]
    marks: tuple[Mark, ...]
    deeds: tuple[Done, ...]


class Animatic:
    """Shots as story artists present them, made from the pictures of the cast; nothing is held between takes."""

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """The take in small chunks, with a first look at the ground at once."""
        camera = parse_camera(request.camera)
        ground = load_ground(request, folder, _picture_px(request, 1.5))
        yield Preview(frame=0, picture=_shrink(ImageOps.fit(Image.fromarray(ground), _preview_size(request))))
        company = gather(request, folder, camera)
        seconds = np.arange(request.frames) / float(request.frame_rate)
        whole = request.frames / float(request.frame_rate)
        sides = {
            actor.name: 2 * mark.x * request.height / request.width
            for actor, mark in zip(company.actors, company.marks, strict=True)
        }
        lines = yield from rehearse(request, folder, whole, 0.8 * find_lead(company.deeds, whole), sides)
        stage = set_stage(request, folder, camera, ground, company, lines, seconds)
        track = Track([line.spoken for line in lines if line.spoken is not None], request.seed)
        for begin in range(0, request.frames, chunk_frames(request)):
            end = min(begin + chunk_frames(request), request.frames)
            pictures = np.empty((end - begin, request.height, request.width, 3), np.uint8)
            for frame in range(begin, end):
                pictures[frame - begin] = np.asarray(stage.draw(frame))
            yield Preview(frame=begin, picture=_shrink(Image.fromarray(pictures[0])))
            yield Frames(pictures=pictures)
            yield Sound(samples=track.read(*(to_samples(frame, request.frame_rate) for frame in (begin, end))))
            yield Progress(done=end / request.frames, text=f"Frame {end} of {request.frames}")

    def close(self) -> None:
        """Nothing is held between takes."""


def gather(request: ShotRequest, folder: Path, camera: Camera) -> Company:
    """The actors that the framing shows, on their marks. Raises `StudioError` for a picture that cannot be read."""
    members = [member for member in request.cast if not member.is_place]
    if not request.setting("figures"):
        members = []
    if len(members) > 1 and camera.framing in LONE_FRAMINGS:
        members = [choose_subject(request, members)]
    height = STANDING_HEIGHTS[camera.framing]
    max_px = _picture_px(request, 1.35 * height)
    actors = tuple(load_actor(member, folder, max_px) for member in members[:MOST_ACTORS])
    return Company(
        actors=actors,
        marks=set_marks(
            actors,
            [member.place for member in members[:MOST_ACTORS]],
            request.width / request.height,
            camera.framing,
        ),
        deeds=read_deeds(request.action, [actor.name for actor in actors]),
    )


def choose_subject(request: ShotRequest, members: Sequence[RequestCharacter]) -> RequestCharacter:
    """Whom a close picture shows: who is named in the camera field, else who speaks first, else who comes first."""
    told = request.camera.casefold()
    named = [member for member in members if member.name and member.name.casefold() in told]
    speakers = [line.speaker for line in request.dialogue]
    speaking = [member for speaker in speakers for member in members if member.name == speaker]
    return [*named, *speaking, *members][0]


def set_stage(
    request: ShotRequest,
    folder: Path,
    camera: Camera,
    ground: Picture,
    company: Company,
    lines: Sequence[Line],
    seconds: Curve,
) -> Stage:
    """Everything that the frames are drawn from."""
    size = request.width, request.height
    aspect = request.width / request.height
    way = trace_camera(camera, seconds, request.seed)
    behind = project(way, GROUND_DEPTH)
    is_set = request.first_frame is None and bool(company.actors)
    light = measure_light(ground) if find_ground(request) is not None else (1.0, 1.0, 1.0)
    puppets = [
        make_puppet(
            actor,
            mark,
            act(_cast_part(actor, mark, company, lines, seconds), seconds, aspect, request.seed),
            project(way, mark.depth),
            size,
            light,
        )
        for actor, mark in zip(company.actors, company.marks, strict=True)
    ]
    last = request.last_frame
    return Stage(
        width=request.width,
        height=request.height,
        seconds=seconds,
        ground=set_ground(ground, behind, *size, camera.framing if is_set else None),
        ground_projection=behind,
        puppets=tuple(puppets),
        captions=tuple(set_captions(request, lines, bool(company.actors))),
        last=ImageOps.fit(Image.fromarray(flatten(load_picture(folder / last.path, MOST_PICTURE_PX))), size)
        if last
        else None,
    )


def set_captions(request: ShotRequest, lines: Sequence[Line], has_actors: bool) -> list[Caption]:
    """The captions of the shot, if they are wanted."""
    if not request.setting("captions"):
        return []
    size = request.width, request.height
    seconds = request.frames / float(request.frame_rate)
    bare = not has_actors and find_ground(request) is None
    captions = set_slug(request.shot_name, "" if bare else request.action, seconds, *size)
    if bare:
        captions += set_title(request.action, seconds, *size)
    colours = {member.name: member.colour for member in request.cast}
    for line in lines:
        speaker = line.line.speaker
        captions += set_dialogue(speaker, colours.get(speaker, "#C8C8C8"), line.line.text, line.cue, *size)
    return captions


def measure_light(ground: Picture) -> tuple[float, float, float]:
    """Factors for the figures' colours that bring them some way towards the light of the ground."""
    small = np.asarray(Image.fromarray(ground).resize((32, 18), Image.Resampling.BOX), np.float64) / 255
    mean = small.reshape(-1, 3).mean(axis=0)
    brightness = float(mean @ (0.2126, 0.7152, 0.0722))
    tint = mean / max(brightness, 0.02)
    level = min(1.0, 0.72 + 0.55 * brightness)
    red, green, blue = (level * (1 + 0.15 * (min(1.6, max(0.5, float(each))) - 1)) for each in tint)
    return red, green, blue


def _cast_part(actor: Actor, mark: Mark, company: Company, lines: Sequence[Line], seconds: Curve) -> Part:
    own = [line for line in lines if line.line.speaker == actor.name]
    return Part(
        name=actor.name,
        kind=actor.kind,
        mark=mark,
        deeds=tuple(done for done in company.deeds if done.name == actor.name),
        cues=tuple(line.cue for line in own),
        loudness=follow_loudness([line.spoken for line in own if line.spoken is not None], seconds),
    )


def _picture_px(request: ShotRequest, share: float) -> int:
    """How many pixels of a picture are of use when its longer side fills this share of the frame."""
    return max(256, min(MOST_PICTURE_PX, round(share * max(request.width, request.height))))


def _preview_size(request: ShotRequest) -> tuple[int, int]:
    scale = min(1.0, PREVIEW_PX / max(request.width, request.height))
    return max(1, round(request.width * scale)), max(1, round(request.height * scale))


def _shrink(picture: Image.Image) -> Pictures:
    scale = min(1.0, PREVIEW_PX / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return np.array(picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0))
