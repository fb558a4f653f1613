"""Notebook 05: the table of colours, distances, the cube, and the slopes of a row of dials."""

import jax
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.data import colours
from course_utils.lessons.kit.numbers import nearest_rows
from course_utils.lessons.vectors import exercises
from course_utils.lessons.vectors import views as vectors
from course_utils.lessons.words_as_vectors.views import (
    adjective,
    between,
    mixer,
    same_step,
)
from course_utils.lessons.words_as_vectors.views.cube import CORNERS, EDGES, seen_from


def by_code(code: str) -> list[float]:
    """#029386 -> [2/255, 147/255, 134/255]"""
    return [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]


@pytest.mark.parametrize(
    ("name", "code"), [("teal", "#029386"), ("red", "#e50000"), ("robin's egg blue", "#98eff9")]
)
def test_colours_are_those_of_the_survey(name, code):
    table = colours()
    np.testing.assert_allclose(table.rgb[table.names.index(name)], by_code(code))


def test_every_name_once_and_every_number_between_0_and_1():
    names, rgb = colours()
    assert len(names) == len(set(names)) == 949 and rgb.shape == (949, 3)
    assert rgb.min() == 0 and rgb.max() == 1


def test_nearest_agrees_with_a_loop():
    rgb = colours().rgb
    for point in np.random.default_rng(0).uniform(-0.5, 1.5, (20, 3)):
        loop = sorted(
            (sum((p - c) ** 2 for p, c in zip(point, row, strict=True)), i)
            for i, row in enumerate(rgb)
        )
        order, distances = nearest_rows(point, rgb, 6)
        assert list(order) == [i for _, i in loop[:6]]
        np.testing.assert_allclose(distances, [square**0.5 for square, _ in loop[:6]])


def test_the_cube_is_turned_and_not_bent():
    """A turn keeps every distance, if how deep a point lies is counted in."""
    points = np.random.default_rng(1).uniform(0, 1, (30, 3))
    for degrees in (-180, -33, 0, 35, 120):
        flat, depth = seen_from(points, degrees)
        seen = np.column_stack([flat, depth])
        for p in range(1, 30):
            kept = np.linalg.norm(points[p] - points[0])
            assert np.isclose(np.linalg.norm(seen[p] - seen[0]), kept)
    assert len(EDGES) == 12 and len(CORNERS) == 8


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


NAMES = ["black", "white", "grey", "red"]
RGB = np.array([[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0]], float)


def test_views_name_the_nearest_colour():
    told = mixer(NAMES, RGB, k=2)(Figure())(red=0.9, green=0.1, blue=0.0, turned=0)
    assert "nearest name is red, at a distance of 0.14" in told
    told = between(NAMES, RGB, k=2)(Figure())(first="black", second="white", t=0.6)
    assert "60 % of the way" in told and told.endswith("nearest name is grey.")
    step = same_step(NAMES, RGB, {"lighter": ("grey", "white")}, k=2)(Figure())
    assert "nearest name is grey, at a distance of 0.00" in step(step="lighter", start="black")
    assert "outside the cube" in step(step="lighter", start="white")


def test_an_adjective_is_judged_over_all_names():
    turn = adjective("half", ["red", "white"], RGB[[3, 1]], RGB[[3, 1]] / 2, shown=["red"])(
        Figure()
    )
    assert "typical error 0 over 2 names" in turn(a=0.5, b=0.0)
    assert f"typical error {vectors.number(np.sqrt(4 / 6) / 2)} over" in turn(a=1.0, b=0.0)
