"""Making a clip: what is given stays, the same seed gives the same bits, and it can be stopped."""

import dataclasses
from collections.abc import Generator
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.model.config import TransformerConfig
from studio.model.generate import Noise, Request, Sampling, Step, generate
from studio.model.packing import Packed
from studio.model.sampler import Guidance, SamplerName
from studio.model.transformer import Transformer
from tests.model.small import CONFIG, build, change, draw, reference


def ask(**rest: Any) -> Request:
    told = Request(size=(3, 4, 6), audio_length=9, text_BLC=draw(3, 1, 5, 20), seeds=[11])
    return dataclasses.replace(told, **rest)


def run(steps: Generator[Step, None, tuple[Tensor, Tensor]]) -> tuple[list[Step], Tensor, Tensor]:
    seen: list[Step] = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            video, audio = end.value
            return seen, video, audio


class Watched(Transformer):
    """Keeps what it was given."""

    def __init__(self, config: TransformerConfig = CONFIG) -> None:
        super().__init__(config)
        self.seen: list[Packed] = []
        self.load_state_dict(build(config).state_dict())

    def forward(self, packed: Packed) -> tuple[Tensor, Tensor]:
        self.seen.append(packed)
        return super().forward(packed)


@pytest.mark.parametrize("sampler", ["unipc", "euler", "renoise"])
@pytest.mark.parametrize("predicts", ["velocity", "clean"])
def test_a_clip_is_made_and_made_again(sampler: SamplerName, predicts: str) -> None:
    transformer = build(change(predicts=predicts))
    steps, video, audio = run(generate(transformer, ask(), Sampling(steps=3, sampler=sampler)))
    assert [(step.done, step.steps) for step in steps] == [(1, 3), (2, 3), (3, 3)]
    assert (video.shape, audio.shape) == ((1, 8, 3, 4, 6), (1, 9, 6))
    assert torch.allclose(steps[-1].video_BCTHW, video, atol=1e-6)
    assert torch.allclose(steps[-1].audio_BLC, audio, atol=1e-6)
    assert not torch.allclose(steps[0].video_BCTHW, video, atol=1e-3)
    _, again, sound_again = run(generate(transformer, ask(), Sampling(steps=3, sampler=sampler)))
    assert torch.equal(video, again)
    assert torch.equal(audio, sound_again)
    _, other, _ = run(generate(transformer, ask(seeds=[12]), Sampling(steps=3, sampler=sampler)))
    assert not torch.allclose(video, other, atol=1e-3)


def test_one_step_of_a_clean_prediction_is_the_networks_answer() -> None:
    transformer = Watched(change(predicts="clean"))
    _, video, audio = run(generate(transformer, ask(), Sampling(steps=1)))
    with torch.inference_mode():
        seen, heard = transformer(transformer.seen[0])
    assert torch.equal(video, seen)
    assert torch.equal(audio, heard)


def test_a_batch_is_its_clips_one_by_one() -> None:
    transformer, texts = build(), draw(3, 2, 5, 20)
    sampling = Sampling(steps=2, sampler="renoise")
    _, video, audio = run(generate(transformer, ask(text_BLC=texts, seeds=[11, 12]), sampling))
    for n in range(2):
        _, one, sound = run(generate(transformer, ask(text_BLC=texts[n : n + 1], seeds=[11 + n]), sampling))
        assert torch.allclose(video[n : n + 1], one, atol=1e-3)
        assert torch.allclose(audio[n : n + 1], sound, atol=1e-3)


def test_noise_is_the_seeds() -> None:
    assert torch.equal(Noise([5, 6]).draw(torch.empty(2, 3))[1:], Noise([6]).draw(torch.empty(1, 3)))
    assert torch.equal(
        Noise([5]).draw(torch.empty(1, 4)), torch.randn(1, 4, generator=torch.Generator().manual_seed(5))
    )


def test_given_frames_and_sound_are_there_before_every_forward_and_at_the_end() -> None:
    transformer = Watched()
    first, last, sound = draw(21, 1, 8, 4, 6), draw(22, 1, 8, 4, 6), draw(23, 1, 4, 6)
    request = ask(given_frames={0: first, 2: last}, given_audio_BLC=sound)
    steps, video, audio = run(generate(transformer, request, Sampling(steps=3)))
    for made in (video, *(step.video_BCTHW for step in steps)):
        assert torch.equal(made[:, :, 0], first)
        assert torch.equal(made[:, :, 2], last)
    for heard in (audio, *(step.audio_BLC for step in steps), *(packed.audio_BLC for packed in transformer.seen)):
        assert torch.equal(heard[:, :4], sound)
    assert len({tuple(packed.video_BRP[0, 6].tolist()) for packed in transformer.seen}) == 3
    for packed in transformer.seen:
        assert packed.video_BRP[0, 0, ::4].tolist() == first[0, :, 0, 0].tolist()
        assert packed.time_BN is not None
        told = packed.time_BN[0]
        assert told[:6].eq(0).all()
        assert told[6:12].gt(0).all()
        assert told[12:18].eq(0).all()
        assert told[18:22].eq(0).all()
        assert told[22:27].gt(0).all()


