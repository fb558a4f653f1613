"""What a sentence may say, given what was said before it: each rule returns a fault, or None."""

from dataclasses import dataclass, field

from .table import tables

_PRONOUNS = {"he": "she he it", "his": "her his its", "him": "her him it"}  # girls, boys, ghosts
_NUMBERS = {"is": "is are", "was": "was were", "it": "it them"}  # one, several
_LISTS = {"nut": "colour"}  # slots that read another's list
_NAMES = {
    "hero": "the hero's name",
    "kind": "what the hero is",
    "friend": "the friend's name",
    "friendkind": "what the friend is",
    "item": "the thing",
    "other": "the other thing",
    "cup2": "the second cup",
    "nut": "the cup with the nut",
}


@dataclass
class Facts:
    """What the story has said so far."""

    said: dict[str, str] = field(default_factory=dict)  # slot -> word
    holds: dict[str, str] = field(default_factory=dict)  # thing -> who holds it
    thing: str = ""  # the thing last spoken of

    def copy(self) -> "Facts":
        return Facts(dict(self.said), dict(self.holds), self.thing)


# ---- what each slot asks for: a fault, or None ---------------------------------------------------


def _known(slot: str, word: str) -> str | None:
    """A word must be in the list of its slot, where there is one."""
    what = _LISTS.get(slot, slot)
    allowed = tables()[0].get(what)
    return f'"{word}" is no {what} of the tales.' if allowed and word not in allowed else None


def consistent(slot: str, word: str, then: str, facts: Facts) -> str | None:
    """A slot's first word is noted; later ones must be the same."""
    before = facts.said.setdefault(slot, word)
    if before != word:
        return f"{_NAMES.get(slot, 'the ' + slot).capitalize()}: first {before}, then {word}."
    return _known(slot, word)


def _article(slot, word, then, facts):
    """a or an by sound, some before several."""
    right = _a(then).capitalize() if slot == "A" else _a(then)
    return None if word == right else f'"{word} {then}" should be "{right} {then}".'


def _a(words: str) -> str:
    first, *rest = words.split()
    if rest and rest[-1] in tables()[0]["several"]:
        return "some"
    return "an" if first[0] in "aeiou" else "a"


def _possession(slot, word, then, facts):
    """A colour and a thing: one that is new to the story, or one that is spoken of again."""
    colour, _, noun = word.partition(" ")
    lists = tables()[0]
    things = lists.get(f"{slot}-things", lists["item-things"] + lists["other-things"])
    if colour not in lists["colour"] or noun not in things:
        return f'"{word}" is no coloured thing of the tales.'
    if slot == "last" and word != facts.thing:
        return f"The talk is of the {facts.thing}, not of the {word}."
    facts.thing = word
    if slot == "thing" and word not in facts.holds:
        return f"Nobody holds {_a(word)} {word}."
    return consistent(slot, word, then, facts) if slot in ("item", "other") else None


def _owner(slot, word, then, facts):
    """Two things have an owner each; then one may become the other's."""
    item, other = facts.said.get("item"), facts.said.get("other")
    before, facts.holds[other if slot == "owner2" else item] = facts.holds.copy(), word
    if slot == "heir":
        right = before.get(other)
        return None if word == right else f"The {item} cannot become {word}'s."
    if word in before.values():
        return f"{word} would have both things."
    return _one(slot, word, then, facts)


def _holder(slot, word, then, facts):
    right = facts.holds.get(facts.thing)
    return None if word == right else f"{right or 'Nobody'} holds the {facts.thing}, not {word}."


def _one(slot, word, then, facts):
    two = facts.said.get("hero"), facts.said.get("friend")
    return None if word in two else f"{word} is not one of the two in this tale."


def _pronoun(slot, word, then, facts):
    right = _PRONOUNS[slot.lower()].split()[_gender(facts.said)]
    right = right.capitalize() if slot == "He" else right
    return (
        None
        if word == right
        else f'For {facts.said.get("hero")} it should be "{right}", not "{word}".'
    )


def _gender(said: dict) -> int:
    """0 for she, 1 for he, 2 for it: by what the hero is; an animal's by its name."""
    lists, kind = tables()[0], said.get("kind")
    if kind in lists["animal"]:
        return 0 if said.get("hero") in lists["hero-she"] else 1
    return 0 if kind in lists["she"] else 1 if kind in lists["he"] else 2


def _agreement(slot, word, then, facts):
    """is or are, it or them: after the thing last spoken of, or the one that "item_was" names."""
    which, _, verb = slot.rpartition("_")
    thing = facts.said.get(which, "") if which else facts.thing
    one, several = _NUMBERS[verb].split()
    right = several if thing.rpartition(" ")[2] in tables()[0]["several"] else one
    return None if word == right else f'"{thing}" asks for "{right}", not "{word}".'


# ---- what must go together -----------------------------------------------------------------------


def _beings(said):
    """Which names go with what someone is."""
    lists = tables()[0]
    for name, kind in (("hero", "kind"), ("friend", "friendkind")):
        she, he, either = (lists[f"{name}-{how}"] for how in ("she", "he", "either"))
        called = {"she": she + either, "he": he + either, "it": either, "animal": she + he}
        group = next((g for g in called if said.get(kind) in lists[g]), None)
        if name in said and said[name] not in called.get(group or "", ()):
            return f"No {said.get(kind)} of the tales is called {said[name]}."
    return None


def _nut(said):
    """The nut is under one of the cups."""
    if "nut" in said and said["nut"] not in (said.get("cup"), said.get("cup2")):
        return f"There is no {said['nut']} cup."
    return None


def _scene(said):
    """Weather, clothes and place; and spots such as "under the stairs"."""
    lists, weather, place = tables()[0], said.get("weather"), said.get("place")
    spot = said.get("spot", "")
    if spot and spot.split()[2] not in lists.get(spot.split()[0], ()):
        return f'Nobody says "{spot}".'
    if "wear" in said and said["wear"] not in lists.get(f"wear-{weather}", ()):
        return f"Nobody puts on {said['wear']} when it is {weather}."
    ways = [said["where"]] if "where" in said else ("in", "on", "at", "by")
    if place and not any(place in lists.get(f"{way}-{weather}", ()) for way in ways):
        return f"It cannot be {weather} {ways[0]} the {place}."
    return None


TOGETHER = (_beings, _nut, _scene)
RULES = {
    **dict.fromkeys(("item", "other", "thing", "last"), _possession),
    **dict.fromkeys(("a", "A"), _article),
    **dict.fromkeys(("he", "He", "his", "him"), _pronoun),
    **dict.fromkeys((*_NUMBERS, "item_was", "other_was"), _agreement),
    **dict.fromkeys(("owner", "owner2", "heir"), _owner),
    "holder": _holder,
    "one": _one,
}
# Names are read before things, and things before whose they are.
ORDER = {
    **dict.fromkeys(("hero", "kind", "friend", "friendkind"), 0),
    **dict.fromkeys(RULES, 3),
    **dict.fromkeys(("item", "other", "thing", "last"), 1),
    **dict.fromkeys(("owner", "owner2", "heir", "holder"), 2),
}
