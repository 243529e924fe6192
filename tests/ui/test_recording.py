"""A line is recorded from a microphone made for it: counted in, kept, given to the line; and all that can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, Qt
from PySide6.QtMultimedia import QAudioFormat
from pytestqt.qtbot import QtBot

from studio.core.edits.assemble import assemble
from studio.core.edits.board import set_shot
from studio.core.ids import ShotId
from studio.core.project import Line, Project, find_shot
from studio.errors import StudioError
from studio.media.sound import SoundReader
from studio.storage.voices import find_recordings
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.dialogue import DialogueSection
from studio.ui.inspector.writer import ShotWriter
from studio.ui.player.microphone import Intake, list_layouts
from studio.ui.player.recording import Recorder
from studio.ui.player.volume import VolumeButton
from studio.ui.session import Session
from studio.ui.voicing import Voicing

B = ShotId("b")


class FakeDevice(QIODevice):
    """Gives what it has been fed."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = b""
        self.open(QIODevice.OpenModeFlag.ReadOnly)

    def feed(self, data: bytes) -> None:
        self.waiting += data
        self.readyRead.emit()

    def isSequential(self) -> bool:
        return True

    def bytesAvailable(self) -> int:
        return len(self.waiting) + super().bytesAvailable()

    def readData(self, maxlen: int) -> object:
        given, self.waiting = self.waiting[:maxlen], self.waiting[maxlen:]
        return given


class FakeMicrophone:
    """One channel of 16 bits."""

    frame_bytes = 2

    def __init__(self) -> None:
        self.device = FakeDevice()
        self.is_lost = False
        self.is_stopped = False

    def start(self) -> QIODevice:
        return self.device

    def to_mono(self, data: bytes) -> NDArray[np.float32]:
        return np.frombuffer(data, np.int16).astype(np.float32) / np.float32(32768)

    def stop(self) -> None:
        self.is_stopped = True


def tone(value: int, count: int = 4800) -> bytes:
    return np.full(count, value, "<i2").tobytes()


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone()


@pytest.fixture
def recorder(microphone: FakeMicrophone) -> Recorder:
    return Recorder(lambda: microphone, count_ms=5)


def watch(recorder: Recorder) -> list[tuple[bytes, str]]:
    """Where what it ends with will be."""
    ends: list[tuple[bytes, str]] = []

    def keep(pcm: bytes, sentence: str) -> None:
        ends.append((bytes(pcm), sentence))

    recorder.ended.connect(keep)
    return ends


def test_counts_in_and_keeps_only_what_comes_after(
    qtbot: QtBot, recorder: Recorder, microphone: FakeMicrophone
) -> None:
    counts: list[int] = []
    levels: list[float] = []
    recorder.counted.connect(counts.append)
    recorder.level_changed.connect(levels.append)
    ends = watch(recorder)
    recorder.start()
    microphone.device.feed(tone(9000))
    qtbot.waitUntil(lambda: counts == [3, 2, 1, 0])
    microphone.device.feed(tone(1000)[:-1])
    microphone.device.feed(tone(1000)[-1:] + tone(-16384))
    recorder.stop()
    ((pcm, sentence),) = ends
    samples = np.frombuffer(pcm, "<i2")
    assert (len(samples), sentence) == (9600, "")
    assert [int(samples[at]) for at in (0, 4799, 4800)] == pytest.approx([1000, 1000, -16384], abs=1)
    assert levels[-1] == pytest.approx(0.5)
    assert microphone.is_stopped and not recorder.is_running


def test_a_microphone_that_gets_lost_leaves_what_was_said(
    qtbot: QtBot, recorder: Recorder, microphone: FakeMicrophone
) -> None:
    counts: list[int] = []
    recorder.counted.connect(counts.append)
    ends = watch(recorder)
    recorder.start()
    qtbot.waitUntil(lambda: counts == [3, 2, 1, 0])
    microphone.device.feed(tone(1000))
    microphone.is_lost = True
    qtbot.waitUntil(lambda: bool(ends))
    assert len(ends[0][0]) == 9600
    assert "gone" in ends[0][1]


def test_a_microphone_that_gives_nothing_is_told(qtbot: QtBot, recorder: Recorder) -> None:
    ends = watch(recorder)
    recorder.start()
    qtbot.waitUntil(lambda: bool(ends), timeout=20_000)
    assert ends[0][0] == b"" and "no sound" in ends[0][1]


