"""Views of training: what each says at its settings, against the numbers that it was given."""

import numpy as np
from matplotlib.figure import Figure

from course_utils.lessons.kit.style import GREEN
from course_utils.lessons.training import results
from course_utils.lessons.training.views import rate_curves, runs_beside, time_machine, tricks
from course_utils.train import Record

FLOORS = {"knowing nothing": 6.2, "perfect reader": 0.5}


def test_the_time_machine_shows_what_was_noted_by_then():
    history, samples = [], {}
    turn = time_machine(history, samples, FLOORS, steps=100)(Figure())
    assert "Nothing has been trained yet" in turn(step=0)
    history += [Record(0, np.nan, 6.0), Record(50, 3.0, 2.0)]
    samples |= {0: "noise", 50: "a story that costs $5"}
    assert "After 50 steps the validation loss is 2 nats" in turn(step=99)
    assert "After 0 steps the validation loss is 6 nats" in turn(step=49)


def test_runs_beside_name_where_each_ends():
    runs = {"0.01": [6.0, 2.0], "1": [6.0, np.nan]}
    turn = runs_beside(runs, FLOORS, what="learning rate", top=60)(Figure())
    assert turn(shown="0.01") == "With learning rate 0.01 the loss ends at 2 nats per word."
    assert "not a number" in turn(shown="1")


def test_rate_curves_find_each_best_rate():
    curves = {
        "as many steps": {"width": {"8": {0.001: 2.0, 0.01: 1.0}, "16": {0.001: 0.9, 0.01: 3}}}
    }
    said = rate_curves(curves)(Figure())(equal="as many steps", dial="width")
    assert "width 8: 1; width 16: 0.9 nats" in said


def test_a_setting_keeps_its_colour_whatever_is_held_equal():
    curves = {"steps": {"batch": {"4": {0.01: 2.0}, "16": {0.01: 1.0}}}}
    curves["time"] = {"batch": {"16": {0.01: 1.0}, "64": {0.01: 3.0}}}
    figure = Figure()
    turn = rate_curves(curves)(figure)
    found = []
    for equal in curves:
        turn(equal=equal, dial="batch")
        shown = {text.get_text().split(" ", 1)[-1]: text.get_color() for text in figure.texts}
        found.append(shown)
    assert found[0]["batch 16"] == found[1]["batch 16"] != found[0]["batch 4"]
    assert "batch 64" not in found[0] and "batch 4" not in found[1]


def test_a_mean_over_steps_stands_at_the_last_of_them():
    figure = Figure()
    runs_beside({"1": [6.0, 2.0]}, FLOORS, "rate", top=60, over=8)(figure)(shown="1")
    assert list(figure.axes[0].lines[-1].get_xdata()) == [8, 9]
    assert "means over 8 steps" in figure.axes[0].get_xlabel()


def test_the_table_of_tricks_is_told_in_full():
    figure = Figure()
    turn = tricks(results.tricks(), {"the tales": results.floor()})(figure)
    for text in ("the tales", "the manual"):
        for shown in ("each alone", "each left out"):
            rows = results.tricks()[text][shown]
            said = turn(text=text, shown=shown)
            assert rows[0][0] in said and min(rows, key=lambda row: row[1])[0] in said
            (perfect,) = [line for line in figure.axes[0].lines if line.get_color() == GREEN]
            shown_at = [results.floor()] * 2 if text == "the tales" else []
            assert list(perfect.get_xdata()) == shown_at
