"""Every exercise with a blank, its solution, its mistakes, and answers of the wrong kind."""

import builtins
import importlib
import pkgutil
import re
import symtable
from fractions import Fraction

import jax.numpy as jnp
import nbformat
import numpy as np
import pytest

from course_utils import lessons
from course_utils.exercises import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    NOTED,
    Exercise,
    Note,
    OpenExercise,
    Verdict,
    exercise,
    listeners,
    open_exercise,
)
from course_utils.exercises.compare import as_array, largest, same
from tools.notebooks import NOTEBOOKS


def exercises_of(slug: str) -> dict[str, Exercise]:
    """The exercises of one lesson, by the name that progress keeps them under."""
    try:
        module = importlib.import_module(f"course_utils.lessons.{slug}.exercises")
    except ModuleNotFoundError:
        return {}
    return {f"{slug}.{n}": task for n, task in vars(module).items() if isinstance(task, Exercise)}


EXERCISES = {
    name: task
    for lesson in pkgutil.iter_modules(lessons.__path__)
    for name, task in exercises_of(lesson.name).items()
}
each_exercise = pytest.mark.parametrize("task", EXERCISES.values(), ids=EXERCISES.keys())


def answer_of(task, function):
    """What a learner would hand in who wrote `function`."""
    return function if task.cases else function()


def run_solution(task):
    """The solution as it is shown, run as a learner would run it after the notebook's imports."""
    module = importlib.import_module(task._solution.__module__)
    names = dict(vars(module))
    exec(task.solution().text, names)
    return names[task._solution.__name__ if task.cases else "answer"]


