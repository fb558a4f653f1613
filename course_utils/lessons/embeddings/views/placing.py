"""One word's two dials, turned by hand."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.numbers import number
from ...kit.style import BLACK, label, plate
from ...kit.view import View
from .marks import MARKS, OTHERS


def place(
    words: Sequence[str],
    table: ArrayLike,
    word: str,
    lists: dict[str, Sequence[str]],
    loss: Callable[[float, float], float],
) -> View:
    """View with dials `first` and `second`: the two numbers of one word; all others stay.

    table: [V, 2]. lists: {name: words} to mark. loss(first, second) -> number.
    """
    where = {word: i for i, word in enumerate(words)}
    rows = np.asarray(table, float)

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "first number", "second number")
        figure.subplots_adjust(left=0.09, right=0.76, bottom=0.13, top=0.9)
        axes.plot(*rows.T, ".", color=OTHERS, markersize=3)
        for (colour, mark), (name, members) in zip(MARKS, lists.items(), strict=False):
            points = rows[[where[member] for member in members if member != word]]
            axes.plot(*points.T, mark, color=colour, markersize=5, label=name)
        axes.set(xlim=(-2.7, 3.1), ylim=(-2.7, 2.9))  # the name has room at every setting
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=9, frameon=False)
        (point,) = axes.plot([], [], "o", color=BLACK, markersize=11, fillstyle="none", mew=2)
        name = axes.text(0, 0, word, fontsize=11, fontweight="bold", bbox=plate())

        def turn(first: float, second: float) -> str:
            point.set_data([first], [second])
            name.set_position((first + 0.15, second + 0.15))
            now = number(loss(first, second))
            axes.set_title(f"loss in the places where “{word}” takes part: {now}")
            return (
                f"With the row ({number(first)}, {number(second)}) for “{word}” the loss is {now}."
            )

        return turn

    return view
