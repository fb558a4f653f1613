"""Notebook 07: the photograph, a matrix at every pixel, and the plane, against slow loops."""

import cmath
import math

import jax
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.data import photograph
from course_utils.lessons.matrices import exercises
from course_utils.lessons.matrices.views import (
    DIALS,
    moved,
    moved_plane,
    recolour,
    recoloured,
    relearned,
    two_orders,
)


def test_photograph_is_the_average_of_blocks():
    from matplotlib.cbook import get_sample_data
    from matplotlib.image import imread

    full = imread(get_sample_data("grace_hopper.jpg", asfileobj=False)) / 255
    small = photograph()
    assert small.shape == (150, 128, 3)
    assert small.min() >= 0 and small.max() <= 1
    for i, j in [(0, 0), (60, 50), (149, 127)]:
        block = [full[4 * i + p, 4 * j + q] for p in range(4) for q in range(4)]
        np.testing.assert_allclose(small[i, j], sum(block) / 16, atol=0.5 / 63)


def some_photo():
    return np.random.default_rng(0).uniform(0, 1, (3, 4, 3))


def test_recolour_agrees_with_a_loop():
    rng, photo = np.random.default_rng(1), some_photo()
    a, b = rng.normal(size=(3, 3)), rng.normal(size=3)
    result = recolour(photo, a, b)
    for i, j, k in np.ndindex(3, 4, 3):
        value = sum(a[k, m] * photo[i, j, m] for m in range(3)) + b[k]
        assert np.isclose(result[i, j, k], min(max(value, 0), 1))


def settings(table):
    return dict(zip(np.ravel(DIALS), np.ravel(table).astype(float), strict=True))


def test_the_panel_tells_its_equations():
    turn = recoloured(some_photo())(Figure())
    assert turn(**settings(np.eye(3, 4))).endswith(
        "new red = 1 red; new green = 1 green; new blue = 1 blue."
    )
    told = turn(**settings([[0, -1, 0, 0.5], [0, 0, 0, 0], [0.25, 0, 2, 0]]))
    assert (
        told
        == "Each pixel: new red = − 1 green + 0.5; new green = 0; new blue = 0.25 red + 2 blue."
    )


def test_relearned_shows_the_last_step_that_was_kept():
    photo = some_photo()
    history = {0: np.zeros((3, 4)), 10: np.eye(3, 4)}
    turn = relearned(photo, photo, history)(Figure())
    assert turn(step=9.4).startswith("Step 0 of 10") and turn(step=1000.0).endswith("off by 0.")


def test_moved_agrees_with_the_definition():
    a, points = np.array([[2.0, -1.0], [0.5, 3.0]]), np.random.default_rng(2).normal(size=(5, 2))
    for (x, y), (p, q) in zip(points, moved(points, a), strict=True):
        assert np.isclose(p, 2 * x - y) and np.isclose(q, 0.5 * x + 3 * y)


def test_the_plane_tells_where_the_arrows_land():
    told = moved_plane()(Figure())(a11=1.0, a12=2.0, a21=-0.5, a22=3.0)
    assert told == "The arrow (1, 0) lands at (1, −0.5), the arrow (0, 1) at (2, 3)."


def test_the_order_matters_unless_one_of_them_does_nothing():
    turn = two_orders()(Figure())
    assert "at the same place" in turn(degrees=40.0, stretch=1.0)
    assert "at the same place" in turn(degrees=180.0, stretch=1.5)
    far = math.hypot(0.5 * 2, 0.5 * 1.2)  # at the corner (1.2, 2)
    assert f"up to {far:.2f} apart" in turn(degrees=90.0, stretch=1.5)


@pytest.mark.parametrize("degrees", [0.0, 17.0, 90.0, -135.0, 400.0])
def test_a_turn_is_a_multiplication_of_complex_numbers(degrees):
    point = 0.3 - 1.2j
    wanted = point * cmath.exp(1j * math.radians(degrees))
    result = exercises.turn._solution(degrees) @ [point.real, point.imag]
    np.testing.assert_allclose(result, [wanted.real, wanted.imag], atol=1e-12)


def test_two_layers_are_one():
    rng = np.random.default_rng(3)
    A1, b1, A2, b2 = (
        rng.normal(size=(4, 2)),
        rng.normal(size=4),
        rng.normal(size=(3, 4)),
        rng.normal(size=3),
    )
    table, x = exercises.stack._solution(A1, b1, A2, b2), rng.normal(size=2)
    np.testing.assert_allclose(table @ [*x, 1], A2 @ (A1 @ x + b1) + b2)


def test_slopes_of_a_matrix_row_by_row_by_jax_and_by_a_hair():
    rng = np.random.default_rng(4)
    x, y, table = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), rng.normal(size=(2, 4))

    def loss(table):
        return ((x @ table[:, :3].T + table[:, 3] - y) ** 2).sum(axis=1).mean()

    miss = x @ table[:, :3].T + table[:, 3] - y
    of_a = [np.mean(2 * miss[:, [i]] * x, axis=0) for i in range(2)]
    by_hand = np.column_stack([of_a, np.mean(2 * miss, axis=0)])
    by_hair = np.zeros((2, 4))
    for place in np.ndindex(2, 4):
        hair = np.zeros((2, 4))
        hair[place] = 1e-5
        by_hair[place] = (loss(table + hair) - loss(table - hair)) / 2e-5
    np.testing.assert_allclose(by_hand, by_hair, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(by_hand, jax.grad(loss)(table), rtol=1e-4, atol=1e-5)


def test_the_loop_of_the_notebook_takes_steps_along_the_gradient():
    rng = np.random.default_rng(0)
    x, wanted = rng.random((50, 3)), rng.random((3, 3))
    y = x @ wanted.T + 0.1

    def loss(A):
        return float((((x @ A.T - y) ** 2).sum(axis=1)).mean())

    turns = 0.01 * np.eye(9).reshape(9, 3, 3)
    slopes = np.reshape([(loss(turn) - loss(-turn)) / 0.02 for turn in turns], (3, 3))
    rows = [2 * (0 * x[:, 0] - y[:, i]) @ x / len(x) for i in range(3)]
    assert np.allclose(rows, slopes, rtol=1e-6)


def test_what_the_discussion_says_of_sepia_and_grey():
    sepia = np.array([[0.39, 0.77, 0.19], [0.35, 0.69, 0.17], [0.27, 0.53, 0.13]])
    assert np.allclose(sepia @ (0.1, -0.1, 0.2), 0)
    grey = np.array([0.30, 0.59, 0.11])
    assert grey @ (0.59, 0, 0) == pytest.approx(grey @ (0, 0.30, 0))


def test_level_lines_stay_level_after_a_quarter_turn():
    figure = Figure()
    two_orders()(figure)(degrees=90, stretch=1.5)
    for axes in figure.axes:
        for (x0, y0), (x1, y1) in axes.collections[0].get_segments():
            assert x0 == x1 or y0 == y1
