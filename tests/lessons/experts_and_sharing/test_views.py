"""What notebook 20 draws, against plain arithmetic."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.experts_and_sharing import exercises, views
from course_utils.lessons.experts_and_sharing.views.busy import nearest, smoothed
from course_utils.lessons.experts_and_sharing.views.plane import choices, loads
from course_utils.lessons.experts_and_sharing.views.sizes import Published, Trained, apart, needed

ROWS = np.array([[1.0, 0.2], [-0.5, 1.0], [0.3, -1.2]])
ROUTER = np.array([[1.0, -1.0, -1.0, 1.0], [1.0, 1.0, -1.0, -1.0]])


@pytest.mark.parametrize("angle", [-170.0, -45.0, 20.0, 135.0])
def test_the_last_token_goes_where_its_arrow_points(angle):
    turn = views.who_goes_where(ROWS, "abc", ROUTER, exercises.route_right)(Figure())
    said = turn(angle=angle, chosen=1)
    nearest_arrow = np.abs((angle - np.array([45, 135, 225, 315]) + 180) % 360 - 180).argmin()
    assert said.startswith(f"“c” goes to expert {nearest_arrow} with 0.")
    assert turn(angle=angle, chosen=3).count(" with 0.") == 3


def test_biases_change_who_goes_where():
    for row in ROWS:
        powers = np.exp(row @ ROUTER)
        for biases in ([0, 0, 0, 0], [0, 0.4, 0, -0.2]):
            wanted = np.argmax(powers / powers.sum() + biases)
            assert choices(row[None], ROUTER, np.array(biases))[0] == wanted
    assert loads(ROWS, ROUTER, np.zeros(4)).sum() == pytest.approx(1)
    turn = views.balancing(ROWS, ROUTER)(Figure())
    assert "expert 2: 100%" in turn(bias_1=0, bias_2=1.0, bias_3=0)


def test_means_over_the_last_steps():
    table = np.random.default_rng(0).random((20, 3))
    for i, row in enumerate(smoothed(table, over=8)):
        np.testing.assert_allclose(row, table[max(0, i - 7) : i + 1].mean(axis=0))


def test_what_is_watched_is_told():
    all_to_one = np.tile([1.0, 0, 0, 0], (50, 2, 1))
    first = {0: np.array([[0, 1, 2, 3], [1, 1, 1, 1]]), 50: np.zeros((2, 4), int)}
    turn = views.watching(all_to_one, first, ["a", "red", "fox", "ran"])(Figure())
    assert "expert 0: 25%, expert 1: 25%" in turn(step=0, layer=1)
    assert "expert 1: 100%" in turn(step=10, layer=2)
    assert "After step 50, in layer 1" in turn(step=49, layer=1)


CURES = {
    "nothing": {0.0: {"loads": np.tile([1.0, 0], (5, 1)), "busiest": 1.0, "known": 0.2}},
    "balance loss": {
        x: {"loads": np.full((5, 2), 0.5), "busiest": 0.5, "known": 0.6 + x} for x in (0.01, 0.1)
    },
    "routing bias": {0.01: {"loads": np.full((5, 2), 0.5), "busiest": 0.6, "known": 0.7}},
}


def test_a_cure_is_the_one_tried_whose_strength_is_nearest():
    assert nearest(CURES, "balance loss", 0.02) == 0.01
    assert nearest(CURES, "balance loss", 0.05) == 0.1
    assert nearest(CURES, "nothing", 0.05) == 0
    turn = views.cures(CURES, 10)(Figure())
    said = turn(rule="balance loss", strength=0.5)
    assert said.startswith(
        "Balance loss, 0.1: the busiest expert has 50% of the questions in the end"
    )
    assert said.endswith("70% of the facts are known.")
    assert turn(rule="nothing", strength=0.5).startswith("Nothing: the busiest expert has 100%")


def test_a_model_stands_at_what_it_has_or_at_what_a_token_meets():
    rows = [Trained("a", 100, 50, 0.9, 0.1), Trained("b", 80, 320, 0.5, 0.1)]
    figure = Figure()
    turn = views.has_and_meets(rows)(figure)
    assert "a, 90%; b, 50%" in turn(against="all its dials")
    marks = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 1]
    assert [line.get_xdata()[0] for line in marks] == [100, 80]
    turn(against="dials a question meets")
    assert [line.get_xdata()[0] for line in marks] == [50, 320]


@pytest.mark.parametrize("tokens", [1, 7, 40])
def test_what_a_batch_needs_is_what_dice_say(tokens):
    chance = np.random.default_rng(0)
    model = Published(all=1_000, in_experts=640, experts=16, chosen=3)
    tried = []
    for _ in range(2000):
        met = {e for _ in range(tokens) for e in chance.choice(16, 3, replace=False)}
        tried.append(360 + 40 * len(met))
    assert needed(model, tokens) == pytest.approx(np.mean(tried), rel=0.01)
    assert needed(Published(500, 0, 1, 1), tokens) == 500


def test_a_batch_is_told():
    said = views.a_batch({"m": Published(2_000_000_000, 1_000_000_000, 4, 1)})(Figure())(tokens=1)
    assert said == "A batch of 1 reads: m 1.25 GB, 1.25 for each."


def test_labels_stand_apart_in_the_order_of_their_marks():
    assert apart([50.0, 20.0, 22.0, 99.0]) == [50.0, 16.0, 25.0, 99.0]
