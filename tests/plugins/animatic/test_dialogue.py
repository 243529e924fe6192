import itertools
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from plugins.animatic.dialogue import Line, rehearse
from plugins.animatic.sound import CEILING, SpokenLine, Track, follow_loudness, make_room, set_level
from plugins.animatic.timing import Cue, estimate_seconds, place_lines
from plugins.animatic.voice import Speaker, choose_voice, find_program, hum, speak
from studio.api import SAMPLE_RATE, RequestCharacter, RequestLine, ShotRequest
from studio.errors import StudioError
from studio.storage.voices import keep_voice

MakeRequest = Callable[..., ShotRequest]
HOSTILE = (
    "--help",
    "-f /etc/hostname",
    "'\"; $(touch x) `touch y`",
    "[[h@loU]] <speak>",
    "\x00\x07",
    "\u202eשלום",
    "😀",
)


def say(text: str, speaker: str = "Ada", language: str = "en", voice: str = "") -> RequestLine:
    return RequestLine(speaker=speaker, language=language, text=text, voice=voice)


def run_rehearsal(request: ShotRequest, seconds: float, folder: Path = Path()) -> tuple[Line, ...]:
    steps = rehearse(request, folder, seconds, 0.0, {"Ada": -0.5})
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def test_lengths_follow_the_letters() -> None:
    assert estimate_seconds("x" * 30) == pytest.approx(2.0)
    assert estimate_seconds("你" * 8) == pytest.approx(2.4)
    assert estimate_seconds("你" * 4 + "x" * 15) == pytest.approx(2.2)
    assert estimate_seconds("") == estimate_seconds("x") == 0.6


@pytest.mark.parametrize("seconds", [0.04, 0.5, 3.0, 9.0, 60.0])
@pytest.mark.parametrize("lengths", [(1.0,), (2.0, 1.0, 3.0), (0.6,) * 40])
def test_lines_come_in_order_within_the_shot(lengths: tuple[float, ...], seconds: float) -> None:
    cues = place_lines(lengths, seconds)
    assert len(cues) == len(lengths)
    assert cues[0].begin >= 0
    assert cues[-1].end <= seconds + 1e-9
    assert all(cue.seconds > 0 for cue in cues)
    assert all(one.end <= other.begin + 1e-9 for one, other in itertools.pairwise(cues))
    if sum(lengths) < seconds - 2:
        assert [cue.seconds for cue in cues] == pytest.approx(list(lengths))


@pytest.mark.parametrize("mode", ["auto", "tone", "off"])
def test_each_line_sounds_in_its_time(mode: str, make_request: MakeRequest) -> None:
    dialogue = (say("The bulb is gone."), say("  "), say("And the boats are out?", "Børge"))
    request = make_request("animatic", {"voice": mode}, dialogue=dialogue)
    lines = run_rehearsal(request, 4.0)
    assert [line.line.text for line in lines] == ["The bulb is gone.", "And the boats are out?"]
    for line in lines:
        assert 0 <= line.cue.begin < line.cue.end <= 4.0
        assert (line.spoken is None) == (mode == "off")
        if line.spoken is not None:
            assert 0.1 < len(line.spoken.sound) / SAMPLE_RATE <= line.cue.seconds + 1e-3
            assert np.abs(line.spoken.sound).max() > 0.05
    sides = [line.spoken.side for line in lines if line.spoken is not None]
    assert sides == ([] if mode == "off" else [-0.5, 0.0])