def test_no_microphone_is_told() -> None:
    def refuse() -> FakeMicrophone:
        raise StudioError("No microphone is there; plug one in.")

    recorder = Recorder(refuse)
    ends = watch(recorder)
    recorder.start()
    assert ends == [(b"", "No microphone is there; plug one in.")]
    assert not recorder.is_running


@pytest.fixture
def stage(
    dark: None,
    qtbot: QtBot,
    document: Document,
    session: Session,
    background: Background,
    microphone: FakeMicrophone,
    tmp_path: Path,
) -> Iterator[tuple[Voicing, DialogueSection]]:
    """A shot of two lines that is selected, its dialogue, and what records it."""
    lines = (Line(text="Where is it?"), Line(text="Here."))
    document.apply("Lines", lambda film: set_shot(assemble(film), B, dialogue=lines))
    session.shot.set(B)
    section = DialogueSection(ShotWriter(document, session))
    volume = VolumeButton(section)
    qtbot.addWidget(section)
    section.show_shot(document.project, find_shot(document.project, B))

    def follow(before: Project, after: Project) -> None:
        section.show_shot(after, find_shot(after, B))

    document.changed.connect(follow)
    section.show()
    voicing = Voicing(document, session, section, background, tmp_path, lambda: microphone, volume, section, count_ms=5)
    yield voicing, section


def voices(project: Project) -> list[str]:
    return [line.voice for line in find_shot(project, B).dialogue]


def record(qtbot: QtBot, section: DialogueSection, microphone: FakeMicrophone) -> None:
    """The second line, stopped by Space."""
    section.rows[1].record.click()
    qtbot.waitUntil(lambda: "Space" in section.rows[1].voice.text())
    microphone.device.feed(tone(8000))
    assert section.rows[1].level.isVisible()
    qtbot.keyClick(section.rows[0].text, Qt.Key.Key_Space)


def test_a_line_gets_its_voice_and_undo_takes_it_back(
    qtbot: QtBot, stage: tuple[Voicing, DialogueSection], document: Document, microphone: FakeMicrophone, tmp_path: Path
) -> None:
    _, section = stage
    record(qtbot, section, microphone)
    qtbot.waitUntil(lambda: any(voices(document.project)))
    first, path = voices(document.project)
    assert first == "" and find_shot(document.project, B).dialogue[0].text == "Where is it?"
    reader = SoundReader(tmp_path / path)
    assert reader.sample_count == 4800
    reader.close()
    assert section.rows[1].voice.isVisible() and not section.rows[1].level.isVisible()
    assert not section.rows[0].voice.isVisible()
    document.undo()
    assert voices(document.project) == ["", ""]


def test_what_could_not_be_saved_is_kept_until_it_can(
    qtbot: QtBot, stage: tuple[Voicing, DialogueSection], document: Document, microphone: FakeMicrophone, tmp_path: Path
) -> None:
    voicing, section = stage
    (tmp_path / "voices").write_text("in the way")
    with qtbot.waitSignal(voicing.told) as told:
        record(qtbot, section, microphone)
    assert told.args is not None and "kept meanwhile" in told.args[0]
    assert voices(document.project) == ["", ""]
    (tmp_path / "voices").unlink()
    section.rows[1].record.click()
    qtbot.waitUntil(lambda: bool(voices(document.project)[1]))


def test_a_line_that_was_changed_meanwhile_still_gets_it(
    qtbot: QtBot, stage: tuple[Voicing, DialogueSection], document: Document, microphone: FakeMicrophone
) -> None:
    voicing, section = stage
    section.rows[1].record.click()
    qtbot.waitUntil(lambda: "Space" in section.rows[1].voice.text())
    microphone.device.feed(tone(8000))
    lines = find_shot(document.project, B).dialogue
    document.apply("Swap", lambda film: set_shot(film, B, dialogue=(lines[1], replace(lines[0], text="Where?"))))
    voicing.recorder.stop()
    qtbot.waitUntil(lambda: any(voices(document.project)))
    assert voices(document.project)[0] and not voices(document.project)[1]


def test_the_shot_plays_without_its_sound_meanwhile(
    qtbot: QtBot, stage: tuple[Voicing, DialogueSection], session: Session, microphone: FakeMicrophone
) -> None:
    voicing, section = stage
    volume = next(each for each in section.window().findChildren(VolumeButton))
    section.rows[0].record.click()
    assert not session.speed.value and not volume.isChecked()
    qtbot.waitUntil(lambda: session.speed.value == 1.0)
    assert session.playhead.value > 0
    assert volume.isChecked()
    qtbot.keyClick(section.rows[0].text, Qt.Key.Key_Escape)
    assert not voicing.recorder.is_running
    assert not session.speed.value and not volume.isChecked()


