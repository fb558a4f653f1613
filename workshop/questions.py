"""What notebooks ask: every guess with its choices and what happened, every goal and exercise.

Read from the notebooks as they are committed (a question's choices and what happened are in the
outputs), so the room's page knows them without running anything, and takes nothing else.
"""

import ast
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from .place import ROOT

CONTENTS = ROOT / "course_utils" / "progress" / "contents.json"
CHOICE = "( ) "
AND = "; "  # as course_utils/dials/several.py has it, which would bring matplotlib along
NUMBERED = re.compile(r"^(\d+)\. ", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A guess that a notebook asks for, or one of several that it asks for together."""

    name: str  # of several: "their name, 1"
    text: str
    choices: tuple[str, ...]
    happened: str  # "" where no review tells it


@dataclass(frozen=True)
class Page:
    """A notebook: what can be done in it, by name."""

    notebook: str  # its file's name
    title: str
    guesses: tuple[Question, ...]
    goals: tuple[str, ...]
    exercises: tuple[str, ...]

    def rows(self, kind: str, name: str, value: object) -> list[tuple[str, str]]:
        """What is counted if this was done here, [(name, value)]; nothing if it cannot have been.

        Several guesses that were committed to together come as one: their choices, one after the
        other.
        """
        if kind in ("goals", "exercises"):
            return [(name, "")] if name in getattr(self, kind) else []
        if kind != "guesses" or not isinstance(value, str):
            return []
        together = [q for q in self.guesses if q.name.rpartition(", ")[0] == name]
        asked = together or [q for q in self.guesses if q.name == name]
        chosen = value.split(AND) if together else [value]
        if len(chosen) != len(asked):
            return []
        pairs = list(zip(asked, chosen, strict=True))
        fits = all(choice in question.choices for question, choice in pairs)
        return [(question.name, choice) for question, choice in pairs] if fits else []

    def plain(self) -> dict:
        """As JSON has it."""
        return asdict(self)


def pages(folder: Path = ROOT / "notebooks") -> dict[str, Page]:
    """{slug: Page}, in the order of the course."""
    contents = json.loads(CONTENTS.read_text(encoding="utf-8"))
    return {
        slug: page(folder / f"{what['notebook']}.ipynb", what)
        for slug, what in sorted(contents.items(), key=lambda item: item[1]["notebook"])
    }


def page(path: Path, what: dict) -> Page:
    """One notebook, of which contents.json says `what`."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    title = re.sub(r"^#+\s*", "", "".join(cells[0]["source"]).splitlines()[0])
    asked = _asked(cells)
    happened = _happened(cells, [text for each in asked.values() for _, text, _ in each])
    guesses = [
        Question(alone, text, choices, happened.get(text, ""))
        for name in what["guesses"]
        for alone, text, choices in asked.get(name, [])
    ]
    goals, exercises = tuple(what["goals"]), tuple(what["exercises"])
    return Page(path.stem, title, tuple(guesses), goals, exercises)


Asked = list[tuple[str, str, tuple[str, ...]]]  # (name, question, choices)


def _asked(cells: list[dict]) -> dict[str, Asked]:
    """{name: what is asked} of each cell that shows a guess, or several."""
    found = {}
    for cell in cells:
        function, name = _call(cell)
        for text in _texts(cell) if name else []:
            if function == "guess":
                asked = [(name, *_question(text))]
            else:
                several = NUMBERED.split(text)[1:]  # "1", question, "2", question, ...
                pairs = zip(several[::2], several[1::2], strict=True)
                asked = [(f"{name}, {number}", *_question(one)) for number, one in pairs]
            if asked and all(len(choices) > 1 for _, _, choices in asked):
                found[name] = asked
    return found


def _question(text: str) -> tuple[str, tuple[str, ...]]:
    lines = text.splitlines()
    marked = [line.strip().startswith(CHOICE) for line in lines]
    choices = tuple(
        line.strip()[len(CHOICE) :] for line, choice in zip(lines, marked, strict=True) if choice
    )
    end = marked.index(True) if choices else len(lines)
    return "\n".join(lines[:end]), choices


def _happened(cells: list[dict], questions: list[str]) -> dict[str, str]:
    """{question: what happened} of each cell that reviews a guess, or several."""
    found = {}
    for cell in cells:
        for text in _texts(cell):
            match = re.fullmatch(
                r"The question: (.*)\nYour guess: .*?\nWhat happened: (.*)", text, re.DOTALL
            )
            if match:
                found[match[1]] = match[2]
            elif CHOICE not in text:
                for said in NUMBERED.split(text)[2::2]:
                    asked = next((q for q in questions if said.startswith(f"{q} ")), "")
                    found |= {asked: said.removeprefix(asked).strip()} if asked else {}
    return found


def _texts(cell: dict) -> list[str]:
    outputs = cell.get("outputs", [])
    return ["".join(each.get("data", {}).get("text/plain", "")) for each in outputs]


def _call(cell: dict) -> tuple[str, str]:
    """The call of guess() or guess_all() in a cell, and its name=."""
    source = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
    for node in ast.walk(ast.parse(source)):
        function = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and function in ("guess", "guess_all"):
            for keyword in node.keywords:
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                    return function, str(keyword.value.value)
    return "", ""
