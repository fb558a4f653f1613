"""The last notebook's quiz, taken from the guesses of all others: `python -m tools.quiz`.

Writes course_utils/lessons/what_is_a_parameter/quiz.json.
"""

import json
import re
from pathlib import Path

from course_utils.lessons.what_is_a_parameter.quiz import FILE, RIGHT
from workshop.place import ROOT
from workshop.questions import Question, pages

LONGEST = 230  # letters of what happened; whole sentences


def shortened(text: str) -> str:
    """The first sentences of a text, as many as there is room for; at least one."""
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖ“(])", " ".join(text.split()))
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + len(sentence) >= LONGEST:
            break
        kept += f" {sentence}"
    return kept


def text(folder: Path) -> str:
    """What the file should hold, of the notebooks in a folder."""
    bank = []
    for slug, page in pages(folder).items():
        rights = RIGHT.get(slug, {})
        found = {guess.name: guess for guess in page.guesses}
        row = [_entry(page.notebook, found[name], right) for name, right in rights.items()]
        if row:
            bank.append(row)
    return json.dumps(bank, indent=1, ensure_ascii=False) + "\n"


def _entry(stem: str, guess: Question, right: int) -> dict:
    return {
        "stem": stem,
        "question": guess.text,
        "choices": guess.choices,
        "right": guess.choices[right],
        "happened": shortened(guess.happened),
    }


if __name__ == "__main__":
    FILE.write_text(text(ROOT / "notebooks"), encoding="utf-8")
