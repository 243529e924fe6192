"""Seams of real takes: measured, matched, and followed down a chain that drifts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.edits.board import change_shots
from studio.core.edits.cut import delete_clips
from studio.core.edits.gap import find_hole
from studio.core.edits.match import set_match, set_strength
from studio.core.ids import ClipId, TakeId
from studio.core.project import Project
from studio.core.seams import find_chains, find_seam_before
from studio.errors import StudioError
from studio.media.pictures import load_picture
from studio.render.seams import follow_chain, keep_ends, match_seam, survey_seam
from tests.measure.pictures import paint
from tests.render.drifting import FRAMES, SIZE, make_drifting_film


@pytest.fixture
def film(tmp_path: Path) -> Project:
    return make_drifting_film(tmp_path)


def test_a_survey_says_what_is_and_what_a_match_would_make_of_it(film: Project, tmp_path: Path) -> None:
    seam = find_seam_before(film, ClipId("c-s2"))
    assert seam is not None
    survey = survey_seam(film, tmp_path, seam)
    assert survey.now == survey.plain
    assert survey.plain.apart > 1.5
    assert survey.matched.apart < 1
    assert (survey.match.take, survey.match.before) == (TakeId("t2"), TakeId("t1"))
    half = set_strength(set_match(film, seam.after.id, survey.match), seam.after.id, 0.5)
    again = find_seam_before(half, seam.after.id)
    assert again is not None
    halved = survey_seam(half, tmp_path, again)
    assert halved.plain == survey.plain
    assert halved.matched == survey.matched
    assert survey.matched.apart < halved.now.apart < survey.plain.apart
    assert match_seam(film, tmp_path, seam).take == TakeId("t2")


def test_a_chain_drifts_and_its_matches_hold_it(film: Project, tmp_path: Path) -> None:
    (chain,) = find_chains(film)
    links = list(follow_chain(film, tmp_path, chain))
    assert [link.shot for link in links] == ["Shot 1", "Shot 2", "Shot 3", "Shot 4"]
    assert (links[0].seam, links[0].drift, links[0].match) == (0, 0, None)
    drift = [link.drift for link in links]
    assert drift == sorted(drift)
    assert drift[-1] > 4
    assert all(link.matched_seam < 1 < link.seam for link in links[1:])
    assert max(link.matched_drift for link in links) < 1

    matched = film
    for link in links[1:]:
        matched = set_match(matched, link.clip, link.match)
    (chain,) = find_chains(matched)
    again = list(follow_chain(matched, tmp_path, chain))
    assert again == links  # the film's own matches are those that were measured


def test_a_match_for_another_take_is_measured_anew(film: Project, tmp_path: Path) -> None:
    (chain,) = find_chains(film)
    first, second, *_ = follow_chain(film, tmp_path, chain)
    assert second.match is not None
    old = set_match(film, second.clip, replace(second.match, take=TakeId("gone"), strength=0.1))
    (chain,) = find_chains(old)
    assert list(follow_chain(old, tmp_path, chain))[:2] == [first, second]


def test_a_chain_that_is_left_has_no_file_open(film: Project, tmp_path: Path) -> None:
    (chain,) = find_chains(film)
    links = follow_chain(film, tmp_path, chain)
    next(links)
    opened = [each.readlink().name for each in Path("/proc/self/fd").iterdir() if each.exists()]
    assert not [name for name in opened if name.endswith(".mov")]
    assert len(list(links)) == 3


def test_a_take_that_lacks_is_a_sentence(film: Project, tmp_path: Path) -> None:
    seam = find_seam_before(film, ClipId("c-s1"))
    assert seam is not None
    bare = change_shots(film, lambda shot: replace(shot, takes=(), chosen=None) if shot.id == "s0" else shot)
    with pytest.raises(StudioError, match=r"^Shot 1 has no take yet; render it first\.$"):
        survey_seam(bare, tmp_path, seam)
    (tmp_path / "takes/t1.mov").unlink()
    with pytest.raises(StudioError, match=r"^The take of Shot 2 isn't there any more; render it again\.$"):
        survey_seam(film, tmp_path, seam)


def test_the_ends_of_a_gap_are_kept_as_they_are_seen(film: Project, tmp_path: Path) -> None:
    holed = delete_clips(film, {ClipId("c-s1")})
    hole = find_hole(holed.timeline, FRAMES)
    assert hole is not None
    first, last = keep_ends(holed, tmp_path, hole)
    moving = paint(4 * FRAMES, size=SIZE, step=(0, 1))
    assert (first.name, last.name) == ("Shot 1.png", "Shot 3.png")
    assert (first.width_px, first.height_px) == SIZE
    seen = load_picture(tmp_path / first.path)[..., :3].astype(int)
    assert abs(seen - moving[FRAMES - 1]).mean() < 2
    assert abs(seen - moving[0]).mean() > 2
    assert (tmp_path / last.path).is_file()
