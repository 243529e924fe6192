"""The camera field, read: free text → moves, how tight the picture is framed, and at what pace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MOST_LETTERS = 400


class Move(StrEnum):
    """What the camera does during the shot."""

    PUSH_IN = "push in"
    PULL_OUT = "pull out"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    TRUCK_LEFT = "truck left"
    TRUCK_RIGHT = "truck right"
    RISE = "rise"
    SINK = "sink"
    ORBIT_LEFT = "orbit left"
    ORBIT_RIGHT = "orbit right"
    HAND_HELD = "hand-held"
    DRIFT = "drift"


class Framing(StrEnum):
    """How much of a figure the picture shows, from far to near."""

    EXTREME_WIDE = "extreme wide"
    WIDE = "wide"
    FULL = "full"
    MEDIUM = "medium"
    MEDIUM_CLOSE = "medium close"
    CLOSE = "close"
    EXTREME_CLOSE = "extreme close"


class Pace(StrEnum):
    """How fast the camera goes."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A camera field as it was understood; without moves it stands still."""

    moves: tuple[Move, ...] = ()
    framing: Framing = Framing.FULL
    pace: Pace = Pace.NORMAL


_SIDES = {"left": r"left\w*", "right": r"right\w*"}
_HEIGHTS = {
    "up": r"up\w*|sky|ceiling|higher|top",
    "down": r"down\w*|floor|ground|lower|bottom|feet",
}
_INWARD = r"(?:in|into|inwards?|forwards?|towards?|closer|up to|on)\b"
_OUTWARD = r"(?:out|back\w*|away)\b"
_SOFTLY = r"(?:\W+(?:very|ever|so|slow|slowly|gently|slightly|smoothly|quickly|fast|steadily|right|straight|move))*\W+"

# Phrases that are a move by themselves, read in this order and taken out of the text as they are found.
_PHRASES: tuple[tuple[str, Move], ...] = (
    (rf"\b(?:pull|dolly|truck|track|zoom|mov|back|step)\w*{_SOFTLY}{_OUTWARD}", Move.PULL_OUT),
    (r"\b(?:widen|retreat|withdraw)\w*", Move.PULL_OUT),
    (rf"\b(?:push|dolly|dollie|truck|track|zoom|mov|creep|clos|eas|inch|press)\w*{_SOFTLY}{_INWARD}", Move.PUSH_IN),
    (r"\bapproach\w*|\b(?:push|zoom|dolly)\w*(?!\W+(?:to\W+the\W+)?(?:left|right))", Move.PUSH_IN),
    (r"\bhand[\s-]*held\b|\bshak[ey]\w*|\bdocumentary\b|\bv[eé]rit[eé]\b|\bon the shoulder\b", Move.HAND_HELD),
    (r"\b(?:rises?|rising|ascend\w*|elevat\w*)\b", Move.RISE),
    (r"\b(?:descend\w*|sinks?|sinking)\b", Move.SINK),
)

# Verbs whose direction stands near them: the pattern, the directions, their moves, and the move without any.
_VERBS: tuple[tuple[str, dict[str, str], tuple[Move, Move], Move], ...] = (
    (r"\bpan(?:s|ning|ned)?\b", _SIDES, (Move.PAN_LEFT, Move.PAN_RIGHT), Move.PAN_RIGHT),
    (r"\b(?:crane|boom|jib|pedestal)\w*", _HEIGHTS, (Move.RISE, Move.SINK), Move.RISE),
    (
        r"(?<!dutch )\btilt(?:s|ing|ed)?\b(?! (?:frame|horizon|angle))|\blooks?\b(?= (?:up|down))",
        _HEIGHTS,
        (Move.TILT_UP, Move.TILT_DOWN),
        Move.TILT_UP,
    ),
    (
        r"\b(?:orbit|circl|arc|revolv)\w*|\brotat\w*(?= around)|\b360\b",
        {"left": r"left\w*|clockwise", "right": r"right\w*|(?:counter|anti)-?\s?clockwise"},
        (Move.ORBIT_LEFT, Move.ORBIT_RIGHT),
        Move.ORBIT_RIGHT,
    ),
    (
        r"\b(?:truck|track|slid|crab|straf|dolly|dollie|follow)\w*"
        r"|\b(?:mov|push|zoom)\w*(?=\W+(?:to\W+the\W+)?(?:left|right))",
        _SIDES,
        (Move.TRUCK_LEFT, Move.TRUCK_RIGHT),
        Move.TRUCK_RIGHT,
    ),
)

