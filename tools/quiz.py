"""The last notebook's quiz, taken from the guesses of all others: `python -m tools.quiz`.

Writes course_utils/lessons/what_is_a_parameter/quiz.json.
"""

import json
import re
from pathlib import Path

import nbformat

from course_utils.lessons.what_is_a_parameter.quiz import FILE, RIGHT
from course_utils.progress.names import slug

LONGEST = 230  # letters of what happened; whole sentences


def guesses_of(path: Path) -> dict[str, dict]:
    """{name: {question, choices, happened}} of a notebook, from its code and what it shows."""
    asked, happened = {}, {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/plain", "")
            told = re.match(r"The question: (.*)\nYour guess: .*\nWhat happened: (.*)", text, re.S)
            if told:
                happened[told[1]] = told[2]
            elif "\n( ) " in text and (name := re.search(r'\bname="(\w+)"', cell.source)):
                question, *choices = text.split("\n( ) ")
                asked[name[1]] = {"question": question, "choices": choices}
    return {
        name: guess | {"happened": happened[guess["question"]]} for name, guess in asked.items()
    }


def shortened(text: str) -> str:
    """The first sentences of a text, as many as there is room for; at least one."""
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖ“(])", " ".join(text.split()))
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + len(sentence) >= LONGEST:
            break
        kept += f" {sentence}"
    return kept


def text(notebooks: list[Path]) -> str:
    """What the file should hold."""
    bank = []
    for path in notebooks:
        found, row = guesses_of(path), []
        for name, right in RIGHT.get(slug(path.stem), {}).items():
            guess = found[name]
            row.append({
                "stem": path.stem,
                "question": guess["question"],
                "choices": guess["choices"],
                "right": guess["choices"][right],
                "happened": shortened(guess["happened"]),
            })  # fmt: skip
        if row:
            bank.append(row)
    return json.dumps(bank, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    from tools.notebooks import NOTEBOOKS

    FILE.write_text(text(NOTEBOOKS), encoding="utf-8")
