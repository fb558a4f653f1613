"""What the proofreader knows: lists of words, and sentences with what may follow them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# How a slot looks in the text; all others are one word.
_LOOKS = {
    **dict.fromkeys(("item", "other", "thing", "last"), r"(\w+ \w+)"),
    "spot": r"(\w+ the \w+)",
}


@dataclass(frozen=True)
class Pattern:
    """One sentence of the table: how it reads, and where the story goes on."""

    text: str
    regex: re.Pattern
    slots: tuple[str, ...]
    after: str
    only: str | None  # a weather or place


@cache
def tables() -> tuple[dict[str, list[str]], dict[str, list[Pattern]]]:
    """sentences.txt as ({list of words}, {state: patterns})."""
    sections: dict[str, list[str]] = {}
    text = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            lines = sections[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            lines.append(line)
    words: dict[str, list[str]] = {}
    for line in sections.pop("words"):
        name, _, listed = line.partition(" = ")
        words.setdefault(name, []).extend(listed.split())
    groups = {n: lines for n, lines in sections.items() if n.startswith("group ")}
    states = {n: _patterns(lines, groups) for n, lines in sections.items() if n not in groups}
    return words, states


def _patterns(lines: list[str], groups: dict[str, list[str]], after: str = "") -> list[Pattern]:
    """The sentences of one state, with those of the groups that it names."""
    found = []
    for line in lines:
        text, then, only = re.fullmatch(r"(.*?)(?: > (\w+))?(?: \? (\w+))?", line).groups()
        if text.startswith("@"):
            found += _patterns(groups[f"group {text[1:]}"], groups, then)
            continue
        regex = re.sub(r"<(\w+)>", lambda m: _LOOKS.get(m[1], r"(\w+)"), re.escape(text))
        slots = tuple(re.findall(r"<(\w+)>", text))
        found.append(Pattern(text, re.compile(regex), slots, then or after, only))
    return found
