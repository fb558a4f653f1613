"""Views of masks: four side by side, and one row at a time."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from ...kit.style import BLACK, BLUE, GREY, RED
from ...kit.view import View
from ..masks import Table, bert, gpt, t5, table, xlnet

MOST = 9  # rows of the largest table
UNUSED, SHUT, OPEN, TURNED_SHUT, TURNED_OPEN = range(5)
INKS = ListedColormap(["white", "#e8e8e8", BLUE, "#fbe3cf", RED])


def four_masks(figure: Figure) -> None:
    """Four tables side by side: filled where the row may look at the column."""
    tables = {"GPT": gpt(), "BERT": bert(), "T5": t5(), "XLNet, 4 1 6 2 5 3": xlnet()}
    lefts = (0.055, 0.305, 0.56, 0.815)
    for (name, one), left in zip(tables.items(), lefts, strict=True):
        axes = figure.add_axes((left, 0.1, 0.175, 0.62))
        axes.imshow(np.where(one.sees, OPEN, SHUT), cmap=INKS, vmin=0, vmax=4, aspect="equal")
        _grid(axes, one)
        figure.text(left, 0.92, name, fontsize=11)


def _grid(axes: Axes, one: Table) -> None:
    n, m = one.sees.shape
    axes.set_xticks(range(m), one.columns, rotation=90, fontsize=9)
    axes.set_yticks(range(n), one.rows, fontsize=9)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(m + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=2)
    axes.tick_params(which="minor", length=0)
    axes.spines[:].set_visible(False)
    if one.split is not None:
        for draw in (axes.axhline, axes.axvline):
            draw(one.split - 0.5, color=BLACK, linewidth=1.5)


def who_sees_whom() -> View:
    """View with dials `family`, `row` (from 1) and `order` (of XLNet): one row of a mask, as a row
    of the table and as lines to the words that it may look at."""

    def view(figure: Figure):
        axes = figure.add_axes((0.1, 0.04, 0.36, 0.72), xlim=(-0.5, 8.5), ylim=(8.5, -0.5))
        image = axes.imshow(np.zeros((MOST, MOST)), cmap=INKS, vmin=0, vmax=4, aspect="equal")
        axes.set_axis_off()
        names = [axes.text(-0.75, i, "", ha="right", va="center", fontsize=9) for i in range(MOST)]
        heads = [
            axes.text(i, -0.75, "", ha="center", va="bottom", rotation=90, fontsize=9)
            for i in range(MOST)
        ]
        for place in np.arange(MOST + 1) - 0.5:
            axes.axhline(place, color="white", linewidth=2)
            axes.axvline(place, color="white", linewidth=2)
        lines, above, below, asks = _lines(figure)
        title = figure.text(0.02, 0.94, "", fontsize=11)

        def turn(family: str, row: int, order: str) -> str:
            one = table(family, order)
            at = min(int(row), len(one.rows)) - 1
            image.set_data(_cells(one, at))
            for texts, words in ((names, one.rows), (heads, one.columns), (above, one.columns)):
                for text, word in zip(texts, [*words, *[""] * MOST], strict=False):
                    text.set_text(word)
            n = len(one.columns)
            for i, (line, word) in enumerate(zip(lines, above, strict=True)):
                seen = bool(i < n and one.sees[at, i])
                line.set_visible(seen)
                line.set_data([_x(at), _x(i)], [0.24, 0.8])
                word.set(color=BLACK if seen else GREY, fontweight="bold" if seen else "normal")
            below.set(x=_x(at), text=one.rows[at])
            middle = min(max(_x(at), 0.2), 0.8)  # so that the text stays on the picture
            asked = f"is asked for: {one.asked[at]}" if one.asked[at] else "is asked for nothing"
            asks.set(x=middle, text=asked)
            title.set_text(f"{family}, row {at + 1}" + (f", order {order}" * (family == "XLNet")))
            return _sentence(family, one, at)

        return turn

    return view


def _x(place: int) -> float:
    return (place + 0.5) / MOST


def _lines(figure: Figure):
    """Where a row looks, as lines: one to each word above, the word itself, what it is asked."""
    axes = figure.add_axes((0.5, 0.05, 0.48, 0.8), xlim=(0, 1), ylim=(0, 1.05))
    axes.set_axis_off()
    lines = [axes.plot([0, 0], [0, 1], color=RED, linewidth=2.5)[0] for _ in range(MOST)]
    style = {"ha": "center", "fontsize": 10}
    above = [axes.text(_x(i), 0.84, "", rotation=45, va="bottom", **style) for i in range(MOST)]
    below = axes.text(0, 0.2, "", va="top", fontweight="bold", **style)
    asks = axes.text(0, 0.08, "", va="top", **style)
    return lines, above, below, asks


def _cells(one: Table, at: int) -> np.ndarray:
    cells = np.full((MOST, MOST), UNUSED)
    n, m = one.sees.shape
    cells[:n, :m] = np.where(one.sees, OPEN, SHUT)
    cells[at, :m] = np.where(one.sees[at], TURNED_OPEN, TURNED_SHUT)
    return cells


def _sentence(family: str, one: Table, at: int) -> str:
    seen = [word for word, sees in zip(one.columns, one.sees[at], strict=True) if sees]
    part = ""
    if one.split is not None:
        part = " (its decoder)" if at >= one.split else " (its encoder)"
    asked = f"and is asked for “{one.asked[at]}”" if one.asked[at] else "and is asked for nothing"
    sees = ", ".join(seen) if seen else "nothing"
    return f"{family}{part}, row {at + 1}, “{one.rows[at]}”: sees {sees}; {asked}."
