"""The cases of every exercise: no ties, and small ones first."""

import copy

import numpy as np
import pytest

from course_utils.exercises.compare import as_array, largest, same
from tests.exercises.mutants import outcome
from tests.exercises.test_engine import EXERCISES, each_exercise

FUNCTIONS = [task for task in EXERCISES.values() if task.cases]
each_function = pytest.mark.parametrize("task", FUNCTIONS, ids=[task.name for task in FUNCTIONS])


def nudged(value, rng):
    """The same value, each number that is not whole off by a millionth at most."""
    array = None if callable(value) else as_array(value)
    if array is None or array.dtype.kind != "f":
        return value
    new = array * (1 + 1e-6 * rng.uniform(-1, 1, array.shape))
    return new if array.ndim else float(new)


@each_function
def test_no_case_hangs_on_a_tie(task):
    """Where two are equally near or large, a right answer may take either: no case is like that."""
    rng = np.random.default_rng(0)
    for case in task.cases:
        wanted = outcome(task._solution, case)
        for _ in range(20):
            other = tuple(nudged(value, rng) for value in copy.deepcopy(case))
            now = outcome(task._solution, other)
            assert same(now, wanted, 10 * task.rtol, largest(*case)), case


@each_function
def test_the_first_case_is_small(task):
    """It is the one that a learner is shown, and may work out on paper."""
    values = [value for value in task.cases[0] if not callable(value)]
    arrays = [as_array(value) for value in values]  # None: lists of several lengths
    sizes = [len(v) if a is None else a.size for v, a in zip(values, arrays, strict=True)]
    assert max(sizes) <= 12


@each_exercise
def test_a_value_or_several_cases(task):
    assert task.cases is None or len(task.cases) >= 2
