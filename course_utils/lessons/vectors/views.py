"""Views of a row of inputs and its row of dials: notebook 05."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import number, rmse, signed
from ..kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY, TITLE, label, plate
from ..kit.view import View

LIMITS = (-1500, 10_000)  # g: room for every setting of the dials
SPECIES = {"Adelie": (BLUE, "o"), "Chinstrap": (ORANGE, "s"), "Gentoo": (GREEN, "^")}


def products(
    axes: Axes,
    row: np.ndarray,
    names: Sequence[str],
    measured: float,
    limits: tuple[float, float],
) -> Callable[[np.ndarray, float], None]:
    """One input row [D], bar by bar: b, then each dial times its input, then the sum.

    Draws once and returns `move(a [D], b)`, which sets the bars.
    """
    places = np.arange(len(names) + 2)
    label(axes, "One penguin (dashed: what the scale said)", "", "g")
    axes.set(xlim=(-0.6, places[-1] + 0.6), ylim=limits)
    axes.set_xticks(places, ["b", *(name.replace(" ", "\n") for name in names), "sum"], fontsize=9)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.axhline(measured, color=BLACK, linestyle="--", linewidth=1)
    bars = axes.bar(places, 1, width=0.62, color=[GREY, *[SKY] * len(names), RED])
    steps = LineCollection([], colors=GREY, linewidths=1)
    axes.add_collection(steps, autolim=False)
    style = {"ha": "center", "va": "bottom", "fontsize": 9, "bbox": plate(0.8, pad=0.5)}
    texts = [axes.text(float(p), 0, "", **style) for p in places]

    def move(a, b):
        parts = np.array([b, *(a * row)])
        tops = np.cumsum(parts)
        bases = np.array([0, *tops[:-1], 0])
        heights = np.array([*parts, tops[-1]])
        said = [
            number(h, 4) if p in (0, places[-1]) else signed(h, gap="")
            for p, h in enumerate(heights)
        ]
        for bar, text, base, height, word in zip(bars, texts, bases, heights, said, strict=True):
            bar.set_y(base)
            bar.set_height(height)
            text.set_text(word)
            text.set_y(max(base, base + height) + 130)
        steps.set_segments([[(p + 0.31, t), (p + 0.69, t)] for p, t in enumerate(tops)])

    return move


def row_of_dials(x: ArrayLike, y: ArrayLike, names: Sequence[str], *, one: int) -> View:
    """View with dials a1, a2 … and b: the products for one penguin, the prediction for all.

    x: [N, D], one row a penguin. y: [N] in g. names: of the D inputs. one: which penguin.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
        figure.subplots_adjust(left=0.115, right=0.985, bottom=0.15, top=0.9, wspace=0.34)
        move = products(left, x[one], names, y[one], LIMITS)
        label(right, " ", "what the scale said (g)", "what the model says (g)")
        right.set(xlim=(2500, 6600), ylim=LIMITS)
        right.plot([2500, 6600], [2500, 6600], color=BLACK, linestyle="--", linewidth=1)
        right.text(6600, 6700, "right", ha="right", fontsize=9)
        (dots,) = right.plot(y, y, "o", color=BLUE, alpha=0.4, markersize=3.5)

        def turn(b: float, **dials: float) -> str:
            a = np.array([dials[f"a{i + 1}"] for i in range(len(names))])
            predicted = x @ a + b
            move(a, b)
            dots.set_ydata(predicted)
            error = rmse(predicted, y)
            right.set_title(f"All {len(y)}: typical error {number(error)} g", **TITLE)
            shown = ", ".join(number(value) for value in a)
            return (
                f"Dials a = ({shown}) and b = {number(b, 4)}: this penguin is predicted at "
                f"{number(predicted[one], 4)} g and weighs {number(y[one], 4)} g; "
                f"typical error over all {number(error)} g."
            )

        return turn

    return view


def by_species(
    figure: Figure,
    x: np.ndarray,
    y: np.ndarray,
    species: np.ndarray,
    *,
    x_label: str,
    y_label: str,
    title: str,
) -> Axes:
    """Points [N], [N] with one line through all of them and one through each species."""
    axes = label(figure.add_subplot(), title, x_label, y_label)
    for name, (colour, marker) in SPECIES.items():
        own = species == name
        axes.plot(x[own], y[own], marker, color=colour, alpha=0.4, markersize=4)
        ends, heights = _straight(x[own], y[own])
        axes.plot(ends, heights, color=colour, linewidth=2.5)
        axes.annotate(
            name,
            (ends[1], heights[1]),
            xytext=(6, -16 if name == "Chinstrap" else 4),
            textcoords="offset points",
            color=BLACK,
        )
    ends, heights = _straight(x, y)
    axes.plot(ends, heights, "--", color=BLACK, linewidth=2)
    axes.annotate("all together", (ends[0], heights[0]), xytext=(0, 10), textcoords="offset points")
    return axes


def _straight(x, y):
    """Both ends of the best straight line through points [N], [N], and its heights there."""
    ends = np.array([x.min(), x.max()])
    slope = np.cov(x, y, bias=True)[0, 1] / np.var(x)
    return ends, y.mean() + slope * (ends - x.mean())
