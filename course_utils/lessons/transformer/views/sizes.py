"""Views of the dials themselves: one of them turned, all of them turned."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.numbers import number
from ...kit.style import BLACK, BLUE, GREEN, ORANGE, TITLE, label
from ...kit.view import View


def one_dial(
    probs_with: Callable[[int, float], ArrayLike],
    name_of: Callable[[int], str],
    words: Sequence[str],
) -> View:
    """View with dials `which` (its number) and `factor`: the next-word bars before and after.

    probs_with(which, factor) -> probs [W] of `words`; name_of(which) -> where that dial sits.
    """
    before = np.asarray(probs_with(0, 1.0))

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "probability of the next word")
        figure.subplots_adjust(left=0.13, right=0.97, bottom=0.14, top=0.82)
        axes.set(xlim=(0, 1.15), xticks=[0, 0.25, 0.5, 0.75, 1])
        bars = axes.barh(words, before, color=GREEN, label="with this dial turned")
        axes.barh(words, before, fill=False, edgecolor=BLACK, label="as trained")
        axes.invert_yaxis()
        texts = [axes.text(0, i, "", va="center") for i in range(len(words))]
        figure.legend(loc="upper right", ncols=2, frameon=False)

        def turn(which: int, factor: float) -> str:
            probs = np.asarray(probs_with(which, factor))
            for bar, text, p, was in zip(bars, texts, probs, before, strict=True):
                bar.set_width(p)
                text.set(x=max(p, was) + 0.02, text=f"{p:.3f}")
            where = f"{name_of(which)}, times {number(factor)}"
            axes.set_title(where, **TITLE)
            top = int(np.argmax(probs))
            return f"Dial {which:,} is {where}: “{words[top]}” has {probs[top]:.2f}."

        return turn

    return view


def one_by_one(figure: Figure, changes: dict[str, np.ndarray]) -> None:
    """How far the answer moved, for each of N dials turned alone. changes: {what was done: [N]}."""
    n = len(next(iter(changes.values())))
    axes = label(figure.add_subplot(), f"{n:,} dials, one at a time", "", "number of dials")
    figure.subplots_adjust(left=0.12, right=0.97, bottom=0.16, top=0.88)
    edges = [0, 1e-4, 1e-3, 1e-2, 0.1, 1.01]
    names = ["below 0.0001", "0.0001–0.001", "0.001–0.01", "0.01–0.1", "0.1–1"]
    looks = zip(changes.items(), (BLUE, ORANGE), ("", "//"), (-0.2, 0.2), strict=True)
    for (name, change), colour, hatch, shift in looks:
        counts, _ = np.histogram(change, bins=edges)
        places = np.arange(len(counts)) + shift
        bars = axes.bar(
            places, counts, 0.38, color=colour, hatch=hatch, edgecolor=BLACK, label=name
        )
        axes.bar_label(bars, [f"{n:,}" for n in counts], padding=2, fontsize=9)
    axes.set(xticks=range(len(names)), xticklabels=names)
    axes.margins(y=0.12)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel("change of the probability of the answer")
    axes.legend(loc="upper right", frameon=False)
