"""Views of what b does: notebook 04."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from ..kit.numbers import number, rmse, sigmoid, with_commas
from ..kit.style import BLACK, BLUE, GREY, ORANGE, RED, SKY, TITLE, label
from ..kit.view import View

UP_TO = 245.0  # mm: right end of the pictures that begin at zero


def penguins_from_zero(figure: Figure, x: np.ndarray, y: np.ndarray) -> tuple[Axes, Line2D]:
    """Axes that begin at input 0, and the penguins as dots on them: x [N] in mm, y [N] in g."""
    axes = label(figure.add_subplot(), " ", "flipper length (mm)", "body mass (g)")
    axes.set(xlim=(0, UP_TO), ylim=(-6500, 8500))
    axes.yaxis.set_major_formatter(with_commas)
    axes.axhline(0, color=GREY, linewidth=0.8)
    (dots,) = axes.plot(x, y, "o", color=BLUE, alpha=0.4, markersize=3.5)
    return axes, dots


def from_zero(x: ArrayLike, y: ArrayLike) -> View:
    """View with dial a (and b, if it is there): penguins and line, drawn from input 0 on.

    x: [N] flippers in mm. y: [N] masses in g.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    ends = np.array([0, UP_TO])

    def view(figure: Figure):
        axes, dots = penguins_from_zero(figure, x, y)
        (line,) = axes.plot(ends, ends, color=RED, linewidth=2.5)
        (start,) = axes.plot([0], [0], "s", color=BLACK, markersize=9, clip_on=False, zorder=5)
        words = ["one penguin", "the model", "input 0: only b is left"]
        axes.legend([dots, line, start], words, loc="lower right", frameon=False)

        def turn(a: float, b: float = 0.0) -> str:
            line.set_ydata(a * ends + b)
            start.set_ydata([b])
            error = rmse(a * x + b, y)
            said = (
                f"a = {number(a)} g per mm, b = {number(b, 4)} g: typical error {number(error)} g"
            )
            axes.set_title(said)
            return f"Line with {said}."

        return turn

    return view


