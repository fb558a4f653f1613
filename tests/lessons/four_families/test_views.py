"""What notebook 19 draws, against plain loops."""

import numpy as np
from matplotlib.figure import Figure

from course_utils.lessons.four_families import masks, views
from course_utils.lessons.four_families.texts import VOCABULARY


def test_a_row_of_a_mask_is_told():
    turn = views.who_sees_whom()(Figure())
    assert "sees Tom, has, the; and is asked for “red”" in turn(family="GPT", row=3, order="")
    assert "sees nothing" in turn(family="XLNet", row=4, order="4 1 6 2 5 3")
    assert "(its decoder), row 9" in turn(family="T5", row=9, order="")


def test_the_goal_asks_for_one_word_on_each_side():
    assert masks.off_target("XLNet", 4, "2 5 4 1 6 3") == 0
    others = [masks.off_target(f, row, "") for f in ("GPT", "BERT", "T5") for row in range(1, 10)]
    assert min(others) > 0


def test_an_order_s_mask_against_a_loop():
    order = (3, 0, 5, 1, 4, 2)
    sees = masks.xlnet(order).sees
    for t in range(6):
        for s in range(6):
            assert sees[t, s] == (order.index(s) < order.index(t))


def test_the_answers_of_a_gap_are_told():
    chances = np.full((1, len(VOCABULARY)), 0.001)
    chances[0, VOCABULARY.index("Rosa")] = 0.9
    view = views.gap_answers(["▢ had a kite."], ["Rosa"], {"BERT": chances}, VOCABULARY)
    assert view(Figure())(who="BERT", tale=1) == "▢ had a kite. BERT: Rosa, 90%; right."


def test_four_masks_are_drawn():
    figure = Figure()
    views.four_masks(figure)
    assert len(figure.axes) == 4
