"""The rules against optax, walks with batches against a plain loop, and what the views say."""

import jax.numpy as jnp
import numpy as np
import optax
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.data import penguins
from course_utils.lessons.downhill.views import LossLandscape
from course_utils.lessons.faster_downhill import rules, views
from course_utils.lessons.faster_downhill.exercises import adam_step, momentum_step

BIRDS = penguins()
VALLEY = LossLandscape(
    (BIRDS.flipper_length - 170) / 10, BIRDS.body_mass / 1000, (-1, 1.8), (0, 6.5), scale=1000
)
START = np.array([0.0, 6.0])


def slopes_at(dials):
    return -np.array(VALLEY.steepest_descent(*dials))


def walk(rule, learning_rate, steps):
    dials, memory = START, 0.0
    for t in range(1, steps + 1):
        turn, memory = rule(slopes_at(dials), memory, t, learning_rate)
        dials = dials + turn
    return dials


def walk_with_optax(optimizer, steps):
    dials = jnp.array(START)
    state = optimizer.init(dials)
    for _ in range(steps):
        turns, state = optimizer.update(jnp.array(slopes_at(np.array(dials))), state)
        dials = dials + turns
    return np.array(dials)


@pytest.mark.parametrize(
    "rule, optimizer",
    [
        (rules.plain, optax.sgd(0.03)),
        (rules.momentum, optax.sgd(0.03, momentum=0.9)),
        (rules.adam, optax.adam(0.03)),
    ],
)
def test_the_rules_are_those_of_optax(rule, optimizer):
    np.testing.assert_allclose(walk(rule, 0.03, 40), walk_with_optax(optimizer, 40), atol=1e-3)


def test_the_exercises_are_the_same_rules():
    slope, average, square = 0.7, 0.2, 0.3
    turn, memory = rules.adam(np.array([slope]), (average, square), 5, 0.01)
    np.testing.assert_allclose(
        [turn[0], memory[0][0], memory[1][0]],
        adam_step._solution(slope, average, square, 5, 0.01),
    )
    dial, velocity = momentum_step._solution(2.0, 0.3, slope, 0.01)
    turn, memory = rules.momentum(np.array([slope]), 0.3, 5, 0.01)
    np.testing.assert_allclose([2.0 + turn[0], memory[0]], [dial, velocity])


def test_a_batch_of_all_is_gradient_descent():
    errors = rules.walks_with_batches(VALLEY, START, 342, 0.03, looks=10 * 342, walks=2)
    assert len(errors) == 11
    assert errors[-1] == pytest.approx(float(VALLEY.error(*walk(rules.plain, 0.03, 10))))


def test_the_fewest_steps_are_those_of_a_plain_loop():
    rates = np.array([0.01, 0.03, 0.07])
    wanted = []
    for rate in rates:
        errors = [float(VALLEY.error(*walk(rules.momentum, rate, s))) for s in range(1, 201)]
        late = [s for s, error in enumerate(errors, start=1) if not error <= 394]
        wanted.append(max(late) + 1)
    assert rules.fewest_steps(rules.momentum, VALLEY, START, 394, rates, 200) == min(wanted)


def test_more_steps_than_the_most_are_said_to_be_none():
    assert rules.fewest_steps(rules.plain, VALLEY, START, 394, np.array([0.001]), 50) == -1


def test_the_rate_that_ends_lowest_is_the_best():
    rate, errors = rules.best_of_rates(VALLEY, START, 342, [0.01, 0.07, 3.0], looks=100 * 342)
    assert rate == 0.07 and len(errors) == 101
    assert errors[-1] == pytest.approx(float(VALLEY.error(*walk(rules.plain, 0.07, 100))))


def test_batches_are_the_same_whatever_was_turned_before():
    """Else a page's recording, made in another order, would show other dots."""
    seen = []
    for order in (["4", "16", "64"], ["64", "16", "4"]):
        figure = Figure()
        turn = views.one_step_of_batches(VALLEY, 0.0, 6.0)(figure)
        seen.append({size: (turn(size, 0.1), _dots(figure)) for size in order})
    assert seen[0] == seen[1]


def _dots(figure):
    lines = {line.get_label(): line for line in figure.axes[0].get_lines()}
    return np.array(lines["one batch each"].get_data()).tolist()


def test_a_batch_of_sixteen_scatters_by_a_quarter():
    figure = Figure(figsize=(7, 4.4))
    FigureCanvasAgg(figure)
    turn = views.one_step_of_batches(VALLEY, 0.0, 6.0)(figure)
    alone = 2 * (6.0 - VALLEY.y)
    assert f"scatters by {np.std(alone):.2g} " in turn(batch_size="1", learning_rate=0.03)
    assert f"scatters by {np.std(alone) / 4:.2g} " in turn(batch_size="16", learning_rate=0.03)
    figure.canvas.draw()


def test_a_count_is_shown_no_finer_than_it_repeats():
    assert [rules.about(n) for n in (1, 66, 74, 75, 457)] == ["1", "65", "75", "75", "460"]
    assert [rules.about(n) for n in (3726, 3765, -1)] == ["<4,000", "<4,000", ">4,000"]
