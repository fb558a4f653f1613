"""What a learner has done so far: exercises solved, goals reached, guesses made.

Kept in one small JSON file in the learner's own data folder, never sent anywhere.
"""

import json
import re
from pathlib import Path

from course_utils import dials
from course_utils.exercises import engine as exercises

from .kept import KINDS, folder, load, save
from .shown import Guesses, Overview, Progress

__all__ = [
    "Guesses",
    "Overview",
    "Progress",
    "folder",
    "load",
    "overview",
    "predictions",
    "record",
    "save",
    "start",
    "start_over",
]

ASKED = {  # how each looks in a notebook's code
    "exercises": r"\bexercises\.(\w+)\.check\(",
    "goals": r"\bgoal=(Goal)\(",
    "guesses": r"= guess\(\s*(.)",
}
_here: dict[str, str] = {}  # the notebook that this kernel runs, once `start` was called


def record(kind: str, name: str, value=True) -> None:
    """Keep one thing that was done in the notebook at hand. What was done first stays."""
    if not _here:
        return
    kept, _ = load()
    names = kept.setdefault(_here["notebook"], {}).setdefault(kind, {})
    if name not in names:
        names[name] = value
        save(kept)


def _solved(name: str) -> None:
    record("exercises", name)


def _in_panel(kind: str, name: str, value) -> None:
    record({"goal": "goals", "guess": "guesses"}[kind], name, value)


def _counts(notebook: dict) -> dict:
    return {kind: len(notebook.get(kind, {})) for kind in KINDS}


def start(notebook: str) -> Progress:
    """Begin to keep what is done in a notebook ("01_two_dials"), and show what is kept of it."""
    _here["notebook"] = notebook
    if _solved not in exercises.listeners:
        exercises.listeners.append(_solved)
    if _in_panel not in dials.listeners:
        dials.listeners.append(_in_panel)
    kept, warning = load()
    return Progress(((notebook, _counts(kept.get(notebook, {}))),), warning)


def _asked(notebook: str) -> dict:
    """How many exercises, goals and guesses a notebook holds, if it lies beside this one."""
    try:
        cells = json.loads(Path(f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    found = {kind: re.findall(look, code) for kind, look in ASKED.items()}
    return {
        kind: len(set(names) if kind == "exercises" else names) for kind, names in found.items()
    }


def overview() -> Overview:
    """What is kept of every notebook, beside how much there is, where that can be told."""
    kept, warning = load()
    rows = ((name, _counts(kept[name]), _asked(name)) for name in sorted(kept))
    return Overview(tuple(rows), warning)


def predictions() -> Guesses:
    """The notebook's questions that were answered so far: your first guess, and what happened.

    Guesses are those that were kept, also by an earlier run; what happened is what this run's
    reviews told.
    """
    kept, _ = load()
    guesses = kept.get(_here.get("notebook", ""), {}).get("guesses", {})
    rows = []
    for name, review in dials.reviews.items():
        guess = guesses.get(name) or review.guess.chosen
        if guess:
            rows.append((review.guess.question, str(guess), review.what_happened))
    return Guesses(tuple(rows), missing=len(dials.reviews) - len(rows))


def start_over() -> Overview:
    """Forget everything that was kept, and show what is kept now."""
    warning = save({})
    return Overview(overview().rows, warning)