def test_what_is_given_changes_the_rest() -> None:
    transformer = build()
    _, free, _ = run(generate(transformer, ask(), Sampling(steps=2)))
    _, led, _ = run(generate(transformer, ask(given_frames={0: draw(21, 1, 8, 4, 6)}), Sampling(steps=2)))
    _, driven, _ = run(generate(transformer, ask(given_audio_BLC=draw(23, 1, 9, 6)), Sampling(steps=2)))
    _, cast, _ = run(generate(transformer, ask(references=[reference(5)]), Sampling(steps=2)))
    assert not torch.allclose(free[:, :, 1:], led[:, :, 1:], atol=1e-3)
    assert not torch.allclose(free, driven, atol=1e-3)
    assert not torch.allclose(free, cast, atol=1e-3)


def test_guidance_goes_away_from_the_negative_text_and_keeps_the_references() -> None:
    transformer = Watched(change(predicts="clean"))
    request = ask(negative_BLC=draw(4, 1, 2, 20), references=[reference(5)])
    guidance = Guidance(video=3.0, audio=2.0)
    _, video, audio = run(generate(transformer, request, Sampling(steps=1, guidance=guidance)))
    wanted, unwanted = transformer.seen
    assert unwanted.groups == [18 + 2, 9, 2 + 1]
    assert torch.equal(wanted.video_BRP, unwanted.video_BRP)
    assert (wanted.uncited_BS, unwanted.uncited_BS is None) == (None, False)
    with torch.inference_mode():
        (seen, heard), (seen_not, heard_not) = transformer(wanted), transformer(unwanted)
    assert torch.allclose(video, seen_not + 3 * (seen - seen_not), atol=1e-4)
    assert torch.allclose(audio, heard_not + 2 * (heard - heard_not), atol=1e-4)


def test_guidance_goes_away_from_the_references_too_when_told() -> None:
    transformer = Watched(change(predicts="clean"))
    nothing = torch.zeros(1, 1, dtype=torch.bool)
    request = ask(negative_BLC=draw(4, 1, 2, 20), references=[reference(5)], negative_reference_mask_BK=nothing)
    run(generate(transformer, request, Sampling(steps=1, guidance=Guidance(video=3.0, audio=2.0))))
    wanted, unwanted = transformer.seen
    assert wanted.mask_BN is None
    assert unwanted.mask_BN is not None
    assert unwanted.mask_BN[0].tolist() == [*[True] * 18, *[False] * 2, *[True] * 9, *[True] * 2, False]


def test_without_guidance_the_negative_text_costs_nothing() -> None:
    transformer = Watched()
    run(generate(transformer, ask(negative_BLC=draw(4, 1, 2, 20)), Sampling(steps=2)))
    assert len(transformer.seen) == 2


def test_an_empty_text_is_a_text() -> None:
    _, video, _ = run(generate(build(), ask(text_BLC=draw(3, 1, 0, 20)), Sampling(steps=1)))
    assert video.isfinite().all()


def test_nothing_is_masked_where_all_is_there() -> None:
    transformer = Watched()
    run(generate(transformer, ask(references=[reference(5)]), Sampling(steps=1)))
    assert transformer.seen[0].mask_BN is None


def test_it_can_be_stopped_between_steps() -> None:
    transformer = Watched()
    steps = generate(transformer, ask(), Sampling(steps=8))
    next(steps)
    next(steps)
    steps.close()
    assert len(transformer.seen) == 2
    with pytest.raises(StopIteration):
        next(steps)


def test_no_gradients_are_kept_and_the_callers_setting_is_left_alone() -> None:
    steps = generate(build(), ask(), Sampling(steps=2))
    step = next(steps)
    assert torch.is_grad_enabled()
    assert not step.video_BCTHW.requires_grad
    steps.close()


def test_what_does_not_fit_is_said() -> None:
    def fail(match: str, **rest: Any) -> None:
        with pytest.raises(ValueError, match=match):
            next(generate(build(), ask(**rest), Sampling(steps=1)))

    fail("1 texts came with 2 seeds", seeds=[1, 2])
    fail("Frame 3 is given, but the clip has latent frames 0 to 2", given_frames={3: draw(1, 1, 8, 4, 6)})
    fail(r"Frame 0 is given as \(1, 8, 4, 4\), the clip's are \(1, 8, 4, 6\)", given_frames={0: draw(1, 1, 8, 4, 4)})
    fail("10 latents of sound are given, the clip has 9", given_audio_BLC=draw(1, 1, 10, 6))


@pytest.mark.parametrize("sampler", ["unipc", "euler", "renoise"])
@pytest.mark.parametrize("done", [1, 2, 3, 4])
def test_it_goes_on_from_a_halt_to_the_same_end(sampler: SamplerName, done: int) -> None:
    transformer, sampling = build(change(predicts="clean")), Sampling(steps=4, sampler=sampler)
    steps, video, audio = run(generate(transformer, ask(), sampling))
    later, video_again, audio_again = run(generate(transformer, ask(), sampling, steps[done - 1].halt))
    assert [step.done for step in later] == list(range(done + 1, 5))
    assert torch.equal(video, video_again)
    assert torch.equal(audio, audio_again)


def test_a_halt_of_another_clip_is_refused() -> None:
    transformer, sampling = build(), Sampling(steps=4)
    halt = next(generate(transformer, ask(), sampling)).halt
    with pytest.raises(ValueError, match="doesn't fit"):
        run(generate(transformer, ask(audio_length=8), sampling, halt))
    with pytest.raises(ValueError, match="none to go on from"):
        run(generate(transformer, ask(), sampling, dataclasses.replace(halt, done=9)))
