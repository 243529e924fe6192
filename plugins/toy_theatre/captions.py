"""Captions: what happens in a play, told in English in many ways, with reference images cited as `[Image k]`."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from .scenes import LEFT, RIGHT, Scenes
from .words import ACTIONS, CAMERAS, COLOURS, HEADGEAR, PATTERNS, PLACES, SHAPES, TIMES

_SHAPE = {
    "round": ("round", "ball-shaped", "circular"),
    "square": ("square", "boxy", "box-shaped"),
    "triangle": ("triangular", "three-cornered", "triangle-shaped"),
    "diamond": ("diamond-shaped", "rhombic", "diamond"),
    "tall": ("tall", "pill-shaped", "long and narrow"),
}
_PATTERN = {"plain": ("plain", ""), "striped": ("striped", "banded"), "dotted": ("dotted", "spotted")}
_HEADGEAR = {
    "none": (),
    "cap": ("cap", "baseball cap"),
    "crown": ("crown",),
    "cone": ("cone", "pointed hat", "party hat"),
    "hat": ("top hat", "hat"),
}
_NOUN = ("character", "figure", "paper character", "one", "puppet", "actor")
_ACTION = {
    "stands": ("stands still", "stands there", "waits", "does not move", "stays where it is", "is standing", "watches"),
    "left": ("walks left", "walks to the left", "goes to the left", "strolls left", "is walking left", "marches left"),
    "right": ("walks right", "walks to the right", "goes to the right", "strolls right", "is walking right"),
    "jumps": ("jumps", "jumps up and down", "hops", "is jumping", "leaps for joy", "bounces", "keeps jumping"),
    "flies": ("flies", "hovers in the air", "is flying", "flaps its wings", "floats above the ground", "flutters"),
    "grows": ("grows", "gets bigger", "becomes larger and larger", "is growing", "swells"),
    "shakes": ("shakes", "trembles", "shivers", "is shaking", "quivers with cold", "shudders"),
    "turns": ("turns around", "spins", "turns round and round", "is turning", "twirls", "pirouettes"),
    "waves": ("waves", "waves hello", "waves a hand", "is waving", "greets with a wave", "waves goodbye"),
    "talks": ("talks", "speaks", "is talking", "tells a story", "chats", "explains something"),
}
_PLACE = {
    "meadow": ("a meadow", "the meadow", "a green field", "grassland", "a meadow with trees"),
    "desert": ("a desert", "the desert", "the sand with a cactus", "sand dunes", "a dry desert"),
    "beach": ("a beach", "the beach", "the seaside", "the shore by the sea", "a beach with a palm tree"),
    "snow": ("the snow", "a snowy landscape", "a winter landscape", "a snow field", "deep snow"),
    "mars": ("mars", "the planet mars", "a red planet", "the surface of mars"),
    "city": ("a city", "the city", "a town", "a street in town", "the street between houses"),
    "forest": ("a forest", "the forest", "the woods", "a wood with tall trees", "a deep forest"),
}
_ON = {"beach": "on", "mars": "on", "meadow": "on"}
_TIME = {
    "day": ("by day", "in daylight", "at noon", "", "", "", ""),
    "evening": ("in the evening", "at dusk", "at sunset", "in evening light"),
    "night": ("at night", "by night", "at midnight", "in the dark"),
}
_CAMERA = {
    "still": ("still", "static", "fixed", "locked off", "", "", ""),
    "pan left": ("pan left", "pans to the left", "slow pan left", "panning left", "moves to the left"),
    "pan right": ("pan right", "pans to the right", "slow pan right", "panning right", "moves to the right"),
    "zoom in": ("zoom in", "push in", "slowly zooms in", "comes closer", "pushes in"),
    "zoom out": ("zoom out", "pull out", "slowly zooms out", "moves away", "pulls back"),
    "follow": ("follow", "follows", "tracking shot", "moves along", "follows them"),
}
_SIDES = (("on the left", "left"), ("in the middle", "in the centre"), ("on the right", "right"))
_SPOKEN = (
    *("hello there", "where are we going", "come with me", "look at that", "i am so happy", "what a day", "good night"),
    *("listen to me", "that was close", "we must hurry", "do you see the light", "it is cold out here", "once upon"),
)
_REST = (
    "the a an and while with wearing says in on place the scene is camera voice sound chases runs after follows meets"
)
_LETTERS, _LETTER_ODDS = "etaoinshrdlucmfwypvbgk", (12, 9, 8, 8, 7, 7, 6, 6, 6, 4, 4, *(3,) * 5, *(2,) * 6)


class Teller:
    """Tells plays from one seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def tell(self, scenes: Scenes, row: int, citations: Sequence[int]) -> str:
        """One play; `citations` has the number of the image that each character is cited by, 0 for none."""
        present = [who for who in range(scenes.present.shape[1]) if scenes.present[row, who]]
        sentences = self._tell_cast(scenes, row, present, citations)
        place = self._tell_place(scenes, row)
        camera = self._tell_camera(scenes, row)
        if self._dice.random() < 0.5:
            sentences.insert(0, place)
        elif self._dice.random() < 0.5 and sentences:
            sentences[0] = f"{place[:-1]}, {sentences[0]}"
        else:
            sentences.append(place)
        if camera:
            sentences.append(camera)
        return self._stray(" ".join(sentences))

    def _stray(self, text: str) -> str:
        """Some texts have words that mean nothing here, as those of people have."""
        words = re.findall(r"\[Image \d+\]\S*|\S+", text)
        for _ in range(self._dice.choice((0, 0, 0, 0, 1, 2, 3))):
            made_up = "".join(self._dice.choices(_LETTERS, _LETTER_ODDS, k=self._dice.randint(2, 8)))
            words.insert(self._dice.randint(0, len(words)), made_up)
        return " ".join(words)

    def _any(self, choices: Sequence[str]) -> str:
        return self._dice.choice(choices)

    def _tell_cast(self, scenes: Scenes, row: int, present: list[int], citations: Sequence[int]) -> list[str]:
        action = [int(scenes.action[row, who]) for who in present]
        slots = [float(scenes.slot[row, each]) for each in present]
        clear = slots == sorted(slots) and all(citations[each] for each in present)
        who = [self._name(scenes, row, each, citations[each], 0.35 if clear else 1.0) for each in present]
        walks = {LEFT, RIGHT}
        pair = len(present) == 2 and set(action) <= walks and self._dice.random() < 0.5
        if pair:
            related = self._relate(scenes, row, present, action, who)
            if related:
                return [related]
        parts = [f"{name} {self._act(each)}" for name, each in zip(who, action, strict=True)]
        self._dice.shuffle(parts)
        if len(parts) > 1 and self._dice.random() < 0.5:
            joint = self._any((" and ", ", and ", " while ", ", while "))
            return [", ".join(parts[:-1]) + joint + parts[-1] + "."]
        return [part + "." for part in parts]

    def _relate(self, scenes: Scenes, row: int, present: list[int], action: list[int], who: list[str]) -> str:
        first, second = (float(scenes.slot[row, each]) for each in present)
        if action[0] == action[1]:
            leads = 0 if (first < second) == (action[0] == LEFT) else 1
            way = ACTIONS[action[0]]
            return f"{who[1 - leads]} {self._any(('chases', 'runs after', 'follows'))} {who[leads]} to the {way}."
        if (action[0] == RIGHT) == (first < second):
            return f"{who[0]} {self._any(('meets', 'walks towards', 'goes to meet'))} {who[1]}."
        return ""

    def _act(self, action: int) -> str:
        name = ACTIONS[action]
        if name == "talks" and self._dice.random() < 0.6:
            return f"says: “{self._any(_SPOKEN)}”"
        return self._any(_ACTION[name])

    def _name(self, scenes: Scenes, row: int, who: int, citation: int, sided: float) -> str:
        cited = f"[Image {citation}]" if citation else ""
        words = self._describe(scenes, row, who) if not cited or self._dice.random() < 0.2 else ""
        name = ", ".join(part for part in (cited, words) if part) + ("," if cited and words else "")
        return f"{name} {self._side(scenes, row, who)}" if self._dice.random() < sided else name

    def _side(self, scenes: Scenes, row: int, who: int) -> str:
        third = min(2, int(float(scenes.slot[row, who]) / scenes.aspect * 3))
        return self._any(_SIDES[third][:1])

    def _describe(self, scenes: Scenes, row: int, who: int) -> str:
        cast = scenes.cast
        pattern = self._any(_PATTERN[PATTERNS[int(cast.pattern[row, who])]])
        shape = self._any(_SHAPE[SHAPES[int(cast.shape[row, who])]])
        adjectives = [COLOURS[int(cast.colour[row, who])], shape]
        self._dice.shuffle(adjectives)
        words = " ".join(word for word in (pattern, *adjectives, self._any(_NOUN)) if word)
        kinds = _HEADGEAR[HEADGEAR[int(cast.headgear[row, who])]]
        colour = COLOURS[int(cast.headgear_colour[row, who])]
        worn = f" {self._any(('with', 'wearing'))} {_a(colour)} {colour} {self._any(kinds)}" if kinds else ""
        return f"{self._any(('the', _a(words)))} {words}{worn}"

    def _tell_place(self, scenes: Scenes, row: int) -> str:
        name = PLACES[int(scenes.place[row])]
        time = self._any(_TIME[TIMES[int(scenes.time[row])]])
        place = self._any(_PLACE[name])
        form = self._any(("{} {} {}.", "{} {} {}.", "Place: {1} {2}.", "The scene is {1} {2}."))
        return form.format(_ON.get(name, "in").capitalize(), place, time).replace(" .", ".")

    def _tell_camera(self, scenes: Scenes, row: int) -> str:
        words = self._any(_CAMERA[CAMERAS[int(scenes.camera[row])]])
        form = self._any(("Camera: {}.", "Camera: {}.", "The camera: {}.", "Camera {}."))
        return form.format(words) if words else ""


def _a(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def list_words() -> tuple[str, ...]:
    """Every word that a caption can have, for the vocabulary."""
    tables = (_SHAPE, _PATTERN, _HEADGEAR, _ACTION, _PLACE, _TIME, _CAMERA)
    texts = [text for table in tables for row in table.values() for text in row]
    texts += [
        *(side for row in _SIDES for side in row),
        *_NOUN,
        *_SPOKEN,
        *COLOURS,
        _REST,
        "walks towards goes to meet",
    ]
    return tuple(dict.fromkeys(word for text in texts for word in re.findall("[a-z]+", text.lower())))
