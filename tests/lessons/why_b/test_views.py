"""Notebook 04: what the views say, against slow loops."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.why_b.views import from_zero, leaning, sigmoid, soft_threshold, who_is_off


def test_sigmoid_agrees_with_math_and_stays_within_range():
    for z in (-30.0, -1.5, 0.0, 0.25, 30.0):
        assert sigmoid(z) == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-12)
    assert sigmoid(-1e9) < 1e-200 and sigmoid(1e9) == 1


@pytest.mark.parametrize("start", [(0.0, 0.0), (3.0, -2.0), (-1.5, 4.0)])
def test_leaning_ends_where_gradient_descent_does(start):
    a, b = start
    for _ in range(2000):
        miss = a * 2 + b - 3
        a, b = a - 0.05 * 2 * miss * 2, b - 0.05 * 2 * miss
    figure = Figure()
    leaning(2.0, 3.0)(figure)(start_a=start[0], start_b=start[1])
    ends = [np.ravel(line.get_xydata()) for line in figure.axes[0].lines if len(line.get_xdata())]
    assert any(np.allclose(end, (a, b)) for end in ends if len(end) == 2)


def test_threshold_counts_those_on_the_right_side():
    x, yes = np.array([190.0, 205.0, 215.0, 220.0]), np.array([False, True, True, False])
    turn = soft_threshold(x, yes, zero=200)(Figure())
    assert "threshold at 210 mm, 50.0% right" in turn(a=0.1, b=-1.0)
    assert "threshold at 204 mm, 75.0% right" in turn(a=0.5, b=-2.0)
    assert "no threshold, 50.0% right" in turn(a=0.0, b=1.0)


def test_a_line_without_b_starts_at_zero():
    turn = from_zero([1.0, 2.0], [3.0, 5.0])(Figure())
    assert "b = 0 g: typical error 1 g" in turn(a=2.0)
    assert "b = 1 g: typical error 0 g" in turn(a=2.0, b=1.0)


def test_turning_b_moves_every_group_alike():
    groups = {name: np.arange(6) // 2 == i for i, name in enumerate("ABC")}
    turn = who_is_off({"all": np.array([-3.0, 3, 7, 13, 20, 20])}, groups)(Figure())
    assert turn(fit="all", shift=-20).endswith("A −20 (20.2), B −10 (10.4), C 0 (0).")


@pytest.mark.parametrize("d", [-50.0, 7.0])
def test_any_other_b_costs_the_square_of_how_far_it_is_off(d):
    """What the open exercise proves."""
    x, y = np.random.default_rng(0).normal(size=(2, 40))
    for a in (-3.0, 0.0, 2.0):
        best = np.mean(y - a * x)
        assert abs(np.mean(a * x + best - y)) < 1e-12
        grown = np.mean((a * x + best + d - y) ** 2) - np.mean((a * x + best - y) ** 2)
        assert grown == pytest.approx(d * d)
