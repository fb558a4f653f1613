"""The view in which a model is built to a count."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.bars import set_bars
from ...kit.numbers import in_percent
from ...kit.style import BLUE, GREY, RED, label
from ...kit.view import View
from ..plans import PARTS, active, gpt, total
from .counts import bars_by_part, large


def build(landmarks: Mapping[str, int], places: int = 2048) -> View:
    """View with dials `width`, `depth`, `vocabulary`, `heads` and `experts` (1: none; else 2 of
    them for each token): the count of such a GPT, by part, and beside some that are known."""

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": (1.25, 1), "wspace": 0.6})
        figure.subplots_adjust(left=0.14, right=0.97, bottom=0.13, top=0.82)
        bars, texts = bars_by_part(left, room=1.25)
        here, awake = _scale(right, landmarks)
        title = figure.text(0.02, 0.93, "", fontsize=11)

        def turn(width: int, depth: int, vocabulary: int, heads: int, experts: int) -> str:
            chosen = min(2, experts)
            shares = gpt(vocabulary, places, depth, width, experts=experts, chosen=chosen)
            every, met = total(shares), active(shares)
            sums = [sum(s.count for s in shares if s.part == part) / every for part in PARTS]
            set_bars(bars, texts, sums, [in_percent(x, none="none") for x in sums], gap=0.03)
            here.set_ydata([every])
            awake.set_ydata([met if experts > 1 else np.nan])
            said = f"{large(every)} dials"
            if experts > 1:
                said += f", of which a token meets {large(met)}"
            title.set_text(f"{said}; a head has {width / heads:,.4g} numbers")
            return f"{said[0].upper()}{said[1:]}. A head has {width / heads:,.4g} numbers."

        return turn

    return view


def _scale(axes: Axes, landmarks: Mapping[str, int]):
    """A logarithmic scale of counts with some known ones; a marker for all, and one for active."""
    label(axes, "beside known ones", "", "dials")
    axes.set(yscale="log", ylim=(1e4, 1e14), xlim=(0, 1), xticks=[])
    axes.spines["bottom"].set_visible(False)
    for name, n in landmarks.items():
        axes.plot([0, 0.12], [n, n], color=GREY, linewidth=1)
        axes.text(0.3, n, name, va="center", fontsize=9, color=GREY)
    (here,) = axes.plot([0.2], [1e6], "<", color=BLUE, markersize=11, label="all dials")
    (awake,) = axes.plot(
        [0.2], [1e6], "<", color=RED, markersize=8, fillstyle="none", label="met by a token"
    )
    axes.legend(loc="lower right", frameon=False, fontsize=9)
    return here, awake
