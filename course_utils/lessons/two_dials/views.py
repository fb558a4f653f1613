"""Views of a line and what it predicts: notebook 01."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import number, rmse, signed, with_commas
from ..kit.style import BLACK, BLUE, GREY, RED, TITLE, label
from ..kit.view import View

# A legend between title and axes, where no line that is turned can cross it.
ABOVE: dict[str, Any] = {
    "loc": "lower left",
    "bbox_to_anchor": (0, 0.99),
    "ncols": 3,
    "frameon": False,
    "fontsize": 9,
    "borderaxespad": 0.2,
}


# The dials (a, b) of three lines among which the eye finds no winner.
LINES = {"line A": (10, 2190), "line B": (25, -820), "line C": (75, -10870)}


def scatter(
    figure: Figure,
    x: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    x_label: str = "",
    y_label: str = "",
) -> Axes:
    """Points on fresh axes: x [N], y [N]. Returns the axes."""
    axes = label(figure.add_subplot(), title, x_label, y_label)
    figure.subplots_adjust(left=0.11, right=0.97, bottom=0.13, top=0.91)
    axes.plot(x, y, "o", color=BLUE, alpha=0.45, markersize=4, label="one penguin")
    axes.yaxis.set_major_formatter(with_commas)
    return axes


def three_lines(
    figure: Figure,
    x: ArrayLike,
    y: ArrayLike,
    *,
    lines: Mapping[str, tuple[float, float]],
    x_label: str = "",
    y_label: str = "",
) -> None:
    """The same points [N] several times, each with one line (a, b), by its name."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    ends = np.array([x.min(), x.max()])
    for place, (name, (a, b)) in enumerate(lines.items()):
        axes = figure.add_subplot(1, len(lines), place + 1)
        label(axes, name, x_label, "" if place else y_label)
        axes.plot(x, y, "o", color=BLUE, alpha=0.3, markersize=2.5)
        axes.plot(ends, a * ends + b, color=RED, linewidth=2.5)
        axes.set(ylim=y.min() + np.ptp(y) * np.array([-0.15, 1.15]))
        axes.yaxis.set_major_formatter(with_commas)
        if place:
            axes.set_yticklabels([])
    figure.subplots_adjust(left=0.09, right=0.98, bottom=0.16, top=0.88, wspace=0.08)


def one_prediction(x: float, *, x_label: str, y_label: str, x_max: float, y_max: float) -> View:
    """View with dials a and b: the line from input 0 on, and what it says for one input x."""

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", x_label, y_label)
        figure.subplots_adjust(left=0.12, right=0.97, bottom=0.13, top=0.84)
        axes.yaxis.set_major_formatter(with_commas)
        axes.set(xlim=(0, x_max), ylim=(-1.05 * y_max, 1.05 * y_max))
        axes.axhline(0, color=GREY, linewidth=0.8)
        ends = np.array([0.0, x_max])
        (line,) = axes.plot(ends, ends, color=RED, linewidth=2)
        (start,) = axes.plot([0], [0], "s", color=BLACK, markersize=8, clip_on=False)
        (way,) = axes.plot([x, x, 0], [0, 0, 0], ":", color=GREY)
        (answer,) = axes.plot([x], [0], "o", color=BLUE, markersize=9)
        names = ["the model: a·x + b", "input 0: only b is left", f"input {number(x)}"]
        axes.legend([line, start, answer], names, **ABOVE)

        def turn(a: float, b: float) -> str:
            y = a * x + b
            line.set_ydata(a * ends + b)
            start.set_ydata([b])
            way.set_ydata([-1.05 * y_max, y, y])
            answer.set_ydata([y])
            said = f"{number(a)} × {number(x)} {signed(b, 4)} = {number(y, 4)}"
            axes.set_title(said, pad=26, **TITLE)
            return f"Input {number(x)}, dials a = {number(a)} and b = {number(b, 4)}: {said}."

        return turn

    return view


def line_on_points(
    x: ArrayLike,
    y: ArrayLike,
    *,
    x_label: str,
    y_label: str,
    unit: str,
    margin: float = 0.04,
) -> View:
    """View with dials a and b: a line over points, each residual drawn, the error in words."""
    x, y = np.asarray(x, float), np.asarray(y, float)  # [N], [N]
    ends = np.array([x.min(), x.max()])
    ends += np.array([-margin, margin]) * np.ptp(x)

    def view(figure: Figure):
        axes = scatter(figure, x, y, title=" ", x_label=x_label, y_label=y_label)
        figure.subplots_adjust(top=0.84)
        axes.set(xlim=ends, ylim=y.min() + np.ptp(y) * np.array([-0.15, 1.15]))
        # One line for all misses, broken by NaN: a tenth of the work of a line for each.
        apart = np.full_like(x, np.nan)
        across = np.stack([x, x, apart], axis=1).ravel()  # [3N]
        (misses,) = axes.plot(across, across, color=GREY, linewidth=0.7, alpha=0.6, zorder=1)
        above = axes.set_title(" ", pad=26, **TITLE)
        (line,) = axes.plot(ends, ends, color=RED, linewidth=2.5)
        names = ["one penguin", "what the model predicts", "how far it is off"]
        axes.legend([axes.lines[0], line, misses], names, **ABOVE)

        def turn(a: float, b: float) -> str:
            predicted = a * x + b
            line.set_ydata(a * ends + b)
            misses.set_ydata(np.stack([y, predicted, apart], axis=1).ravel())
            error = f"typical error {number(rmse(predicted, y))} {unit}"
            above.set_text(f"a = {number(a)}, b = {number(b, 4)}: {error}")
            return f"Line with a = {number(a)}, b = {number(b, 4)}; {error}."

        return turn

    return view
