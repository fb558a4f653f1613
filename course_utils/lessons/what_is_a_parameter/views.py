"""Views of notebook 24: one dial in every model, all counts, the way through the course."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from ..kit.sheet import arrow, box, sheet
from ..kit.style import BLACK, BLUE, GREEN, GREY, RED, SKY, label
from ..kit.view import View
from .counts import Row
from .one_dial import drawn, results, turned, worst
from .way import WAY

LEAST = 1e-6  # the smallest share that is drawn: what is less is rounding


def share(lost: float) -> str:
    """How much of what was learned is lost, in words: "21%", "less than 0.001%", "69 times"."""
    size = abs(lost)
    if size < 1e-5:
        return "less than 0.001% of"
    if size >= 10:
        return f"{float(f'{size:.2g}'):,.10g} times"
    return f"{float(f'{100 * size:.2g}'):,.10g}% of"


def one_dial() -> View:
    """View with dials `model`, `which`, `number` and `how` (see one_dial.turned): what is lost with
    one dial turned, among 40 drawn at random in this model and in each that is smaller."""

    def view(figure: Figure):
        figure.subplots_adjust(left=0.15, right=0.97, bottom=0.15, top=0.86)
        axes = label(
            figure.add_subplot(), " ", "dials in the model", "share lost of what it has learned"
        )
        axes.set(xscale="log", yscale="log", xlim=(0.7, 9e8), ylim=(LEAST / 2, 3000))
        axes.set_yticks(
            [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000],
            ["less", *(f"{10**k:,g}%" for k in range(-3, 6))],
        )
        counts = {name: found["dials"] for name, found in results().items()}
        (dots,) = axes.plot([], [], "o", color=GREY, alpha=0.35, markersize=4)
        (middle,) = axes.plot([], [], "-", color=BLUE, linewidth=1.5)
        (most,) = axes.plot([], [], "D", color=RED, markersize=6)
        (here,) = axes.plot([], [], "o", mfc="none", mec=BLACK, markersize=13, mew=2)
        legend = ["drawn at random", "their median", "the worst that was found", "the chosen dial"]
        axes.legend([dots, middle, most, here], legend, fontsize=9, ncols=4, loc="lower left",
                    bbox_to_anchor=(-0.02, 1.0), frameon=False, handletextpad=0.2,
                    columnspacing=1.0)  # fmt: skip
        x = np.array(list(counts.values()), float)

        def turn(model: str, which: str, number: int, how: str) -> str:
            shown = list(counts).index(model) + 1  # this one and all that are smaller
            lost = np.abs(np.array(list(drawn(how).values())))[:shown]  # [models, 40]
            heights = np.maximum(lost, LEAST)
            spread = np.exp(np.linspace(-0.25, 0.25, heights.shape[1]))
            dots.set_data((x[:shown, None] * spread).ravel(), heights.ravel())
            middle.set_data(x[:shown], np.median(heights, axis=1))
            most.set_data(x[:shown], np.maximum(list(worst(how).values()), LEAST)[:shown])
            one = turned(model, which, number, how)
            here.set_data([one.dials], [max(abs(one.lost), LEAST)])
            value = f"{one.value:,.4g}".replace("-", "−")
            verb = "loses" if one.lost >= 0 else "gains"
            return (
                f"{model}, {one.dials:,} dials. {one.name} = {value}, {how}: the model {verb} "
                f"{share(one.lost)} what it has learned."
            )

        return turn

    return view


def every_count(rows: Sequence[Row]) -> View:
    """View with a dial `model`, counted from 1: all counts on one axis, one of them marked."""

    def view(figure: Figure):
        figure.subplots_adjust(left=0.3, right=0.86, bottom=0.1, top=0.93)
        axes = label(figure.add_subplot(), "From 2 to 671,026,419,200", "dials")
        places = np.arange(len(rows))
        sizes = [row.dials for row in rows]
        axes.set(xscale="log", xlim=(1, 3e12), ylim=(-0.7, len(rows) - 0.3))
        axes.set_yticks(places, [row.label for row in rows], fontsize=9)
        axes.hlines(places, 1, sizes, color=SKY, linewidth=1)
        axes.plot(sizes, places, "o", color=BLUE, markersize=5)
        for place, size in enumerate(sizes):
            axes.text(size * 2.2, place, f"{size:,}", fontsize=9, va="center")
        (mark,) = axes.plot([], [], "o", mfc="none", mec=RED, markersize=12, mew=2)

        def turn(model: int) -> str:
            row = rows[model - 1]
            mark.set_data([row.dials], [model - 1])
            if model == 1:
                return f"{row.label}: {row.dials:,} dials, where it began."
            times = float(f"{row.dials / rows[0].dials:.3g}")
            many = f"{times:,.1f}".removesuffix(".0")
            return f"{row.label}: {row.dials:,} dials, {many} times as many as the line has."

        return turn

    return view


def the_way(figure: Figure) -> None:
    """The whole course: what became of y = a·x + b in each notebook, in rows of six."""
    axes = sheet(figure, 122, 66)
    colours = [BLUE] * 4 + [GREEN] * 6 + [RED] * 7 + [BLACK] * 7
    centres = [(11 + 20 * _column(i), 58 - 16.5 * (i // 6)) for i in range(len(WAY))]
    for (x, y), (x_next, y_next) in pairwise(centres):
        way = ((x_next > x) - (x_next < x)) * 9.2, ((y_next > y) - (y_next < y)) * 5.8
        arrow(axes, (x + way[0], y + way[1]), (x_next - way[0], y_next - way[1]), colour=BLACK)
    for place, (slug, phrase) in enumerate(WAY.items()):
        x, y = centres[place]
        box(axes, x, y, 18.4, 11.6, "", colours[place])
        name = f"{place + 1:02d} {slug.replace('_', ' ')}"
        style = {"ha": "center", "va": "center", "zorder": 5}
        axes.text(x, y + 3.6, name, fontsize=7.5, fontweight="bold", **style)
        axes.text(x, y - 1.6, phrase, fontsize=8.5, linespacing=1.25, **style)


def _column(place: int) -> int:
    """There and back: each second row runs from right to left."""
    row, column = divmod(place, 6)
    return column if row % 2 == 0 else 5 - column