_STILL = r"\b(?:static|still|fixed|stationary|motionless|tripod|lock(?:ed)?(?:[\s-]*(?:off|down))?)\b"
_DENIED = r"\b(?:no|not|without|never|don't|doesn't|does not)\b[^,.;]*"
_CLAUSE_END = re.compile(r"[,.;]|\b(?:then|while|before|and)\b")
_ORIGIN = re.compile(r"\bfrom\W+(?:the\W+|her\W+|his\W+|their\W+)?\w+")

_FRAMINGS: tuple[tuple[str, Framing], ...] = (
    (r"extreme(?:ly)? close|\be\.?c\.?u\b|\bxcu\b|big close|\bmacro\b", Framing.EXTREME_CLOSE),
    (r"medium close|mid close|\bm\.?c\.?u\b|chest|bust shot", Framing.MEDIUM_CLOSE),
    (r"close[\s-]?ups?\b|\bclose (?:on|shot)|\bcu\b|\btight (?:on|shot)|head[\s-]?shot|\bportrait", Framing.CLOSE),
    (r"\bmedium|\bmid[\s-]?shot|\bms\b|\bwaist|\btwo[\s-]?shot|\bcowboy|\bamerican shot", Framing.MEDIUM),
    (r"over[\s-]the[\s-]shoulder|\bots\b", Framing.MEDIUM),
    (r"extreme(?:ly)? (?:wide|long)|very wide|establish|\bews\b|\baerial|\bdrone", Framing.EXTREME_WIDE),
    (r"bird'?s[\s-]eye", Framing.EXTREME_WIDE),
    (r"\bwide\b|\blong[\s-]shot|\bws\b|\bls\b|\bmaster\b", Framing.WIDE),
)

_PACES: tuple[tuple[str, Pace], ...] = (
    (r"\bslow|\bgent|\bsubtl|\bslight|\bcreep|\bbarely|\beas(?:e|ing)\b|\blazy|\bimpercept", Pace.SLOW),
    (r"\bfast|\bquick|\brapid|\bwhip|\bswish|\bcrash|\bsnap|\bswift|\brush", Pace.FAST),
)


def parse_camera(text: str) -> Camera:
    """What a camera field asks for. What names no move gets a barely visible drift; only «static» stands still.

    slow dolly in, hand-held → (push in, hand-held), slow
    wide shot, locked off    → (), wide
    """
    read = text[:MOST_LETTERS].casefold().replace("’", "'")
    said = re.sub(_DENIED, " ", read)
    moves = _find_moves(said)
    stands = re.search(_STILL, read) is not None or said != read
    return Camera(
        moves=moves or (() if stands else (Move.DRIFT,)),
        framing=next((framing for pattern, framing in _FRAMINGS if re.search(pattern, said)), Framing.FULL),
        pace=next((pace for pattern, pace in _PACES if re.search(pattern, said)), Pace.NORMAL),
    )


def _find_moves(text: str) -> tuple[Move, ...]:
    """The moves in the order of the tables, each once."""
    rest = re.sub(r"\bclose[\s-]?ups?\b|\bover[\s-]the[\s-]shoulder\b", " ", text)
    found: list[Move] = []
    for pattern, move in _PHRASES:
        shorter = re.sub(pattern, " ", rest)
        if shorter != rest:
            found.append(move)
            rest = shorter
    for pattern, directions, moves, default in _VERBS:
        verbs = list(re.finditer(pattern, rest))
        heard = filter(None, (_find_direction(rest, verb, directions) for verb in verbs))
        direction = next(heard, "")  # a second one would only take the first back
        found += [dict(zip(directions, moves, strict=True)).get(direction, default)] if verbs else []
    if Move.PUSH_IN in found and Move.PULL_OUT in found:
        found.remove(Move.PULL_OUT)
    return tuple(dict.fromkeys(found))


def _find_direction(text: str, verb: re.Match[str], directions: dict[str, str]) -> str:
    """The direction nearest after a verb in its clause, not counting where it comes from; else the word before it."""
    after = _ORIGIN.sub(" ", _CLAUSE_END.split(text[verb.end() :], maxsplit=1)[0])
    before = text[: verb.start()].split()[-1:]
    for place in (after, *before):
        spots = {name: match.start() for name, p in directions.items() if (match := re.search(rf"\b(?:{p})\b", place))}
        if spots:
            return min(spots, key=lambda name: spots[name])
    return ""
