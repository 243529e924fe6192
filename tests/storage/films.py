"""Films to store: one with everything in it, and any number drawn by Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from studio.core.curve import Curve, Ease, Key
from studio.core.edits.board import change_shots
from studio.core.ids import (
    CharacterId,
    ClipId,
    GroupId,
    ImageId,
    JobId,
    MarkerId,
    MediaId,
    SceneId,
    ShotId,
    TakeId,
    TrackId,
)
from studio.core.image import Image, ImageRole, Reference
from studio.core.jobs import Cancelled, Done, Failed, Job, Queue, Rendering, State, Waiting
from studio.core.match import Channel, Grade, Match
from studio.core.placing import Box, Placing, Side
from studio.core.project import CAST_COLOURS, MOST_RATING, Character, Line, Media, MediaKind, Project, Scene, Shot, Take
from studio.core.recipe import Library, Recipe, Weights
from studio.core.request import RequestCharacter, RequestImage, RequestLine, Setting, ShotRequest
from studio.core.timecode import RATES
from studio.core.timeline import (
    Clip,
    Edge,
    Gap,
    Item,
    Look,
    Marker,
    OfMedia,
    OfShot,
    Solid,
    Timeline,
    Title,
    Track,
    TrackKind,
    Transition,
    TransitionKind,
    tidy,
)

SHA256 = "0123456789abcdef" * 4
MATCH = Match(
    grade=Grade(red=Channel(gain=1.05, offset=-0.01), blue=Channel(gain=0.95), saturation=0.9),
    strength=0.75,
    take=TakeId("t9"),
    before=TakeId("t2"),
)


def make_request(*, frames: int = 96, seed: int = 7) -> ShotRequest:
    """A request with everything in it."""
    picture = RequestImage(path="images/front.png", sha256=SHA256, role=ImageRole.FACE)
    ada = RequestCharacter(
        name="Ada",
        description="tall",
        voice="low",
        colour=CAST_COLOURS[0],
        is_place=False,
        images=(picture,),
        place=Box(left=0.0, top=0.25, width=0.5, height=0.75),
    )
    return ShotRequest(
        shot_name="1A",
        backend="animatic",
        prompt="Ada waits.",
        action="@Ada waits.",
        dialogue=(RequestLine(speaker="Ada", language="en", text="Where is it?"),),
        camera="push in",
        sound="rain",
        cast=(ada,),
        images=(RequestImage(path="images/quay.jpg", sha256=SHA256, role=ImageRole.PLACE),),
        first_frame=picture,
        last_frame=None,
        continued=TakeId("t0"),
        width=1280,
        height=720,
        frame_rate=Fraction(24000, 1001),
        frames=frames,
        seed=seed,
        settings=(
            Setting(name="captions", value=True),
            Setting(name="steps", value=4),
            Setting(name="strength", value=1.0),
            Setting(name="look", value="ink"),
        ),
    )


def make_recipe() -> Recipe:
    """A recipe with everything in it."""
    return Recipe(
        backend_version="1.0",
        weights=(Weights(name="toy.safetensors", sha256=SHA256),),
        device="A processor",
        precision="float32",
        libraries=(Library(name="storyreel", version="0.1.0"), Library(name="torch", version="2.13.0")),
    )


def make_take(id_: str, frames: int = 96) -> Take:
    """A take with the request and the recipe that made it."""
    return Take(
        id=TakeId(id_),
        request=make_request(frames=frames),
        recipe=make_recipe(),
        path=f"takes/{id_}.mov",
        sha256=SHA256,
        frames=frames,
        seconds_taken=2.25,
        memory_bytes=7 * 10**8,
        made="2025-01-31T12:00:00+00:00",
    )


def make_rich_film() -> Project:
    """A small film that uses every class and field."""
    plain = make_rich_film_of_version_2()
    song, still = MediaId("song"), MediaId("still")
    fade = Curve(keys=(Key(frame=8, value=0.0, ease=Ease.SMOOTH), Key(frame=20, value=0.75)))
    flag = Marker(id=MarkerId("m2"), frame=12, frames=6, text="here", note="too loud", colour=CAST_COLOURS[2])
    picture, sound = plain.timeline.tracks
    first, _, *others = picture.items
    assert isinstance(first, Clip)
    first = replace(
        first,
        speed=Fraction(3, 2),
        smooth=True,
        opacity=fade,
        pan=-0.5,
        look=Look(x=0.25, y=-0.125, scale=fade, rotation=15.0, left=0.1, top=0.2, right=0.3, bottom=0.4),
        group=GroupId("g1"),
        markers=(flag,),
    )
    wipe = Transition(frames=12, kind=TransitionKind.WIPE, edge=Edge.TOP, colour="#102030")
    words = Clip(
        id=ClipId("c-title"),
        source=Title(text="The quay\n1923", font="Serif", size=0.1, colour="#ffcc00", x=0.25, y=0.75),
        start=-4,
        frames=48,
    )
    ground = Clip(id=ClipId("c-ground"), source=Solid(colour="#204060"), frames=24)
    shown = Clip(id=ClipId("c-still"), source=OfMedia(media=still), frames=12)
    music = Clip(id=ClipId("c-song"), source=OfMedia(media=song), frames=200, gain=fade, group=GroupId("g1"))
    (scene, *scenes), lean = plain.scenes, (Setting(name="memory", value="streamed"),)
    (wait, *shots), (made, *takes) = scene.shots, scene.shots[0].takes
    made = replace(made, bytes=123_456, recipe=replace(made.recipe, lighter=lean))
    wait = replace(wait, takes=(made, *takes))
    titles = Track(id=TrackId("v2"), name="V2", items=(words, ground, shown), synced=False, speech=True)
    return replace(
        plain,
        images=tuple(replace(image, bytes=4000 + at) for at, image in enumerate(plain.images)),
        scenes=(replace(scene, shots=(wait, *shots)), *scenes),
        media=(
            Media(
                id=song,
                name="song.wav",
                path="media/song.wav",
                sha256=SHA256,
                kind=MediaKind.SOUND,
                bytes=2**33,
                frames=4000,
                has_sound=True,
            ),
            Media(id=still, name="still.png", path="media/still.png", sha256=SHA256, kind=MediaKind.PICTURE),
        ),
        timeline=Timeline(
            tracks=(
                replace(picture, items=(first, wipe, *others)),
                titles,
                replace(sound, items=(music,), solo=True, ducks=12.0),
            ),
            markers=(*plain.timeline.markers, replace(flag, id=MarkerId("m3"))),
        ),
    )


def make_rich_film_of_version_2() -> Project:
    """As version 2 could say it: clips of shots alone, without keys, speeds, looks and groups."""
    front = Image(
        id=ImageId("i-1"), name="Ada, “front”.png", path="images/front.png", sha256=SHA256, width_px=1200, height_px=900
    )
    quay = Image(
        id=ImageId("i-2"), name="波止場.jpg", path="images/quay.jpg", sha256=SHA256, width_px=4000, height_px=2250
    )
    ada = Character(
        id=CharacterId("ada"),
        name="Ada",
        description="tall, a red scarf",
        references=(
            Reference(image=front.id, role=ImageRole.FACE),
            Reference(image=quay.id, role=ImageRole.STYLE),
        ),
        voice="low",
        colour=CAST_COLOURS[3],
    )
    wait = Shot(
        id=ShotId("wait"),
        name="1A",
        action="@Ada waits at the quay.\nIt rains.",
        dialogue=(Line(speaker=ada.id, text="Where is it?"), Line(language="fr", text="…")),
        camera="push in",
        sound="rain",
        cast=(ada.id,),
        placing=(Placing(character=ada.id, place=Side.LEFT, images=(front.id,), voice="a whisper"),),
        images=(Reference(image=quay.id, role=ImageRole.PLACE),),
        first_frame=front.id,
        last_frame=quay.id,
        frames=96,
        seed=7,
        backend="animatic",
        settings=(Setting(name="steps", value=8),),
        takes=(
            replace(make_take("t1"), note="too slow", rejected=True),
            replace(make_take("t2"), rating=4, colour=CAST_COLOURS[4], pinned=True),
        ),
        chosen=TakeId("t2"),
    )
    leave = Shot(id=ShotId("leave"), name="1B", continues=wait.id, prompt="exactly this", frames=48)
    picture = Track(
        id=TrackId("v1"),
        name="V1",
        items=(
            Clip(id=ClipId("c-wait"), source=OfShot(shot=wait.id), start=8, frames=40, opacity=0.5, gain=1.25),
            Transition(frames=12),
            Clip(id=ClipId("c-leave"), source=OfShot(shot=leave.id), frames=48, match=MATCH),
            Gap(frames=24),
            Clip(id=ClipId("c-wait.2"), source=OfShot(shot=wait.id), frames=24),
        ),
        locked=True,
    )
    sound = Track(id=TrackId("a1"), name="A1", kind=TrackKind.AUDIO, hidden=True, muted=True)
    return Project(
        name="The quay",
        frame_rate=Fraction(24000, 1001),
        width=1920,
        height=1080,
        backend="animatic",
        settings=(Setting(name="captions", value=False),),
        cast=(ada,),
        images=(front, quay),
        scenes=(Scene(id=SceneId("s1"), name="Quay", shots=(wait, leave)), Scene(id=SceneId("s2"), name="Later")),
        timeline=Timeline(tracks=(picture, sound), markers=(Marker(id=MarkerId("m1"), frame=24, text="turn"),)),
    )


def make_rich_film_of_version_1() -> Project:
    """As version 1 could say it: nobody placed, nothing matched, no opinions on takes, of which it knew only the
    backend's version."""

    def age(shot: Shot) -> Shot:
        recipe = Recipe(backend_version="1.0")
        takes = tuple(
            replace(
                take,
                request=replace(take.request, cast=tuple(replace(who, place=None) for who in take.request.cast)),
                recipe=recipe,
                memory_bytes=None,
                rating=0,
                colour="",
                note="",
                rejected=False,
                pinned=False,
            )
            for take in shot.takes
        )
        return replace(shot, takes=takes, placing=())

    def plain(item: Item) -> Item:
        return replace(item, match=None) if isinstance(item, Clip) else item

    rich = change_shots(make_rich_film_of_version_2(), age)
    tracks = tuple(replace(track, items=tuple(map(plain, track.items))) for track in rich.timeline.tracks)
    return replace(rich, timeline=replace(rich.timeline, tracks=tracks))


