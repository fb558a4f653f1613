"""Notebook 06: the table of colours, distances, the cube, and what the notebook says of sums."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.data import colours
from course_utils.lessons.kit.numbers import nearest_rows, number
from course_utils.lessons.words_as_vectors.views import (
    adjective,
    between,
    cosines,
    mixer,
    question,
    same_step,
    shares_right,
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


NAMES = ["black", "white", "grey", "red"]
RGB = np.array([[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0]], float)


def test_views_name_the_nearest_colour():
    told = mixer(NAMES, RGB, k=2)(Figure())(red=0.9, green=0.1, blue=0.0, turned=0)
    assert "nearest name is red, at a distance of 0.14" in told
    told = between(NAMES, RGB, k=2)(Figure())(first="black", second="white", t=0.6)
    assert "60% of the way" in told and told.endswith("nearest name is grey.")
    step = same_step(NAMES, RGB, {"lighter": ("grey", "white")}, k=2)(Figure())
    assert "nearest name is grey, at a distance of 0.00" in step(step="lighter", start="black")
    assert "outside the cube" in step(step="lighter", start="white")


def test_an_adjective_is_judged_over_all_names():
    turn = adjective("half", ["red", "white"], RGB[[3, 1]], RGB[[3, 1]] / 2, shown=["red"])(
        Figure()
    )
    assert "typical error 0 over 2 names" in turn(a=0.5, b=0.0)
    assert f"typical error {number(np.sqrt(4 / 6) / 2)} over" in turn(a=1.0, b=0.0)


def test_a_question_counts_those_who_should_say_yes_and_those_who_should_not():
    wanted = np.array([True, True, False, False, False])
    assert shares_right(np.array([0.1, -1, -1, 0, 2]), wanted) == (50.0, pytest.approx(200 / 3))
    told = question(["red", "dark red", "grey"], RGB[[3, 3, 2]], "red")(Figure())
    assert "yes to 100% of the 2, no to 100% of the 1" in told(red=1, green=-1, blue=0, b=-0.1)
    assert "yes to 0% of the 2, no to 100% of the 1" in told(red=0, green=0, blue=0, b=0)


def test_the_dials_that_the_notebook_counts_reach_its_goal():
    names, rgb = colours()
    green = np.array(["green" in name.split() for name in names])
    assert (green.sum(), (~green).sum()) == (179, 770)
    assert np.mean(shares_right(rgb @ np.array([-0.5, 1, -0.5]) - 0.15, green)) > 83.5


def test_cosines_agree_with_a_loop_and_take_black_for_unlike():
    rgb = colours().rgb
    found = cosines(rgb[7], rgb)
    for row, value in zip(rgb[:50], found[:50], strict=True):
        lengths = sum(v * v for v in row) ** 0.5 * sum(v * v for v in rgb[7]) ** 0.5
        assert value == pytest.approx(sum(row * rgb[7]) / lengths if lengths else 0)
    assert cosines([1, 0, 0], np.zeros((1, 3)))[0] == 0


def test_the_nearest_is_the_largest_of_949_times_a_x_plus_b():
    rgb = colours().rgb
    for point in np.random.default_rng(2).uniform(0, 1, (50, 3)):
        answers = rgb @ point - 0.5 * (rgb**2).sum(axis=1)
        assert np.argmax(answers) == nearest_rows(point, rgb, 1)[0][0]


def hits(word: str, seeds: range, *, few: bool, left_out: bool, none: bool = False) -> list[float]:
    """Share in % of sums that arrive: with the word's own steps, then with random ones as long."""
    names, rgb = colours()
    places = {name: i for i, name in enumerate(names)}
    plain = [name for name in names if f"{word} {name}" in places]
    x, y = (np.array([rgb[places[w + name]] for name in plain]) for w in ("", f"{word} "))
    table = np.concatenate([x, y]) if few else rgb
    at = np.array([(i, i + len(plain)) for i in range(len(plain))])
    if not few:
        at = np.array([(places[name], places[f"{word} {name}"]) for name in plain])
    all_steps = [0 * x if none else y - x]
    for seed in seeds:
        away = np.random.default_rng(seed).normal(size=x.shape)
        lengths = np.linalg.norm(y - x, axis=1) / np.linalg.norm(away, axis=1)
        all_steps.append(away * lengths[:, None])
    return [_share(x, steps, table, at, left_out) for steps in all_steps]


def _share(x, steps, table, at, left_out) -> float:
    right, n = 0, len(x)
    for one in range(n):
        for other in set(range(n)) - {one}:
            far = ((table - x[other] - steps[one]) ** 2).sum(axis=1)
            if left_out:
                far[[*at[one], at[other, 0]]] = 99
            right += np.argmin(far) == at[other, 1]
    return 100 * right / (n * (n - 1))


def test_dark_is_a_step_by_every_rule_and_bright_by_none():
    """What notebook 06 concludes, with five draws of random steps in place of its one."""
    for few in (False, True):
        for left_out in (False, True):
            own, *lucky = hits("dark", range(5), few=few, left_out=left_out)
            assert own > 3 * max(lucky)
    own, *lucky = hits("bright", range(5), few=True, left_out=True)
    assert 20 < own < 22 and max(lucky) > own and min(lucky) > own - 2
    assert hits("bright", range(0), few=True, left_out=True, none=True)[0] > 1.3 * own
    own, *lucky = hits("bright", range(5), few=False, left_out=False)
    assert own < max(lucky)


@pytest.mark.parametrize("word", ["light", "pale", "dark", "dull", "dusty"])
def test_two_dials_come_closer_than_the_best_step(word):
    names, rgb = colours()
    colour = dict(zip(names, rgb, strict=True))
    nouns = [name for name in names if f"{word} {name}" in colour]
    x, y = (np.array([colour[w + name] for name in nouns]) for w in ("", f"{word} "))
    a, b = np.polyfit(x.ravel(), y.ravel(), 1)
    step = np.mean(y - x, axis=0)
    assert np.mean((a * x + b - y) ** 2) < 0.6 * np.mean((x + step - y) ** 2)
