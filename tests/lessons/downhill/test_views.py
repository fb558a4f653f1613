"""Slopes derived by hand, against finite differences and jax.grad; maps against plain loops."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.data import penguins
from course_utils.lessons.downhill import exercises
from course_utils.lessons.downhill.views import descent_on_map, surface_and_map
from course_utils.lessons.downhill.views.landscape import LossLandscape, _edge, _levels
from course_utils.lessons.kit.numbers import with_commas

BIRDS = penguins()
X = (BIRDS.flipper_length - BIRDS.flipper_length.mean()) / BIRDS.flipper_length.std()
Y = (BIRDS.body_mass - BIRDS.body_mass.mean()) / BIRDS.body_mass.std()
RAW = LossLandscape(BIRDS.flipper_length, BIRDS.body_mass, (0, 100), (-14000, 6000))
BOWL = LossLandscape(X, Y, (-1, 2.4), (-1.7, 1.7))

landscapes = pytest.mark.parametrize("landscape", [RAW, BOWL], ids=["raw", "standardised"])
places = pytest.mark.parametrize("a, b", [(0.0, 0.0), (48.0, -5300.0), (-0.4, 1.3), (3.0, -2.0)])


def loss(a, b, x, y):
    """The definition: the average of the squared misses."""
    return sum((a * one_x + b - one_y) ** 2 for one_x, one_y in zip(x, y, strict=True)) / len(x)


def finite_difference(function, at, epsilon):
    """The slope by central difference: exact for a square, up to rounding."""
    return (function(at + epsilon) - function(at - epsilon)) / (2 * epsilon)


@landscapes
@places
def test_hand_derived_slopes_agree_with_finite_differences(landscape, a, b):
    x, y = landscape.x, landscape.y
    by_hand = exercises.slope_of_a._solution(a, b, x, y), exercises.slope_of_b._solution(b, y)
    numbers = (
        finite_difference(lambda v: loss(v, b, x, y), a, 0.1),
        finite_difference(lambda v: loss(0.0, v, x, y), b, 0.1),
    )
    np.testing.assert_allclose(by_hand, numbers, rtol=1e-6, atol=1e-6)


@landscapes
@places
def test_hand_derived_slopes_agree_with_jax(landscape, a, b):
    def jax_loss(a, b, x, y):
        return jnp.mean((a * x + b - y) ** 2)

    x, y = landscape.x, landscape.y
    slope_a, _ = jax.grad(jax_loss, argnums=(0, 1))(a, b, x, y)
    slope_b = jax.grad(jax_loss, argnums=1)(0.0, b, x, y)
    # jax counts in 32 bits: about 7 digits, fewer where large misses cancel.
    size = np.mean(np.abs(x * (a * x + b - y)))
    assert slope_a == pytest.approx(
        exercises.slope_of_a._solution(a, b, x, y), rel=1e-4, abs=1e-5 * size
    )
    assert slope_b == pytest.approx(exercises.slope_of_b._solution(b, y), rel=1e-4, abs=1e-5)


@landscapes
@places
def test_the_map_shows_the_error_and_its_descent(landscape, a, b):
    assert landscape.error(a, b) == pytest.approx(
        np.sqrt(loss(a, b, landscape.x, landscape.y)), rel=1e-9
    )
    epsilon = 0.1
    downhill = (
        -finite_difference(lambda v: loss(v, b, landscape.x, landscape.y), a, epsilon),
        -finite_difference(lambda v: loss(a, v, landscape.x, landscape.y), b, epsilon),
    )
    np.testing.assert_allclose(landscape.steepest_descent(a, b), downhill, rtol=1e-6, atol=1e-6)


@landscapes
def test_the_lowest_point_is_that_of_least_squares(landscape):
    np.testing.assert_allclose(
        landscape.lowest(), np.polyfit(landscape.x, landscape.y, 1), rtol=1e-9, atol=1e-12
    )


@landscapes
def test_the_edge_of_a_basin_has_the_error_it_stands_for(landscape):
    error = 1.3 * landscape.error(*landscape.lowest())
    around = np.linspace(0, 2 * np.pi, 50)
    edge = _edge(landscape, error, around)  # [2, 50]
    np.testing.assert_allclose(landscape.error(*edge), error, rtol=1e-6)


def test_how_stretched_a_basin_is():
    assert BOWL.axis_ratio() == pytest.approx(1)
    only_centred = RAW._replace(x=RAW.x - RAW.x.mean())
    assert only_centred.axis_ratio() == pytest.approx(RAW.x.std())
    axes = _edge(RAW, 500, np.arange(4) * np.pi / 2)  # [2, 4]: its tips
    reach = np.hypot(*(axes - np.array(RAW.lowest())[:, None]))
    assert RAW.axis_ratio() == pytest.approx(reach.max() / reach.min())


@pytest.mark.parametrize("low, high", [(393, 20_000), (0.49, 2.1), (4.9, 6.1)])
def test_contours_lie_between_the_lowest_and_the_highest(low, high):
    levels = _levels(low, high)
    assert levels == sorted(set(levels)) and low < levels[0] and levels[-1] < high


def drawn(view):
    figure = Figure(figsize=(9, 4.6))
    FigureCanvasAgg(figure)
    return figure, view(figure)


def test_a_walk_that_runs_away_is_drawn_without_a_warning_and_said_to_be_off_the_map():
    def walk(steps):
        return np.cumprod(np.full((steps + 1, 2), -9.0), axis=0)

    figure, turn = drawn(descent_on_map(BOWL, walk, steps=400, x_label="x", y_label="y"))
    words = turn(steps=400)  # 9 to the power of 400 is past what a float can hold
    figure.canvas.draw()
    assert "After 400 steps: off the map" in words and "over a million" in words


def test_of_several_walks_the_chosen_one_is_told():
    walks = {
        "stays": lambda steps: np.zeros((steps + 1, 2)),
        "arrives": lambda steps: np.array([[0.0, 0.0]] * steps + [BOWL.lowest()]),
    }
    _, turn = drawn(descent_on_map(BOWL, walks, steps=9, x_label="x", y_label="y"))
    assert turn(optimizer="stays", steps=9).startswith("With stays, after 9 steps: a = 0, b = 0;")
    assert f"a = {BOWL.lowest()[0]:.3g}" in turn(optimizer="arrives", steps=9)


@pytest.mark.parametrize(
    "value, text", [(12000, "12,000"), (-2500.0, "−2,500"), (0.30000000000000004, "0.3"), (0, "0")]
)
def test_ticks_have_commas_and_a_true_minus(value, text):
    assert with_commas(value) == text


def test_the_scale_beside_a_map_names_every_border_of_its_bands():
    figure = Figure(figsize=(9, 4.6))
    FigureCanvasAgg(figure)
    surface_and_map(figure, RAW)
    figure.canvas.draw()
    written = [text.get_text() for text in figure.axes[-1].get_yticklabels()]
    assert written[0] == "400" and "12,000" in written