def make_queue() -> Queue:
    """A job in every state."""
    states: tuple[State, ...] = (
        Done(take=TakeId("t1")),
        Failed(reason="The disk is full; free some space."),
        Cancelled(),
        Rendering(done=0.25, text="step 1 of 4"),
        Waiting(),
    )
    return Queue(
        jobs=tuple(
            Job(id=JobId(f"j{number}"), shot=ShotId("wait"), request=make_request(seed=number), state=state)
            for number, state in enumerate(states)
        )
    )


def make_small_film(name: str = "Film") -> Project:
    """One shot without a take, and its clip."""
    shot = Shot(id=ShotId("s"), name="1A", action="She runs.", frames=48)
    track = Track(id=TrackId("v1"), name="V1", items=(Clip(id=ClipId("c-s"), source=OfShot(shot=shot.id), frames=48),))
    scenes = (Scene(id=SceneId("sc"), name="1", shots=(shot,)),)
    return Project(name=name, scenes=scenes, timeline=Timeline(tracks=(track,)))


TEXTS = st.text(max_size=12)
FRAMES = st.integers(1, 2000)
SETTINGS = st.lists(
    st.builds(
        Setting,
        name=TEXTS,
        value=st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | TEXTS,
    ),
    max_size=2,
).map(tuple)


