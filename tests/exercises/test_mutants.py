"""No solution with one thing changed is called correct, unless it computes the same."""

import signal

import numpy as np
import pytest

from course_utils.exercises import CORRECT, exercise
from tests.exercises.mutants import SECONDS, at_most, differs, more_inputs, mutants, outcome
from tests.exercises.test_engine import each_exercise


def is_wrong(task, mutant, inputs, wanted) -> bool:
    """Whether a mutant gives something else than the solution for any of many inputs."""
    for one, right in zip(inputs, wanted, strict=True):
        if right is not None and differs(outcome(mutant, one), right, task.rtol):
            return True
    return False


def called_correct(task, mutant) -> bool:
    answer = mutant if task.cases else outcome(mutant, ())
    try:
        with at_most(4 * SECONDS):
            return task.check(answer).status == CORRECT
    except TimeoutError:
        return False


def survivors(task) -> list[str]:
    """The wrong mutants of an exercise's solution that its check calls correct."""
    rng = np.random.default_rng(0)
    inputs = more_inputs(task.cases, rng) if task.cases else [()]
    wanted = [outcome(task._solution, one) for one in inputs]
    return [
        code
        for code, mutant in mutants(task._solution)
        if called_correct(task, mutant) and is_wrong(task, mutant, inputs, wanted)
    ]


@each_exercise
def test_no_wrong_mutant_is_called_correct(task):
    found = survivors(task)
    assert not found, "\n\n".join(found)


def test_there_are_mutants_of_every_kind():
    def solution(x, y):
        total = 0
        for i in range(3):
            total += np.mean(x, axis=0)[1:][i] * (-y if i < 2 else y)
        return total, 1

    code = "\n".join(code for code, _ in mutants(solution))
    pieces = ["total -=", "total = np.mean(x, axis=0)", "np.sum(x", "np.mean(x)", "np.mean(y"]
    pieces += ["[:]", "/ (", "<= 2", "> 2", "1, total", "-total", "range(4)", "(y if i < 2"]
    for piece in pieces:
        assert piece in code, piece


def test_a_case_that_separates_too_little_is_found():
    @exercise("easy", minutes=1, cases=[(2.0, 2.0)], hints=["a", "b"])
    def product(a, b):
        return a * b

    assert any("a + b" in code for code in survivors(product))


@pytest.mark.parametrize("cases", [[(2.0, 3.0), (0.5, -4.0)]])
def test_cases_that_separate_leave_no_survivor(cases):
    @exercise("easy", minutes=1, cases=cases, hints=["a", "b"])
    def product(a, b):
        return a * b

    assert survivors(product) == []


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs an alarm")
def test_a_mutant_that_never_ends_is_given_up():
    def for_ever(x):
        while x > 0:
            x = x + 1

    with pytest.raises(TimeoutError), at_most(0.05):
        for_ever(1)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
