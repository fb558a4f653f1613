"""What a learner has done so far: exercises solved, goals reached, guesses made.

Kept in one small JSON file in the learner's own data folder, never sent anywhere. It is written
to a second file first and then put in place in one step, so a crash half-way loses nothing.
"""

import contextlib
import html
import json
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from course_utils import dials
from course_utils.checks import exercise as exercises

KINDS = ("exercises", "goals", "guesses")
_here: dict[str, str] = {}  # the notebook that this kernel runs, once `start` was called


def folder() -> Path:
    """Where the file lies: the system's place for a program's data, or $DIALS_DATA."""
    chosen = os.environ.get("DIALS_DATA")
    return Path(chosen) if chosen else platformdirs.user_data_path("dials-course", appauthor=False)


def load() -> tuple[dict, str]:
    """What is kept, {notebook: {kind: {name: value}}}, and a sentence if something was wrong.

    A file that cannot be read is renamed, never deleted, and the count starts anew.
    """
    path = folder() / "progress.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, ""
    except (OSError, UnicodeDecodeError) as error:
        return {}, _set_aside(path, error)
    try:
        kept = json.loads(text)
        _check_form(kept)
    except ValueError as error:
        return {}, _set_aside(path, error)
    return kept, ""


def _check_form(kept) -> None:
    if not isinstance(kept, dict):
        raise ValueError("it does not hold a table of notebooks")
    for notebook in kept.values():
        if not isinstance(notebook, dict) or not set(notebook) <= set(KINDS):
            raise ValueError("it holds something other than exercises, goals and guesses")
        if not all(isinstance(names, dict) for names in notebook.values()):
            raise ValueError("it holds a list of names in an unknown form")


def _set_aside(path: Path, error: Exception) -> str:
    aside = path.with_name(f"progress-damaged-{os.urandom(3).hex()}.json")
    with contextlib.suppress(OSError):
        path.replace(aside)
    return (
        f"The file with your progress could not be read ({error}). "
        f"It was set aside as {aside.name}, and counting starts anew."
    )


def save(kept: dict) -> str:
    """Write what is kept, all or nothing. Returns a sentence if it cannot be written, else ''."""
    path = folder() / "progress.json"
    draft = path.with_name(f".progress-{os.getpid()}.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        return f"Your progress could not be written ({error.strerror}); the course goes on."
    return ""


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
    record({"goal": "goals", "prediction": "guesses"}[kind], name, value)


@dataclass(frozen=True)
class Progress:
    """A few lines that tell how far the learner is; shown as the output of a cell."""

    rows: tuple[tuple[str, dict], ...]  # (notebook, {kind: how many})
    warning: str = ""

    def __repr__(self) -> str:
        lines = [f"{name}: {_in_words(counts)}" for name, counts in self.rows]
        return "\n".join([*([self.warning] if self.warning else []), *lines])

    def _repr_html_(self) -> str:
        warning = f"<p>{html.escape(self.warning)}</p>" if self.warning else ""
        rows = "".join(
            f'<tr><th scope="row" style="text-align: left">{html.escape(name)}</th>'
            f'<td style="text-align: left">{_in_words(counts)}</td></tr>'
            for name, counts in self.rows
        )
        return f"{warning}<table>{rows}</table>"


def _in_words(counts: dict) -> str:
    one = {"exercises": "exercise solved", "goals": "goal reached", "guesses": "guess made"}
    many = {"exercises": "exercises solved", "goals": "goals reached", "guesses": "guesses made"}
    parts = [f"{n} {(one if n == 1 else many)[kind]}" for kind, n in counts.items() if n]
    return ", ".join(parts) or "nothing yet"


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


def overview() -> Progress:
    """What is kept of every notebook."""
    kept, warning = load()
    return Progress(tuple((name, _counts(kept[name])) for name in sorted(kept)), warning)


def start_over() -> Progress:
    """Forget everything that was kept."""
    warning = save({})
    return Progress((("all notebooks", {}),), warning)
