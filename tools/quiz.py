"""The last notebook's quiz, taken from the guesses of all others: `python -m tools.quiz`.

Writes course_utils/lessons/what_is_a_parameter/quiz.json.
"""

import json
import re
from pathlib import Path

from course_utils.lessons.what_is_a_parameter.quiz import ALONE, FILE, RIGHT
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
        "question": alone(guess.text),
        "choices": guess.choices,
        "right": guess.choices[right],
        "happened": shortened(alone(_not_twice(guess.happened, guess.choices[right]))),
    }


def alone(text: str) -> str:
    """A text of a notebook in words that are clear outside it."""
    for here, elsewhere in ALONE.items():
        text = text.replace(here, elsewhere)
    return text


def _not_twice(happened: str, right: str) -> str:
    """What happened, without the answer at its beginning, which stands before it already."""
    whole = re.match(rf"{re.escape(right)}[.:,]\s+(?=\S)", happened, re.IGNORECASE)
    sentence = re.match(r"(.*?)[.:]\s+(?=\S)", happened)
    if sentence and not right.lower().startswith(sentence[1].lower()):
        sentence = None
    if not (again := whole or sentence):
        return happened
    more = happened[again.end() :]
    return more[0].upper() + more[1:]


if __name__ == "__main__":
    FILE.write_text(text(ROOT / "notebooks"), encoding="utf-8")
