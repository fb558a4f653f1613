"""What a learner has done so far: exercises solved, goals reached, guesses made.

Kept in one small file in the learner's own data folder. Alone, nothing is sent anywhere; in a
room with an instructor (`make hub`) the room counts it, without names.

kept.py      the file: events are added, and nothing is ever lost
names.py     what was renamed or moved, and where it counts today
contents.py  what there is to do in each notebook
shown.py     progress as the output of a cell
room.py      in a room, what is done is told to the room's service
"""

import os
import sys

from course_utils import dials
from course_utils.exercises import engine as exercises

from . import kept, room
from ._contents import contents
from .kept import Table, folder
from .names import KINDS, slug, today
from .shown import Guesses, Overview, Progress, Row

__all__ = [
    "Guesses",
    "Overview",
    "Progress",
    "folder",
    "guesses",
    "load",
    "overview",
    "record",
    "start",
    "start_over",
]

_here: dict[str, str] = {}  # the notebook that this kernel runs, once `start` was called
_said: set[str] = set()  # sentences that are said once in a kernel


def record(kind: str, name: str, value: object = True) -> None:
    """Keep one thing that was done in the notebook at hand. What was done first stays.

    If it cannot be kept, that is said, once, and the course goes on.
    """
    trouble = _keep(kind, name, value)
    if trouble and _once(trouble):
        print(trouble)


def _keep(kind: str, name: str, value: object) -> str:
    if not _here:
        return ""
    place, name = today(kind, _here["notebook"], name)
    if name in kept.read().table.get(place, {}).get(kind, {}):
        return kept.append()  # what could not be written before, if anything
    event = {"notebook": place, "kind": kind, "name": name, "value": value}
    room.tell(event)
    return kept.append(event)


def _once(sentence: str) -> str:
    """The sentence, if it has not been said yet."""
    if sentence in _said:
        return ""
    _said.add(sentence)
    return sentence


def _solved(name: str) -> None:
    record("exercises", name)


def _in_panel(kind: str, name: str, value: object) -> None:
    # Between two cells there is no place to print: what goes wrong is said by the next cell.
    _keep("goals" if kind == "goal" else "guesses", name, value)


def start(notebook: str) -> Progress:
    """Begin to keep what is done in a notebook ("01_two_dials"), and show what is kept of it.

    Whatever JAX was told elsewhere, a notebook computes in 32 bits: draws and digits hang on it.
    And where it was told of a graphics card that is not there, it takes the processor.
    """
    _in_32_bits()
    _else_the_processor()
    _here["notebook"] = slug(notebook)
    if _solved not in exercises.listeners:
        exercises.listeners.append(_solved)
    if _in_panel not in dials.listeners:
        dials.listeners.append(_in_panel)
    kept.carry_over()
    now, unwritten = kept.read(), kept.append()
    _said.add(unwritten)
    done = now.table.get(_here["notebook"], {})
    room.tell(*_events(_here["notebook"], done))
    counts = {kind: len(done.get(kind, {})) for kind in KINDS}
    return Progress(((notebook, counts),), _warning(now, unwritten))


def _in_32_bits() -> None:
    os.environ.pop("JAX_ENABLE_X64", None)
    if jax := sys.modules.get("jax"):
        jax.config.update("jax_enable_x64", False)


def _else_the_processor() -> None:
    told = os.environ.get("JAX_PLATFORMS", "")
    if told and "cpu" not in told.split(","):  # alone, JAX ends with an AssertionError
        os.environ["JAX_PLATFORMS"] = f"{told},cpu"
        if jax := sys.modules.get("jax"):
            jax.config.update("jax_platforms", f"{told},cpu")


def _events(place: str, done: dict[str, dict]) -> list[dict]:
    return [
        {"notebook": place, "kind": kind, "name": name, "value": value}
        for kind, names in done.items()
        for name, value in names.items()
    ]


def _warning(now: kept.Kept, unwritten: str) -> str:
    """What is wrong with the file now, and what was found in it that is none of ours."""
    return " ".join(filter(None, [now.unread, unwritten, _once(now.skipped)]))


def load() -> tuple[Table, str]:
    """What is kept, {notebook's slug: {kind: {name: value}}}, and in a sentence what is wrong."""
    now = kept.read()
    return now.table, f"{now.unread} {now.skipped}".strip()


def overview() -> Overview:
    """What is kept of every notebook that was begun, by name, and what is still open in it."""
    now = kept.read()
    return Overview(_rows(now.table), _warning(now, kept.append() if kept.waiting() else ""))


def _rows(table: Table) -> tuple[Row, ...]:
    """In the order of the course; notebooks that are not of the course come last."""
    order = list(contents())
    places = sorted(table, key=lambda place: (place not in order, *_place(place, order)))
    return tuple(
        Row.of(place, table[place], contents().get(place)) for place in places if table[place]
    )


def _place(place: str, order: list[str]) -> tuple[int, str]:
    return (order.index(place) if place in order else 0), place


def guesses() -> Guesses:
    """The notebook's questions that were answered so far: your first guess, and what happened.

    Guesses are those that were kept, also by an earlier run; what happened is what this run's
    reviews told.
    """
    here = _here.get("notebook", "")
    done = kept.read().table
    rows = []
    for name, review in dials.reviews.items():
        place, name = today("guesses", here, name)
        guess = done.get(place, {}).get("guesses", {}).get(name) or review.guess.chosen
        if guess:
            rows.append((review.guess.question, str(guess), review.what_happened))
    return Guesses(tuple(rows), missing=len(dials.reviews) - len(rows))


def start_over() -> Overview:
    """Let nothing count that was kept so far, and show what is kept now."""
    trouble = kept.start_over()
    return Overview(_rows(kept.read().table), trouble)