@st.composite
def shots(draw: st.DrawFn, number: int, earlier: list[Shot], cast: list[CharacterId], images: list[ImageId]) -> Shot:
    takes = tuple(
        replace(
            make_take(f"t{number}-{take}", draw(FRAMES)),
            rating=draw(st.integers(0, MOST_RATING)),
            colour=draw(st.sampled_from(["", *CAST_COLOURS])),
            note=draw(TEXTS),
            rejected=draw(st.booleans()),
            pinned=draw(st.booleans()),
        )
        for take in range(draw(st.integers(0, 2)))
    )
    image = st.none() | st.sampled_from(images) if images else st.none()
    speaker = st.none() | st.sampled_from(cast) if cast else st.none()
    references = st.builds(Reference, image=st.sampled_from(images), role=st.sampled_from(ImageRole))
    share = st.integers(0, 32).map(lambda step: step / 64)
    box = st.builds(Box, left=share, top=share, width=share.map(lambda s: s + 1 / 64), height=st.just(0.5))
    placed = st.lists(st.sampled_from(cast), unique=True) if cast else st.just([])
    pinned = st.lists(st.sampled_from(images), max_size=2).map(tuple) if images else st.just(())
    return Shot(
        id=ShotId(f"s{number}"),
        name=draw(TEXTS),
        action=draw(TEXTS),
        dialogue=tuple(draw(st.lists(st.builds(Line, speaker=speaker, language=TEXTS, text=TEXTS), max_size=2))),
        camera=draw(TEXTS),
        sound=draw(TEXTS),
        cast=tuple(draw(st.lists(st.sampled_from(cast), max_size=2, unique=True))) if cast else (),
        placing=tuple(
            Placing(
                character=who,
                place=draw(st.none() | st.sampled_from(Side) | box),
                images=draw(pinned),
                voice=draw(TEXTS),
            )
            for who in draw(placed)
        ),
        images=tuple(draw(st.lists(references, max_size=2))) if images else (),
        first_frame=draw(image),
        last_frame=draw(image),
        continues=draw(st.none() | st.sampled_from([shot.id for shot in earlier])) if earlier else None,
        prompt=draw(st.none() | TEXTS),
        frames=draw(FRAMES),
        seed=draw(st.none() | st.integers(0, 2**63 - 1)),
        backend=draw(TEXTS),
        settings=draw(SETTINGS),
        takes=takes,
        chosen=draw(st.none() | st.sampled_from([take.id for take in takes])) if takes else None,
    )


