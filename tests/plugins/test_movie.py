import hashlib
from collections.abc import Callable, Generator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from studio.api import SAMPLE_RATE, ExportRequest, Progress, Setting, ShotRequest, StudioError
from studio.core.ids import ClipId, SceneId, ShotId, TakeId, TrackId
from studio.core.project import Project, Scene, Shot, Take
from studio.core.recipe import Recipe
from studio.core.timeline import Clip, Gap, OfShot, Track, Transition
from studio.media.bars import draw_bars, read_bars
from studio.media.colour import to_rgb
from studio.media.compose import Composer
from studio.media.mix import Mixer
from studio.media.reader import TakeReader
from studio.media.writer import TakeWriter
from studio.plugins import Plugins

SIZE = (160, 90)
Value = bool | int | float | str
Export = Callable[..., Generator[Progress, None, None]]
PRESETS = ("mp4", "prores", "lossless")


def make_shot(folder: Path, name: str, first: int, request: ShotRequest) -> Shot:
    """A shot of 24 frames whose take shows the numbers from `first` on as bars, over noise."""
    path = folder / f"{name}.mov"
    with TakeWriter(path, *SIZE, request.frame_rate) as writer:
        writer.add_pictures(np.stack([draw_bars(number, *SIZE) for number in range(first, first + 24)]))
        samples = round(24 * SAMPLE_RATE / request.frame_rate)
        writer.add_sound(np.random.default_rng(first).uniform(-0.4, 0.4, (samples, 2)).astype(np.float32))
    take = Take(
        id=TakeId(name),
        request=request,
        recipe=Recipe(backend_version="1"),
        path=path.name,
        sha256="",
        frames=24,
        seconds_taken=0.0,
        made="",
    )
    return Shot(id=ShotId(name), name=name, frames=24, takes=(take,), chosen=take.id)


@pytest.fixture
def project(tmp_path: Path, make_request: Callable[..., ShotRequest]) -> Project:
    """Frames 100…109, a gap of 4, 204…219 with a dissolve of 4 to 312…323: 42 in all, at 29.97 a second."""
    rate = Fraction(30000, 1001)
    request = make_request("test_pattern", frame_rate=rate)
    shots = tuple(make_shot(tmp_path, name, first, request) for name, first in (("a", 100), ("b", 200), ("c", 300)))
    items = (
        Clip(id=ClipId("1"), source=OfShot(shot=ShotId("a")), start=0, frames=10),
        Gap(frames=4),
        Clip(id=ClipId("2"), source=OfShot(shot=ShotId("b")), start=4, frames=16),
        Transition(frames=4),
        Clip(id=ClipId("3"), source=OfShot(shot=ShotId("c")), start=12, frames=12),
    )
    film = Project(
        name="film", frame_rate=rate, width=160, height=90, scenes=(Scene(id=SceneId("s"), name="s", shots=shots),)
    )
    return replace(film, timeline=replace(film.timeline, tracks=(Track(id=TrackId("v"), name="V1", items=items),)))


@pytest.fixture
def export(plugins: Plugins, project: Project, tmp_path: Path) -> Export:
    """A function that starts an export of the whole film to `out`, with the preset's defaults but for `options`."""

    def start(preset: str, options: dict[str, Value] | None = None, **fields: Any) -> Generator[Progress, None, None]:
        entry = plugins.exporter(preset)
        chosen = {option.name: option.default for option in entry.options} | (options or {})
        request = ExportRequest(
            project=project,
            folder=tmp_path,
            path=tmp_path / f"out{entry.suffix}",
            begin=0,
            end=42,
            width=160,
            height=90,
            options=tuple(Setting(name=name, value=value) for name, value in chosen.items()),
        )
        return entry.load().export(replace(request, **fields))

    return start


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def read_sound(path: Path) -> NDArray[np.float32]:
    """All samples of a file with 24-bit sound, as they were written: (count, 2)."""
    with av.open(path) as container:
        pieces = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]
    return (np.concatenate(pieces) / 2**31).astype(np.float32)


def digest(frame: VideoFrame) -> str:
    return hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest()


NUMBERS = [*range(100, 110), *[0] * 4, *range(204, 218), None, None, None, None, *range(314, 324)]


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_writes_all_frames_in_order_and_sound_of_the_same_length(
    preset: str, export: Export, plugins: Plugins, tmp_path: Path
) -> None:
    steps = list(export(preset))
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert "fps" in steps[-1].text
    path = tmp_path / f"out{plugins.exporter(preset).suffix}"
    with TakeReader(path) as reader:
        assert reader.frame_count == 42
        assert reader.rate == Fraction(30000, 1001)
        assert (reader.width, reader.height) == SIZE
        for frame, number in zip(reader.frames(), NUMBERS, strict=True):
            if number is not None:
                assert read_bars(to_rgb(frame)) == number
    with av.open(path) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert abs(samples / SAMPLE_RATE - 42 * 1001 / 30000) <= 1001 / 30000
    assert not [name for name in files(tmp_path) if name.endswith(".part")]


@pytest.mark.parametrize(
    ("preset", "codec", "pixels", "profile", "sound"),
    [
        ("mp4", "h264", "yuv420p", "High", "aac"),
        ("prores", "prores", "yuv422p10le", "HQ", "pcm_s24le"),
        ("lossless", "ffv1", "yuv422p10le", None, "pcm_s24le"),
    ],
)
def test_each_preset_is_what_it_says(
    preset: str, codec: str, pixels: str, profile: str | None, sound: str, export: Export, tmp_path: Path
) -> None:
    list(export(preset))
    with av.open(next(tmp_path.glob("out.*"))) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.pix_fmt) == (codec, pixels)
        assert profile is None or video.profile == profile
        assert (audio.codec_context.name, audio.rate, audio.channels) == (sound, SAMPLE_RATE, 2)
        assert (video.color_range, video.colorspace, video.color_primaries, video.color_trc) == (1, 1, 1, 1)


