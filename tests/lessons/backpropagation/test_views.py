"""Notebook 09: every gradient derived by hand, against jax.grad and against finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.backpropagation import exercises
from course_utils.lessons.backpropagation.views import (
    Deep,
    arithmetic,
    backward_pass,
    deep_loss,
    forward_pass,
    through_layers,
    two_paths,
)
from course_utils.lessons.backpropagation.views.chain import differences, factors, sign_between
from course_utils.lessons.backpropagation.views.depth import as_share
from course_utils.lessons.backpropagation.views.paths import DELTA, WEIGHTS

DIALS = ("w1", "b1", "w2", "b2")
NUMBERS = ("x", "target", *DIALS)


def settings(seed):
    """Six random numbers, the kink of ReLU kept at a distance; every third one has a dead ReLU."""
    rng = np.random.default_rng(seed)
    drawn = dict(zip(NUMBERS, rng.uniform(-3, 3, 6), strict=True))
    while abs(z := forward_pass(**drawn)["z"]) < 0.1 or (z > 0) == (seed % 3 == 0):
        drawn = dict(zip(NUMBERS, rng.uniform(-3, 3, 6), strict=True))
    return drawn


def loss(x, target, w1, b1, w2, b2):
    return (w2 * jax.nn.relu(w1 * x + b1) + b2 - target) ** 2


def by_jax(numbers, wanted):
    return jax.grad(lambda part: loss(**{**numbers, **part}))(
        {name: numbers[name] for name in wanted}
    )


def finite_difference(function, numbers, name, epsilon=1e-6):
    """Central difference in float64."""
    up, down = [{**numbers, name: numbers[name] + h} for h in (epsilon, -epsilon)]
    return (function(**up) - function(**down)) / (2 * epsilon)


def test_the_two_paths_are_those_of_the_exercises_network():
    assert exercises.A2[:, 0].tolist() == list(WEIGHTS)
    assert exercises.DELTA.tolist() == list(DELTA)
    figure = Figure()
    two_paths(figure)
    shown = [text.get_text() for text in figure.axes[0].texts]
    assert {"1 · 2", "0 · (−4)", "1 · 2 + 0 · (−4) = 2"} <= set(shown)


@pytest.mark.parametrize("seed", range(12))
def test_the_graph_s_gradients(seed):
    numbers, wanted = settings(seed), (*DIALS, "x")
    slopes, oracle = backward_pass(**numbers), by_jax(numbers, wanted)
    for name in wanted:
        assert slopes[name] == pytest.approx(float(oracle[name]), rel=1e-4, abs=1e-4)
        numeric = finite_difference(lambda **n: forward_pass(**n)["loss"], numbers, name)
        assert slopes[name] == pytest.approx(numeric, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_the_gradients_of_the_numbers_in_between(seed):
    """Push one inner number by a little and compute on from there."""
    numbers = settings(seed)
    value, slopes, w2, b2 = (
        forward_pass(**numbers),
        backward_pass(**numbers),
        numbers["w2"],
        numbers["b2"],
    )
    onwards = {
        "p": lambda p: (w2 * max(p + numbers["b1"], 0) + b2 - numbers["target"]) ** 2,
        "z": lambda z: (w2 * max(z, 0) + b2 - numbers["target"]) ** 2,
        "h": lambda h: (w2 * h + b2 - numbers["target"]) ** 2,
        "q": lambda q: (q + b2 - numbers["target"]) ** 2,
        "y": lambda y: (y - numbers["target"]) ** 2,
        "loss": lambda loss: loss,
    }
    assert onwards.keys() == value.keys()
    for name, onward in onwards.items():
        numeric = (onward(value[name] + 1e-6) - onward(value[name] - 1e-6)) / 2e-6
        assert slopes[name] == pytest.approx(numeric, rel=1e-5, abs=1e-5)


def test_a_dead_relu_leaves_only_the_last_bias():
    slopes = backward_pass(x=2, target=4, w1=1.5, b1=-4, w2=3, b2=-8)
    assert [slopes[name] != 0 for name in DIALS] == [False, False, False, True]


def test_exactly_at_the_bend_the_slope_is_that_of_jax():
    numbers = {"x": 2.0, "target": 4.0, "w1": 1.0, "b1": -2.0, "w2": 3.0, "b2": -8.0}
    assert forward_pass(**numbers)["z"] == 0
    assert backward_pass(**numbers)["b1"] == by_jax(numbers, ["b1"])["b1"] == 0


@pytest.mark.parametrize("dial", DIALS)
@pytest.mark.parametrize("epsilon", [1.0, 0.01, 1e-4])
def test_factors_along_the_way_multiply_to_the_whole(dial, epsilon):
    napkin = {"w1": 1.5, "b1": 2.0, "w2": 3.0, "b2": -8.0}
    path, before, changes = differences(napkin, dial, epsilon, x=2, target=4)
    after = forward_pass(2, 4, **{**napkin, dial: napkin[dial] + epsilon})
    whole = (after["loss"] - before["loss"]) / epsilon
    assert np.prod(factors(path, changes)) == pytest.approx(whole)
    assert whole == pytest.approx(backward_pass(2, 4, **napkin)[dial], rel=40 * epsilon)


@pytest.mark.parametrize(
    "steps, whole, sign",
    [
        ([5.0, 6.0], "30", "="),
        ([5.0, 6.006], "30", "≈"),
        ([2.0, 1.0, 3.0, 6.06], "36.4", "≈"),
        ([-1000.0, 2.0], "−2,000", "="),
    ],
)
def test_a_rounded_product_is_not_called_equal(steps, whole, sign):
    assert sign_between(steps, whole) == sign


@pytest.mark.parametrize("seed", range(12))
def test_exercise_backward(seed):
    numbers = settings(seed)
    oracle = by_jax(numbers, DIALS)
    np.testing.assert_allclose(
        exercises.backward._solution(**numbers), [oracle[d] for d in DIALS], rtol=1e-4, atol=1e-4
    )


def test_the_way_back_through_layers_is_that_of_jax():
    rng = np.random.default_rng(0)
    for _ in range(5):
        A1, b1, A2, b2 = [rng.normal(size=size) for size in ((4, 3), 4, (2, 4), 2)]
        x, target = rng.normal(size=3), rng.normal(size=2)

        def loss(dials, x=x, target=target):
            h = jax.nn.relu(dials[0] @ x + dials[1])
            return jnp.sum((dials[2] @ h + dials[3] - target) ** 2)

        wanted = jax.grad(loss)([jnp.array(part) for part in (A1, b1, A2, b2)])
        found = exercises.layers_backward._solution(A1, b1, A2, b2, x, target)
        for one, other in zip(found, wanted, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


def test_the_parts_of_a_layer_s_way_back_are_those_of_jax():
    rng = np.random.default_rng(1)
    A, X, deltas = rng.normal(size=(3, 2)), rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    to_A = jax.grad(lambda A: jnp.sum((jnp.array(X) @ A.T) * deltas))(jnp.array(A))
    to_x = jax.grad(lambda x: jnp.array(A) @ x @ deltas[0])(jnp.array(X[0]))
    one = jax.grad(lambda A: A @ X[0] @ deltas[0])(jnp.array(A))
    near = {"rtol": 1e-4, "atol": 1e-5}
    np.testing.assert_allclose(exercises.batch_slopes._solution(deltas, X), to_A, **near)
    np.testing.assert_allclose(exercises.handed_back._solution(A, deltas[0]), to_x, **near)
    np.testing.assert_allclose(exercises.weight_slopes._solution(deltas[0], X[0]), one, **near)


def test_backwards_costs_two_of_sixteen_halves_less_than_three_forward_passes():
    layers, batch = [jnp.ones((64, 64))] * 8, jnp.ones((16, 64))
    ratio = arithmetic(jax.grad(deep_loss), layers, batch) / arithmetic(deep_loss, layers, batch)
    assert ratio == pytest.approx(3 - 1 / 8, abs=0.06)


SMALL = Deep(width=16, starts=3, deepest=4)


@pytest.mark.parametrize("layers, scale", [(1, 1.0), (4, 0.8), (3, 2.0)])
def test_slopes_through_layers_are_those_of_jax(layers, scale):
    for seed in range(3):
        rng = np.random.default_rng(seed)
        h, arriving = rng.normal(size=(2, 16))
        weights = scale * rng.normal(size=(4, 16, 16)) / 4

        def output(h, weights=weights, arriving=arriving):
            for A in weights[:layers]:
                h = jax.nn.relu(A @ h)
            return h @ (arriving / np.linalg.norm(arriving))

        slope = np.linalg.norm(jax.grad(output)(jnp.array(h)))
        assert SMALL.slopes(layers, scale)[seed, 0] == pytest.approx(float(slope), rel=1e-3)
    assert np.all(SMALL.slopes(layers, scale)[:, -1] == 1)


def test_the_right_scale_is_that_of_he_and_others():
    deep = Deep()
    assert deep.first(30, 1.0) < 1e-4 and deep.first(30, 2.0) > 1e4
    assert deep.off(1, 2**0.5) < 2 < deep.off(1, 1.3)


def test_a_share_is_written_as_one_part_of_many():
    assert as_share(0.000025) == "1/40,000" and as_share(0.72) == "0.72"
    figure = Figure()
    said = through_layers(SMALL)(figure)(layers=4, scale=1.0)
    assert said.startswith("4 layers, scale 1: a slope of 1 at the output is ")
