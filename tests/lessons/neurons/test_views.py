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
    chosen_and_tested,
    fitted,
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
    assert said.startswith("3 hidden, 10 dials, step 2,500: training error ")
    assert said.endswith(f"validation error {number(runs.error('validation', 3, 2500, 0.4), 2)}.")
    assert "validation" not in fitted(runs, np.cos)(Figure())("1", 1)


def test_pictures_of_choices_have_a_mark_for_each_draw():
    figure = Figure()
    chosen_and_tested(figure, np.array([0.5, 0.3]), np.array([0.4, 0.45]))
    squares = figure.axes[0].get_lines()[2]
    assert list(squares.get_ydata()) == [0.3, 0.5]
