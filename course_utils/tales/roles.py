"""What stays the same within a tale: the hero, the thing that the hero has, the place ...

Each role can take one of several rows of words that go together: a hero's name and kind fix "she"
and "her", a plural thing fixes "were" and "them".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from . import lexicon


@dataclass(frozen=True)
class Role:
    """Rows of words under `columns`, each row as likely as its weight says.

    `main` names the columns that "{role}" writes out.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...]
    main: tuple[str, ...]

    def column(self, name: str) -> int:
        """The place of a column in each row."""
        return self.columns.index(name)


def article(word: str) -> str:
    """Return "a" or "an", by the first letter: the lists hold no "hour" and no "unicorn"."""
    return "an" if word[0] in "aeio" else "a"


def _role(columns: str, rows, main: str = "", weights=None) -> Role:
    rows, names = tuple(rows), tuple(columns.split())
    return Role(names, rows, weights or (1,) * len(rows), tuple(main.split()) or names[:1])


def _one_word(words) -> Role:
    return _role("word a", [(word, article(word)) for word in words])


def _part(words: Sequence[str], second: bool) -> list[str]:
    """The first three fifths of a list, or the rest: so two roles are never alike."""
    cut = 3 * len(words) // 5
    return list(words[cut:] if second else words[:cut])


def _names(group: str, friend: bool) -> list[tuple[str, str]]:
    """Pairs of name and pronoun for a group of kinds."""
    own = {"she": _part(lexicon.SHE, friend), "he": _part(lexicon.HE, friend), "it": []}
    if group == "animal":
        return [(name, he) for he in own for name in own[he]]
    return [(name, group) for name in own[group] + _part(lexicon.EITHER, friend)]


def _being(friend: bool) -> Role:
    """Every kind equally likely, and within a kind every name that suits it."""
    forms = {"she": ("her", "her"), "he": ("his", "him"), "it": ("its", "it")}
    pools = {group: _names(group, friend) for group in lexicon.KINDS}
    even = lcm(*map(len, pools.values()))
    rows, weights = [], []
    for group, kinds in lexicon.KINDS.items():
        for kind in kinds:
            rows += [(name, kind, article(kind), he, *forms[he]) for name, he in pools[group]]
            weights += [even // len(pools[group])] * len(pools[group])
    return _role("name kind a he his him", rows, "name", tuple(weights))


def _possession(second: bool) -> Role:
    one, several = ("it", "is", "was"), ("them", "are", "were")
    things, pairs = _part(lexicon.THINGS, second), _part(lexicon.PAIRS, second)
    rows = [(c, t, article(c), *one) for c in lexicon.COLOURS for t in things]
    rows += [(c, t, "some", *several) for c in lexicon.COLOURS for t in pairs]
    return _role("colour thing a it is was", rows, "colour thing")


def _scene() -> Role:
    """Weather and place that go together, with what one wears and how one is there."""
    rows = [
        (weather, article(weather), wear, where, "the", place)
        for weather, wear in lexicon.WEATHER.items()
        for place, (where, fit) in lexicon.PLACES.items()
        if weather in fit.split()
    ]
    return _role("weather a wear where the place", rows, "where the place")


def _spot() -> Role:
    rows = [(where, "the", spot) for where, spots in lexicon.SPOTS.items() for spot in spots]
    return _role("where the spot", rows, "where the spot")


ROLES = {
    "hero": _being(friend=False),
    "friend": _being(friend=True),
    "trait": _one_word(lexicon.TRAITS),
    "scene": _scene(),
    "time": _one_word(lexicon.TIMES),
    "day": _one_word(lexicon.DAYS),
    "item": _possession(second=False),
    "other": _possession(second=True),
    "food": _one_word(lexicon.FOODS),
    "spot": _spot(),
    "goal": _one_word(lexicon.GOALS),
    "number": _one_word(lexicon.NUMBERS),
    "look": _one_word(lexicon.LOOKS),
    "mood": _one_word(lexicon.MOODS),
    "helper": _one_word(lexicon.HELPERS),
    "beast": _one_word(lexicon.BEASTS),
    "fruit": _one_word(lexicon.FRUITS),
    "cup": _one_word(_part(lexicon.COLOURS, second=False)),
    "cup2": _one_word(_part(lexicon.COLOURS, second=True)),
}
STEERS = "scene"  # lines such as "[rainy] ..." ask this role
SHORT = {  # words that stand for a column of a role
    **{he: ("hero", he) for he in ("he", "his", "him")},
    **{word: ("scene", word) for word in ("weather", "wear", "place")},
}
