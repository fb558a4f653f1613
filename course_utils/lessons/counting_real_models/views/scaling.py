"""Views of size against text, and of size against time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.style import BLACK, BLUE, GREY, RED, label
from ...kit.view import View
from ..scaling import FITS, affordable
from .counts import large

RATIOS = np.geomspace(0.1, 50_000, 201)  # tokens a dial


def same_compute(landmarks: Mapping[str, float]) -> View:
    """View with dials `power` (arithmetic: 10 to that power) and `tokens_a_dial`: how many times
    the least arithmetic is spent, by two fitted laws, on many dials and little text or otherwise.

    landmarks: tokens a dial of some models.
    """

    def view(figure: Figure):
        axes = _axes(figure, landmarks)
        looks = zip(FITS.items(), (BLUE, RED), ("-", "--"), ("o", "s"), strict=True)
        drawn = []
        for (name, fit), colour, dash, mark in looks:
            (curve,) = axes.plot(RATIOS, RATIOS, dash, color=colour, linewidth=2)
            (dot,) = axes.plot([1], [1], mark, color=colour, markersize=9, clip_on=False)
            axes.plot([], [], dash, marker=mark, color=colour, label=name)
            drawn.append((fit, curve, dot))
        # between the lines of Chinchilla and Llama 3
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.575, 1), title="law fitted by", fontsize=9
        )
        title = figure.text(0.02, 0.94, "", fontsize=11)

        def turn(power: float, tokens_a_dial: float) -> str:
            flop, times = 10.0**power, []
            for fit, curve, dot in drawn:
                curve.set_ydata(fit.waste(flop, RATIOS))
                here = float(fit.waste(flop, tokens_a_dial))
                dot.set_data([tokens_a_dial], [here])
                times.append(number(here))
            dials, tokens = (large(float(f"{n:.3g}")) for n in affordable(flop, tokens_a_dial))
            said = f"{dials} dials, {tokens} tokens"
            title.set_text(f"{said}: {times[0]} or {times[1]} times the least arithmetic")
            return (
                f"{said}. By one law that is {times[0]} times the least arithmetic for its "
                f"loss, by the other {times[1]} times."
            )

        return turn

    return view


def _axes(figure: Figure, landmarks: Mapping[str, float]) -> Axes:
    axes = label(figure.add_subplot(), "", "tokens per dial", "times the least arithmetic")
    figure.subplots_adjust(left=0.1, right=0.95, bottom=0.14, top=0.83)
    axes.set(xscale="log", xlim=(RATIOS[0], RATIOS[-1]), yscale="log", ylim=(0.8, 200))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.6g}")
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:,.6g}")
    for name, ratio in landmarks.items():
        axes.axvline(ratio, color=GREY, linestyle=":", linewidth=1)
        axes.text(ratio, 215, name, ha="center", fontsize=9, color=BLACK)
    return axes


def timeline(
    figure: Figure,
    models: Sequence[tuple[str, float, float]],
    rumour: tuple[float, float, float],
) -> None:
    """Counts over the years. models: (name, year, dials); rumour: year and the two figures."""
    axes = label(figure.add_subplot(), "", "year of publication", "dials (each line: 10 times)")
    figure.subplots_adjust(left=0.15, right=0.97, bottom=0.14, top=0.95)
    axes.set(yscale="log", ylim=(5e7, 8e12), xlim=(2018, 2026))
    axes.grid(axis="y", color=GREY, alpha=0.3)
    axes.yaxis.set_major_formatter(lambda y, _: large(y))
    style: dict[str, Any] = {"va": "center", "fontsize": 9, "textcoords": "offset points"}
    for name, year, n in models:
        axes.plot(year, n, "o", color=BLUE, markersize=7)
        lift = {"BERT large": 9, "XLNet large LM": -5}.get(name, 0)  # they stand side by side
        axes.annotate(name.removesuffix(" LM"), (year, n), (7, lift), **style)
    year, low, high = rumour
    axes.plot([year, year], [low, high], "D", color=RED, fillstyle="none", markersize=8)
    axes.annotate("GPT-4, by rumour;\nnever published", (year, high), (-9, 0), ha="right", **style)
