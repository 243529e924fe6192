"""Screenplays: every element of the format, what becomes of it, and that no text breaks the reader or loses speech."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.checks import speech_seconds
from studio.core.draft import Draft, add_draft, preview_draft, read_draft
from studio.core.fountain import MOST_LETTERS, Action, Block, Heading, Part, Speech, read_screenplay
from studio.core.ids import CharacterId
from studio.core.project import Character, Project
from studio.core.screenplay import MOST_SECONDS, split_speech
from studio.core.shotlist import ShotRow
from studio.errors import StudioError


def said(speaker: str, *parts: str | tuple[str], extension: str = "") -> Speech:
    """A speech; an aside is a text alone in a tuple."""
    made = (Part(text=each) if isinstance(each, str) else Part(text=each[0], is_aside=True) for each in parts)
    return Speech(speaker=speaker, extension=extension, parts=tuple(made))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("INT. DINER - NIGHT", [Heading(text="INT. DINER - NIGHT")], id="heading"),
        pytest.param("int diner #12A#", [Heading(text="int diner")], id="heading with a number"),
        pytest.param(
            "EXT./INT. CAR\nHe drives.", [Heading(text="EXT./INT. CAR"), Action(text="He drives.")], id="both"
        ),
        pytest.param(".FLASHBACK", [Heading(text="FLASHBACK")], id="forced heading"),
        pytest.param("...and then", [Action(text="...and then")], id="dots are no heading"),
        pytest.param("INTERNAL AFFAIRS wait.", [Action(text="INTERNAL AFFAIRS wait.")], id="no heading"),
        pytest.param("She waits.\nLong.", [Action(text="She waits. Long.")], id="action"),
        pytest.param("!BOOM\nBANG", [Action(text="BOOM BANG")], id="forced action"),
        pytest.param("BANG!\nIt falls.", [Action(text="BANG! It falls.")], id="a cry is no cue"),
        pytest.param("ADA (30s) waits.\nLong.", [Action(text="ADA (30s) waits. Long.")], id="introduced"),
        pytest.param("> THE END <", [Action(text="THE END")], id="centred"),
        pytest.param("ADA\nHello.", [said("ADA", "Hello.")], id="speech"),
        pytest.param("  ADA\n    Hello.", [said("ADA", "Hello.")], id="indented speech"),
        pytest.param("BØRGE\nHallo.", [said("BØRGE", "Hallo.")], id="beyond English"),
        pytest.param("АННА\nПривет.", [said("АННА", "Привет.")], id="Cyrillic"),
        pytest.param("@黒澤\n好。", [said("黒澤", "好。")], id="forced cue without capitals"),
        pytest.param("@McCLANE\nHi.", [said("McCLANE", "Hi.")], id="forced cue"),
        pytest.param("MOM (V.O.) (cont'd)\nHi.", [said("MOM", "Hi.", extension="V.O., cont'd")], id="extensions"),
        pytest.param("A\nHi.\n\nBO ^\nHo.", [said("A", "Hi."), said("BO", "Ho.")], id="dual"),
        pytest.param("ADA\n(low)\nHi.\n(to Bo,\nloud)\nYou.", [said("ADA", ("low",), "Hi.", ("to Bo, loud",), "You.")]),
        pytest.param("ADA\n(a) b (c)", [said("ADA", "(a) b (c)")], id="brackets within speech"),
        pytest.param("ADA\nOne.\n  \nTwo.", [said("ADA", "One. Two.")], id="a pause"),
        pytest.param("ADA\nOne.\n\nTwo.", [said("ADA", "One."), Action(text="Two.")], id="speech ends"),
        pytest.param("ADA", [Action(text="ADA")], id="nothing said"),
        pytest.param("ADA\n()", [Action(text="ADA ()")], id="an empty aside"),
        pytest.param("ADA\n(nods)", [said("ADA", ("nods",))], id="an aside alone"),
        pytest.param("~", [], id="no lyrics"),
        pytest.param("~La la\n~la", [said("", "La la la")], id="lyrics of nobody"),
        pytest.param("ADA\n~La la", [said("ADA", "La la")], id="lyrics"),
        pytest.param("CUT TO:", [], id="transition"),
        pytest.param("> Burn to white", [], id="forced transition"),
        pytest.param("FADE OUT.\nINT. A", [Heading(text="INT. A")], id="transition right before"),
        pytest.param("# Act\n= About\n===", [], id="section, synopsis, page break"),
        pytest.param("She [[why?]] waits.[[a\nb]]", [Action(text="She waits.")], id="notes"),
        pytest.param("ADA\n[[n]]\nHi.", [said("ADA", "Hi.")], id="a note before speech"),
        pytest.param("A /* x\n\ny */ b", [Action(text="A b")], id="boneyard"),
        pytest.param("ADA\n/* x */\nHi.", [said("ADA", "Hi.")], id="boneyard as a line"),
        pytest.param("A /* b [[ c", [Action(text="A /* b [[ c")], id="never closed"),
        pytest.param("*a* **b** ***c*** _d_ _*e f*_", [Action(text="a b c d e f")], id="emphasis"),
        pytest.param(r"2 * 3 * a_b_c \*d\* \_e\_", [Action(text="2 * 3 * a_b_c *d* _e_")], id="no emphasis"),
        pytest.param("ADA\r\nHi.\r\n\r\nGo.", [said("ADA", "Hi."), Action(text="Go.")], id="lines of Windows"),
    ],
)
def test_elements(text: str, blocks: list[Block]) -> None:
    assert list(read_screenplay(f"Begin.\n\n{text}", "s").blocks) == [Action(text="Begin."), *blocks]


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        ("Title: Rain\nAuthor: A\n\nGo.", "Rain", "Go."),
        ("\ufeffTITLE:\n    _**Big\n\tFish**_\nDraft date: 1\n\nGo.", "Big Fish", "Go."),
        ("Author: A\n\nGo.", "", "Go."),
        ("FADE IN:\n\nGo.", "", "Go."),
        ("He thinks: no.\n\nGo.", "", "He thinks: no."),
    ],
)
def test_title_page(text: str, title: str, first: str) -> None:
    screenplay = read_screenplay(text, "s")
    assert (screenplay.title, screenplay.blocks[0]) == (title, Action(text=first))


RAIN = """Title: Rain

