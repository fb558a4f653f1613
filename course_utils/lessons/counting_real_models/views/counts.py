"""Views of counts: four that one slip explains, and one model's, layer by layer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from matplotlib.text import Text

from ...kit.bars import named_bars, set_bars
from ...kit.numbers import decimals, in_percent
from ...kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, SKY, TITLE, label, plate
from ...kit.view import View
from ..plans import PARTS, Shares, total

_LOOKS = ((GREEN, ""), (BLUE, ""), (ORANGE, "//"), (SKY, ".."), (PINK, ""))
LOOKS: dict[str, tuple[str, str]] = dict(zip(PARTS, _LOOKS, strict=True))  # colour and hatch


def large(n: float) -> str:
    """`116.5 million`, `174.6 billion`, `1.8 trillion`."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if n >= size:
            return f"{n / size:,.4g} {word}"
    return f"{n:,.0f}"


def four_counts(
    names: Sequence[str], published: Sequence[float], counted: Callable[..., Sequence[float]]
) -> View:
    """View with dials `vocabulary`, `places` and `biases` ("counted", "forgotten"): how far counts
    lie from published ones. published: in millions; counted(**dials) -> as many, in millions."""
    rows = range(len(names))

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "counted minus published (million dials)", "")
        figure.subplots_adjust(left=0.27, right=0.97, bottom=0.15, top=0.87)
        axes.set(xlim=(-40, 40), ylim=(len(names) - 0.4, -0.6))
        axes.set_yticks(rows, [""] * len(names))
        ticks = axes.get_yticklabels()
        axes.axvline(0, color=GREY, linewidth=1)
        gaps = axes.barh(rows, [0.0] * len(rows), 0.32, color=BLUE)
        (dots,) = axes.plot([0.0] * len(rows), rows, "D", color=BLACK, markersize=7)
        texts = [axes.text(0, i, "", va="center", fontsize=9, bbox=plate(1.0)) for i in rows]

        def turn(vocabulary: int, places: int, biases: str) -> str:
            found = counted(vocabulary=vocabulary, places=places, biases=biases)
            away = np.round(np.subtract(found, published), 1) + 0.0
            for bar, text, gap in zip(gaps, texts, away, strict=True):
                bar.set_width(gap)
                beside = ("left", 1.6) if gap >= 0 else ("right", -1.6)
                text.set(x=gap + beside[1], text=decimals(gap, 1), horizontalalignment=beside[0])
            dots.set_xdata(away)
            for tick, name, n, wanted in zip(ticks, names, found, published, strict=True):
                tick.set_text(f"{name}\ncounted {n:,.1f}\npublished {wanted:,.0f}")
            axes.set_yticks(rows, [tick.get_text() for tick in ticks], fontsize=9)
            fits = int(np.sum(np.abs(np.subtract(found, published)) <= 0.5))
            axes.set_title(f"{fits} of {len(names)} fit", **TITLE)
            said = ", ".join(
                f"{name} {decimals(g, 1)}" for name, g in zip(names, away, strict=True)
            )
            return f"Counted minus published, in millions: {said}. {fits} of {len(names)} fit."

        return turn

    return view


def anatomy(plans: Mapping[str, Callable[[], Shares]]) -> View:
    """View with a dial `model`: where its dials are, by layer and by part, all to one scale."""

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": (1.7, 1), "wspace": 0.5})
        figure.subplots_adjust(left=0.08, right=0.9, bottom=0.13, top=0.87)
        label(left, " ", "layer (0: in front of the first)", "share of all dials (%)")
        stacks = [_stack(left, part) for part in PARTS]
        bars, texts = bars_by_part(right, room=1)

        def turn(model: str) -> str:
            shares = plans[model]()
            table = by_layer(shares) / total(shares)  # [layers, parts]
            edges = np.arange(len(table) + 1) - 0.5
            tops = np.cumsum(table, axis=1)
            for i, stack in enumerate(stacks):
                bottom: Any = (tops[:, i] - table[:, i]) * 100  # matplotlib's stub says: a float
                stack.set_data(tops[:, i] * 100, edges, bottom)
            left.set(xlim=(edges[0], edges[-1]), ylim=(0, 105 * tops.max()))
            sums = table.sum(axis=0)
            said = [f"{in_percent(x, none='none')}" for x in sums]
            set_bars(bars, texts, sums, said, gap=0.03)
            left.set_title(f"{model}: {total(shares):,} dials", **TITLE)
            told = ", ".join(f"{p} {words}" for p, words in zip(PARTS, said, strict=True))
            return f"{model}, {total(shares):,} dials: {told}."

        return turn

    return view


def bars_by_part(axes: Axes, room: float) -> tuple[BarContainer, list[Text]]:
    """A bar for each part, still of length 0, and the texts at their ends. room: where the axis,
    of shares, ends."""
    label(axes, "by part", "share of all dials", "").set(xlim=(0, room), xticks=[])
    axes.spines["bottom"].set_visible(False)
    bars, texts = named_bars(axes, PARTS)
    for bar, part in zip(bars, PARTS, strict=True):
        bar.set(facecolor=LOOKS[part][0], hatch=LOOKS[part][1], edgecolor=BLACK)
    return bars, texts


def _stack(axes: Axes, part: str) -> StepPatch:
    colour, hatch = LOOKS[part]
    return axes.stairs(
        [0.0], [0, 1], baseline=[0.0], fill=True, color=colour, hatch=hatch, edgecolor=BLACK, lw=0.3
    )


def by_layer(shares: Shares) -> np.ndarray:
    """How many dials each part has in each layer: [layers, parts]."""
    counts = np.zeros((max(share.layer for share in shares) + 1, len(PARTS)))
    for share in shares:
        counts[share.layer, PARTS.index(share.part)] += share.count
    return counts
