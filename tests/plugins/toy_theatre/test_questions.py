"""What the Transformer is asked while it learns: whoever knows all answers costs nothing, whoever mixes up does."""

import importlib
from dataclasses import replace
from typing import Any

import pytest

from tests.plugins.toy_theatre.conftest import load_module

torch = importlib.import_module("torch")
clips, reader, questions = (load_module(name) for name in ("clips", "reader", "questions"))
packing = importlib.import_module("studio.model.packing")

SURE = 30.0
PLACES, IMAGES = 8, 3  # of the clip: 2 frames of 2 by 2; each image is one token
LOOKS = torch.tensor([[[1, 2, 3, 4, 1, 5], [0, 1, 0, -1, 2, 9], [-1] * 6]])
NUMBERS = torch.tensor([[2, 0, 0]])  # the second character is cited by no image
SHOWN = torch.tensor([[0, 0, 0]])


def make_batch() -> Any:
    figures = torch.zeros(1, 3, 2, 2, 2)
    figures[0, 0, :, 0, 0] = 1.0
    figures[0, 1, 1, 1, 1] = 1.0
    return clips.Batch(
        video_BCTHW=torch.zeros(1, 4, 2, 2, 2),
        audio_BLC=torch.zeros(1, 5, 3),
        pieces_BL=torch.zeros(1, 6, dtype=torch.long),
        text_mask_BL=torch.ones(1, 6, dtype=torch.bool),
        references_BKCHW=torch.zeros(1, IMAGES, 4, 1, 1),
        reference_mask_BK=torch.tensor([[False, True, False]]),
        cited_BK=torch.tensor([[-1, 3, -1]]),
        truth=clips.Truth(
            figures_BWTHW=figures,
            looks_BWA=LOOKS,
            camera_B=torch.tensor([4]),
            numbers_BW=NUMBERS,
            shown_BK=SHOWN,
        ),
    )


def make_packed(batch: Any) -> Any:
    tokens = torch.zeros(1, PLACES + IMAGES, 4)
    text = torch.zeros(1, 6 + IMAGES, 2)
    count = tokens.shape[1] + 5 + text.shape[1]
    return packing.Packed(
        video_BRP=tokens,
        audio_BLC=batch.audio_BLC,
        text_BSC=text,
        grid=(2, 2, 2),
        coords_BNX=torch.zeros(1, count, 3),
    )


def answer(batch: Any, packed: Any) -> Any:
    """All that is asked, known for sure."""
    answers = torch.zeros(1, packed.coords_BNX.shape[1], sum(reader.ANSWERS))
    whose, *looks, camera = answers.split(reader.ANSWERS, dim=-1)
    whose[:, :PLACES] = -SURE
    figures = batch.truth.figures_BWTHW.flatten(2)[0]
    for place in range(PLACES):
        for who, slot in ((0, 1), (1, 3)):
            if figures[who, place]:
                whose[0, place, slot] = SURE
                for part, known in zip(looks, LOOKS[0, who].tolist(), strict=True):
                    part[0, place, known] = SURE
    camera[:, :PLACES, 4] = SURE
    for token in (PLACES + 1, answers.shape[1] - 2):  # the second image, and its tag
        for part, known in zip(looks, LOOKS[0, 0].tolist(), strict=True):
            part[0, token, known] = SURE
    return answers


def test_who_knows_all_answers_costs_nothing() -> None:
    batch = make_batch()
    packed = make_packed(batch)
    wrong = questions.correct(answer(batch, packed), packed, batch)
    assert set(wrong) == {"who", "camera", "figures", "references", "tags"}
    assert all(float(value) < 1e-6 for value in wrong.values())


def test_who_knows_nothing_costs_one_for_each_choice() -> None:
    batch = make_batch()
    packed = make_packed(batch)
    wrong = questions.correct(torch.zeros(1, packed.coords_BNX.shape[1], sum(reader.ANSWERS)), packed, batch)
    assert [float(wrong[name]) for name in ("camera", "figures", "references", "tags")] == pytest.approx([1.0] * 4)


def test_who_takes_one_for_the_other_costs() -> None:
    batch = make_batch()
    packed = make_packed(batch)
    swapped = replace(batch, truth=replace(batch.truth, numbers_BW=NUMBERS.flip(1)))
    wrong = questions.correct(answer(batch, packed), packed, swapped)
    assert float(wrong["who"]) > 1
    assert all(float(wrong[name]) < 1e-6 for name in ("camera", "figures", "references", "tags"))