INT. ADA'S HOUSE - NIGHT

Ada waits for THE OLD MAN. BADA sleeps.

ADA
(low)
Who is it?

THE OLD MAN (O.S.)
Me.

He comes in.

EXT. STREET

INT. ADA'S HOUSE - LATER

ADA
Gone.
"""


def test_what_becomes_of_a_screenplay() -> None:
    draft = read_draft(RAIN, "rain.fountain")
    assert draft.title == "Rain"
    assert draft.rows == (
        ShotRow(
            scene="Ada's house",
            opens=True,
            cast=("Ada",),
            action="Ada's house, interior, night. @Ada waits for @The Old Man. BADA sleeps. @Ada: low.",
            dialogue=(("Ada", "Who is it?"), ("The Old Man", "Me.")),
            sound="voice of The Old Man from off",
            seconds=4.0,
        ),
        ShotRow(action="He comes in.", seconds=3.0),
        ShotRow(scene="Street", opens=True, action="Street, exterior.", seconds=3.0),
        ShotRow(
            scene="Ada's house",
            opens=True,
            cast=("Ada",),
            action="Ada's house, interior, later.",
            dialogue=(("Ada", "Gone."),),
            seconds=3.0,
        ),
    )


def test_a_screenplay_joins_the_film_with_its_cast() -> None:
    ada = Character(id=CharacterId("ada"), name="ADA")
    before = Project(name="f", cast=(ada,))
    numbers = count()
    film = add_draft(before, read_draft(RAIN, "rain.fountain"), lambda: str(next(numbers)))
    assert [character.name for character in film.cast] == ["ADA", "The Old Man"]
    assert [(scene.name, len(scene.shots)) for scene in film.scenes] == [
        ("Ada's house", 2),
        ("Street", 1),
        ("Ada's house", 1),
    ]
    first = film.scenes[0].shots[0]
    assert [line.speaker for line in first.dialogue] == ["ada", film.cast[1].id]
    assert film.timeline.frames == sum(shot.frames for shot in film.shots)
    assert preview_draft(before, read_draft(RAIN, "rain.fountain")).doubts == {}


def test_long_speech_goes_on_in_the_next_shot() -> None:
    sentence = "The tide comes in and goes out again as it has always done."
    draft = read_draft("Ada sits.\n\nADA\n(low)\n" + f"{sentence} " * 9, "s.fountain")
    first, *others = draft.rows
    assert first.action == "@Ada sits. @Ada: low."
    assert {row.cast for row in draft.rows} == {("Ada",)}
    assert [row.action for row in others] == [""] * len(others)
    assert [text for row in draft.rows for _, text in row.dialogue] == [" ".join([sentence] * 3)] * 3
    assert {row.seconds for row in draft.rows} <= {12.0, 12.5, 13.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty|nothing to film"),
        ("\n \n[[only a note]]\n\n# Act", "nothing to film"),
        ("A\0c\0t\0", "no text; save it again"),
        ("x" * (MOST_LETTERS + 1), "too long"),
        ("\n\n".join(f"P{number}" for number in range(20_001)), "makes 20001 shots"),
        ("He goes. " * 3_000, "shot 1, “He goes. .*has 26,999 letters and a shot takes 20,000"),
    ],
)
def test_what_is_no_screenplay(text: str, words: str) -> None:
    with pytest.raises(StudioError, match=f"rain.fountain.* ({words})"):
        read_draft(text, "rain.fountain")


PIECES = (
    *("\n", "\n\n", "\r\n", "  \n", "BOB", "@", "INT. ", ".", "!", "~", ">", "<", "=", "#", "(", ")", "^", "[[", "]]"),
    *("/*", "*/", "*", "_", "\\", "Title:", "CUT TO:", "word ", "好。", "\t", "\x0c", "\u2028", "é"),
)
ANYTHING = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@given(ANYTHING, st.sampled_from(("s.fountain", "s.csv")))
def test_any_text_is_read_or_refused_in_words(text: str, name: str) -> None:
    try:
        draft = read_draft(text, name)
        preview = preview_draft(Project(name="f"), draft)
    except StudioError as error:
        assert str(error).startswith(name)
    else:
        assert preview.shots == len(draft.rows)
        assert all(shot.name and shot.frames for shot in preview.film.shots)
        if name.endswith(".fountain"):
            assert all(shot.action or shot.dialogue for shot in preview.film.shots)
            assert all(named.name.strip() for named in (*preview.film.scenes, *preview.film.cast))


@given(ANYTHING)
def test_no_spoken_word_is_lost_on_the_way_from_reader_to_shots(text: str) -> None:
    parts = [part for block in _blocks(text) if isinstance(block, Speech) for part in block.parts if not part.is_aside]
    try:
        rows = read_draft(text, "s.fountain").rows
    except StudioError:
        rows = ()
    assert _words(each for row in rows for _, each in row.dialogue) == _words(part.text for part in parts)


WORD = st.from_regex(r"[a-zé][a-z']{0,9}[.,!?]?", fullmatch=True)
WORDS = st.lists(WORD, min_size=1, max_size=60).map(" ".join)
NAME = st.sampled_from(("ADA", "BØRGE", "DR. NO", "R2D2"))
CUE = st.tuples(NAME, st.sampled_from(("", " (V.O.)", " (CONT'D)", " ^"))).map("".join)
ASIDE = st.sampled_from(("", "(low)\n"))
OTHER = st.sampled_from(("INT. HOUSE - DAY", "She goes.", "CUT TO:", "# Act", "= About", "[[note]]", "/* old */"))
SPEECH = st.tuples(CUE, st.lists(st.tuples(ASIDE, WORDS), min_size=1, max_size=4))


@given(st.lists(OTHER | SPEECH, min_size=1, max_size=12))
def test_each_spoken_word_is_in_one_line_of_who_says_it(written: list[str | tuple[str, list[tuple[str, str]]]]) -> None:
    expected: list[tuple[str, str]] = []
    paragraphs: list[str] = ["She comes."]
    for each in written:
        if isinstance(each, str):
            paragraphs.append(each)
        else:
            cue, parts = each
            paragraphs.append(f"{cue}\n" + "\n".join(f"{aside}{words}" for aside, words in parts))
            name = cue.partition(" (")[0].removesuffix(" ^")
            expected += [(name.casefold(), word) for _, words in parts for word in words.split()]
    draft = read_draft("\n\n".join(paragraphs), "s.fountain")
    film = preview_draft(Project(name="f"), draft).film
    names = {character.id: character.name.casefold() for character in film.cast}
    lines = [line for shot in film.shots for line in shot.dialogue]
    assert [(names[line.speaker or CharacterId("")], word) for line in lines for word in line.text.split()] == expected
    for shot in film.shots:
        assert 3 <= shot.frames / 24 <= MOST_SECONDS
        assert sum(speech_seconds(line.text) for line in shot.dialogue) <= shot.frames / 24


@given(st.text(alphabet="ab .,!。好\u3000", max_size=2000))
def test_pieces_of_speech_can_be_said_and_make_the_whole(text: str) -> None:
    pieces = list(split_speech(text))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(speech_seconds(piece) <= MOST_SECONDS + 1e-6 or " " not in piece for piece in pieces)


def _blocks(text: str) -> tuple[Block, ...]:
    try:
        return read_screenplay(text, "s").blocks
    except StudioError:
        return ()


def _words(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("action\nGo\0\n", "is no text; save it again"),
        ("action,sound\nGo," + "x" * 30_000 + "\n", "30,002 letters"),
        ("action\n" + "x" * 200_000, "no proper CSV"),
        ("action\n" + "Go\n" * 50_000, "has 50000 rows"),
    ],
)
def test_what_is_no_list(text: str, words: str) -> None:
    with pytest.raises(StudioError, match=f"list.csv.* {words}"):
        read_draft(text, "list.csv")


def test_a_csv_draft_knows_what_it_leaves_out() -> None:
    draft = read_draft("action,deed\nGo,1\n", "list.csv")
    assert draft == Draft(name="list.csv", rows=(ShotRow(action="Go"),), unknown=("deed",))
