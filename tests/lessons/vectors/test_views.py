"""Notebook 05: the slopes of a row of dials, and what the views say of penguins."""

import jax
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.data import penguins
from course_utils.lessons.vectors import exercises
from course_utils.lessons.vectors import views as vectors
from course_utils.lessons.vectors.descent import all_slopes


def random_case(seed: int):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(7, 4))
    return rng.normal(size=4), rng.normal(), x, rng.normal(size=7)


@pytest.mark.parametrize("seed", range(3))
def test_slopes_by_hand_by_jax_and_by_a_hair(seed):
    a, b, x, y = random_case(seed)

    def loss(dials):
        return ((x @ dials[:-1] + dials[-1] - y) ** 2).mean()

    dials, h = np.append(a, b), 1e-5
    by_hair = [(loss(dials + h * e) - loss(dials - h * e)) / (2 * h) for e in np.eye(5)]
    by_hand = exercises.slopes._solution(a, b, x, y)
    np.testing.assert_allclose(by_hand, all_slopes(a, b, x, y), rtol=1e-12)
    np.testing.assert_allclose(by_hand, by_hair, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(by_hand, jax.grad(loss)(dials), rtol=1e-4, atol=1e-5)


def test_row_of_dials_tells_the_error():
    a, b, x, y = random_case(4)
    turn = vectors.row_of_dials(x, 1000 * y, list("pqrs"), one=2)(Figure())
    told = turn(b=b, **{f"a{i + 1}": value for i, value in enumerate(a)})
    error = np.sqrt(
        np.mean([(sum(a * row) + b - 1000 * t) ** 2 for row, t in zip(x, y, strict=True)])
    )
    assert told.endswith(f"typical error over all {vectors.number(error)} g.")


def measured() -> np.ndarray:
    """The three measurements, standardised, and whether it is a Gentoo: [342, 4]."""
    birds = penguins()
    raw = np.stack([birds.flipper_length, birds.bill_length, birds.bill_depth], axis=1)
    return np.column_stack([(raw - raw.mean(axis=0)) / raw.std(axis=0), birds.species == "Gentoo"])


NAMES = {"flipper": "flipper", "length": "bill length", "depth": "bill depth", "yes": "Gentoo?"}


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ("", 801),
        ("flipper", 393),
        ("flipper depth", 391),
        ("flipper yes", 380),
        ("depth yes", 360),
        ("flipper depth yes", 332),
        ("flipper length depth yes", 331),
    ],
)
def test_the_errors_that_the_notebook_tells(told, error):
    turn = vectors.inputs_told(measured(), penguins().body_mass, NAMES)(Figure())
    said = turn(**{name: "told" if name in told.split() else "left out" for name in NAMES})
    assert said.endswith(f"Typical error {error} g.")


def test_two_columns_of_chance_win_about_as_much_as_both_measurements_of_the_bill():
    x, y, rng = measured(), penguins().body_mass, np.random.default_rng(0)
    alone, won = vectors.best_dials(x[:, :1], y)[1], []
    for _ in range(500):
        chance = np.column_stack([x[:, 0], rng.normal(size=(len(y), 2))])
        won.append(alone - vectors.best_dials(chance, y)[1])
    assert 0.9 < np.mean(won) < 1.5 and 3 < np.percentile(won, 95) < 4.5


def test_a_feature_told_twice_ends_with_two_equal_dials():
    """What the open exercise asks: from 0 both copies move alike, and share the best dial."""
    x, y = measured()[:, 0], penguins().body_mass
    a = np.zeros(2)
    for _ in range(400):
        miss = x * a.sum() + y.mean() - y
        a = a - 0.1 * np.array([np.mean(2 * miss * x), np.mean(2 * miss * x)])
    assert a[0] == a[1] and a.sum() == pytest.approx(vectors.best_dials(x[:, None], y)[0][0])
