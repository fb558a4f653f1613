"""Views of the next token: its probabilities as bars, the cut drawn, and the text that follows."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from ..kit.numbers import in_percent, number
from ..kit.sheet import readable
from ..kit.style import BLACK, BLUE, GREEN, GREY, RED, label
from ..kit.view import View
from .telling import Measured


def bars(axes: Axes, words: list[str]) -> tuple[BarContainer, list[Text]]:
    """Horizontal bars for the likeliest words, best on top. Returns (bars, numbers at their ends).

    The bars are as long as nothing yet; `fill` gives them their lengths.
    """
    n = len(words)
    drawn = axes.barh(range(n), np.zeros(n), color=BLUE, height=0.72)
    numbers = [axes.text(0, i, "", va="center", fontsize=9, color=BLACK) for i in range(n)]
    axes.set(xlim=(0, 1.12), ylim=(n - 0.4, -0.8))
    axes.set_yticks(range(n), words)
    axes.tick_params(axis="y", length=0)
    return drawn, numbers


def fill(
    drawn: BarContainer,
    numbers: list[Text],
    probs: np.ndarray,
    marks: np.ndarray | float = 0.0,
    none: str = "cut off",
) -> None:
    """Set the bars to probabilities [n]; where one is exactly 0, `none` is said, in grey.

    marks: places along each bar that its number must not cover: [n].
    """
    clear = np.maximum(probs, marks) + 0.015
    for bar, text, p, x in zip(drawn, numbers, probs, clear, strict=True):
        bar.set_width(p)
        text.set(x=x, text=in_percent(p, none=none), color=BLACK if p else GREY)


def temperature_bars(
    words: list[str], probs: Callable[[float], np.ndarray], beginning: str
) -> View:
    """View with a dial `temperature`. words: the likeliest at 1; probs(temperature) -> [n]."""

    def view(figure: Figure):
        figure.subplots_adjust(left=0.16, right=0.97, bottom=0.13, top=0.9)
        axes = label(figure.add_subplot(), " ", "probability")
        drawn, numbers = bars(axes, words)
        plain = probs(1.0)
        axes.plot(plain, range(len(words)), "|", color=RED, markersize=14, markeredgewidth=2)
        axes.text(
            1.1,
            len(words) - 0.7,
            "orange marks: at temperature 1",
            color=RED,
            ha="right",
            fontsize=9,
        )

        def turn(temperature: float) -> str:
            now = probs(temperature)
            fill(drawn, numbers, now, marks=plain, none="0%")
            axes.set_title(
                f"after “{beginning}”, at temperature {number(temperature)}", fontsize=11
            )
            best = f"“{words[0]}” has {in_percent(now[0])}"
            return f"At temperature {number(temperature)} the likeliest word {best}."

        return turn

    return view


def sampling_bars(
    words: list[str],
    probs: Callable[[float, int, float], np.ndarray],
    write: Callable[[float, int, float], str],
    beginning: str,
    width: int = 44,
) -> View:
    """View with dials temperature, top_k, top_p: the bars, the cut, and the text that follows.

    probs(temperature, top_k, top_p) -> [V] in the order of the ranking of `words` (likeliest
    first, at least as many as are shown); write(temperature, top_k, top_p) -> text.
    """
    shown = len(words)

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.05))
        figure.subplots_adjust(left=0.1, right=0.99, bottom=0.12, top=0.9, wspace=0.04)
        label(left, " ", "probability")
        drawn, numbers = bars(left, words)
        cut = left.axhline(0, color=RED, linestyle="--", linewidth=1.5)
        left.set_title("", fontsize=10)
        right.axis("off")
        page = right.text(0.04, 0.98, "", va="top", fontsize=10, linespacing=1.5)

        def turn(temperature: float, top_k: int, top_p: float) -> str:
            now = probs(temperature, top_k, top_p)
            fill(drawn, numbers, now[:shown])
            kept = int(np.sum(now > 0))
            cut.set_ydata([kept - 0.5] * 2)
            cut.set_visible(kept < shown)
            left.set_title(f"kept: {kept} of {len(now)} words")
            text = f"{beginning} {write(temperature, top_k, top_p)}"
            page.set_text(readable(text, width, lines=13))
            dials = f"temperature {number(temperature)}, top-k {top_k}, top-p {number(top_p)}"
            return f"With {dials}, {kept} words are kept; “{words[0]}” has {in_percent(now[0])}."

        return turn

    return view


def dull_or_wild(measured: dict[str, list[Measured]]) -> View:
    """View with dials `dial` and `place`: what a dial does over its range, and one story.

    measured: {dial: [what each setting does]}, as many settings for each dial.
    """
    n = len(next(iter(measured.values())))
    most = max(row.different for rows in measured.values() for row in rows)

    def view(figure: Figure):
        upper, middle, lower, page = four_places(figure)
        lower.set(ylim=(0, 1.15 * most))
        forms = ((upper, "s--"), (upper, "o-"), (middle, "o-"), (lower, "o-"))
        lines = [measured_line(axes, form, n) for axes, form in forms]
        names = ["sentences", "stories"]
        upper.legend([line for line, _ in lines[:2]], names, fontsize=9, loc="lower left")
        text = page.text(0.03, 1, "", va="top", fontsize=10, linespacing=1.4)

        def turn(dial: str, place: int) -> str:
            rows = measured[dial]
            value, sentences, stories, again, variety, story, fault = rows[place - 1]
            for column, (line, ring) in enumerate(lines, start=1):
                line.set_ydata([row[column] for row in rows])
                ring.set_data([place - 1], [rows[place - 1][column]])
            lower.set_xticklabels([number(row[0]) for row in rows])
            lower.set_xlabel(dial)
            said = f"PROOFREADER: {fault or 'no fault.'}"
            told = [readable(story, 52, lines=14), "", readable(said, 52, lines=4)]
            text.set_text("\n".join([f"{dial} {number(value)}", "", *told]))
            return (
                f"With {dial} {number(value)}, {100 * sentences:.0f}% of the sentences and "
                f"{100 * stories:.0f}% of the stories are without a fault; {100 * again:.0f}% of "
                f"the sentences had been said before; {variety:,} different words."
            )

        return turn

    return view


def four_places(figure: Figure) -> tuple[Axes, Axes, Axes, Axes]:
    """Three small axes at the left, one above the other, and a page at the right."""
    figure.subplots_adjust(left=0.08, right=0.99, bottom=0.11, top=0.94, hspace=0.42)
    grid = figure.add_gridspec(3, 2, width_ratios=(1, 1.1), wspace=0.06)
    titles = ("without a fault", "sentences said before", "different words in all of them")
    left = [label(figure.add_subplot(grid[i, 0]), title) for i, title in enumerate(titles)]
    left[2].set_xlabel(" ")
    for axes in left[:2]:
        axes.set(ylim=(-0.08, 1.1), yticks=(0, 0.5, 1), yticklabels=("0%", "50%", "100%"))
        axes.tick_params(labelbottom=False)
    page = figure.add_subplot(grid[:, 1])
    page.axis("off")
    upper, middle, lower = left
    return upper, middle, lower, page


def measured_line(axes: Axes, form: str, n: int) -> tuple[Line2D, Line2D]:
    """A line through n points, not there yet, and a ring around the one that is looked at."""
    colour = GREEN if form[0] == "s" else BLUE
    axes.set(xlim=(-0.4, n - 0.6), xticks=range(n))
    (line,) = axes.plot(range(n), [np.nan] * n, form, color=colour, markersize=5)
    (ring,) = axes.plot([0], [0], "o", color=RED, markersize=13, fillstyle="none")
    return line, ring
