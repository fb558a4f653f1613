"""Notebook 08: what networks say and how far off they are, against slow loops."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.neurons.views import (
    ACTIVATIONS,
    Runs,
    by_size,
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
    assert "zero at x = 1.5" in turn(w=-2.0, b=3.0, activation="ReLU")
    assert "no x changes it" in turn(w=0.0, b=3.0, activation="tanh")


def test_hinge_parts_agree_with_a_loop():
    dials = {"b1": -1.0, "b2": -2.0, "b3": 0.5, "v1": 1.0, "v2": -2.0, "v3": 0.25}
    x = np.linspace(-1, 4, 11)
    for i, row in enumerate(hinge_parts(x, **dials), start=1):
        wanted = [dials[f"v{i}"] * max(one + dials[f"b{i}"], 0) for one in x]
        assert row == pytest.approx(wanted)


def some_runs():
    """2 steps kept, noises 0 and 0.4, sizes 1 and 3; dials by chance."""
    rng = np.random.default_rng(0)
    dials = {name: rng.normal(size=(2, 4, 3)) for name in "wbv"} | {"c": rng.normal(size=(2, 4))}
    dials["v"][:, [0, 2], 1:] = 0  # networks of one neuron
    x, held_x = rng.normal(size=5), rng.normal(size=7)
    y, held_y = rng.normal(size=(2, 5)), rng.normal(size=(2, 7))
    return dials, Runs([1, 100], [1, 3], [0, 0.4], dials, x, y, held_x, held_y)


def test_runs_agree_with_a_loop():
    dials, runs = some_runs()
    for s, k, n in np.ndindex(2, 2, 2):
        w, b, v, c = (dials[name][s, 2 * k + n] for name in "wbvc")
        says = [sum(v[i] * max(w[i] * x + b[i], 0) for i in range(3)) + c for x in runs.held_x]
        assert runs.output(runs.held_x, s, k, n) == pytest.approx(says)
        squares = [(said - y) ** 2 for said, y in zip(says, runs.held_y[k], strict=True)]
        assert runs.held_out[s, k, n] == pytest.approx(math.sqrt(sum(squares) / 7))
        assert len(runs.hinges(s, k, n)) == [1, 3][n]


def test_dials_choose_the_run_that_they_name():
    _, runs = some_runs()
    assert runs.place("3", "0.4", 100) == (1, 1, 1)
    assert runs.place("1", 0, 9) == (0, 0, 0) and runs.place("1", "0", 11) == (1, 0, 0)
    with pytest.raises(ValueError):
        runs.place("2", "0", 1)


def test_the_views_tell_the_errors_of_that_run():
    _, runs = some_runs()
    turn = fitted(runs, np.cos, held_out=True)(Figure())
    assert turn("3", 100, "0.4").startswith("3 hidden, 10 dials, step 100, noise 0.4: training")
    best = runs.held_out[1, 1].argmin()
    assert f"with {[1, 3][best]} hidden" in by_size(runs)(Figure())("0.4", 100)
