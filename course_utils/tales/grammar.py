"""Reads scenes.txt into a grammar: scenes, each a few lines, each line a row of symbols."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .roles import ROLES, SHORT, STEERS

END = "<end>"  # closes each story
NAMES = {row[0] for role in ("hero", "friend") for row in ROLES[role].rows}
CAPITALS = NAMES | {row[0] for row in ROLES["day"].rows} | {"I"}
_PIECE = re.compile(r"<[^>]+>|\{[^}]+\}|'s|\w+|[.,?!\"]")


class Slot(NamedTuple):
    """A word that a role decides."""

    role: str
    column: str


class Call(NamedTuple):
    """Go on with a scene."""

    scene: str


Symbol = str | Slot | Call  # a plain string is a word


@dataclass(frozen=True)
class Line:
    """One way to tell a scene, `weight` times as likely as a line of weight 1.

    A line with a guard is told only where the role STEERS shows that word.
    """

    symbols: tuple[Symbol, ...]
    weight: int = 1
    guard: str | None = None

    def fits(self, scene_row: tuple[str, ...] | None) -> bool:
        """Whether the line may be told in this weather and place."""
        return self.guard is None or self.guard in (scene_row or ())


Grammar = dict[str, tuple[Line, ...]]


def _read(text: str) -> dict[str, list[str]]:
    """The text as {heading: lines}."""
    scenes: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("    "):
            scenes[heading].append(line.strip())
        elif line.strip() and not line.startswith("#"):
            heading = line.strip()
            scenes[heading] = []
    return scenes


def _slots(inside: str) -> list[Slot]:
    """{hero.his} or {his} or {item}: one slot or several."""
    name, _, column = inside.partition(".")
    if name in SHORT:
        return [Slot(*SHORT[name])]
    return [Slot(name, c) for c in ([column] if column else ROLES[name].main)]


def _symbols(line: str) -> tuple[Symbol, ...]:
    symbols: list[Symbol] = []
    for piece in _PIECE.findall(line):
        if piece[0] == "<":
            symbols.append(Call(piece[1:-1]))
        elif piece[0] == "{":
            slots = _slots(piece[1:-1])
            if symbols and symbols[-1] == "a":  # a kite, an umbrella, some boots: follows the draw
                symbols[-1] = Slot(slots[0].role, "a")
            symbols += slots
        else:
            symbols.append(piece if piece in CAPITALS else piece.lower())
    return tuple(symbols)


def _line(text: str) -> Line:
    weight, guard, rest = re.fullmatch(r"(?:(\d+) )?(?:\[(\w+)\] )?(.*)", text).groups()
    return Line(_symbols(rest), int(weight or 1), guard)


def _fill(lines: list[str], parts: dict[str, str]) -> list[str]:
    """Put the parts of a call for the capital letters of a heading, inside braces and calls."""

    def replace(match):
        return re.sub(r"\b[A-Z]\b", lambda m: parts[m[0]], match[0])

    return [re.sub(r"[<{][^>}]+[>}]", replace, line) for line in lines]


@cache
def grammar() -> Grammar:
    """The grammar of the tales, from "story" down, calls with parts written out."""
    scenes = _read(Path(__file__).with_name("scenes.txt").read_text(encoding="utf-8"))
    heads = {heading.split()[0]: heading for heading in scenes}
    found: Grammar = {}
    wanted = ["story"]
    while wanted:
        call = wanted.pop()
        name, *parts = call.split()
        lines = scenes[heads[name]]
        letters = heads[name].split()[1:]
        found[call] = tuple(map(_line, _fill(lines, dict(zip(letters, parts, strict=True)))))
        calls = [s.scene for line in found[call] for s in line.symbols if isinstance(s, Call)]
        wanted += [c for c in calls if c not in found]
    return found


def vocabulary() -> tuple[str, ...]:
    """Every word and mark of the tales: the end first, then in alphabetical order."""
    symbols = {s for lines in grammar().values() for line in lines for s in line.symbols}
    words = {s for s in symbols if isinstance(s, str)}
    for slot in symbols:
        if isinstance(slot, Slot):
            column = ROLES[slot.role].column(slot.column)
            words |= {row[column] for row in ROLES[slot.role].rows}
    return (END, *sorted(words))


__all__ = ["END", "STEERS", "Call", "Grammar", "Line", "Slot", "Symbol", "grammar", "vocabulary"]
