"""The one small file that progress is kept in.

It is written to a second file first and then put in place in one step, so a crash half-way loses
nothing; one that cannot be read is renamed, never deleted.
"""

import contextlib
import json
import os
from pathlib import Path

import platformdirs

KINDS = ("exercises", "goals", "guesses")


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