@st.composite
def tracks(draw: st.DrawFn, number: int, shots: list[ShotId]) -> Track:
    gap = st.builds(Gap, frames=FRAMES)
    transition = st.builds(
        Transition,
        frames=st.integers(1, 40),
        kind=st.sampled_from(TransitionKind),
        edge=st.sampled_from(Edge),
        colour=st.sampled_from(CAST_COLOURS),
    )
    unit = st.floats(0, 1)
    keys = st.lists(st.builds(Key, frame=FRAMES, value=unit, ease=st.sampled_from(Ease)), min_size=1, max_size=3)
    value = unit | keys.map(lambda each: Curve(keys=tuple(sorted({k.frame: k for k in each}.values(), key=_frame))))
    words = st.builds(Title, text=TEXTS, font=TEXTS, size=st.floats(0.01, 1), x=unit, y=unit)
    flags = st.builds(Marker, id=st.uuids().map(lambda fresh: MarkerId(fresh.hex)), frame=FRAMES, text=TEXTS)
    clip = st.builds(
        Clip,
        id=st.uuids().map(lambda fresh: ClipId(f"c{number}-{fresh.hex}")),
        source=st.builds(OfShot, shot=st.sampled_from(shots)) | words | st.builds(Solid),
        start=FRAMES,
        frames=FRAMES,
        speed=st.fractions(Fraction(1, 16), 16, max_denominator=1000),
        smooth=st.booleans(),
        opacity=value,
        gain=value,
        pan=value,
        look=st.none() | st.builds(Look, x=value, scale=value, rotation=st.floats(-360, 360), left=unit),
        group=st.none() | st.sampled_from([GroupId("g1"), GroupId("g2")]),
        markers=st.lists(flags, max_size=2).map(tuple),
        match=st.none() | st.builds(replace, st.just(MATCH), strength=unit),
    )
    item = st.one_of(gap, transition, clip) if shots else st.one_of(gap, transition)
    return Track(
        id=TrackId(f"v{number}"),
        name=draw(TEXTS),
        kind=draw(st.sampled_from(TrackKind)),
        items=tidy(draw(st.lists(item, max_size=6, unique_by=repr))),
        hidden=draw(st.booleans()),
        muted=draw(st.booleans()),
        locked=draw(st.booleans()),
        solo=draw(st.booleans()),
        synced=draw(st.booleans()),
        ducks=draw(st.floats(0, 60)),
        speech=draw(st.booleans()),
    )


def _frame(key: Key) -> int:
    return key.frame


@st.composite
def films(draw: st.DrawFn) -> Project:
    images = [
        Image(
            id=ImageId(f"i{number}"),
            name=draw(TEXTS),
            path=f"images/{number}.png",
            sha256=SHA256,
            width_px=draw(FRAMES),
            height_px=draw(FRAMES),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    image_ids = [image.id for image in images]
    cast = [
        Character(
            id=CharacterId(f"c{number}"),
            name=draw(TEXTS),
            references=tuple(Reference(image=image) for image in image_ids),
            colour=draw(st.sampled_from(CAST_COLOURS)),
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    board: list[Shot] = []
    for number in range(draw(st.integers(0, 4))):
        board.append(draw(shots(number, board, [character.id for character in cast], image_ids)))
    cut = draw(st.integers(0, len(board)))
    frames = st.integers(0, 10_000)
    return Project(
        name=draw(TEXTS),
        frame_rate=draw(st.sampled_from([*RATES.values(), Fraction(1), Fraction(240), Fraction(1001, 100)])),
        width=draw(st.integers(16, 16384)),
        height=draw(st.integers(16, 16384)),
        backend=draw(TEXTS),
        settings=draw(SETTINGS),
        cast=tuple(cast),
        images=tuple(images),
        scenes=(
            Scene(id=SceneId("a"), name=draw(TEXTS), shots=tuple(board[:cut])),
            Scene(id=SceneId("b"), name=draw(TEXTS), shots=tuple(board[cut:])),
        ),
        timeline=Timeline(
            tracks=tuple(
                draw(tracks(number, [shot.id for shot in board])) for number in range(draw(st.integers(0, 2)))
            ),
            markers=tuple(
                Marker(id=MarkerId(f"m{number}"), frame=draw(frames), text=draw(TEXTS))
                for number in range(draw(st.integers(0, 2)))
            ),
        ),
    )
