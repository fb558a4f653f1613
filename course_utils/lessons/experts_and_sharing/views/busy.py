"""Views of a router that learns, and of what keeps it from collapsing."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from ...kit.sheet import sheet
from ...kit.style import BLACK, BLUE, GREEN, RED, TITLE, label
from ...kit.view import View
from .looks import COLOURS, HATCHES, pale


def watching(loads: np.ndarray, first: Mapping[int, np.ndarray], words: Sequence[str]) -> View:
    """View with dials `step` and `layer`: how busy each expert was up to that step, and where each
    word of a story went then.

    loads [steps, L, E]; first: {steps done: [L, T], the expert of each word}
    """
    noted = np.array(sorted(first))

    def view(figure: Figure):
        left = figure.add_axes((0.09, 0.14, 0.36, 0.74))
        _busy_axes(left, len(loads))
        stacks = [_stack(left, e) for e in range(loads.shape[2])]
        right = sheet(figure, 1, 1, (0.48, 0.02, 0.52, 0.9))
        texts = _words(right, words)
        title = figure.text(0.48, 0.925, "", fontsize=11)

        def turn(step: int, layer: int) -> str:
            now = int(noted[abs(noted - step).argmin()])
            table = smoothed(loads[:, layer - 1])
            table = np.where(np.arange(len(table))[:, None] < now, table, np.nan)
            set_stacks(stacks, table)
            goes = first[now][layer - 1]
            for text, e in zip(texts, goes, strict=False):
                text.set_bbox(_tag(int(e)))
            for text, word, e in zip(texts, words, goes, strict=False):
                text.set_text(f"{word} {'₀₁₂₃₄₅₆₇'[e]}")
            title.set_text(f"step {now:,}, layer {layer}: where each word goes")
            share = np.bincount(goes[: len(texts)], minlength=loads.shape[2]) / len(texts)
            said = ", ".join(f"expert {e}: {100 * n:.0f}%" for e, n in enumerate(share))
            return f"After step {now:,}, in layer {layer}, of the words shown: {said}."

        return turn

    return view


def _words(axes: Axes, words: Sequence[str]):
    """The words of a text in lines, as far as there is room."""
    texts, x, y = [], 0.02, 0.93
    for word in words:
        wide = 0.0185 * (len(word) + 2) + 0.03
        if x + wide > 0.99:
            x, y = 0.02, y - 0.105
        if y < 0.02:
            break
        texts.append(axes.text(x, y, word, fontsize=9.5, va="center", bbox=_tag(0)))
        x += wide
    return texts


def _tag(e: int) -> dict[str, Any]:
    return {"facecolor": pale(COLOURS[e]), "edgecolor": COLOURS[e], "pad": 2.0}


def smoothed(table: np.ndarray, over: int = 8) -> np.ndarray:
    """Means over the last `over` steps, fewer at the start. [steps, E] -> [steps, E]"""
    sums = np.cumsum(np.vstack([np.zeros_like(table[:1]), table]), axis=0)
    at = np.arange(1, len(table) + 1)
    begin = np.maximum(at - over, 0)
    return (sums[at] - sums[begin]) / (at - begin)[:, None]


def _busy_axes(axes: Axes, steps: int, of: str = "tokens") -> None:
    label(
        axes,
        "how busy each is (expert 0 at the bottom)",
        "steps of training",
        f"share of the {of} (%)",
    )
    axes.set(xlim=(0, steps), ylim=(0, 100))


def _stack(axes: Axes, e: int) -> StepPatch:
    return axes.stairs(
        [0.0], [0, 1], baseline=[0.0], fill=True, hatch=HATCHES[e], lw=0.3,
        facecolor=pale(COLOURS[e], 0.6), edgecolor=BLACK, label=f"expert {e}",
    )  # fmt: skip


def set_stacks(stacks: Sequence[StepPatch], table: np.ndarray, wide: float = 1.0) -> None:
    """Give the stacks their heights: table [n, E], shares that add up to 1. wide: of a column."""
    edges = np.arange(len(table) + 1) * wide
    tops = 100 * np.cumsum(table, axis=1)
    for e, stack in enumerate(stacks):
        bottom: Any = tops[:, e] - 100 * table[:, e]  # matplotlib's stub says: a float
        stack.set_data(tops[:, e], edges, bottom)


RULES = {"balance loss": (BLUE, "o"), "routing bias": (GREEN, "s"), "nothing": (RED, "X")}


def cures(table: Mapping[str, Mapping[float, Mapping[str, Any]]], every: int) -> View:
    """View with dials `rule` and `strength`: how busy the experts of a router with an unfair start
    become, and what that brings.

    table: {rule: {strength: {"loads": [n, E], "busiest" and "known": shares at the end}}};
    "nothing" has the strength 0. every: steps from one of the loads to the next.
    """

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.3})
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.14, top=0.88)
        one = np.asarray(next(iter(table["nothing"].values()))["loads"])
        _busy_axes(left, len(one) * every, "questions")
        stacks = [_stack(left, e) for e in range(one.shape[1])]
        label(right, " ", "share of the busiest expert at the end (%)", "facts known (%)")
        for rule, (colour, mark) in RULES.items():
            rows = table[rule].values()
            right.plot(
                [100 * row["busiest"] for row in rows], [100 * row["known"] for row in rows],
                mark, color=colour, label=rule, alpha=0.8,
            )  # fmt: skip
            for strength, row in table[rule].items():
                at = (100 * row["busiest"] + 2.4, 100 * row["known"])
                right.text(*at, f"{strength:g}" if strength else "", fontsize=9, va="center")
        right.legend(frameon=False, fontsize=9)
        right.margins(0.12)
        (ring,) = right.plot([], [], "o", color=BLACK, markersize=15, fillstyle="none")

        def turn(rule: str, strength: float) -> str:
            found = nearest(table, rule, strength)
            row = table[rule][found]
            set_stacks(stacks, np.asarray(row["loads"]), every)
            ring.set_data([100 * row["busiest"]], [100 * row["known"]])
            name = rule if rule == "nothing" else f"{rule}, {found:g}"
            left.set_title(f"{name} (expert 0 at the bottom)", **TITLE)
            busy = f"{100 * row['busiest']:.0f}% of the questions"
            return (
                f"{name[0].upper()}{name[1:]}: the busiest expert has {busy} in the end; "
                f"{100 * row['known']:.0f}% of the facts are known."
            )

        return turn

    return view


def nearest(table: Mapping[str, Mapping[float, Any]], rule: str, strength: float) -> float:
    """The strength that was tried and is nearest, by ratio."""
    tried = list(table[rule])
    return tried[int(np.argmin([abs(np.log((x or 1) / strength)) for x in tried]))]
