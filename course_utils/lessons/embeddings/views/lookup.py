"""A table of rows, a sentence, and the rows that it fetches."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from ...kit.numbers import number
from ...kit.style import BLACK, GREY
from ...kit.view import View


def look_up(vocabulary: list[str], table: ArrayLike, sentence: list[str]) -> View:
    """View with dials `word` (one of the vocabulary) and `first`, the first number of its row.

    table: [V, D]. Shows the one-hots [T, V] of the sentence, the table, and their product [T, D].
    """
    table = np.asarray(table, float)
    tokens = [vocabulary.index(word) for word in sentence]
    one_hots = np.eye(len(vocabulary))[tokens]

    def view(figure: Figure):
        sizes = (len(vocabulary), table.shape[1] + 0.9, table.shape[1] + 0.9)
        axes = figure.subplots(1, 3, width_ratios=sizes)
        figure.subplots_adjust(left=0.085, right=0.985, bottom=0.04, top=0.74, wspace=0.32)
        ones = _number_grid(axes[0], one_hots, sentence, "one-hots of the sentence", vocabulary)
        ones(one_hots, lambda row, column: one_hots[row, column] == 1)
        rows = _number_grid(axes[1], table, vocabulary, "the table: all dials")
        fetched = _number_grid(axes[2], table[tokens], sentence, "what the sentence fetches")

        def turn(word: str, first: float) -> str:
            now, which = table.copy(), vocabulary.index(word)
            now[which, 0] = first
            rows(now, lambda row, column: row == which)
            fetched(one_hots @ now, lambda row, column: sentence[row] == word)
            n = sentence.count(word)
            times = {0: "nowhere", 1: "once", 2: "twice"}.get(n, f"{n} times")
            return (
                f"The row of “{word}” begins with {number(first)}; "
                f"the sentence fetches this row {times}."
            )

        return turn

    return view


def _number_grid(axes: Axes, cells: np.ndarray, names: list[str], title: str, heads=None):
    """A table of numbers [R, C]; returns `show(cells, marked)`, marked(row, column) -> bool."""
    rows, columns = cells.shape
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    axes.set_title(title, fontsize=10, loc="left", pad=44 if heads else 6)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_yticks(np.arange(rows) + 0.5, names)
    axes.xaxis.tick_top()
    axes.set_xticks(np.arange(columns) + 0.5 if heads else [], heads or [], rotation=90)
    boxes, texts = {}, {}
    for at in np.ndindex(rows, columns):
        row, column = at
        boxes[at] = axes.add_patch(Rectangle((column, row), 1, 1, edgecolor="white", linewidth=2))
        texts[at] = axes.text(column + 0.5, row + 0.53, "", ha="center", va="center", fontsize=9)

    def show(cells, marked):
        for at, box in boxes.items():
            mark = bool(marked(*at))
            box.set_facecolor("#fde3a7" if mark else "#eef1f4")
            value = cells[at]
            texts[at].set_text(number(value, 2))
            texts[at].set(color=BLACK if mark or not heads else GREY)
            texts[at].set_fontweight("bold" if mark else "normal")

    return show