def brought(code):
    """The names that code makes at its top: imports, functions, values."""
    table = symtable.symtable(code, "cell", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def wanted(code):
    """The names that code takes from elsewhere, builtins aside."""
    tables, found = [symtable.symtable(code, "cell", "exec")], set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        top = table.get_type() == "module"
        found |= {
            s.get_name()
            for s in table.get_symbols()
            if s.is_referenced() and (top or s.is_global())
        }
    return found - brought(code) - set(dir(builtins))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_solution_takes_nothing_that_the_notebook_has_not_brought_by_then(path):
    """It is pasted into the exercise's cell as it is shown, by who has run all cells above."""
    there, asked = set(), 0
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        code = "\n".join(line for line in cell.source.split("\n") if line[:1] not in ("%", "!"))
        there |= brought(code)
        for name in re.findall(r"exercises\.(\w+)\.check\(", code):
            task = EXERCISES.get(f"{path.stem[3:]}.{name}")
            if task:
                asked += 1
                missing = wanted(task.solution().text) - there
                assert not missing, f"{name} takes {missing}"
    assert asked >= 2


def test_what_code_takes_and_brings_is_seen():
    code = "import math\ndef f(a):\n    b = len(a)\n    return [math.pi * c + K for c in b]\nx = y"
    assert brought(code) == {"math", "f", "x"} and wanted(code) == {"K", "y"}


def test_there_are_exercises():
    assert len(EXERCISES) >= 39


@each_exercise
def test_names_are_what_progress_is_kept_under(task):
    assert EXERCISES[task.name] is task


@each_exercise
@pytest.mark.parametrize("blank", [None, ...])
def test_a_blank_is_not_attempted(task, blank):
    assert task.check(blank).status == NOT_ATTEMPTED


@each_exercise
def test_untouched_starter_code_is_not_attempted(task):
    if task.cases:
        assert task.check(lambda *arguments: None).status == NOT_ATTEMPTED
        assert task.check(lambda *arguments: ...).status == NOT_ATTEMPTED


@each_exercise
def test_the_solution_that_is_shown_runs_and_is_correct(task):
    assert task.check(run_solution(task)).status == CORRECT


@each_exercise
def test_each_mistake_is_recognised_by_its_own_words(task):
    assert len(task.mistakes) >= 3
    for wrong, words in task.mistakes:
        verdict = task.check(answer_of(task, wrong))
        assert (verdict.status, verdict.words) == (NOT_YET, words)


@each_exercise
def test_difficulty_minutes_and_staged_hints(task):
    assert task.difficulty in ("easy", "medium", "hard") and 1 <= task.minutes <= 30
    assert len(task.hints) >= 2
    first, *_, last, again = [task.hint() for _ in range(len(task.hints) + 1)]
    assert first.text != last.text == again.text


@each_exercise
@pytest.mark.parametrize(
    "odd", ["text", float("nan"), [1, 2, 3], object(), {}, True, [[1], [2, 3]], 1j]
)
def test_answers_of_the_wrong_kind_get_words(task, odd):
    verdict = task.check(odd)
    assert verdict.status == NOT_YET and len(verdict.words) > 10


@each_exercise
def test_functions_that_go_wrong_get_words(task):
    def raises(*arguments):
        raise RuntimeError("<b>boom</b>")

    for function in (
        raises,
        lambda: 1,
        lambda *a: "text",
        lambda *a: float("nan"),
        lambda *a: [1] * 7,
    ):
        verdict = task.check(function)
        assert verdict.status == NOT_YET and len(verdict.words) > 10
        assert "<b>" not in verdict._repr_html_()


@each_exercise
def test_a_second_correct_answer(task):
    slug, name = task.name.split(".")
    answers = importlib.import_module(f"tests.lessons.{slug}.answers")
    assert task.check(getattr(answers, name)).status == CORRECT


@each_exercise
def test_a_slightly_wrong_answer_is_not_correct(task):
    """Off by 2% in the largest entry: a check that accepts this accepts too much."""

    def spoil(value):
        if isinstance(value, str):
            return value + "x"
        array = np.array(value, dtype=float)
        array.flat[np.argmax(np.abs(array))] *= 1.02
        array.flat[0] += 0.02 * (array.flat[0] == 0)
        return array

    solution = task._solution
    spoiled = (lambda *a: spoil(solution(*a))) if task.cases else spoil(solution())
    assert task.check(spoiled).status == NOT_YET


def test_an_answer_cannot_change_the_cases():
    @exercise("easy", minutes=1, cases=[(np.array([1.0, 2.0]),)], hints=["a", "b"])
    def total(x):
        return np.sum(x)

    def spoils_its_input(x):
        x[:] = 0
        return np.sum(x)

    assert total.check(spoils_its_input).status == NOT_YET
    assert total.check(lambda x: x[0] + x[1]).status == CORRECT


def test_a_mask_may_be_of_ones_and_zeros():
    wanted = np.tri(3, dtype=bool)
    assert same(np.tri(3), wanted, 1e-3) and same(wanted.tolist(), wanted, 1e-3)
    assert not same(2 * np.tri(3), wanted, 1e-3) and not same(np.tri(3).T, wanted, 1e-3)
    assert not same(1, True, 1e-3), "a question is answered with yes or no"


def written(value, way: str):
    """The same numbers, written another way."""
    if way in ("lists", "tuples") or as_array(value) is None or np.asarray(value).dtype.kind == "U":
        nested = value if as_array(value) is None else np.asarray(value).tolist()
        return _tuples(nested) if way == "tuples" else nested
    if way == "float64 array":
        return np.asarray(value, float)
    if way == "0-d or array":
        return np.array(value)
    if way == "jax array":
        return jnp.asarray(np.asarray(value, float))
    return np.asarray(value, float) * (1 + 3e-8)


def _tuples(value):
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


@each_exercise
@pytest.mark.parametrize(
    "way", ["lists", "tuples", "float64 array", "0-d or array", "jax array", "a hair off"]
)
def test_a_right_answer_counts_however_it_is_written(task, way):
    def answer(*case):
        return written(task._solution(*case), way)

    verdict = task.check(answer if task.cases else answer())
    assert verdict.status == CORRECT, verdict


@each_exercise
def test_half_as_many_digits_are_enough(task):
    """JAX works with 32 bits: what is worked out so is right, also where it leaves dust."""

    def short(value):
        array = None if callable(value) else as_array(value)
        return value if array is None or array.dtype.kind != "f" else np.float32(value)

    if task.cases:
        assert task.check(lambda *case: task._solution(*map(short, case))).status == CORRECT


@each_exercise
def test_noise_counts_for_nothing_where_zero_is_wanted(task):
    """Another order of operations leaves dust: a millionth of a millionth of the input."""
    if not task.cases:
        return

    def dusty(*case):
        wanted = task._solution(*case)
        if isinstance(wanted, tuple) and any(np.ndim(part) for part in wanted):
            return tuple(dust_on(part, case) for part in wanted)
        return dust_on(wanted, case)

    def dust_on(part, case):
        wanted = np.asarray(part)
        if wanted.dtype.kind != "f":
            return wanted
        dust = 1e-12 * max(largest(*case), largest(wanted))
        return wanted + np.where(wanted == 0, dust, 0)

    assert task.check(dusty).status == CORRECT


@pytest.mark.parametrize(
    "answer, wanted, rtol, right",
    [
        (np.float32(2.0), 2, 1e-3, True),
        ([4550], 4550, 1e-3, True),
        (np.array([[4550.0]]), 4550, 1e-3, True),
        (Fraction(1, 2), 0.5, 1e-3, True),
        ([Fraction(1, 2), 0.5], (0.5, 0.5), 1e-3, True),
        (4550.01, 4550, 1e-3, False),  # whole numbers are exact
        (-0.0, 0.0, 1e-3, True),
        (16.9, 16.949, 0.01, True),
        (16.7, 16.949, 0.01, False),
        (np.bool_(True), True, 1e-3, True),
        ([np.True_, False], [True, False], 1e-3, True),
        (1, True, 1e-3, False),
        (True, 1, 1e-3, False),
        ("4550", 4550, 1e-3, False),
        (" The ", "the", 1e-3, True),
        (([1, 2], 3), ((1, 2), 3.0), 1e-3, True),
        ([np.array([1, 2]), jnp.array(3)], ((1, 2), 3.0), 1e-3, True),
        (([1, 2], 4), ((1, 2), 3.0), 1e-3, False),
        ([1, 2, 3], [[1, 2, 3]], 1e-3, False),
        ({1, 2}, (1, 2), 1e-3, False),
        (float("nan"), 1.0, 1e-3, False),
        (10**400, 1.0, 1e-3, False),
    ],
)
def test_what_is_the_same(answer, wanted, rtol, right):
    assert same(answer, wanted, rtol) is right


def test_zero_is_judged_by_what_it_was_worked_out_from():
    assert same(2.27e-13, 0.0, 1e-3, scale=5700.0)
    assert not same(2.27e-13, 0.0, 1e-3)
    assert not same(0.1, 0.0, 1e-3, scale=5700.0)


def test_what_a_pencil_rounds_may_be_rounded():
    @exercise("easy", minutes=1, hints=["a", "b"], by_hand=True)
    def third():
        return 50 / 3

    assert third.check(16.7).status == CORRECT
    assert third.check(16).status == NOT_YET


def test_warnings_of_a_learners_numbers_stay_quiet():
    @exercise("easy", minutes=1, cases=[(np.zeros(2),), (np.ones(2),)], hints=["a", "b"])
    def nothing(x):
        return x

    words = nothing.check(lambda x: 1 / x).words
    assert "infinity" in words


@open_exercise("medium", minutes=5, hints=["Compare 1 g and 99 g.", "And 50 g twice."])
def why_squares():
    """Squares make one large miss count for more.

    That is a choice."""


def test_an_open_ended_exercise_takes_down_any_answer():
    heard = []
    listeners.append(heard.append)
    try:
        for blank in (None, ..., "", "  ", "…", "..."):
            assert why_squares.check(blank).status == NOT_ATTEMPTED
        assert heard == []
        for answer in ("Because.", 3, ["a"], np.zeros(3)):
            assert why_squares.check(answer).status == NOTED
        assert heard == ["test_engine.why_squares"] * 4
    finally:
        listeners.remove(heard.append)
    assert "discussion()" in why_squares.check("Because.").words
    assert "✎ Noted" in why_squares.check("Because.")._repr_html_()


def test_an_open_ended_exercise_is_discussed():
    note = why_squares.discussion()
    assert isinstance(note, Note) and note.text.endswith("\n\nThat is a choice.")
    assert why_squares.solution() == note
    assert why_squares.hint().text != why_squares.hint().text
    assert isinstance(why_squares, OpenExercise) and "medium" in repr(why_squares)
    with pytest.raises(ValueError, match="easy, medium or hard"):
        open_exercise("trivial", minutes=1, hints=[])


def test_listeners_hear_of_a_solved_exercise():
    @exercise("easy", minutes=1, hints=["a", "b"])
    def one():
        return 1

    heard = []
    listeners.append(heard.append)
    try:
        one.check(2)
        assert heard == []
        one.check(1)
        assert heard == ["test_engine.one"]
    finally:
        listeners.remove(heard.append)


def test_an_unknown_difficulty_is_refused():
    with pytest.raises(ValueError, match="easy, medium or hard"):
        exercise("trivial", minutes=1, hints=[])


def test_verdicts_are_shown_in_words_and_escaped():
    verdict = Verdict(NOT_YET, "a < b & c")
    assert repr(verdict) == "Not yet. a < b & c"
    assert "a &lt; b &amp; c" in verdict._repr_html_()
