"""Views of few notches: a block of 32 weights, the parts of a model, and a few new dials."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from ...quantize import from_blocks, to_blocks
from ..kit.bars import named_bars, set_bars
from ..kit.numbers import decimals, number, rmse, signed
from ..kit.style import BLACK, BLUE, GREEN, GREY, RED, TITLE, label
from ..kit.view import View

NO_LINES: list[list[tuple[float, float]]] = []


def nearest_notch(weights: np.ndarray, a: float, b: float, bits: int) -> np.ndarray:
    """Of each weight [N] the notch whose a·q + b is nearest: whole numbers, 0 to 2^bits − 1."""
    if a == 0:
        return np.zeros(len(weights))
    return np.clip(np.rint((weights - b) / a), 0, 2**bits - 1)


def notch_error(weights: ArrayLike, a: float, b: float, bits: int = 4) -> float:
    """The typical error of a block [N] whose weights go to the nearest of the notches a·q + b."""
    weights = np.asarray(weights, float)
    return rmse(a * nearest_notch(weights, a, b, bits) + b, weights)


def by_hand(weights: ArrayLike, bits: int = 4) -> View:
    """View with dials a and b: the weights of a block [N] between notches, and over q, where the
    notches a·q + b lie on a straight line."""
    weights = np.asarray(weights, float)

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": (1.5, 1)})
        figure.subplots_adjust(left=0.1, right=0.97, bottom=0.14, top=0.9, wspace=0.08)
        notches, misses = _block(left, weights)
        label(right, " ", "notch q")
        q_all = np.arange(2**bits)
        (line,) = right.plot(q_all, 0.0 * q_all, "-", color=RED, linewidth=1.5)
        (points,) = right.plot(weights, weights, "o", color=BLUE, markersize=4)
        right.set(xlim=(-0.7, 2**bits - 0.3))

        def turn(a: float, b: float) -> str:
            q = nearest_notch(weights, a, b, bits)
            _set_lines(notches, a * q_all + b, len(weights))
            _set_misses(misses, weights, a * q + b)
            line.set_ydata(a * q_all + b)
            points.set_xdata(q)
            off = number(rmse(a * q + b, weights), 2)
            left.set_title(f"typical error {off}", **TITLE)
            right.set_title(f"w ≈ {number(a)}·q {signed(b)}", **TITLE)
            return f"With a = {number(a)} and b = {number(b)} the typical error is {off}."

        return turn

    return view


def few_notches(weights: ArrayLike) -> View:
    """View with dials `bits`, `fit` (as in `quantize`) and `first`, the value of the first weight:
    a block of 32 weights [32], and the notches it gets."""
    weights = np.asarray(weights, np.float32)

    def view(figure: Figure):
        axes = figure.add_subplot()
        figure.subplots_adjust(left=0.13, right=0.97, bottom=0.14, top=0.9)
        notches, misses = _block(axes, weights)
        points = axes.lines[0]

        def turn(bits: int, fit: str, first: float) -> str:
            block = weights.copy()
            block[0] = first
            blocks = to_blocks(block, bits, fit.replace(" ", "_"))
            kept, a, b = from_blocks(blocks), float(blocks.a[0]), float(blocks.b[0])
            levels = a * np.arange(2**bits) + b
            points.set_ydata(block)
            low, high = min(levels[0], block.min()), max(levels[-1], block.max())
            axes.set_ylim(low - 0.06 * (high - low), high + 0.06 * (high - low))
            _set_lines(notches, levels, len(block))
            notches.set_alpha(0.8 if bits < 7 else 0.25)  # so many are a grey ground
            _set_misses(misses, block, kept)
            off = number(rmse(kept[1:], block[1:]), 2)
            used = len(np.unique(blocks.q[0, 1:]))
            axes.set_title(f"{2**bits} notches, {number(a)} apart; 31 weights on {used}", **TITLE)
            return (
                f"{2**bits} notches, {number(a)} apart: the 31 other weights lie on {used} of "
                f"them, with a typical error of {off}."
            )

        return turn

    return view


def _block(axes: Axes, weights: np.ndarray) -> tuple[LineCollection, LineCollection]:
    """The weights as points, and what will be the notches and the way from each weight to its."""
    label(axes, " ", "which of the 32 weights", "value")
    axes.plot(np.arange(1, len(weights) + 1), weights, "o", color=BLUE, markersize=5, zorder=3)
    low, high = weights.min(), weights.max()
    axes.set(xlim=(0, len(weights) + 1), xticks=[1, 8, 16, 24, 32])
    axes.set_ylim(low - 0.15 * (high - low), high + 0.15 * (high - low))
    notches = LineCollection(NO_LINES, colors=GREY, linewidths=0.8, alpha=0.8, zorder=1)
    misses = LineCollection(NO_LINES, colors=RED, linewidths=1.8, zorder=2)
    axes.add_collection(notches, autolim=False)
    axes.add_collection(misses, autolim=False)
    return notches, misses


def _set_lines(notches: LineCollection, levels: np.ndarray, n: int) -> None:
    notches.set_segments([[(0.2, y), (n + 0.8, y)] for y in levels])


def _set_misses(misses: LineCollection, weights: np.ndarray, kept: np.ndarray) -> None:
    ends = enumerate(zip(weights, kept, strict=True), start=1)
    misses.set_segments([[(x, w), (x, k)] for x, (w, k) in ends])


def parts_at_bits(
    losses: Mapping[str, Mapping[str, float]], as_it_is: float, reach: float = 6.0
) -> View:
    """View with the dial `bits`: how much more the model loses when the matrices of one kind are
    rounded and all others are not. losses {bits: {kind: nats}}. A bar that leaves the picture,
    which ends at `reach`, still says how long it is."""
    kinds = list(next(iter(losses.values())))

    def view(figure: Figure):
        figure.subplots_adjust(left=0.22, right=0.96, bottom=0.14, top=0.9)
        axes = label(figure.add_subplot(), " ", "added loss on the manual, nats per token")
        axes.set(xlim=(0, 1.12 * reach))
        bars, texts = named_bars(axes, kinds, color=BLUE, height=0.7)
        axes.tick_params(axis="y", length=0)

        def turn(bits: int) -> str:
            more = {kind: losses[str(bits)][kind] - as_it_is for kind in kinds}
            shown = [min(max(rise, 0), reach) for rise in more.values()]
            set_bars(bars, texts, shown, [decimals(rise) for rise in more.values()], 0.06)
            axes.set_title(f"one kind of matrix at {bits} bits, the others as they are", **TITLE)
            worst = max(kinds, key=lambda kind: more[kind])
            return (
                f"At {bits} bits the worst to round is {worst}: {decimals(more[worst])} nats more."
            )

        return turn

    return view


def by_ranks(rows: Sequence[Mapping[str, float]], before: Mapping[str, float], of: int) -> View:
    """View with the dial `rank`, one of those in the rows, as text: how many dials are new, what
    they teach, and what is forgotten. rows: with "rank", "dials", "tales" and "manual"; before:
    "tales" and "manual"; of: the model's dials. Losses in nats per token."""
    by_rank = {str(row["rank"]): row for row in rows}

    def view(figure: Figure):
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.17, top=0.78, wspace=0.28)
        looks = zip(figure.subplots(1, 2), ("tales", "manual"), (GREEN, RED), strict=True)
        rings = {text: _over_ranks(ax, rows, text, before[text], look) for ax, text, look in looks}
        title = figure.text(0.02, 0.92, "", fontsize=11)

        def turn(rank: str) -> str:
            row = by_rank[rank]
            for text, ring in rings.items():
                ring.set_data([row["rank"]], [row[text]])
            share = number(100 * row["dials"] / of, 2)
            new = f"{row['dials']:,} new dials, {share}% of the model's"
            title.set_text(f"rank {rank}: {new}")
            tales, manual = (_from_to(before[text], row[text]) for text in rings)
            return f"Rank {rank}: {new}. Loss on the tales {tales}, on the manual {manual}."

        return turn

    return view


def _from_to(before: float, after: float) -> str:
    return f"from {decimals(before)} to {decimals(after)}"


def _over_ranks(
    axes: Axes, rows: Sequence[Mapping[str, float]], text: str, before: float, colour: str
) -> Line2D:
    """One loss over the ranks; the ring around the one that is chosen."""
    ranks = [row["rank"] for row in rows]
    label(axes, f"loss on the {text}", "rank of the additions", "nats per token")
    axes.axhline(before, color=GREY, linestyle="--", linewidth=1.2)
    end: dict = {"ha": "right", "va": "top", "fontsize": 9, "color": BLACK}
    axes.text(ranks[-1], before, "before", **end)
    axes.plot(ranks, [row[text] for row in rows], "o-", color=colour)
    axes.set_xscale("log", base=2)
    axes.set_xticks(ranks, [str(int(rank)) for rank in ranks])
    axes.margins(y=0.2)
    ring: dict = {"markersize": 14, "markerfacecolor": "none", "markeredgewidth": 2}
    return axes.plot(ranks[:1], [before], "o", color=BLACK, **ring)[0]
