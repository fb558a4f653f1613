"""What notebook 21 draws."""

import numpy as np
from matplotlib.figure import Figure

from course_utils.lessons.a_real_model.views import Said, attention_map, likeliest, parting, spelled


def test_the_bars_are_those_of_the_likeliest_whichever_they_are():
    def read(turned):
        probabilities = np.full(12, 0.01)
        probabilities[turned] = 0.89
        return Said(probabilities, f"token {turned}", f"Now {turned}.")

    figure = Figure()
    turn = likeliest(read, lambda token: f" {token}")(figure)
    for token in (3, 7):
        assert turn(turned=token) == f"Now {token}."
        (axes,) = figure.axes
        assert axes.get_yticklabels()[0].get_text() == f"“ {token}”"
        assert axes.get_title(loc="left") == f"token {token}"
        assert axes.patches[0].get_width() == 0.89


def test_an_axis_for_short_bars_ends_earlier_and_a_long_bar_ends_there():
    figure = Figure()
    shares = np.array([0.15, 0.3] + [0.05] * 11)
    turn = likeliest(lambda: Said(shares, "", "Said."), str, reach=0.2)(figure)
    turn()
    (axes,) = figure.axes
    assert axes.get_xlim()[1] < 0.25
    assert [bar.get_width() for bar in axes.patches[:2]] == [0.2, 0.15]
    assert [text.get_text() for text in axes.texts[:2]] == ["30%", "15%"]


def test_a_piece_shows_its_space_and_its_line_end():
    assert spelled(" Paris") == "“ Paris”"
    assert spelled("\n") == "“⏎”"
    assert spelled("$x$") == r"“\$x\$”"


def test_a_map_tells_where_the_tokens_look():
    maps = np.zeros((2, 2, 3, 3))
    maps[:, :, :, 0] = 1
    maps[1, 0] = np.eye(3)
    maps[1, 1] = [[1, 0, 0], [0.5, 0.5, 0], [0.25, 0.5, 0.25]]
    turn = attention_map(maps, ["a", "b", "c"])(Figure())
    assert "100% of their attention to the first token, 0% to themselves" in turn(0, 0)
    assert "0% of their attention to the first token, 100% to themselves" in turn(1, 0)
    assert "38% of their attention to the first token, 38% to themselves and 50%" in turn(1, 1)


def test_parting_draws_what_it_is_given():
    figure = Figure()
    parting(figure, [8, 12, 16], [3, 14, 2], [[1, 1], [0.9, 0.7], [0.8, 0.5]], of=16)
    left, right = figure.axes
    assert list(left.lines[0].get_ydata()) == [12, 16]  # on the lowest floor all are equal
    assert list(left.lines[1].get_ydata()) == [14, 2]
    assert list(right.lines[1].get_ydata()) == [1, 0.7, 0.5]
