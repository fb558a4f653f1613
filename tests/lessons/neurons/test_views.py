"""Notebook 08: what networks say and how far off they are, against slow loops."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.kit.numbers import number
from course_utils.lessons.neurons.training import Runs, draw
from course_utils.lessons.neurons.views import (
    ACTIVATIONS,
    any_curve,
    chosen_and_tested,
    fitted,
    follow,
    hinge_parts,
    one_neuron,
)


def test_bends_agree_with_their_formulas():
    for z in (-3.0, -0.1, 0.0, 0.7, 4.0):
        steep = 1 / (1 + math.exp(-z))
        wanted = [z, max(z, 0), steep, math.tanh(z), z * steep]
        assert [function(z) for function in ACTIVATIONS.values()] == pytest.approx(
            wanted, rel=1e-12
        )


def test_one_neuron_tells_where_its_hinge_is():
    turn = one_neuron()(Figure())
    assert "z is 0 at x = 1.5" in turn(w=-2.0, b=3.0, activation="ReLU")
    assert "no x changes it" in turn(w=0.0, b=3.0, activation="tanh")


def test_hinge_parts_agree_with_a_loop():
    dials = {"b1": -1.0, "b2": -2.0, "b3": 0.5, "v1": 1.0, "v2": -2.0, "v3": 0.25}
    x = np.linspace(-1, 4, 11)
    for i, row in enumerate(hinge_parts(x, **dials), start=1):
        wanted = [dials[f"v{i}"] * max(one + dials[f"b{i}"], 0) for one in x]
        assert row == pytest.approx(wanted)


@pytest.mark.parametrize("many", [1, 5, 40])
def test_untrained_hinges_join_the_places_by_straight_lines(many):
    def curve(x):
        return 1 + x**3 - 2 * x

    x, at = np.linspace(-1, 2, 50), np.linspace(-1, 2, many + 1)
    assert follow(x, curve, at) == pytest.approx(np.interp(x, at, curve(at)), abs=1e-9)


def test_more_hinges_follow_a_curve_more_closely():
    figure = Figure()
    any_curve(figure, (2, 8, 32))
    off = [float(axes.get_title(loc="left").split()[-1]) for axes in figure.axes]
    assert off == sorted(off, reverse=True) and off[-1] < 0.03 < 0.5 < off[0]


@pytest.fixture(scope="module")
def runs():
    def loss(dials, x, y):
        hidden = jnp.maximum(x[:, None] * dials["w"] + dials["b"], 0)
        return jnp.mean((hidden @ dials["v"] + dials["c"] - y) ** 2)

    points = {noise: draw(np.cos, noise, 0) for noise in (0, 0.4)}
    return Runs(loss, [(n, noise, 0) for noise in (0, 0.4) for n in (1, 3)], points)


def test_the_views_tell_the_errors_of_that_run(runs):
    turn = fitted(runs, np.cos, noise=0.4, validation=True)(Figure())
    said = turn("3", 2500)
    assert said.startswith("3 hidden neurons, 10 dials, step 2,500: training error ")
    assert said.endswith(f"validation error {number(runs.error('validation', 3, 2500, 0.4), 2)}.")
    assert "validation" not in fitted(runs, np.cos)(Figure())("1", 1)


def test_pictures_of_choices_have_a_mark_for_each_draw():
    figure = Figure()
    chosen_and_tested(figure, np.array([0.5, 0.3]), np.array([0.4, 0.45]))
    squares = figure.axes[0].get_lines()[2]
    assert list(squares.get_ydata()) == [0.3, 0.5]
