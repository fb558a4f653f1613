"""Wrong answers that come from the wrong method: each is refused, and told why in words.

A lesson writes them down in `tests/lessons/<slug>/rivals.py`, as `<exercise>__<what_is_wrong>`: a
function where a function is asked for, otherwise the value (or a function of nothing that makes
it). Names without `__` are helpers.
"""

import importlib
import inspect

import pytest

from course_utils.exercises import NOT_YET
from tests.exercises.test_engine import EXERCISES, each_exercise


def rivals_of(slug: str) -> dict[str, object]:
    """The wrong answers of one lesson, by the name of the exercise and what is wrong."""
    try:
        module = importlib.import_module(f"tests.lessons.{slug}.rivals")
    except ModuleNotFoundError:
        return {}
    return {n: v for n, v in vars(module).items() if "__" in n and not n.startswith("_")}


RIVALS = {
    f"{slug}.{name}": rival
    for slug in sorted({name.split(".")[0] for name in EXERCISES})
    for name, rival in rivals_of(slug).items()
}


def handed_in(task, rival):
    """A rival as a learner would hand it in."""
    makes_a_value = not task.cases and inspect.isfunction(rival)
    return rival() if makes_a_value and not inspect.signature(rival).parameters else rival


@pytest.mark.parametrize("name", RIVALS)
def test_a_wrong_method_is_refused_in_words(name):
    task = EXERCISES[name.split("__")[0]]
    verdict = task.check(handed_in(task, RIVALS[name]))
    assert verdict.status == NOT_YET and len(verdict.words) > 10


@each_exercise
def test_every_exercise_has_rivals(task):
    assert sum(name.startswith(f"{task.name}__") for name in RIVALS) >= 2
