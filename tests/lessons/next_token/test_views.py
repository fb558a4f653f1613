"""The two formulas behind the bars of notebook 13, and two of its views."""

import itertools
import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.next_token.views import average_surprise, floors, learned_rows, softmax


@pytest.mark.parametrize("logits", [[2.0, 1.0, 0.0], [-3.0, 3.0, 0.5, 0.5], [900.0, 899.0]])
def test_softmax_is_one_over_the_sum_of_all_advantages(logits):
    wanted = [1 / sum(math.exp(other - mine) for other in logits) for mine in logits]
    np.testing.assert_allclose(softmax(logits), wanted, rtol=1e-12)


def test_the_average_surprise_is_that_of_a_long_text():
    logits, often = [0.5, -1.0, 2.0], [3, 1, 4]
    text = [i for i, n in enumerate(often) for _ in range(n)]
    power = [math.exp(x) for x in logits]
    surprises = [-math.log(power[token] / sum(power)) for token in text]
    wanted = [n / sum(often) for n in often]
    assert average_surprise(logits, wanted) == pytest.approx(sum(surprises) / len(text))


def test_the_average_surprise_is_least_at_the_true_shares():
    shares = np.array([0.4, 0.35, 0.15, 0.1])
    least = average_surprise(np.log(shares), shares)
    assert least == pytest.approx(-sum(p * math.log(p) for p in shares))
    for i in range(4):
        assert average_surprise(np.log(shares) + 0.1 * np.eye(4)[i], shares) > least + 1e-4


@pytest.mark.parametrize("low", [(1.24, 0.97, 0.49), (0.6, 0.55, 0.5), (0.02, 0.01, 0.0)])
def test_labels_of_floors_that_lie_close_touch_neither_each_other_nor_the_edge(low):
    names = ["knowing nothing, ln 493", "sees 0 words", "sees 1 word", "sees 2 words"]
    steps = dict(zip(names, (6.2, 5.0, *low[:2]), strict=True))
    figure = Figure(figsize=(8.6, 5.2))
    axes = floors(
        figure, steps | {"sees everything: the entropy": low[2]}, {"● counted table": 2.2}
    )
    labels = axes.texts[: len(steps) + 1]
    boxes = [text.get_window_extent() for text in sorted(labels, key=lambda t: t.get_position()[1])]
    assert all(above.y0 > below.y1 for below, above in itertools.pairwise(boxes))
    assert min(box.x0 for box in boxes) > axes.bbox.x0


def test_a_bar_without_a_name_has_no_mark():
    rows = {"once": (["upon", "a", ""], np.array([0.9, 0.1, 0.0]), np.full((2, 3), 0.3))}
    figure = Figure()
    learned_rows(rows, [6.0, 2.0], 1.9, every=5)(figure)(step=5, word="once")
    (marks,) = figure.axes[0].lines
    np.testing.assert_array_equal(marks.get_xdata(), [0.9, 0.1, np.nan])
