"""An exercise on a page: hints one by one, a solution on request, and where it can be checked."""

import ast
import html
from importlib import import_module

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_utils.exercises import Exercise, OpenExercise
from tools import links


def exercise_html(code: str, stem: str) -> str:
    """What stands below a cell that checks an exercise; "" below any other."""
    return "".join(_exercise(exercise, stem) for exercise in checked(code, stem))


def checked(code: str, stem: str) -> list[Exercise | OpenExercise]:
    """The exercises that a cell of a notebook checks."""
    found = []
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(ast.Attribute(ast.Attribute(ast.Name("exercises"), name), "check")):
                lesson = import_module(f"course_utils.lessons.{stem[3:]}.exercises")
                found.append(getattr(lesson, name))
    return found


def _exercise(exercise: Exercise | OpenExercise, stem: str) -> str:
    binder = html.escape(links.binder(f"{stem}.ipynb"), quote=True)
    checking = (
        "Checking an answer needs a running Python: "
        f'<a href="{binder}">open this notebook in Binder</a>, or install the course.'
    )
    return (
        f'<div class="exercise"><p>{checking}</p>'
        f"{_hints(exercise.hints, 1)}{_solution(exercise)}</div>"
    )


def _hints(hints: tuple[str, ...], number: int) -> str:
    """Each hint holds the next one, so that they open one by one."""
    if number > len(hints):
        return ""
    title = f"Hint {number} of {len(hints)}"
    text, rest = html.escape(hints[number - 1]), _hints(hints, number + 1)
    return f"<details><summary>{title}</summary><p>{text}</p>{rest}</details>"


def _solution(exercise: Exercise | OpenExercise) -> str:
    note = exercise.solution()
    shown = (
        highlight(note.text, PythonLexer(), HtmlFormatter()) if note.is_code else _prose(note.text)
    )
    title = "One solution" if note.is_code else "One answer, discussed"
    return f"<details><summary>{title}</summary>{shown}</details>"


def _prose(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
