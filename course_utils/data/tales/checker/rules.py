"""What a sentence may say, given what was said before it: each rule returns a fault, or None."""

from dataclasses import dataclass, field

from .table import table

_PRONOUNS = {"he": "she he it", "his": "her his its", "him": "her him it"}  # girls, boys, ghosts
_PRONOUNS["her"] = _PRONOUNS["him"]  # the friend's
_NUMBERS = {"is": "is are", "was": "was were", "it": "it them", "they": "it they"}  # one, several
_LISTS = {"cup": "colour", "cup2": "colour", "nut": "colour"}  # slots that read another's list
_NAMES = {
    "hero": "the hero's name",
    "kind": "what the hero is",
    "friend": "the friend's name",
    "friendkind": "what the friend is",
    "item": "the thing",
    "other": "the other thing",
    "spot2": "the second spot",
    "cup2": "the second cup",
    "nut": "the cup with the nut",
}


@dataclass
class Memory:
    """What the story has said so far."""

    said: dict[str, str] = field(default_factory=dict)  # slot -> word
    holds: dict[str, str] = field(default_factory=dict)  # thing -> who holds it
    thing: str = ""  # the thing last spoken of
    doer: str = ""  # who of the two did the last deed

    def copy(self) -> "Memory":
        return Memory(dict(self.said), dict(self.holds), self.thing, self.doer)


# ---- what each slot asks for: a fault, or None ---------------------------------------------------


def _known(slot: str, word: str) -> str | None:
    """A word must be in the list of its slot, where there is one."""
    what = _LISTS.get(slot, slot)
    allowed = table()[0].get(what)
    return f'"{word}" is no {what} of the tales.' if allowed and word not in allowed else None


def remember(slot, word, then, memory):
    """Said for the first time it is remembered, later it must be the same."""
    before = memory.said.setdefault(slot, word)
    if before != word:
        return f"{_NAMES.get(slot, 'the ' + slot).capitalize()}: first {before}, then {word}."
    return _known(slot, word)


def _article(slot, word, then, memory):
    """a or an by sound, some before several."""
    right = _a(then).capitalize() if slot == "A" else _a(then)
    return None if word == right else f'"{word} {then}" should be "{right} {then}".'


def _a(words: str) -> str:
    first, *rest = words.split()
    if rest and rest[-1] in table()[0]["several"]:
        return "some"
    return "an" if first[0] in "aeiou" else "a"


def _possession(slot, word, then, memory):
    """A colour and a thing. "item" and "other" have owners from the start; others recall."""
    colour, _, noun = word.partition(" ")
    lists = table()[0]
    if colour not in lists["colour"] or noun not in lists["one"] + lists["several"]:
        return f'"{word}" is no coloured thing of the tales.'
    if slot == "last" and word != memory.thing:
        return f"The talk is of the {memory.thing}, not of the {word}."
    memory.thing = word
    if slot == "thing":
        return None if word in memory.holds else f"Nobody holds {_a(word)} {word}."
    who = memory.said.get("hero" if slot == "item" else "friend", "")
    memory.holds.setdefault(word, who)
    return remember(slot, word, then, memory)


def _holder(slot, word, then, memory):
    memory.doer, right = word, memory.holds.get(memory.thing)
    return None if word == right else f"{right or 'Nobody'} holds the {memory.thing}, not {word}."


def _one(slot, word, then, memory):
    memory.doer = word
    two = memory.said.get("hero"), memory.said.get("friend")
    return None if word in two else f"{word} is not one of the two in this tale."


def _same(slot, word, then, memory):
    return None if word == memory.doer else f"It was {memory.doer}, not {word}."


def _else(slot, word, then, memory):
    two = {memory.said.get("hero"), memory.said.get("friend")}
    return None if {word} == two - {memory.doer} else f"{word} cannot be the other of the two."


def _pronoun(slot, word, then, memory):
    name, kind = ("friend", "friendkind") if slot == "her" else ("hero", "kind")
    right = _PRONOUNS[slot.lower()].split()[_gender(memory.said, name, kind)]
    right = right.capitalize() if slot == "He" else right
    who = memory.said.get(name)
    return None if word == right else f'For {who} it should be "{right}", not "{word}".'


