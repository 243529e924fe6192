"""The evaluation of Toy Theatre: all that it must show, beside what the drawn truth and chance reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from studio.api import BenchRow

from .evaluation_figures import (
    Judged,
    judge,
    measure_drift,
    measure_likeness,
    measure_motion,
    mix_up,
    pick,
    to_percent,
)
from .evaluation_requests import (
    Drawn,
    Requests,
    ask_again,
    choose_requests,
    choose_still,
    draw_truth,
    leave_out_looks,
)
from .evaluation_sample import Asked, Made, ModelSample
from .oracle import Reading, read
from .oracle_sound import align, hear_onsets
from .words import FRAMES, SIZES

SHOTS = 4  # that go on from each other
_DRAWN_ON = 2  # requests whose four shots are drawn: there the truth does not drift
_SEED = 7_000_000
_SEEDS = 10_000  # between the seeds of different parts
_ATTRIBUTES = ("colour", "shape", "headgear", "action", "place", "camera")
_LEAST = {"colour": 95, "shape": 90, "headgear": 90, "action": 90, "place": 97, "camera": 90}

Show = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """Clips of some requests, read."""

    requests: Requests
    made: Made | Drawn
    reading: Reading
    judged: Judged


def evaluate(
    sample: ModelSample,
    requests: int = 256,
    *,
    teacher: ModelSample | None = None,
    seconds: float | None = None,
    show: Show = lambda done, text: None,
) -> list[BenchRow]:
    """All rows, on so many held-out requests; parts of the table take some of them.

    `teacher` makes the same clips as `sample` should. `seconds` is what a shot of 3 s took. `show` is told how much is
    done and what is.
    """
    asked = choose_requests(_SEED, requests, held_out=True)
    show(0.0, "drawing")
    truth = _read(asked, draw_truth(asked.scenes))
    show(0.25, "with references")
    main = _play(sample, asked)
    chance = judge(asked, mix_up(asked, truth.reading))
    show(0.5, "without references")
    bare = _play(sample, asked.first(max(2, requests // 4)), bare=True)
    show(0.56, "second shots")
    again = _play(sample, ask_again(bare.requests, _SEED + _SEEDS))
    show(0.63, "seen combinations")
    seen = _play(sample, choose_requests(_SEED + 2 * _SEEDS, max(2, requests // 2), held_out=False))
    show(0.75, "continued shots")
    rows = [
        *_tell_identity(main, truth, chance),
        *_tell_bare(bare, chance),
        _tell_swaps(main, truth, chance),
        _tell_again(main, again, truth),
        _tell_held_out(main, seen),
        *_tell_rest(main, truth, chance),
        _tell_motion(main, truth),
        *_tell_sound(main, truth),
        _tell_codec(sample, truth.made.pictures[: max(2, requests // 4)]),
        _tell_first(sample, asked.first(max(2, requests // 8)), truth),
        _tell_drift(sample, max(1, requests // 16)),
    ]
    show(0.9, "teacher")
    return [*rows, _tell_teacher(main, teacher, max(2, requests // 8)), _tell_seconds(seconds)]


def ask(requests: Requests, *, bare: bool = False, first: Tensor | None = None) -> Asked:
    """What to make for requests; `bare` without references and without a word of what they show."""
    return Asked(
        captions=[leave_out_looks(caption) for caption in requests.captions] if bare else requests.captions,
        references=requests.references,
        shown=torch.zeros_like(requests.shown) if bare else requests.shown,
        seeds=requests.seeds,
        size=SIZES[0],
        first=first,
    )


def _play(sample: ModelSample, requests: Requests, *, bare: bool = False) -> _Shown:
    return _read(requests, sample(ask(requests, bare=bare)))


def _read(requests: Requests, made: Made | Drawn) -> _Shown:
    reading = read(made.pictures, requests.counts)
    return _Shown(requests=requests, made=made, reading=reading, judged=judge(requests, reading))


def _tell_identity(main: _Shown, truth: _Shown, chance: Judged) -> list[BenchRow]:
    return [_tell_share(f"{name}, by references", name, main, truth, chance) for name in _ATTRIBUTES[:3]]


def _tell_rest(main: _Shown, truth: _Shown, chance: Judged) -> list[BenchRow]:
    return [_tell_share(f"{name} as asked", name, main, truth, chance) for name in _ATTRIBUTES[3:]]


def _tell_share(what: str, name: str, main: _Shown, truth: _Shown, chance: Judged) -> BenchRow:
    return BenchRow(
        what=what,
        unit="%",
        value=main.judged.share(name),
        truth=truth.judged.share(name),
        chance=chance.share(name),
        least=_LEAST[name],
    )


def _tell_bare(bare: _Shown, chance: Judged) -> list[BenchRow]:
    """Without references nothing but chance should be left, with some room for its swing in so few clips."""
    return [
        BenchRow(
            what=f"{name}, without them",
            unit="%",
            value=bare.judged.share(name),
            chance=chance.share(name),
            most=chance.share(name) + 10,
        )
        for name in _ATTRIBUTES[:3]
    ]


def _tell_swaps(main: _Shown, truth: _Shown, chance: Judged) -> BenchRow:
    def share(judged: Judged) -> float:
        return to_percent(judged.swapped[judged.present.all(1)])

    return BenchRow(
        what="swapped between two",
        unit="%",
        value=share(main.judged),
        truth=share(truth.judged),
        chance=share(chance),
        most=3,
    )


def _tell_again(main: _Shown, again: _Shown, truth: _Shown) -> BenchRow:
    count = len(again.requests.captions)
    present = again.judged.present
    both = main.judged.identity[:count] & again.judged.identity
    return BenchRow(
        what="the same in a second shot",
        unit="%",
        value=to_percent(both[present]),
        truth=to_percent(truth.judged.identity[:count][present]),
        least=90,
        note="all three right in both",
    )


def _tell_held_out(main: _Shown, seen: _Shown) -> BenchRow:
    known, new = (sum(each.judged.share(name) for name in _ATTRIBUTES[:3]) / 3 for each in (seen, main))
    return BenchRow(
        what="held-out behind seen looks",
        unit="points",
        value=known - new,
        most=3,
        note=f"{new:.1f} against {known:.1f} %",
    )


def _tell_motion(main: _Shown, truth: _Shown) -> BenchRow:
    moved = measure_motion(main.made.pictures) / measure_motion(truth.made.pictures)
    return BenchRow(what="amount of motion", unit="× truth", value=moved, truth=1, chance=0, least=0.8, most=1.2)


def _tell_sound(main: _Shown, truth: _Shown) -> list[BenchRow]:
    """Within ±1 frame as in the literature; at 8 frames/s much falls there by chance, so the same frame as well."""
    heard, best = hear_onsets(main.made.waves), hear_onsets(truth.made.waves)
    rows: list[BenchRow] = []
    for what, apart in (("onsets at contacts ±1", 1), ("onsets in the same frame", 0)):
        bound = align(best, truth.reading.events, apart)
        rows.append(
            BenchRow(
                what=what,
                unit="IoU",
                value=align(heard, main.reading.events, apart),
                truth=bound,
                chance=align(best.roll(1, 0), truth.reading.events, apart),
                least=0.8 * bound,
            )
        )
    return rows


def _tell_codec(sample: ModelSample, pictures: Tensor) -> BenchRow:
    likeness = measure_likeness(sample.rebuild(pictures), pictures)
    return BenchRow(what="through the video codec", unit="dB", value=likeness, least=30)


def _tell_first(sample: ModelSample, requests: Requests, truth: _Shown) -> BenchRow:
    given = truth.made.pictures[: len(requests.captions), 0]
    made = sample(ask(requests, first=given))
    return BenchRow(what="given first frame", unit="dB", value=measure_likeness(made.pictures[:, 0], given), least=30)


def _tell_drift(sample: ModelSample, count: int) -> BenchRow:
    requests = choose_still(_SEED + 3 * _SEEDS, count)
    shots = [sample(ask(requests)).pictures]
    for number in range(1, SHOTS):
        following = replace(requests, seeds=[seed + number * _SEEDS for seed in requests.seeds])
        shots.append(sample(ask(following, first=shots[-1][:, -1])).pictures)
    seams, whole = measure_drift(shots)
    some = requests.first(_DRAWN_ON).scenes
    scenes = [replace(some, beat=some.beat + number * (FRAMES - 1)) for number in range(SHOTS)]
    bound, _ = measure_drift([draw_truth(each).pictures for each in scenes])
    note = f"{whole:.2f} from first to fourth"
    return BenchRow(what="drift between shots", unit="ΔE00", value=seams, truth=bound, most=2, note=note)


def _tell_teacher(main: _Shown, teacher: ModelSample | None, count: int) -> BenchRow:
    what, unit = "student behind its teacher", "points"
    if teacher is None:
        return BenchRow(what=what, unit=unit, value=None, most=3, note="the file has one of the two")
    requests = main.requests.first(count)
    student = judge(requests, pick(main.reading, torch.arange(len(requests.captions))))
    master = _play(teacher, requests).judged
    behind = {name: master.share(name) - student.share(name) for name in _ATTRIBUTES}
    worst = max(behind, key=lambda name: behind[name])
    return BenchRow(what=what, unit=unit, value=behind[worst], most=3, note=f"at most, in {worst}")


def _tell_seconds(seconds: float | None) -> BenchRow:
    note = "" if seconds is not None else "not measured"
    return BenchRow(what="3 s with sound, warm", unit="s", value=seconds, most=1.5, note=note)
