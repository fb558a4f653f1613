"""View of one gap: what each family would put into it."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from ...kit.bars import set_bars
from ...kit.numbers import in_percent
from ...kit.sheet import readable
from ...kit.style import BLACK, BLUE, GREEN, GREY, TITLE, label
from ...kit.view import View

TOP = 5


def gap_answers(
    texts: Sequence[str],
    right: Sequence[str],
    said: Mapping[str, np.ndarray],
    vocabulary: Sequence[str],
) -> View:
    """View with dials `who` and `tale` (from 1): the likeliest words for the gap of a tale.

    texts, right [N]; said {who: probabilities [N, V]}.
    """

    def view(figure: Figure):
        page = figure.add_axes((0.03, 0.6, 0.94, 0.3))
        page.set_axis_off()
        told = page.text(0, 0.95, "", va="top", fontsize=10, linespacing=1.5)
        axes = figure.add_axes((0.17, 0.07, 0.7, 0.46), xlim=(0, 1.12), ylim=(TOP - 0.4, -0.6))
        label(axes, " ", "", "").set(xticks=[], yticks=[])
        axes.spines["bottom"].set_visible(False)
        bars = axes.barh(range(TOP), [0.0] * TOP, color=BLUE, edgecolor=BLACK)
        figures = [axes.text(0, i, "", va="center", fontsize=9) for i in range(TOP)]
        names = [axes.text(-0.02, i, "", va="center", ha="right") for i in range(TOP)]

        def turn(who: str, tale: int) -> str:
            at = int(tale) - 1
            chances = said[who][at]
            best = np.argsort(-chances, kind="stable")[:TOP]
            told.set_text(readable(texts[at], width=88))
            set_bars(bars, figures, chances[best], map(in_percent, chances[best]), gap=0.02)
            for bar, name, word in zip(bars, names, best, strict=True):
                fits = vocabulary[word] == right[at]
                bar.set(facecolor=GREEN if fits else GREY, hatch="" if fits else "//")
                name.set(text=vocabulary[word], fontweight="bold" if fits else "normal")
            axes.set_title(f"{who}: what belongs in the gap? (right: {right[at]})", **TITLE)
            first = vocabulary[best[0]]
            verdict = "right" if first == right[at] else f"wrong: it is {right[at]}"
            return f"{texts[at]} {who}: {first}, {in_percent(chances[best[0]])}; {verdict}."

        return turn

    return view