def _gender(said: dict, name: str, kind: str) -> int:
    """0 for she, 1 for he, 2 for it: by what someone is; an animal's by its name."""
    lists, kind = table()[0], said.get(kind)
    if kind in lists["animal"]:
        return 0 if said.get(name) in lists["girl"] else 1
    return 0 if kind in lists["she"] else 1 if kind in lists["he"] else 2


def _agreement(slot, word, then, memory):
    one, several = _NUMBERS[slot].split()
    right = several if memory.thing.rpartition(" ")[2] in table()[0]["several"] else one
    return None if word == right else f'"{memory.thing}" asks for "{right}", not "{word}".'


# ---- what must go together -----------------------------------------------------------------------


def _beings(said):
    """Which names go with what someone is."""
    lists = table()[0]
    either, both = lists["either"], lists["girl"] + lists["boy"]
    called = {"she": lists["girl"] + either, "he": lists["boy"] + either, "it": either}
    called["animal"] = both
    for name, kind in (("hero", "kind"), ("friend", "friendkind")):
        group = next((g for g in called if said.get(kind) in lists[g]), None)
        if name in said and said[name] not in called.get(group, ()):
            return f"No {said.get(kind)} of the tales is called {said[name]}."
    return None


def _pairs(said):
    """Two that must differ in each word, and the nut, which is under one of the cups."""
    for one, two in (
        ("hero", "friend"),
        ("kind", "friendkind"),
        ("cup", "cup2"),
        ("item", "other"),
    ):
        alike = set(said.get(one, "").split()) & set(said.get(two, "").split())
        if alike:
            return f"There would be two alike: {alike.pop()}."
    if "spot2" in said and said.get("spot", "").split()[2:] == said["spot2"].split()[2:]:
        return f"Twice the same place: {said['spot2']}."
    if "nut" in said and said["nut"] not in (said.get("cup"), said.get("cup2")):
        return f"There is no {said['nut']} cup."
    return None


def _scene(said):
    """Weather, clothes and place; and spots such as "under the stairs"."""
    lists, weather, place = table()[0], said.get("weather"), said.get("place")
    for spot in (said.get("spot"), said.get("spot2")):
        if spot and spot.split()[2] not in lists.get(spot.split()[0], ()):
            return f'Nobody says "{spot}".'
    if "wear" in said and said["wear"] not in lists.get(f"wear-{weather}", ()):
        return f"Nobody puts on {said['wear']} when it is {weather}."
    ways = [said["where"]] if "where" in said else ("in", "on", "at", "by")
    if place and not any(place in lists.get(f"{way}-{weather}", ()) for way in ways):
        return f"It cannot be {weather} {ways[0]} the {place}."
    return None


def _swap(memory):
    hero, friend = memory.said.get("hero"), memory.said.get("friend")
    other = {hero: friend, friend: hero}
    memory.holds = {thing: other.get(who, who) for thing, who in memory.holds.items()}


def _give(memory):
    memory.holds[memory.said.get("item")] = memory.said.get("friend")


TOGETHER = (_beings, _pairs, _scene)
EFFECTS = {"swap": _swap, "give": _give}
RULES = {
    **dict.fromkeys(("item", "other", "thing", "last"), _possession),
    **dict.fromkeys(("a", "A"), _article),
    **dict.fromkeys(("he", "He", "his", "him", "her"), _pronoun),
    **dict.fromkeys(_NUMBERS, _agreement),
    "holder": _holder,
    "one": _one,
    "same": _same,
    "else": _else,
}
# Names are read before things, and who did it before "the other one".
ORDER = {
    **dict.fromkeys(("hero", "kind", "friend", "friendkind"), 0),
    **dict.fromkeys(RULES, 3),
    **dict.fromkeys(("item", "other", "thing", "last"), 1),
    **dict.fromkeys(("holder", "one"), 2),
}
