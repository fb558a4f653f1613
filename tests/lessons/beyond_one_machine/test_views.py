"""What notebook 23 draws and adds up, against loops and sums written out."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.families import published
from course_utils.lessons.beyond_one_machine import cards, views
from course_utils.lessons.beyond_one_machine.machines import Facts
from course_utils.lessons.beyond_one_machine.rings import all_reduce

A = np.array([[2, 0, 1, 3], [1, 1, 0, 2], [0, 3, 1, 1], [2, 1, 2, 0]])
X, B = np.array([1, 2, 3, 1]), np.array([10, 20, 30, 40])
MODEL = published["DeepSeek-V3"]


@pytest.mark.parametrize("devices", ["2", "4"])
def test_a_cut_product_says_what_each_device_has(devices):
    turn = views.cut_product(A, X, B)(Figure())
    n = int(devices)
    by_rows, by_columns = turn("by rows", devices), turn("by columns", devices)
    for device in range(n):
        mine = slice(4 // n * device, 4 // n * (device + 1))
        assert ", ".join(str(y) for y in (A @ X + B)[mine]) in by_rows
        assert ", ".join(str(y) for y in A[:, mine] @ X[mine]) in by_columns
    assert f"holds {16 // n} of the 16" in by_rows and "b once" in by_columns
    assert turn("by rows", "1") == turn("by columns", "1") == "One device: y is 18, 25, 40, 50."


@pytest.mark.parametrize("n", [1, 2, 4, 7])
def test_a_ring_adds_up_and_sends_one_piece_a_round(n):
    numbers = np.random.default_rng(0).integers(100, size=(n, n))
    states = all_reduce(numbers)
    assert len(states) == 2 * (n - 1) + 1
    np.testing.assert_array_equal(states[0].numbers, numbers)
    np.testing.assert_array_equal(states[-1].numbers, np.tile(numbers.sum(axis=0), (n, 1)))
    for state in states[1:]:
        assert (state.received.sum(axis=1) == 1).all() and (state.received.sum(axis=0) == 1).all()
    complete = states[n - 1].numbers == numbers.sum(axis=0)
    assert (complete.sum(axis=1) >= 1).all()


def test_the_ring_is_told():
    turn = views.ring()(Figure())
    assert "After round 3 of 6, 4 of the 16 places hold the whole sum" in turn(rounds=3)
    assert "16 of the 16" in turn(rounds=6) and "sent 6 pieces" in turn(rounds=6)


def test_a_mesh_cuts_every_matrix_into_as_many_bands():
    figure = Figure()
    known = Facts(29_120, {"data": 48_870.0, "model": 0.0}, {"data": 48_870.0, "model": 0.0})
    turn = views.laid_out(lambda data, model, batch: known, 54_144)(figure)
    said = turn(data="4", model="2", batch="16")
    assert "4 × 2 = 8 devices: each holds 29.1 of 54.1 kB of dials and works on 4 of 16" in said
    assert "48.9 kB along data and none along model" in said
    bands = [patch for patch in figure.axes[0].patches if patch.get_width() * patch.get_height()]
    assert len(bands) == 6 * 2 + 1 + 8  # of six matrices, what is everywhere, devices
    assert "only 8" in turn(data="4", model="4", batch="16")


@pytest.mark.parametrize(
    ("model", "stages", "fits"), [(1, 1, False), (8, 16, False), (8, 32, True)]
)
def test_a_plan_for_cards_adds_up(model, stages, fits):
    plan = cards.planned(MODEL.count, MODEL.active, model, stages)
    assert plan.copies * model * stages == 2048 and plan.fits == fits
    assert plan.memory == pytest.approx(671_026_404_352 * 16 / (model * stages))
    flop = 6 * MODEL.active * 15_360 * 4096
    assert plan.arithmetic == pytest.approx(flop / 2048 / 989e12) == pytest.approx(7.0, rel=0.01)
    rows = 15_360 * 4096 / plan.copies * 7168 * 2  # of the stream, in bytes
    sums = 4 * 61 / stages * rows
    assert plan.along_model == pytest.approx(2 * (model - 1) / model * sums / 450e9)


def test_deepseek_s_own_steps_took_nearly_three_times_the_estimate():
    """Its report: 2.664 million card-hours for the 14.8 trillion tokens of the first training."""
    own = 2.664e6 * 3600 / cards.CARDS / (14.8e12 / cards.TOKENS)
    assert own == pytest.approx(20, abs=0.5)
    assert 2.5 < own / cards.planned(MODEL.count, MODEL.active, 8, 32).arithmetic < 3


def test_the_goal_is_reached_by_cutting_inside_a_machine_only():
    reached = [
        (model, stages)
        for model in (1, 2, 4, 8, 16, 32)
        for stages in (1, 2, 4, 8, 16, 32)
        if cards.planned(MODEL.count, MODEL.active, model, stages).worst <= 1
    ]
    assert reached == [(8, 32)]


def test_cards_are_told():
    turn = views.on_cards(lambda m, s: cards.planned(MODEL.count, MODEL.active, m, s))(Figure())
    said = turn(model="8", stages="32")
    assert said.startswith(
        "8 copies of the model, each on 256 cards. A card must hold 41.9 GB, which fits"
    )
    assert "10,700 GB, which does not fit" in turn(model="1", stages="1")
