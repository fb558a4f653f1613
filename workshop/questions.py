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


@dataclass(frozen=True)
class Question:
    """A guess that a notebook asks for."""

    name: str
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

    def takes(self, kind: str, name: str, value: object) -> bool:
        """Can this have been done here?"""
        if kind == "guesses":
            return any(q.name == name and value in q.choices for q in self.guesses)
        return kind in ("goals", "exercises") and name in getattr(self, kind)

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
    asked, happened = _asked(cells), _happened(cells)
    guesses = [
        Question(name, *asked[name], happened.get(asked[name][0], ""))
        for name in what["guesses"]
        if name in asked
    ]
    goals, exercises = tuple(what["goals"]), tuple(what["exercises"])
    return Page(path.stem, title, tuple(guesses), goals, exercises)


def _asked(cells: list[dict]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """{name: (question, choices)} of each cell that shows a guess."""
    found = {}
    for cell in cells:
        for text in _texts(cell):
            lines = text.splitlines()
            choices = tuple(line[len(CHOICE) :] for line in lines if line.startswith(CHOICE))
            name = _name(cell) if len(choices) > 1 else ""
            if name:
                question = next(i for i, line in enumerate(lines) if line.startswith(CHOICE))
                found[name] = "\n".join(lines[:question]), choices
    return found


def _happened(cells: list[dict]) -> dict[str, str]:
    """{question: what happened} of each cell that reviews a guess."""
    found = {}
    for cell in cells:
        for text in _texts(cell):
            match = re.fullmatch(
                r"The question: (.*)\nYour guess: .*?\nWhat happened: (.*)", text, re.DOTALL
            )
            if match:
                found[match[1]] = match[2]
    return found


def _texts(cell: dict) -> list[str]:
    outputs = cell.get("outputs", [])
    return ["".join(each.get("data", {}).get("text/plain", "")) for each in outputs]


def _name(cell: dict) -> str:
    """The name= of the call of guess() in a cell."""
    for node in ast.walk(ast.parse("".join(cell["source"]))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "guess":
            for keyword in node.keywords:
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return ""
