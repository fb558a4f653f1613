"""Views of a row of inputs and its row of dials: notebook 05."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import number, rmse, signed, with_commas
from ..kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY, TITLE, label, plate
from ..kit.view import View

LIMITS = (-3200, 11_300)  # g: room for every setting of the dials

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
    label(axes, "One penguin (dashed: its mass)", "", "g")
    axes.set(xlim=(-0.6, places[-1] + 0.6), ylim=limits)
    axes.yaxis.set_major_formatter(with_commas)
    axes.set_xticks(places, ["b", *(name.replace(" ", "\n") for name in names), "sum"], fontsize=9)
    axes.axhline(0, color=GREY, linewidth=0.8)
    over_the_sum = places[-1] + np.array([-0.55, 0.55])
    axes.plot(over_the_sum, [measured, measured], "--", color=BLACK, linewidth=1.2)
    bars = axes.bar(places, 1, width=0.62, color=[GREY, *[SKY] * len(names), RED])
    steps = LineCollection([], colors=GREY, linewidths=1)
    axes.add_collection(steps, autolim=False)
    style = {"ha": "center", "va": "bottom", "fontsize": 9, "bbox": plate(1, pad=0.5)}
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
        figure.subplots_adjust(left=0.12, right=0.985, bottom=0.15, top=0.9, wspace=0.4)
        move = products(left, x[one], names, y[one], LIMITS)
        label(right, " ", "what the scale said (g)", "what the model says (g)")
        right.set(xlim=(2500, 6600), ylim=LIMITS, xticks=[3000, 4500, 6000])
        for axis in (right.xaxis, right.yaxis):
            axis.set_major_formatter(with_commas)
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


TOLD, LEFT_OUT = "told", "left out"
COMPACT = 8.5  # size of small print


def inputs_told(x: ArrayLike, y: ArrayLike, names: dict[str, str]) -> View:
    """View with a choice for each input, "told" or "left out": the best dials, and the error.

    x: [N, D], one row a penguin. y: [N] in g. names: {the choice's name: the input's}, D of them.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    places = np.arange(len(names))[::-1]

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=[1.9, 1])
        figure.subplots_adjust(left=0.15, right=0.985, bottom=0.14, top=0.9, wspace=0.3)
        label(left, "The best setting of the dials", "g per standard deviation; for a yes: g", "")
        left.set(xlim=(-900, 2900), ylim=(-0.6, len(names) - 0.4))
        left.set_yticks(places, list(names.values()))
        left.axvline(0, color=GREY, linewidth=0.8)
        left.xaxis.set_major_formatter(with_commas)
        bars = left.barh(places, 1, height=0.55, color=SKY)
        texts = [left.text(0, float(p), "", va="center") for p in places]
        label(right, " ", "", "typical error (g)").set(xlim=(-0.8, 0.8), ylim=(0, 950), xticks=[])
        (bar,) = right.bar([0], [1], width=0.7, color=RED)
        right.axhline(y.std(), color=BLACK, linestyle="--", linewidth=1)
        right.text(0.8, y.std() + 95, "no input at all", ha="right", fontsize=COMPACT)
        top = right.text(0, 0, "", ha="center", fontweight="bold")

        def turn(**choices: str) -> str:
            told = np.array([choices[name] == TOLD for name in names])
            a, error = best_dials(x[:, told], y)
            dials = np.zeros(len(names))
            dials[told] = a
            for one, text, value, is_told in zip(bars, texts, dials, told, strict=True):
                one.set_width(value)
                text.set_text(number(value) if is_told else LEFT_OUT)
                text.set(
                    x=value + (40 if value >= 0 else -40), ha="left" if value >= 0 else "right"
                )
            bar.set_height(error)
            top.set_text(number(error))
            top.set_y(error + 14)
            right.set_title(f"Error {number(error)} g", **TITLE)
            used = [name for name, is_told in zip(names.values(), told, strict=True) if is_told]
            said = ", ".join(f"{name} {number(v)}" for name, v in zip(used, a, strict=True))
            return f"Dials: {said or 'b alone'}. Typical error {number(error)} g."

        return turn

    return view


def best_dials(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """The row a [D] with the smallest error on inputs [N, D] and outputs [N], and that error."""
    table = np.column_stack([x, np.ones(len(y))])
    dials = np.linalg.lstsq(table, y, rcond=None)[0]
    return dials[:-1], rmse(table @ dials, y)


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
    figure.subplots_adjust(left=0.12, right=0.93, bottom=0.15, top=0.91)
    ends, heights = _straight(x, y)
    axes.plot(ends, heights, "--", color=BLACK, linewidth=2)
    axes.annotate(
        "all together",
        (ends[0], heights[0]),
        xytext=(0, 10),
        textcoords="offset points",
        bbox=plate(1),
    )
    axes.yaxis.set_major_formatter(with_commas)
    return axes


def _straight(x, y):
    """Both ends of the best straight line through points [N], [N], and its heights there."""
    ends = np.array([x.min(), x.max()])
    slope = np.cov(x, y, bias=True)[0, 1] / np.var(x)
    return ends, y.mean() + slope * (ends - x.mean())
