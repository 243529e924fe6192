"""The order of tokens and of the numbers in them, by patterns written down by hand."""

import pytest
import torch

from studio.model.packing import Reference, pack, patchify, unpatchify
from tests.model.small import CONFIG, change, clip, draw, reference


def test_an_input_patch_is_channel_first() -> None:
    latent = torch.arange(2 * 1 * 2 * 4).reshape(1, 2, 1, 2, 4)
    #   channel 0: 0 1 2 3      channel 1:  8  9 10 11
    #              4 5 6 7                 12 13 14 15
    assert patchify(latent, (1, 2, 2)).tolist() == [[[0, 1, 4, 5, 8, 9, 12, 13], [2, 3, 6, 7, 10, 11, 14, 15]]]


def test_an_output_patch_is_channel_last() -> None:
    tokens = torch.tensor([[[0, 8, 1, 9, 4, 12, 5, 13], [2, 10, 3, 11, 6, 14, 7, 15]]])
    assert unpatchify(tokens, (1, 1, 2), (1, 2, 2)).tolist() == torch.arange(16).reshape(1, 2, 1, 2, 4).tolist()


def test_patches_run_by_frame_row_and_column() -> None:
    latent = torch.arange(24).reshape(1, 1, 4, 2, 3)
    assert patchify(latent, (2, 1, 1)).tolist() == [
        [[0, 6], [1, 7], [2, 8], [3, 9], [4, 10], [5, 11], [12, 18], [13, 19], [14, 20], [15, 21], [16, 22], [17, 23]]
    ]
    tokens = torch.arange(24).reshape(1, 12, 2)
    assert unpatchify(tokens, (2, 2, 3), (2, 1, 1)).tolist() == [
        [[[[0, 2, 4], [6, 8, 10]], [[1, 3, 5], [7, 9, 11]], [[12, 14, 16], [18, 20, 22]], [[13, 15, 17], [19, 21, 23]]]]
    ]


def coords(**told: object) -> list[list[float]]:
    config = change(**{key: value for key, value in told.items() if key in ("coords", "reference_shift")})
    rest = {key: value for key, value in told.items() if key not in ("coords", "reference_shift")}
    parts = {
        "video_BCTHW": draw(1, 1, 8, 2, 4, 2),
        "audio_BLC": draw(2, 1, 5, 6),
        "text_BLC": draw(3, 1, 3, 20),
        "time_B": torch.ones(1),
    }
    return pack(config, **{**parts, **rest}).coords_BNX[0].tolist()


VIDEO = [[0, -0.5, 0], [0, 0.5, 0], [1, -0.5, 0], [1, 0.5, 0]]


