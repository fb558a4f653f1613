"""What the views of notebook 22 say and draw, against slow loops."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.sixteen_notches import views

WEIGHTS = np.random.default_rng(0).normal(0, 0.1, 32).astype(np.float32)


def test_each_weight_goes_to_the_nearest_notch():
    for a, b in ((0.03, -0.2), (0.0, 0.1), (0.001, 0.0)):
        found = a * views.nearest_notch(WEIGHTS, a, b, 4) + b
        slow = [min((a * q + b for q in range(16)), key=lambda y: abs(y - w)) for w in WEIGHTS]
        np.testing.assert_allclose(found, slow, atol=1e-7)
        off = np.sqrt(np.mean((np.array(slow) - WEIGHTS) ** 2))
        assert views.notch_error(WEIGHTS, a, b) == pytest.approx(off, abs=1e-7)


def test_by_hand_the_notches_lie_on_a_line():
    figure = Figure()
    turn = views.by_hand(WEIGHTS)(figure)
    assert turn(0.03, -0.2).startswith("With a = 0.03 and b = −0.2 the typical error is 0.0")
    left, right = figure.axes
    line, points = right.lines
    np.testing.assert_allclose(np.diff(line.get_ydata()), 0.03)
    assert set(points.get_xdata()) <= set(range(16))
    notches, misses = left.collections
    assert len(notches.get_segments()) == 16 and len(misses.get_segments()) == 32


@pytest.mark.parametrize("fit", ["range", "least squares"])
def test_an_outlier_pulls_the_notches_apart(fit):
    turn = views.few_notches(WEIGHTS)(Figure())
    said = turn(3, fit, float(WEIGHTS[0]))
    assert said.startswith("8 notches, ")
    far = turn(3, fit, 2.0)
    assert int(far.split("lie on ")[1].split()[0]) <= 3
    assert float(far.rsplit(" ", 1)[1].rstrip(".")) > 2 * float(said.rsplit(" ", 1)[1].rstrip("."))


def test_bars_say_what_more_is_lost():
    losses = {"2": {"query": 3.2, "value": 11.0}, "3": {"query": 3.0, "value": 3.5}}
    figure = Figure()
    turn = views.parts_at_bits(losses, 3.0)(figure)
    assert turn(3) == "At 3 bits the worst to round is value: 0.50 nats more."
    assert turn(2) == "At 2 bits the worst to round is value: 8.00 nats more."
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([0.2, 6])


def test_a_rank_is_ringed_in_the_picture_and_its_dials_are_counted():
    figure = Figure()
    rows = [
        {"rank": 1, "dials": 15_360, "tales": 2.0, "manual": 3.1},
        {"rank": 4, "dials": 61_440, "tales": 1.5, "manual": 3.3},
    ]
    turn = views.by_ranks(rows, {"tales": 3.0, "manual": 3.0}, of=1_000_000)(figure)
    said = turn("4")
    assert said.startswith("Rank 4: 61,440 new dials, 6.1% of the model's.")
    assert "tales from 3.00 to 1.50" in said and "manual from 3.00 to 3.30" in said
    for axes, curve, chosen in zip(figure.axes, ([2.0, 1.5], [3.1, 3.3]), (1.5, 3.3), strict=True):
        assert list(axes.lines[1].get_ydata()) == curve
        assert axes.lines[2].get_xydata().tolist() == [[4, chosen]]
    assert turn("1").startswith("Rank 1: 15,360 new dials, 1.5% of the model's.")
