"""One dial: the slope of the loss as a finite difference, and descent on the loss's curve."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from ...kit.numbers import number, with_commas
from ...kit.style import BLACK, BLUE, GREY, ORANGE, RED, SKY, TITLE, label
from ...kit.view import View


def growing_squares(figure: Figure, side: float, epsilons: Sequence[float]) -> None:
    """A square of `side` that grows by each of `epsilons`: two strips and a corner, all in g."""
    figure.subplots_adjust(left=0.03, right=0.97, bottom=0.12, top=0.9)
    for place, epsilon in enumerate(epsilons):
        axes = figure.add_subplot(1, len(epsilons), place + 1, aspect="equal")
        whole = side + max(epsilons)
        axes.set(xlim=(-0.02 * whole, 1.02 * whole), ylim=(-0.02 * whole, 1.02 * whole))
        axes.add_patch(Rectangle((0, 0), side, side, facecolor=SKY, edgecolor="white"))
        for corner, wide, high in ((0, side), side, epsilon), ((side, 0), epsilon, side):
            axes.add_patch(Rectangle(corner, wide, high, facecolor=BLUE, edgecolor="white"))
        corner = Rectangle((side, side), epsilon, epsilon, facecolor=RED, edgecolor="white")
        axes.add_patch(corner)
        axes.text(side / 2, side / 2, f"{number(side)}²", ha="center", va="center", fontsize=13)
        share = epsilon**2 / ((side + epsilon) ** 2 - side**2)
        axes.set_title(f"a hair of {number(epsilon)}", **TITLE)
        axes.set_xlabel(f"corner: {100 * share:.0f}% of the growth", loc="left")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)


def finite_difference(
    y: ArrayLike, *, b_range: tuple[float, float], b_label: str, unit: str
) -> View:
    """View with dials b and epsilon: the loss of a flat line at b and at b + epsilon, and the line
    through both. y [N], in `unit`."""
    y = np.asarray(y, float)
    mean, spread = float(y.mean()), float(y.var())

    def loss(b):
        return (b - mean) ** 2 + spread

    def view(figure: Figure):
        axes = _curve(figure.add_axes((0.12, 0.14, 0.84, 0.74)), loss, b_range, b_label, unit)
        ends = np.array(b_range, float)
        (through,) = axes.plot(ends, ends, color=RED, linewidth=1.8)
        (stairs,) = axes.plot([0, 0, 0], [0, 0, 0], color=BLACK, linewidth=1.5)
        (points,) = axes.plot([0, 0], [0, 0], "o", color=RED, markersize=7, zorder=4)
        axes.legend(
            [axes.lines[0], points, stairs, through],
            [
                "the loss",
                "before and after the turn",
                "the turn, and what it did",
                "line through both",
            ],
            loc="upper center",
            frameon=False,
        )

        def turn(b: float, epsilon: float) -> str:
            change = loss(b + epsilon) - loss(b)
            slope = change / epsilon
            after = b + epsilon
            points.set_data([b, after], _millions([loss(b), loss(after)]))
            stairs.set_data([b, after, after], _millions([loss(b), loss(b), loss(after)]))
            through.set_ydata(_millions(loss(b) + slope * (ends - b)))
            said = f"{number(change, 4)} {unit}² ÷ {number(epsilon)} {unit} = {number(slope, 4)}"
            axes.set_title(f"change of the loss ÷ turn: {said}", loc="left")
            return (
                f"At b = {number(b, 4)} {unit}, a turn of {number(epsilon)} {unit} changes the "
                f"loss by {number(change, 4)} {unit}²: {number(slope, 4)} for each {unit} turned."
            )

        return turn

    return view


def descent_on_curve(
    y: ArrayLike,
    descend: Callable[..., ArrayLike],
    *,
    b_range: tuple[float, float],
    b_label: str,
    unit: str,
    steps: int,
) -> View:
    """View of descend(**dials) -> every b from the start on: on the curve, and step by step.

    y [N], in `unit`; steps: the most that it can take.
    """
    y = np.asarray(y, float)
    mean, spread = float(y.mean()), float(y.var())

    def loss(b):
        return (b - mean) ** 2 + spread

    def view(figure: Figure):
        curve = figure.add_axes((0.09, 0.14, 0.4, 0.74))
        _curve(curve, loss, b_range, b_label, unit)
        (trail,) = curve.plot([0], [0], "o-", color=RED, linewidth=1, markersize=4)
        (here,) = curve.plot([0], [0], "o", color=ORANGE, mec=BLACK, markersize=10, zorder=4)
        log = label(figure.add_axes((0.61, 0.14, 0.36, 0.74)), " ", "step", b_label)
        log.set(xlim=(-0.5, steps + 0.5), ylim=b_range)
        log.axhline(mean, color=GREY, linestyle="--", linewidth=1)
        log.yaxis.set_major_formatter(with_commas)
        (dots,) = log.plot([0], [0], "o-", color=RED, linewidth=1, markersize=4)
        (now,) = log.plot([0], [0], "o", color=ORANGE, mec=BLACK, markersize=10, zorder=4)

        def turn(**dials) -> str:
            with np.errstate(all="ignore"):
                b = _on_paper(np.asarray(descend(**dials), float))
                off = abs(b[-1] - mean)
            trail.set_data(b, _millions(loss(b)))
            here.set_data(b[-1:], _millions(loss(b[-1:])))
            dots.set_data(np.arange(len(b)), b)
            now.set_data([len(b) - 1], b[-1:])
            curve.set_title(f"b = {number(b[-1], 4)} {unit}", **TITLE)
            away = f"{number(off)} {unit}" if off >= 0.01 else f"under 0.01 {unit}"
            log.set_title(f"off by {away}", **TITLE)
            return (
                f"After {len(b) - 1} steps from b = {number(b[0], 4)} {unit} the walker is at "
                f"b = {number(b[-1], 4)} {unit}, {away} from the lowest point."
            )

        return turn

    return view


def several_rates(
    figure: Figure, trails: dict[str, ArrayLike], bottom: float, b_range: tuple[float, float]
) -> None:
    """Descents with several learning rates side by side: b step by step, each [S+1], in g."""
    for place, (name, trail) in enumerate(trails.items()):
        axes = figure.add_subplot(1, len(trails), place + 1)
        label(axes, name, "step", "" if place else "b (g)")
        axes.axhline(bottom, color=GREY, linestyle="--", linewidth=1)
        axes.plot(np.asarray(trail), "o-", color=RED, linewidth=1, markersize=3)
        axes.set(ylim=b_range)
        axes.yaxis.set_major_formatter(with_commas)
        if place:
            axes.set_yticklabels([])
    figure.subplots_adjust(left=0.09, right=0.98, bottom=0.18, top=0.88, wspace=0.12)


def _curve(axes: Axes, loss, b_range, b_label, unit):
    """The curve of the loss over one dial, in millions."""
    low, high = b_range
    b = np.linspace(low, high, 300)
    label(axes, " ", b_label, f"loss (million {unit}²)")
    axes.plot(b, _millions(loss(b)), color=BLUE, linewidth=2)
    axes.set(xlim=b_range, ylim=(0, 1.05 * _millions(loss(b)).max()))
    axes.xaxis.set_major_formatter(with_commas)
    return axes


def _millions(loss):
    return np.asarray(loss) / 1e6


def _on_paper(trail):
    """A trail up to where it diverges, so that what is drawn are numbers."""
    gone = ~(np.abs(trail) < 1e12)
    return trail[: int(np.argmax(gone))] if gone.any() else trail
