"""Every exercise with a blank, its solution, its mistakes, and answers of the wrong kind."""

import importlib
import pkgutil

import numpy as np
import pytest

from course_utils import lessons
from course_utils.exercises.engine import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    Exercise,
    Verdict,
    exercise,
    listeners,
)


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
    """Off by 2 % in the largest entry: a check that accepts this accepts too much."""

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
