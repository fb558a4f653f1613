"""Notebook 08: the trainings, against a slow loop, and what the notebook says of 30 draws."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from course_utils.lessons.neurons import training
from course_utils.lessons.neurons.training import KEPT, RATE, STEPS, WARM, Runs, repeat, start

pytestmark = pytest.mark.slow


def truth(x):
    return 2 * np.exp(-(x**2))


def loss(dials, x, y):  # as in the notebook
    hidden = jnp.maximum(x[:, None] * dials["w"] + dials["b"], 0)
    return jnp.mean((hidden @ dials["v"] + dials["c"] - y) ** 2)


def test_a_network_says_what_a_loop_says():
    rng = np.random.default_rng(0)
    dials = {name: rng.normal(size=3) for name in "wbv"} | {"c": np.array(0.3)}
    x = rng.normal(size=5)
    w, b, v = (dials[name] for name in "wbv")
    says = [sum(v[i] * max(w[i] * one + b[i], 0) for i in range(3)) + 0.3 for one in x]
    assert training.outputs(dials, x) == pytest.approx(says)
    y = rng.normal(size=5)
    squares = [(said - one) ** 2 for said, one in zip(says, y, strict=True)]
    assert training.errors(dials, x, y) == pytest.approx(np.sqrt(sum(squares) / 5))
    pair = training.stacked([dials, start(3)])
    assert training.outputs(pair, x).shape == (2, 5)
    assert training.outputs(pair, x)[0] == pytest.approx(says)


def test_a_network_that_is_filled_up_trains_as_without():
    x = np.linspace(-2.5, 2.5, 6)
    bare = training.train(loss, training.stacked([start(2)]), x, [truth(x)], 0.1)
    filled = training.train(loss, training.stacked([start(2, most=5)]), x, [truth(x)], 0.1)
    for name in "wbv":
        assert filled[name][:, 0, :2] == pytest.approx(bare[name][:, 0], rel=1e-9)
        assert not filled[name][:, 0, 2:].any()


def test_a_step_is_that_of_adamw_on_weights_only():
    x = np.linspace(-2.5, 2.5, 6)
    dials = start(3)
    kept = training.train(loss, training.stacked([dials]), x, [truth(x)], 0.5)
    rates = [RATE * min(1 - i / STEPS, (i + 1) / WARM) for i in range(3)]
    with jax.enable_x64(True):
        adam = optax.scale_by_adam()
        state = adam.init(dials)
        for rate in rates:
            turns, state = adam.update(jax.grad(loss)(dials, x, truth(x)), state)
            shrink = {"w": 1 - rate * 0.5, "v": 1 - rate * 0.5, "b": 1, "c": 1}
            dials = {name: shrink[name] * dials[name] - rate * turns[name] for name in dials}
    for name in dials:
        assert kept[name][KEPT.index(3), 0] == pytest.approx(np.asarray(dials[name]), rel=1e-9)


def test_runs_are_found_by_their_settings():
    parts = training.draw(truth, 0.4, 2)
    runs = Runs(loss, [(1, 0.4, 0), (3, 0.4, 0.1)], {0.4: parts})
    s, r = runs.place("3", 2500, "0.4", "0.1")
    assert (s, r) == (len(KEPT) - 1, 1) and runs.place(1, 1, 0.4) == (0, 0)
    x, y = parts["test"]
    off = np.sqrt(np.mean((runs.output(x, s, r) - y) ** 2))
    assert runs.error("test", "3", 2500, "0.4", "0.1") == pytest.approx(off)
    assert runs.error("validation", 3, 2500, 0.4, 0.1) == runs.errors["validation"][s, r]
    assert len(runs.hinges(s, r)) == 3 and len(runs.hinges(0, 0)) == 1
    with pytest.raises(ValueError):
        runs.place("2", 1, 0.4)


@pytest.fixture(scope="module")
def thirty():
    return repeat(loss, truth, [(5, 0.4, 0), (100, 0.4, 0), (100, 0.4, 1)], draws=30)


def test_a_choice_flatters_and_a_fixed_step_does_not(thirty):
    chosen, tested = thirty.choice()
    assert (tested > chosen).sum() >= 19  # 22
    assert 0.41 < chosen.mean() < 0.435 and 0.46 < tested.mean() < 0.48
    fixed = thirty.errors["test"][:, 1, -1] > thirty.errors["validation"][:, 1, -1]
    assert 12 <= fixed.sum() <= 19  # 17


def test_what_the_table_of_30_draws_says(thirty):
    validation, test = thirty.errors["validation"], thirty.errors["test"]
    best = validation.argmin(axis=-1)[..., None]
    stopped = np.take_along_axis(test, best, axis=-1)[..., 0]  # [draws, networks]
    end = test[..., -1]
    counts = [
        (stopped[:, 1] < end[:, 1] - 0.02).sum(),
        (stopped[:, 1] > end[:, 1] + 0.02).sum(),
        (end[:, 2] < end[:, 1] - 0.02).sum(),
        (end[:, 2] > end[:, 1] + 0.02).sum(),
        (end[:, 1] > end[:, 0] + 0.05).sum(),
        (end[:, 1] < end[:, 0] - 0.05).sum(),
        (stopped[:, 1] > stopped[:, 0] + 0.05).sum(),
        (stopped[:, 1] < stopped[:, 0] - 0.05).sum(),
    ]
    assert counts == pytest.approx([23, 2, 25, 1, 13, 0, 4, 0], abs=2)


def test_more_neurons_help_a_random_start():
    x = training.draw(truth, 0, 2)["training"][0]
    few, many = (
        training.random_starts(loss, x, truth(x), x, neurons=neurons, starts=12)[1]
        for neurons in (3, 30)
    )
    assert few.max() > 1.3 * few.min() and many.max() < 0.05
