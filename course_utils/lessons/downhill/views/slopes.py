"""One dial: what a hair's turn does to the loss, and a walk down the curve of the loss."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from ...kit.numbers import number
from ...kit.style import BLACK, BLUE, GREY, ORANGE, RED, SKY, label


def growing_squares(figure: Figure, side: float, hairs) -> None:
    """A square of `side` that grows by each of `hairs`: two strips and a corner, all in g."""
    figure.subplots_adjust(left=0.03, right=0.97, bottom=0.12, top=0.9)
    for place, hair_ in enumerate(hairs):
        axes = figure.add_subplot(1, len(hairs), place + 1, aspect="equal")
        whole = side + max(hairs)
        axes.set(xlim=(-0.02 * whole, 1.02 * whole), ylim=(-0.02 * whole, 1.02 * whole))
        axes.add_patch(Rectangle((0, 0), side, side, facecolor=SKY, edgecolor="white"))
        for corner, wide, high in ((0, side), side, hair_), ((side, 0), hair_, side):
            axes.add_patch(Rectangle(corner, wide, high, facecolor=BLUE, edgecolor="white"))
        corner = Rectangle((side, side), hair_, hair_, facecolor=RED, edgecolor="white")
        axes.add_patch(corner)
        axes.text(side / 2, side / 2, f"{number(side)}²", ha="center", va="center", fontsize=13)
        share = hair_**2 / ((side + hair_) ** 2 - side**2)
        axes.set_title(f"a hair of {number(hair_)}", fontsize=11, loc="left")
        axes.set_xlabel(f"corner: {100 * share:.0f} % of the growth", loc="left")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)


def hair(y, *, b_range: tuple[float, float], b_label: str, unit: str):
    """View with dials b and hair: the loss of a flat line at b and at b + hair, and the line
    through both. y [N], in `unit`."""
    mean, spread = float(np.mean(y)), float(np.var(y))

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
            ["the loss", "before and after the turn", "the turn, and what it did", "their slope"],
            loc="upper center",
            frameon=False,
        )

        def turn(b: float, hair: float) -> str:
            change = loss(b + hair) - loss(b)
            slope = change / hair
            points.set_data([b, b + hair], _millions(loss(np.array([b, b + hair]))))
            stairs.set_data([b, b + hair, b + hair], _millions([loss(b), loss(b), loss(b + hair)]))
            through.set_ydata(_millions(loss(b) + slope * (ends - b)))
            said = f"{number(change, 4)} {unit}² ÷ {number(hair)} {unit} = {number(slope, 4)}"
            axes.set_title(f"change of the loss ÷ turn: {said}", loc="left")
            return (
                f"At b = {number(b, 4)} {unit}, a turn of {number(hair)} {unit} changes the loss "
                f"by {number(change, 4)} {unit}²: {number(slope, 4)} for each {unit} turned."
            )

        return turn

    return view


def walk_on_curve(y, walk, *, b_range: tuple[float, float], b_label: str, unit: str, steps: int):
    """View of walk(**dials) -> every b from the start on: on the curve, and step by step.

    y [N], in `unit`; steps: the most that the walk can have.
    """
    mean, spread = float(np.mean(y)), float(np.var(y))

    def loss(b):
        return (b - mean) ** 2 + spread

    def view(figure: Figure):
        curve = figure.add_axes((0.09, 0.14, 0.4, 0.74))
        _curve(curve, loss, b_range, b_label, unit)
        (trail,) = curve.plot([0], [0], "o-", color=RED, linewidth=1, markersize=4)
        (walker,) = curve.plot([0], [0], "o", color=ORANGE, mec=BLACK, markersize=10, zorder=4)
        log = label(figure.add_axes((0.61, 0.14, 0.36, 0.74)), " ", "step", b_label)
        log.set(xlim=(-0.5, steps + 0.5), ylim=b_range)
        log.axhline(mean, color=GREY, linestyle="--", linewidth=1)
        log.text(steps + 0.4, mean, "lowest loss", color=GREY, ha="right", va="bottom", fontsize=9)
        (dots,) = log.plot([0], [0], "o-", color=RED, linewidth=1, markersize=4)
        (now,) = log.plot([0], [0], "o", color=ORANGE, mec=BLACK, markersize=10, zorder=4)

        def turn(**dials) -> str:
            with np.errstate(all="ignore"):
                b = _on_paper(np.asarray(walk(**dials), float))
                off = abs(b[-1] - mean)
            trail.set_data(b, _millions(loss(b)))
            walker.set_data(b[-1:], _millions(loss(b[-1:])))
            dots.set_data(np.arange(len(b)), b)
            now.set_data([len(b) - 1], b[-1:])
            curve.set_title(f"b = {number(b[-1], 4)} {unit}", loc="left")
            log.set_title(f"{number(off)} {unit} from the lowest point", loc="left")
            return (
                f"After {len(b) - 1} steps from b = {number(b[0], 4)} {unit} the walker is at "
                f"b = {number(b[-1], 4)} {unit}, {number(off)} {unit} from the lowest point."
            )

        return turn

    return view


def cost_of_looking(figure: Figure, all_errors, one_errors, points: int, best: float, unit: str):
    """Errors of two walks against how many points were looked at.

    all_errors [S+1]: after each step that looks at all `points`; one_errors [T+1]: after each
    step that looks at one point; both in `unit`.
    """
    axes = label(figure.add_axes((0.1, 0.14, 0.87, 0.83)), "", "penguins looked at", "")
    axes.set_ylabel(f"error ({unit})")
    looked = np.maximum(points * np.arange(len(all_errors)), 1)
    (one,) = axes.plot(np.arange(1, len(one_errors)), one_errors[1:], color=BLUE, linewidth=0.8)
    (all_,) = axes.plot(looked, all_errors, "o-", color=RED, drawstyle="steps-post")
    lowest = axes.axhline(best, color=BLACK, linestyle="--", linewidth=1)
    axes.set(xlim=(1, looked[-1]), xscale="log", ylim=(0.8 * best, 1.05 * all_errors[0]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.legend(
        [all_, one, lowest],
        [f"one step for all {points} together", "one step for each", "lowest possible"],
        loc=(0.28, 0.6),
        frameon=False,
    )


def _curve(axes, loss, b_range, b_label, unit):
    """The curve of the loss over one dial, in millions."""
    low, high = b_range
    b = np.linspace(low, high, 300)
    label(axes, " ", b_label, f"loss (million {unit}²)")
    axes.plot(b, _millions(loss(b)), color=BLUE, linewidth=2)
    axes.set(xlim=b_range, ylim=(0, 1.05 * _millions(loss(b)).max()))
    return axes


def _millions(loss):
    return np.asarray(loss) / 1e6


def _on_paper(walk):
    """A walk up to where it leaves any paper, so that what is drawn are numbers."""
    gone = ~(np.abs(walk) < 1e12)
    return walk[: int(np.argmax(gone))] if gone.any() else walk
