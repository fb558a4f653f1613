"""Notebook 09: every gradient derived by hand, against jax.grad and against finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils.lessons.a_first_classifier.views import four_right
from course_utils.lessons.backpropagation import exercises
from course_utils.lessons.backpropagation.views import backward_pass, forward_pass
from course_utils.lessons.backpropagation.views.chain import differences, factors

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


@pytest.mark.parametrize("seed", range(12))
def test_exercise_backward(seed):
    numbers = settings(seed)
    oracle = by_jax(numbers, DIALS)
    np.testing.assert_allclose(
        exercises.backward._solution(**numbers), [oracle[d] for d in DIALS], rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("w, x", [(2.0, 3.0), (-1.5, 0.7), (0.0, 5.0)])
def test_exercise_shared_dial(w, x):
    slope = exercises.shared_dial._solution(w, x)
    assert slope == pytest.approx(float(jax.grad(lambda w: w * (w * x + 1))(w)))
    assert slope == pytest.approx(
        finite_difference(lambda w, x: w * (w * x + 1), {"w": w, "x": x}, "w")
    )


@pytest.mark.parametrize("case", exercises.word_slopes.cases)
def test_exercise_word_slopes(case):
    counts, target, weights, bias = case

    def loss(weights):
        return (jax.nn.sigmoid(counts @ weights + bias) - target) ** 2

    slopes = exercises.word_slopes._solution(*case)
    np.testing.assert_allclose(slopes, jax.grad(loss)(jnp.array(weights)), rtol=1e-4, atol=1e-6)
    for i in range(len(weights)):
        epsilon = 1e-6 * (np.arange(len(weights)) == i)
        p = [1 / (1 + np.exp(-(counts @ (weights + h) + bias))) for h in (epsilon, -epsilon)]
        difference = ((p[0] - target) ** 2 - (p[1] - target) ** 2) / 2e-6
        assert slopes[i] == pytest.approx(difference, rel=1e-5, abs=1e-8)


def test_no_setting_gets_all_four_sentences_right():
    rng = np.random.default_rng(0)
    counts = {four_right(*rng.uniform(-5, 5, 4)) for _ in range(5000)}
    assert max(counts) == 3 and four_right(good=3, bad=-1, not_=-4, b=0) == 3
    assert four_right(0, 0, 0, 0) == 0  # exactly one half decides nothing
