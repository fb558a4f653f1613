"""What is said when a learner's function stops: each common error of Python, in plain words."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from course_utils.exercises import NOT_ATTEMPTED, NOT_YET, exercise

X, TABLE = np.array([1.0, -2.0, 3.0]), np.array([[1.0, 2.0, 0.5], [0.0, 1.0, 1.0]])


@exercise("easy", minutes=1, cases=[(X, 2.0), (2 * X, 0.5)], hints=["a", "b"], each="penguin")
def spread(x, b):
    return np.mean((x - b) ** 2)


def fails_in(expression: str):
    """A function of x and b that returns an expression, as a learner might have typed it."""
    names = {"np": np, "jnp": jnp, "math": math, "table": TABLE}
    exec(f"def spread(x, b):\n    return {expression}", names)
    return names["spread"]


@pytest.mark.parametrize(
    "expression, words",
    [
        ("max(x, 0)", "np.maximum"),
        ("x if x > 0 else 0", "np.where"),
        ("jnp.array(x) and b", "np.where"),
        ("np.mean((x - b)^2)", "**"),
        ("b^2", "**"),
        ("jnp.array(x)^2", "**"),
        ("x - x.mean", "parentheses"),
        ("2 * np.mean", "parentheses"),
        ("... * x", "dots"),
        ("x + None", "None"),
        ("b(b - 1)", "multiply write *"),
        ("np.sqrt + b", "parentheses"),
        ("x(0)", "x[0]"),
        ("x + np.ones(2)", "3 numbers and 2 numbers"),
        ("table + np.ones(2)", "a table of 2 rows and 3 columns"),
        ("jnp.array(x) + jnp.ones(2)", "3 numbers and 2 numbers"),
        ("table @ np.ones(2)", "lengths are 3 and 2"),
        ("np.dot(table, np.ones(2))", "lengths are 3 and 2"),
        ("jnp.eye(3) @ jnp.ones(2)", "lengths are 3 and 2"),
        ("b @ x", "single number"),
        ("math.sqrt(x)", "np.sqrt"),
        ("float(x)", "one number"),
        ("[1, 2] * 0.5", "np.array"),
        ("[1, 2] - b", "np.array"),
        ("b[0]", "one number"),
        ("sum(b)", "one number"),
        ("len(b)", "one number"),
        ("range(b)", "whole number"),
        ("np.append(x)", "values"),
        ("np.maximum(x)", "maximum"),
        ("np.sum(x, axes=1)", "axes"),
        ("np.array([[1], [1, 2]])", "different lengths"),
        ("np.concatenate([x, table])", "equally long"),
        ("np.column_stack([table, x])", "equally long"),
        ("x.reshape(2)", "arranged"),
        ("'2' + b", "text"),
        ("b + float('two')", "quotation marks"),
        ("x[3]", "there are only 3"),
        ("[1, 2][2]", "starts at 0"),
        ("x[0, 1]", "only one row"),
        ("x[1.5]", "whole number"),
        ("x.sum(axis=1)", "axis"),
        ("1 / 0", "divided by 0"),
        ("math.exp(10000)", "too large"),
        ("spread(x, b)", "calls itself"),
        ("{}['a']", "dictionary"),
        ("mean(x)", "np.mean"),
        ("miss ** 2", "x and b"),
        ("bb + 1", "Is b meant?"),
        ("plt.figure()", "run the cells above"),
        ("np.sqr(x)", ".sqrt"),
        ("[1, 2].mean()", "np.mean"),
        ("x.average()", "spelled"),
        ("int('a b')", "Python says"),
    ],
)
def test_an_error_is_told_in_words(expression, words):
    verdict = spread.check(fails_in(expression))
    assert verdict.status == NOT_YET
    assert words in verdict.words, verdict.words
    assert "shape" not in verdict.words and "(3,)" not in verdict.words
    assert len(verdict.words) <= 300


def test_the_line_is_told():
    def stops(x, b):
        miss = x - b
        return max(miss, 0)

    assert "in the line “return max(miss, 0)”" in spread.check(stops).words


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda: 1, "takes no values, and is given 2: x and b"),
        (lambda x: 1, "takes 1 value, and is given 2"),
        (lambda x, b, c: 1, "takes 3 values, and is given 2"),
    ],
)
def test_a_changed_first_line_is_told(function, words):
    assert words in spread.check(function).words


def test_what_returns_nothing():
    def prints(x, b):
        print(end="")

    def forgets(x, b):
        np.mean((x - b) ** 2)

    def unfinished(x, b):
        return ...

    assert "write return, not print" in spread.check(prints).words
    assert spread.check(forgets).status == NOT_YET
    assert "last line begins with return" in spread.check(forgets).words
    assert spread.check(unfinished).status == NOT_ATTEMPTED


def test_a_caret_between_whole_numbers_is_found():
    @exercise("easy", minutes=1, cases=[(2,), (3,)], hints=["a", "b"])
    def square(n):
        return n**2

    assert "write **" in square.check(lambda n: n ^ 2).words


@pytest.mark.parametrize(
    "answer, words",
    [
        (X, "one for each penguin; one number is wanted: did you average?"),
        ((4, 550), "A comma cannot stand inside a number"),
        (X.mean, "parentheses"),
        ("7.3", "quotation marks"),
        (True, "One number is wanted here; this is a truth value"),
        (TABLE, "a table of 2 rows and 3 columns"),
        (float("nan"), "not a number"),
        ({1}, "a set"),
    ],
)
def test_results_of_another_kind_are_told(answer, words):
    said = spread.check(lambda x, b: answer).words
    assert words.lower() in said.lower(), said


def test_where_only_a_later_case_stops_it_is_named():
    said = spread.check(lambda x, b: np.mean((x - b) ** 2) if b > 1 else x[7]).words
    assert said.endswith("Counting starts at 0. That was with x = [2, −4, 6], b = 0.5."), said
    assert "That was with" not in spread.check(lambda x, b: x[7]).words


def test_what_a_dictionary_lacks_is_told():
    said = spread.check(lambda x, b: {}["a"]).words
    assert "not in the dictionary" in said, said


def test_a_case_without_a_result_is_told():
    said = spread.check(lambda x, b: 1.0 if b < 1 else None).words
    assert "nothing comes out" in said