def test_another_shot_ends_it(
    qtbot: QtBot, stage: tuple[Voicing, DialogueSection], session: Session, microphone: FakeMicrophone
) -> None:
    voicing, section = stage
    section.rows[0].record.click()
    session.shot.set(None)
    assert not voicing.recorder.is_running and microphone.is_stopped


def has_portions(folder: Path, count: int) -> bool:
    """Whether so many quarters of a second of the one recording are on disk."""
    return [each.path.stat().st_size for each in find_recordings(folder)] == [count * 24_000]


def test_what_was_recorded_before_a_crash_is_back_in_its_line(
    qtbot: QtBot,
    stage: tuple[Voicing, DialogueSection],
    document: Document,
    session: Session,
    background: Background,
    microphone: FakeMicrophone,
    tmp_path: Path,
) -> None:
    """Another window opens the film in the state in which this one would leave it to a crash."""
    _, section = stage
    section.rows[1].record.click()
    qtbot.waitUntil(lambda: "Space" in section.rows[1].voice.text())
    for count, value in ((1, 1000), (2, 2000)):
        microphone.device.feed(tone(value, 12_000))
        qtbot.waitUntil(partial(has_portions, tmp_path, count))
    opened = Document(document.project)
    sentences: list[str] = []
    other = Voicing(opened, session, section, background, tmp_path, FakeMicrophone, VolumeButton(section), section)
    other.told.connect(sentences.append)
    other.recover()
    qtbot.waitUntil(lambda: bool(voices(opened.project)[1]))
    assert sentences == ["A recording for Shot b that was cut off is back in its line; undo takes it out again."]
    reader = SoundReader(tmp_path / voices(opened.project)[1])
    assert reader.sample_count == 24_000
    assert reader.read(0, 24_000)[[0, 23_999], 0] == pytest.approx([1000 / 32768, 2000 / 32768], abs=1e-4)
    reader.close()
    other.drop_saved(False)
    other.recover()
    qtbot.waitUntil(lambda: not find_recordings(tmp_path))
    assert len(sentences) == 1, "the film has it"
    opened.undo()
    assert voices(opened.project) == ["", ""]


def test_once_the_film_is_saved_nothing_is_left_of_a_recording(
    qtbot: QtBot, stage: tuple[Voicing, DialogueSection], document: Document, microphone: FakeMicrophone, tmp_path: Path
) -> None:
    voicing, section = stage
    section.rows[1].record.click()
    qtbot.waitUntil(lambda: "Space" in section.rows[1].voice.text())
    microphone.device.feed(tone(1000, 24_000))
    qtbot.waitUntil(lambda: bool(find_recordings(tmp_path)))
    voicing.recorder.stop()
    qtbot.waitUntil(lambda: bool(voices(document.project)[1]))
    voicing.drop_saved(False)
    assert find_recordings(tmp_path)
    voicing.drop_saved(True)
    qtbot.waitUntil(lambda: not find_recordings(tmp_path))


def test_a_film_open_for_reading_only_records_nothing(
    stage: tuple[Voicing, DialogueSection], document: Document, microphone: FakeMicrophone
) -> None:
    voicing, section = stage
    sentences: list[str] = []
    voicing.told.connect(sentences.append)
    document.read_only = True
    section.rows[0].record.click()
    assert not voicing.recorder.is_running
    assert "reading only" in sentences[0]


def test_a_microphone_of_another_rate_is_heard_as_it_is() -> None:
    own = QAudioFormat()
    own.setSampleRate(44_100)
    own.setChannelCount(3)
    layouts = list_layouts(own)
    assert [each.sampleRate() for each in layouts] == [48_000] * 6 + [44_100] * 6
    assert {each.channelCount() for each in layouts} == {1, 2, 3}
    layout = next(
        each for each in layouts if (each.sampleRate(), each.channelCount(), each.bytesPerSample()) == (44_100, 2, 2)
    )
    at = np.arange(44_100) * 2 * np.pi * 440 / 44_100
    both = np.stack((np.sin(at), np.zeros_like(at)), axis=1)
    data, intake = (both * 16_384).astype("<i2").tobytes(), Intake(layout)
    heard = np.concatenate([intake.to_mono(data[begin : begin + 4000]) for begin in range(0, len(data), 4000)])
    assert 47_900 < len(heard) <= 48_000
    wanted = np.sin(np.arange(len(heard)) * 2 * np.pi * 440 / 48_000) / 4
    assert np.abs(heard - wanted)[100:-100].max() < 1e-3
