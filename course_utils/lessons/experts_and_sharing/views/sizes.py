"""Views of two numbers: what a model has, and what a token meets."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from ....families import published as families_published
from ...kit.numbers import number
from ...kit.style import BLACK, BLUE, GREEN, ORANGE, PINK, RED, SKY, TITLE, label
from ...kit.view import View


class Trained(NamedTuple):
    """A small model, and what it came to."""

    name: str
    has: int  # dials
    meets: int  # dials that a token meets, each use counted
    known: float  # share of the facts, mean over seeds
    spread: float  # how far a seed typically lies from it
    hollow: bool = False  # is its mark hollow, since another has the same place?


LOOKS = ((BLUE, "o", "-"), (RED, "s", "--"), (GREEN, "^", ":"))
KINDS = ((BLUE, "o"), (RED, "s"), (GREEN, "^"), (PINK, "D"), (ORANGE, "v"), (SKY, "P"))


def has_and_meets(rows: Sequence[Trained]) -> View:
    """View with a dial `against` ("all its dials", "dials a question meets"): what small models
    know against one of the two numbers."""

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "dials", "facts known (%)")
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.14, top=0.9)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        every = [n for row in rows for n in (row.has, row.meets)]
        wide = max(every) - min(every)
        axes.set(ylim=(35, 112), xlim=(min(every) - 0.1 * wide, max(every) + 0.3 * wide))
        marks, bars, tags = [], [], []
        for row, (colour, mark) in zip(rows, KINDS, strict=False):
            hollow = "none" if row.hollow else "full"
            size = 14 if row.hollow else 9  # a ring around the mark that it shares a place with
            marks += axes.plot(
                [0], [100 * row.known], mark, color=colour, markersize=size, fillstyle=hollow
            )
            ends = 100 * (row.known - row.spread), 100 * (row.known + row.spread)
            bars += axes.plot([0, 0], ends, color=colour)
            tags.append(axes.text(0, 0, row.name, va="center", fontsize=10))
        for tag, height in zip(tags, apart([100 * row.known for row in rows]), strict=True):
            tag.set_y(height)

        def turn(against: str) -> str:
            for row, mark, bar, tag in zip(rows, marks, bars, tags, strict=True):
                x = row.has if "all" in against else row.meets
                mark.set_xdata([x])
                bar.set_xdata([x, x])
                tag.set_x(x + 0.025 * wide)
            axes.set_title(f"facts known, against {against}", **TITLE)
            said = "; ".join(f"{row.name}, {100 * row.known:.0f}%" for row in rows)
            return f"Against {against}. Facts known: {said}."

        return turn

    return view


def apart(heights: Sequence[float], gap: float = 5.0) -> list[float]:
    """Heights for labels: each at least `gap` above the next lower one, the lowest a bit down."""
    placed, below = list(heights), -np.inf
    for i in np.argsort(heights, kind="stable"):
        below = placed[i] = max(heights[i], below + gap)
    placed[int(np.argmin(heights))] -= 0.8 * gap  # the lowest has room below its mark
    return placed


class Published(NamedTuple):
    """What a batch must know of a published model."""

    all: int
    in_experts: int
    experts: int  # in a layer; 1: no mixture
    chosen: int


def published(*names: str) -> dict[str, Published]:
    """Models by their names in `families.published`, as `a_batch` wants them."""
    found = {}
    for name in names:
        entry = families_published[name]
        experts, chosen = (getattr(entry.config, field, 1) for field in ("experts", "chosen"))
        inside = sum(row.count for row in entry.table.rows if ".experts." in row.name)
        found[name] = Published(entry.count, inside, experts, chosen)
    return found


def needed(model: Published, tokens: float) -> float:
    """How many dials a batch of tokens meets together, if each expert is as likely as any other."""
    share = 1 - (1 - model.chosen / model.experts) ** tokens
    return model.all - model.in_experts * (1 - share)


def a_batch(models: Mapping[str, Published], bytes_a_dial: float = 1.0) -> View:
    """View with a dial `tokens`: what of each model a batch of so many tokens has to read."""
    at = np.geomspace(1, 10_000, 121)
    looks = dict(zip(models, LOOKS, strict=False))

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.45, "width_ratios": (1.2, 1)})
        figure.subplots_adjust(left=0.08, right=0.98, bottom=0.14, top=0.88)
        label(left, "read for the whole batch", "tokens in the batch", "gigabytes")
        left.set(xscale="log", xlim=(1, 10_000), ylim=(0, 720))
        left.xaxis.set_major_formatter("{x:,.0f}")
        dots: list[Any] = []
        for name, model in models.items():
            colour, mark, dash = looks[name]
            sizes = [needed(model, n) * bytes_a_dial / 1e9 for n in at]
            left.plot(at, sizes, dash, color=colour, linewidth=2)
            left.text(8500, sizes[-1] + 12, name, color=colour, ha="right", fontsize=9)
            dots.append(left.plot([1], [1], mark, color=colour, markersize=9, clip_on=False)[0])
        label(right, "read for each token of it", "gigabytes", "").set(
            xscale="log", xlim=(0.01, 900)
        )
        right.xaxis.set_major_formatter(lambda x, _: f"{x:,.6g}")
        bars = right.barh(list(models), [1.0] * len(models), color=[looks[n][0] for n in models])
        right.invert_yaxis()
        texts = [right.text(1, i, "", va="center", fontsize=9) for i in range(len(models))]

        def turn(tokens: float) -> str:
            said = []
            for i, (name, model) in enumerate(models.items()):
                size = needed(model, tokens) * bytes_a_dial / 1e9
                dots[i].set_data([tokens], [size])
                bars[i].set_width(size / tokens)
                inside = size / tokens > 60
                texts[i].set(x=size / tokens * (0.9 if inside else 1.1), text=number(size / tokens))
                texts[i].set(horizontalalignment="right" if inside else "left")
                texts[i].set(color="white" if inside else BLACK)
                said.append(f"{name} {number(size)} GB, {number(size / tokens)} for each")
            return f"A batch of {tokens:,.0f} reads: {'; '.join(said)}."

        return turn

    return view