def test_the_mp4_starts_while_it_loads(export: Export, tmp_path: Path) -> None:
    list(export("mp4"))
    written = (tmp_path / "out.mp4").read_bytes()
    assert 0 < written.index(b"moov") < written.index(b"mdat")


def test_quality_and_bit_rate_are_heard(export: Export, tmp_path: Path) -> None:
    sizes: list[int] = []
    for options in ({"crf": 12}, {"crf": 36}, {"megabits": 2.0}, {"megabits": 0.2}):
        list(export("mp4", {"preset": "veryfast", **options}))
        sizes.append((tmp_path / "out.mp4").stat().st_size)
    assert sizes[0] > sizes[1]
    assert sizes[2] > sizes[3]


def test_lossless_frames_are_the_composed_ones_bit_for_bit(export: Export, project: Project, tmp_path: Path) -> None:
    list(export("lossless"))
    with Composer(project, tmp_path) as composer, TakeReader(tmp_path / "out.mkv") as reader:
        composed = [digest(composer.frame(number)) for number in range(42)]
        assert [digest(frame) for frame in reader.frames()] == composed
        assert len(set(composed)) == 39  # all but those of the gap differ
    with Mixer(project, tmp_path) as mixer:
        mixed = mixer.read(0, round(42 * SAMPLE_RATE * 1001 / 30000))
    assert np.abs(mixed - read_sound(tmp_path / "out.mkv")).max() < 2**-22


def test_a_part_of_the_film_at_another_size(export: Export, project: Project, tmp_path: Path) -> None:
    list(export("lossless", begin=15, end=29, width=320, height=240))
    with TakeReader(tmp_path / "out.mkv") as reader:
        assert (reader.frame_count, reader.width, reader.height) == (14, 320, 240)
        pictures = [to_rgb(frame) for frame in reader.frames()]
        assert [read_bars(picture[30:210]) for picture in pictures[:13]] == list(range(205, 218))
        assert pictures[0][:25].max() < 4  # letterboxed
    first, stop = (round(frame * SAMPLE_RATE * 1001 / 30000) for frame in (15, 29))
    sound = read_sound(tmp_path / "out.mkv")
    assert abs(len(sound) - (stop - first)) <= 1
    with Mixer(project, tmp_path) as mixer:
        assert np.abs(mixer.read(first, len(sound)) - sound)[:-1].max() < 2**-22


@pytest.mark.parametrize("preset", PRESETS)
def test_a_cancelled_export_leaves_nothing(preset: str, export: Export, plugins: Plugins, tmp_path: Path) -> None:
    before = files(tmp_path)
    path = tmp_path / f"out{plugins.exporter(preset).suffix}"
    for existing in (None, b"an older film"):
        if existing:
            path.write_bytes(existing)
        steps = export(preset)
        next(steps)
        assert files(tmp_path) - before >= {f"{path.name}.part"}
        steps.close()
        assert next(steps, None) is None
        assert files(tmp_path) - before == ({path.name} if existing else set())
        assert not existing or path.read_bytes() == existing
    list(export(preset))
    assert path.stat().st_size > 1000  # a film that is whole takes the older one's place


def test_what_the_user_can_mend_is_said_with_the_files_name(export: Export, tmp_path: Path) -> None:
    before = files(tmp_path)
    for fields, words in (
        ({"width": 161}, "out.mp4 .* even"),
        ({"begin": 5, "end": 5}, "out.mp4 .* no frame"),
        ({"end": 10**12}, "out.mp4 needs about .* GB"),
        ({"path": tmp_path / "gone" / "film.mp4"}, r"^film\.mp4 .* folder"),
    ):
        with pytest.raises(StudioError, match=words):
            list(export("mp4", **fields))
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(StudioError, match=r"folder\.mp4 can't take its place"):
        list(export("mp4", path=tmp_path / "folder.mp4"))
    assert files(tmp_path) - before == {"folder.mp4"}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_full_disk_is_said_with_the_files_name(preset: str, export: Export, plugins: Plugins, tmp_path: Path) -> None:
    path = tmp_path / f"out{plugins.exporter(preset).suffix}"
    part = path.with_name(f"{path.name}.part")
    part.symlink_to("/dev/full")
    with pytest.raises(StudioError, match=rf"^{path.name} .* disk is full"):
        list(export(preset))
    assert not part.is_symlink()
    assert not path.exists()


def test_a_damaged_take_is_named_and_a_missing_one_is_a_slate(export: Export, tmp_path: Path) -> None:
    (tmp_path / "c.mov").unlink()
    list(export("mp4"))
    with TakeReader(tmp_path / "out.mp4") as reader:
        assert to_rgb(reader.frame(41))[5:20].std() < 8  # a plain slate
    (tmp_path / "b.mov").write_bytes((tmp_path / "b.mov").read_bytes()[:3000])
    with pytest.raises(StudioError, match=r"b\.mov"):
        list(export("lossless"))
    assert not (tmp_path / "out.mkv").exists()
    assert not (tmp_path / "out.mkv.part").exists()


def test_the_manifest_offers_the_presets(plugins: Plugins) -> None:
    assert not plugins.problems
    assert [entry.id for entry in plugins.exporters] == list(PRESETS)
    assert [entry.suffix for entry in plugins.exporters] == [".mp4", ".mov", ".mkv"]
    assert {option.name: option.default for option in plugins.exporter("mp4").options} == {
        "crf": 18,
        "megabits": 0.0,
        "preset": "medium",
    }