def test_without_the_program_auto_means_tones(make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    dialogue = (say("The bulb is gone."),)
    tone = run_rehearsal(make_request("animatic", {"voice": "tone"}, dialogue=dialogue), 3.0)
    monkeypatch.setenv("PATH", "")
    auto = run_rehearsal(make_request("animatic", {"voice": "auto"}, dialogue=dialogue), 3.0)
    assert tone[0].spoken is not None
    assert auto[0].spoken is not None
    assert np.array_equal(auto[0].spoken.sound, tone[0].spoken.sound)


def test_a_program_that_fails_means_tones(
    make_request: MakeRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "espeak-ng"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program() == str(broken)
    lines = run_rehearsal(make_request("animatic", dialogue=(say("The bulb is gone."),)), 3.0)
    assert lines[0].spoken is not None
    assert np.abs(lines[0].spoken.sound).max() > 0.05


def test_voices_are_the_casts_own_or_lasting() -> None:
    german, english = say("Ja.", language="de"), say("Yes.")
    assert choose_voice(Speaker(name="Ada", voice="en-gb+f3"), german) == "en-gb+f3"
    assert choose_voice(Speaker(name="Ada", voice="-w /x"), german).startswith("de+")
    assert choose_voice(Speaker(name="Ada"), say("Yes.", language="--version")).startswith("en+")
    assert choose_voice(Speaker(name="Ada"), english) == choose_voice(Speaker(name="Ada"), english)
    assert len({choose_voice(Speaker(name=str(number)), english) for number in range(40)}) > 4
    assert "+f" in choose_voice(Speaker(name="Ada", voice="a warm woman"), english)
    assert "+m" in choose_voice(Speaker(name="Ada", description="an old man"), english)
    assert choose_voice(Speaker(name="Ada", voice="en-gb+f3"), say("你好，世界。")).startswith("cmn+")
    assert choose_voice(Speaker(name="Ada", voice="cmn+f4"), say("你好，世界。")) == "cmn+f4"
    assert choose_voice(Speaker(name="Ada"), say("こんにちは、世界。")).startswith("ja+")


@pytest.mark.skipif(find_program() is None, reason="espeak-ng is not installed")
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_taken_for_an_option_or_a_command(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    program = find_program()
    assert program is not None
    spoken = speak(program, say(text, language=text), Speaker(name=text, voice=text), 3.0)
    assert spoken is None or 0 < len(spoken) <= 3 * SAMPLE_RATE
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(find_program() is None, reason="espeak-ng is not installed")
def test_a_voice_hurries_and_says_the_same_twice() -> None:
    program = find_program()
    assert program is not None
    line, speaker = say("Small is fine. The glass does the rest."), Speaker(name="Ada", voice="en-gb+f3")
    slow, fast = speak(program, line, speaker, 9.0), speak(program, line, speaker, 1.2)
    again = speak(program, line, speaker, 9.0)
    assert slow is not None
    assert fast is not None
    assert again is not None
    assert len(fast) <= 1.2 * SAMPLE_RATE < len(slow)
    assert np.array_equal(slow, again)
    endless = speak(program, say("word " * 50_000), speaker, 1.0)
    assert endless is not None
    assert len(endless) <= SAMPLE_RATE


def test_tones_differ_by_speaker_and_fill_their_time() -> None:
    line = say("Is it big enough?")
    ada, zoe = (hum(line, Speaker(name=name), 1.5) for name in ("Ada", "Zoé"))
    assert len(ada) == len(zoe) == 1.5 * SAMPLE_RATE
    assert not np.array_equal(ada, zoe)
    assert np.abs(ada[: SAMPLE_RATE // 2]).max() > 0.3
    assert np.abs(ada[-SAMPLE_RATE // 2 :]).max() > 0.3
    assert np.abs(np.diff(ada)).max() < 0.2  # no clicks
    assert len(hum(say("x" * 10_000), Speaker(name=""), 0.01)) == 480


def test_speech_is_brought_to_one_level_below_the_ceiling() -> None:
    chance = np.random.default_rng(1)
    speech = np.repeat(chance.uniform(0.2, 1.0, 40), 1200) * chance.normal(0, 1, 48_000)
    for factor in (0.001, 0.2, 30.0):
        level = set_level((speech * factor).astype(np.float32))
        assert np.abs(level).max() <= CEILING
        assert 20 * np.log10(np.sqrt(np.mean(level**2))) == pytest.approx(-20, abs=1.5)
    silence = np.zeros(1000, np.float32)
    assert np.array_equal(set_level(silence), silence)


def test_the_track_pans_and_lies_on_a_quiet_room() -> None:
    sound = (0.3 * np.sin(np.arange(24_000) * 0.05)).astype(np.float32)
    track = Track([SpokenLine(cue=Cue(begin=1.0, end=1.5), sound=sound, side=1.0)], 7)
    whole = track.read(0, 2 * SAMPLE_RATE)
    pieces = np.concatenate([track.read(at, at + 1601) for at in range(0, 2 * SAMPLE_RATE, 1601)])
    assert np.array_equal(whole, pieces[: len(whole)])
    spoken = np.abs(whole[SAMPLE_RATE : SAMPLE_RATE + 24_000]).mean(axis=0)
    assert spoken[1] > 2 * spoken[0] > 0.01
    quiet = whole[: SAMPLE_RATE // 2]
    assert 20 * np.log10(np.sqrt(np.mean(quiet**2))) == pytest.approx(-50, abs=2)


def test_the_room_is_the_seeds_and_loops_without_a_seam() -> None:
    room = make_room(5)
    assert np.array_equal(room, make_room(5))
    assert not np.array_equal(room, make_room(6))
    assert np.abs(room[0] - room[-1]).max() <= np.abs(np.diff(room, axis=0)).max()


def test_heads_follow_the_voice() -> None:
    line = SpokenLine(cue=Cue(begin=1.0, end=2.0), sound=hum(say("ba ba ba ba"), Speaker(name="Ada"), 1.0))
    loudness = follow_loudness([line], np.arange(72) / 24)
    assert loudness[:23].max() == 0
    assert loudness[49:].max() == 0
    assert 0.6 < loudness[24:48].max() <= 1.0


def test_speakers_outside_the_cast_are_heard(make_request: MakeRequest) -> None:
    ada = RequestCharacter(name="Ada", description="", voice="", colour="#fff", is_place=False, images=())
    request = make_request("animatic", {"voice": "tone"}, cast=(ada,), dialogue=(say("Hm.", ""), say("Hm.", "Nobody")))
    assert len(run_rehearsal(request, float(Fraction(48, 24)))) == 2


def test_a_recorded_voice_takes_the_place_of_a_made_one(make_request: MakeRequest, tmp_path: Path) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE)
    quiet = np.zeros(SAMPLE_RATE // 4)
    path = keep_voice(tmp_path, np.rint(np.concatenate([quiet, tone, quiet]) * 32767).astype("<i2").tobytes())
    request = make_request("animatic", dialogue=(say("Where is it?", voice=path), say("Here.")))
    (spoken, made) = (line.spoken for line in run_rehearsal(request, 4.0, tmp_path))
    assert spoken is not None and made is not None
    assert len(spoken.sound) == pytest.approx(SAMPLE_RATE // 2, abs=200)
    middle = spoken.sound[SAMPLE_RATE // 8 : SAMPLE_RATE // 8 + 4800]
    assert abs(np.fft.rfft(middle)).argmax() == 44
    (short, _) = (line.spoken for line in run_rehearsal(request, 1.0, tmp_path))
    assert short is not None and len(short.sound) < SAMPLE_RATE // 2


def test_a_recorded_voice_that_is_gone_is_told(make_request: MakeRequest, tmp_path: Path) -> None:
    request = make_request("animatic", dialogue=(say("Where is it?", voice=f"voices/{'0' * 64}.wav"),))
    with pytest.raises(StudioError, match=r"0\.wav"):
        run_rehearsal(request, 4.0, tmp_path)