def moving_zero(x: ArrayLike, y: ArrayLike, a: float, b: float) -> View:
    """View with dial zero: the same line a·x + b; b is read off where one starts to count.

    x: [N] flippers in mm. y: [N] masses in g. a, b: dials for flippers counted from 0.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    ends = np.array([0, UP_TO])

    def view(figure: Figure):
        axes, _ = penguins_from_zero(figure, x, y)
        axes.plot(ends, a * ends + b, color=RED, linewidth=2.5)
        (wall,) = axes.plot([0, 0], [-6500, 8500], "--", color=BLACK, linewidth=1.2)
        (start,) = axes.plot([0], [0], "s", color=BLACK, markersize=9, clip_on=False, zorder=5)
        words = ["zero is here", "b: the height of the line there"]
        place = {
            "loc": "upper center",
            "bbox_to_anchor": (0.5, -0.16),
            "ncols": 2,
            "frameon": False,
        }
        axes.legend([wall, start], words, **place)
        figure.subplots_adjust(bottom=0.24)

        def turn(zero: float) -> str:
            here = a * zero + b
            wall.set_xdata([zero, zero])
            start.set_data([zero], [here])
            said = (
                f"mass = {number(a)} · (flipper − {number(zero)}) + b, with b = {number(here, 4)} g"
            )
            axes.set_title(said)
            return f"Counted from {number(zero)} mm: {said}."

        return turn

    return view


def soft_threshold(x: ArrayLike, yes: ArrayLike, zero: float) -> View:
    """View with dials a and b: sigmoid(a·(x − zero) + b) over cases that are yes (1) or no (0).

    x: [N] in mm. yes: [N] truth values. zero: where x is counted from.
    """
    x, yes = np.asarray(x, float), np.asarray(yes, bool)
    grid = np.linspace(165, 238, 400)
    spread = 0.05 * np.sin(12.9 * np.arange(len(x)))  # dots side by side, not on top of each other

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "flipper length (mm)", "what the model says")
        axes.set(xlim=(165, 238), ylim=(-0.12, 1.28), yticks=[0, 0.25, 0.5, 0.75, 1])
        axes.axhline(0.5, color=GREY, linewidth=0.8)
        axes.plot(x[yes], 1 + spread[yes], "^", color=BLUE, alpha=0.4, markersize=4)
        axes.plot(x[~yes], spread[~yes], "o", color=ORANGE, alpha=0.4, markersize=4)
        axes.text(237, 1.09, "Gentoo ▲", ha="right", color=BLACK)
        axes.text(166, -0.08, "● not Gentoo", ha="left", va="top", color=BLACK)
        axes.set_ylim(-0.2, 1.2)
        (curve,) = axes.plot(grid, grid, color=RED, linewidth=2.5)
        (wall,) = axes.plot([0, 0], [-0.2, 1.2], "--", color=BLACK, linewidth=1.2)

        def turn(a: float, b: float) -> str:
            curve.set_ydata(sigmoid(a * (grid - zero) + b))
            right = float(np.mean((a * (x - zero) + b > 0) == yes))
            place = zero - b / a if a else np.inf
            wall.set_xdata([place, place] if a else [-1, -1])
            where = f"threshold at {number(place, 4)} mm" if a else "no threshold"
            said = f"a = {number(a)}, b = {number(b)}: {where}, {100 * right:.1f}% right"
            axes.set_title(said)
            return f"Sigmoid with {said}."

        return turn

    return view


def leaning(x: float, y: float) -> View:
    """View with dials start_a, start_b: of all lines through one point (x, y), the one taken.

    Gradient descent on one example moves both dials along (x, 1) only, so it ends at the setting
    of loss zero that is nearest to its start.
    """
    a_line = np.array([-3.5, 5.5])

    def view(figure: Figure):
        left, right = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.08, right=0.98, bottom=0.14, top=0.9, wspace=0.25)
        label(left, "Settings of the dials", "a", "b").set(xlim=(-3.5, 5.5), ylim=(-5, 7))
        left.set_aspect("equal")
        (ridge,) = left.plot(a_line, y - a_line * x, color=SKY, linewidth=4)
        (way,) = left.plot([0, 0], [0, 0], color=BLACK, linewidth=1.5)
        (begin,) = left.plot([0], [0], "o", color=BLACK, markersize=7)
        (end,) = left.plot([0], [0], "*", color=RED, markersize=14)
        words = ["loss 0", "start", "where it ends"]
        left.legend([ridge, begin, end], words, loc="upper right", fontsize=9)

        label(right, " ", "input", "output").set(xlim=(-1, 6), ylim=(-6, 12))
        ends = np.array([-1.0, 6.0])
        fans = [np.c_[ends, y + slope * (ends - x)] for slope in np.linspace(-3, 4, 15)]
        right.add_collection(LineCollection(fans, colors=SKY, linewidths=0.8), autolim=False)
        (chosen,) = right.plot(ends, ends, color=RED, linewidth=2.5)
        right.plot([x], [y], "o", color=BLACK, markersize=9)

        def turn(start_a: float, start_b: float) -> str:
            share = (y - start_a * x - start_b) / (x * x + 1)
            a, b = start_a + share * x, start_b + share
            way.set_data([start_a, a], [start_b, b])
            begin.set_data([start_a], [start_b])
            end.set_data([a], [b])
            chosen.set_ydata(a * ends + b)
            right.set_title(f"a = {number(a)}, b = {number(b)}", **TITLE)
            return (
                f"From a = {number(start_a)}, b = {number(start_b)} to a = {number(a)}, "
                f"b = {number(b)}: for input 6 it says {number(a * 6 + b)}."
            )

        return turn

    return view


def who_is_off(misses: dict[str, ArrayLike], groups: dict[str, ArrayLike]) -> View:
    """View with dials fit (a name) and shift (g): average miss and error of each group.

    misses: {name of the fit: [N], what the model said minus the scale, in g}.
    groups: {name: [N] truth values, who belongs to it}.
    """
    told = {fit: np.asarray(values, float) for fit, values in misses.items()}
    own = [np.asarray(chosen, bool) for chosen in groups.values()]
    places, colours = np.arange(len(own)), [SKY] * (len(own) - 2) + [ORANGE] * 2

    def view(figure: Figure):
        left, right = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.105, right=0.99, bottom=0.11, top=0.86, wspace=0.26)
        label(left, "average miss", "", "too light ←  g  → too heavy").set(ylim=(-1400, 1400))
        label(right, "typical error", "", "g").set(ylim=(0, 1400))
        left.axhline(0, color=BLACK, linewidth=1)
        bars, texts = [], []
        for axes in (left, right):
            axes.set(xlim=(-0.6, len(own) - 0.4))
            axes.set_xticks(places, list(groups), fontsize=8.5)
            axes.yaxis.set_major_formatter(with_commas)
            bars.append(axes.bar(places, 1, width=0.6, color=colours))
            texts.append([axes.text(float(i), 0, "", ha="center", fontsize=9) for i in places])
        head = figure.text(0.02, 0.955, "", fontsize=11)

        def turn(fit: str, shift: float = 0.0) -> str:
            now = [told[fit][chosen] + shift for chosen in own]
            averages = [round(float(np.mean(values)), 2) + 0.0 for values in now]
            errors = [float(np.sqrt(np.mean(values**2))) for values in now]
            for which, heights in enumerate((averages, errors)):
                for bar, text, height in zip(bars[which], texts[which], heights, strict=True):
                    bar.set_height(height)
                    text.set_text(number(height))
                    text.set_y(height + 30 if height >= 0 else height - 140)
            head.set_text(f"fitted to: {fit}; b turned by {number(shift)} g")
            said = ", ".join(
                f"{name} {number(average)} ({number(error)})"
                for name, average, error in zip(groups, averages, errors, strict=True)
            )
            return (
                f"Fitted to {fit}, b turned by {number(shift)} g. "
                f"Average miss (and error) in g: {said}."
            )

        return turn

    return view
