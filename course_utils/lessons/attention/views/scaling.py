"""View: scores of random keys with ever more numbers, divided by the root of the width or not."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.style import BLUE, GREY, ORANGE, label
from ...kit.view import View
from .one_query import weights_of

TRIES, KEYS = 400, 8  # how many random queries are averaged, and keys that each looks at


def scores_of(width: int, tries: int = TRIES, keys: int = KEYS, seed: int = 0) -> np.ndarray:
    """query · key for random numbers of size 1. -> [tries, keys]"""
    rng = np.random.default_rng([seed, width])
    query = rng.normal(size=(tries, 1, width))
    return np.sum(query * rng.normal(size=(tries, keys, width)), axis=-1)


def typical_top(width: int, divide: bool) -> float:
    """The share that the best of 8 random keys gets, on average over 400 random queries."""
    scores = scores_of(width) / (np.sqrt(width) if divide else 1.0)
    return float(np.mean([weights_of([1.0], row[:, None]).max() for row in scores]))


def scaled_or_not(widths: Sequence[int]) -> View:
    """View with dials `width` (one of `widths`, as text) and `divide` ("yes" or "no")."""
    tops = {divide: [typical_top(w, divide == "yes") for w in widths] for divide in ("yes", "no")}

    def view(figure: Figure):
        left = figure.add_axes((0.08, 0.16, 0.36, 0.72))
        right = figure.add_axes((0.55, 0.16, 0.43, 0.72))
        label(left, "one query, eight random keys", "keys, the best first", "weight (%)")
        bars = left.bar(range(1, KEYS + 1), [0.0] * KEYS, color=BLUE)
        left.set(ylim=(0, 105), xticks=range(1, KEYS + 1))
        here = _curves(right, widths, tops)

        def turn(width: str, divide: str) -> str:
            scores = scores_of(int(width))[0]
            scale = np.sqrt(int(width)) if divide == "yes" else 1.0
            weights = np.sort(weights_of([1.0], scores[:, None] / scale))[::-1]
            for bar, weight in zip(bars, weights, strict=True):
                bar.set_height(100 * weight)
            top = tops[divide][list(map(int, widths)).index(int(width))]
            here.set_data([int(width)], [100 * top])
            how = "divided by √width" if divide == "yes" else "not divided"
            share = f"{number(100 * top, 2)}%"
            return (
                f"Width {width}, scores {how}: the best of 8 random keys gets {share} on average."
            )

        return turn

    return view


def _curves(axes: Axes, widths, tops):
    label(axes, "the largest weight, on average", "width: numbers in a query", "largest weight (%)")
    axes.plot(widths, 100 * np.array(tops["no"]), "--", color=ORANGE, label="not divided")
    axes.plot(widths, 100 * np.array(tops["yes"]), "-", color=BLUE, label="divided by √width")
    axes.axhline(100 / KEYS, color=GREY, linewidth=0.8, linestyle=":")
    axes.text(widths[0], 100 / KEYS - 7, "all alike: 12.5%", fontsize=9, color=GREY)
    axes.set(xscale="log", ylim=(0, 105), xticks=widths, xticklabels=widths)
    axes.minorticks_off()
    axes.legend(loc="upper left", frameon=False, fontsize=9)
    (here,) = axes.plot([], [], "D", color=BLUE, markersize=9, markeredgecolor="black")
    return here