def test_positions_v2() -> None:
    audio = [[0, 0, 0], [0.25, 0, 0], [0.5, 0, 0], [0.75, 0, 0], [1, 0, 0]]
    assert coords() == [*VIDEO, *audio, [0, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_positions_v1() -> None:
    audio = [[0, 0, 0], [0.25, 0, 0], [0.5, 0, 0], [0.75, 0, 0], [1, 0, 0]]
    assert coords(coords="v1") == [*VIDEO, *audio, [0, 0, 0], [0.5, 0, 0], [1, 0, 0]]


def test_a_word_alone_stands_before_the_clip_in_v2_only() -> None:
    word = draw(3, 1, 1, 20)
    assert coords(text_BLC=word)[-1] == [-1, 0, 0]
    assert coords(text_BLC=word, coords="v1")[-1] == [0, 0, 0]


@pytest.mark.parametrize("frames", [2, 5])
def test_sound_4a_is_at_the_time_of_frame_a(frames: int) -> None:
    packed = pack(CONFIG, **clip(frames=frames, audio=4 * (frames - 1) + 1))
    video_T = packed.coords_BNX[0, : packed.video_tokens : 6, 0]
    audio_L = packed.coords_BNX[0, packed.video_tokens :][: 4 * (frames - 1) + 1, 0]
    assert torch.equal(audio_L[::4], video_T)


def test_references_lie_after_the_video_and_their_tags_after_the_text() -> None:
    references = [
        Reference(latent_BCHW=draw(5, 1, 8, 2, 4), tag_BC=draw(6, 1, 20)),
        Reference(latent_BCHW=draw(7, 1, 8, 2, 2), tag_BC=draw(8, 1, 20), number=9),
    ]
    parts = {**clip(frames=2, audio=1, text=2), "video_BCTHW": draw(1, 1, 8, 2, 2, 2)}
    packed = pack(change(reference_shift=10.0), **parts, references=references)
    assert packed.groups == [2 + 2 + 1, 1, 2 + 2]
    assert packed.coords_BNX[0].tolist() == [
        [0, 0, 0],
        [1, 0, 0],
        [5, 10, 9.5],  # 2 frames + 2 + 1, in the middle and shifted
        [5, 10, 10.5],
        [13, 10, 10],  # 2 frames + 2 + 9
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [5, -1, -1],
        [13, -1, -1],
    ]
    assert torch.equal(packed.video_BRP[0, 2:4], patchify(draw(5, 1, 8, 2, 4)[:, :, None], (1, 2, 2))[0])
    assert torch.equal(packed.text_BSC[0, 2:], torch.cat([draw(6, 1, 20), draw(8, 1, 20)]))


def test_times_are_nought_for_what_is_clean() -> None:
    packed = pack(
        CONFIG,
        **{**clip(batch=2, frames=2, audio=3, text=2), "video_BCTHW": draw(1, 2, 8, 2, 2, 4)},
        references=[reference(5, batch=2)],
        clean_frames_BT=torch.tensor([[True, False], [False, False]]),
        clean_audio_BL=torch.tensor([[True, False, False], [True, True, True]]),
    )
    first, second = 0.3, 0.9
    expected = torch.tensor(
        [
            [0, 0, first, first, 0, 0, 0, first, first, 0, 0, 0],
            [second, second, second, second, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
    )
    assert packed.time_BN is not None
    assert torch.allclose(packed.time_BN, expected)


def test_a_mask_hides_words_and_references_with_their_tags() -> None:
    packed = pack(
        CONFIG,
        **{**clip(batch=2, frames=1, audio=2, text=3), "video_BCTHW": draw(1, 2, 8, 1, 2, 2)},
        references=[reference(5, batch=2), reference(6, batch=2)],
        text_mask_BL=torch.tensor([[True, True, False], [False, False, False]]),
        reference_mask_BK=torch.tensor([[False, True], [True, True]]),
    )
    #     video | first picture, second | sound | text | tags
    assert packed.mask_BN is not None
    assert packed.mask_BN.int().tolist() == [
        [1, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1],
        [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1],
    ]


def test_uncited_references_are_known_one_by_one() -> None:
    told = clip(batch=2, text=1)
    cited = reference(5, batch=2)
    nowhere = reference(6, batch=2, tagged=False)
    somewhere = reference(7, batch=2, cited_B=torch.tensor([True, False]))
    assert pack(CONFIG, **told, references=[cited]).uncited_BS is None
    uncited = pack(CONFIG, **told, references=[cited, nowhere, somewhere]).uncited_BS
    assert uncited is not None
    assert uncited.int().tolist() == [[0, 0, 1, 0], [0, 0, 1, 1]]


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match=r"\(8, 6, 19\) channels, the transformer takes \(8, 6, 20\)"):
        pack(CONFIG, **{**clip(), "text_BLC": draw(3, 1, 5, 19)})
    with pytest.raises(ValueError, match=r"latent of \(3, 5, 6\) doesn't divide into patches of \(1, 2, 2\)"):
        pack(CONFIG, **{**clip(), "video_BCTHW": draw(1, 1, 8, 3, 5, 6)})
    with pytest.raises(ValueError, match="reference's latent"):
        pack(CONFIG, **clip(), references=[Reference(latent_BCHW=draw(5, 1, 8, 3, 4))])
    with pytest.raises(ValueError, match="no reference images"):
        pack(change(references=False), **clip(), references=[reference(5)])
    without_time = {key: value for key, value in clip().items() if key != "time_B"}
    with pytest.raises(ValueError, match="noise level"):
        pack(CONFIG, **without_time)
