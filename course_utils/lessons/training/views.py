"""Views of training: a loss on its way down, the text at each stage, runs beside each other."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator

from ..kit.numbers import number
from ..kit.sheet import readable
from ..kit.style import BLUE, CYCLE, GREEN, GREY, RED, label, plate
from ..kit.view import View


class Record(Protocol):
    """What `train.fit` notes of a step: losses in nats."""

    @property
    def step(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def held_out(self) -> float: ...


TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 6, 10, 20)


def floors_on(axes: Axes, floors: dict[str, float], steps: int) -> None:
    """A dotted line for each loss that some reader reaches, with its name at the right."""
    low, high = axes.get_ylim()
    for name, height in floors.items():
        if not low <= height <= high:
            continue
        side = "top" if height == min(floors.values()) else "bottom"  # the lowest: out of the way
        axes.axhline(height, color=GREY, linestyle=":", linewidth=1)
        axes.text(steps, height, name, color=GREY, fontsize=9, ha="right", va=side)


def losses_axes(
    axes: Axes, floors: dict[str, float], steps: int, unit: str, low: float, high: float
) -> Axes:
    """Axes for losses in nats, from `low` to `high`, with equal distances for equal ratios."""
    label(axes, " ", "steps of training", f"loss (nats per {unit})")
    axes.set_yscale("log")
    axes.set(xlim=(0, steps), ylim=(low, high))
    shown = [tick for tick in TICKS if low <= tick <= high]
    axes.yaxis.set_major_locator(FixedLocator(shown))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_yticklabels([f"{tick:g}" for tick in shown])
    axes.xaxis.set_major_formatter("{x:,.0f}")
    floors_on(axes, floors, steps)
    return axes


def drawable(text: str) -> str:
    """The text with a box for each character that the font of the pictures lacks."""
    known = get_font(findfont("DejaVu Sans Mono")).get_charmap()
    return "".join(c if c == "\n" or (c.isprintable() and ord(c) in known) else "□" for c in text)


def time_machine(
    history: Sequence[Record],
    samples: dict[int, str],
    floors: dict[str, float],
    steps: int,
    unit: str = "word",
    low: float | None = 0.45,
) -> View:
    """View with a dial `step`: the loss up to that step, and what the model wrote by then.

    history: records with .step, .loss and .held_out, may still grow. samples: {step: text}.
    unit: what a token is. low: the lowest loss that is shown, in nats; None: what history needs.
    """
    if low is None:
        noted = [loss for r in history for loss in (r.loss, r.held_out) if np.isfinite(loss)]
        low = 0.9 * min([*noted, *floors.values()])
    high = 1.3 * max(floors.values())

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=(1, 1))
        figure.subplots_adjust(left=0.07, right=0.99, bottom=0.13, top=0.91, wspace=0.05)
        losses_axes(left, floors, steps, unit, low, high)
        (training,) = left.plot([], [], color=BLUE, linewidth=1.5, label="training batches")
        (held_out,) = left.plot([], [], "o--", color=RED, markersize=4, label="validation text")
        right.axis("off")
        right.legend(handles=[training, held_out], loc="lower left", ncols=2, frameon=False)
        page = right.text(0, 1, "", va="top", fontsize=10, linespacing=1.35)
        if unit != "word":
            page.set(family="monospace", fontsize=9)

        def turn(step: int) -> str:
            seen = [record for record in history if record.step <= step]
            held_out.set_data([r.step for r in seen], [r.held_out for r in seen])
            training.set_data([r.step for r in seen[1:]], [r.loss for r in seen[1:]])
            if not seen:
                page.set_text("")
                return "Nothing has been trained yet: only the floors are drawn."
            last = seen[-1]
            page.set_text(drawable(readable(samples[last.step])))
            left.set_title(f"step {last.step:,}: validation loss {number(last.held_out)}")
            return f"After {last.step:,} steps the validation loss is {number(last.held_out)} nats."

        return turn

    return view


def runs_beside(
    runs: dict[str, list[float]], floors: dict[str, float], what: str, top: float, over: int = 1
) -> View:
    """View with a choice `shown`: the loss of one run drawn strong, the others behind it.

    runs: {label: loss at each step}; a run may end early, or hold NaN. The others have no names, so
    that the picture answers no guess. over: of how many steps in a row each is the mean.
    """
    steps = max(map(len, runs.values())) + over - 1
    means = f" (means over {over} steps)" if over > 1 else ""

    def view(figure: Figure):
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.14, top=0.9)
        axes = losses_axes(figure.add_subplot(), floors, steps, "word", 0.8, top)
        axes.set_xlabel(f"steps of training{means}; grey: the other runs")
        lines = {
            name: axes.plot(range(over, over + len(losses)), losses, color=GREY)[0]
            for name, losses in runs.items()
        }
        colours = {name: CYCLE[i % len(CYCLE)] for i, name in enumerate(runs)}

        def turn(shown: str) -> str:
            for name, line in lines.items():
                stress(line, name == shown, colours[name])
            ending = runs[shown][-1]
            axes.set_title(f"{what} {shown}: the loss ends at {number(ending)}")
            return f"With {what} {shown} the loss ends at {number(ending)} nats per word."

        return turn

    return view


def stress(line: Line2D, strong: bool, colour: str) -> None:
    """Draw a line in its colour and in front, or grey, thin and behind."""
    line.set(
        color=colour if strong else GREY,
        linewidth=2 if strong else 0.8,
        alpha=1 if strong else 0.5,
        zorder=3 if strong else 2,
    )


def rate_curves(
    curves: dict[str, dict[str, dict[str, dict[float, float]]]], low: float = 0.7, high: float = 6
) -> View:
    """View with two choices, `equal` and `dial`: the loss at each learning rate, a curve a setting.

    curves: {equal: {dial: {setting: {rate: loss}}}}. Each curve's lowest point is marked. A setting
    of a dial has one colour, whatever is held equal.
    """
    settings: dict[str, list[str]] = {}
    for dials in curves.values():
        for dial, found in dials.items():
            settings[dial] = sorted({*settings.get(dial, []), *found}, key=int)
    most = max(map(len, settings.values()))

    def view(figure: Figure):
        figure.subplots_adjust(left=0.1, right=0.8, bottom=0.15, top=0.9)
        axes = label(figure.add_subplot(), " ", "learning rate (peak)", "loss (nats per word)")
        axes.set(xscale="log", yscale="log", ylim=(low, high), xlim=(0.0004, 0.04))
        for axis, ticks in ((axes.xaxis, RATES), (axes.yaxis, TICKS)):
            axis.set_minor_locator(NullLocator())
            axis.set_major_locator(FixedLocator(ticks))
            axis.set_major_formatter("{x:g}")
        drawn, best, legend = [], [], []
        for i, (colour, style) in enumerate(zip(CYCLE[:most], STYLES, strict=False)):
            ring: dict[str, Any] = {"mfc": "none", "mec": colour, "markersize": 11 + 2 * i}
            drawn += axes.plot([], [], style, color=colour, markersize=5)
            best += axes.plot([], [], "o", **ring)
            legend.append(figure.text(0.82, 0.82, "", color=colour))

        def turn(equal: str, dial: str) -> str:
            found, row = curves[equal][dial], 0
            for i in range(most):
                name = settings[dial][i] if i < len(settings[dial]) else ""
                curve = found.get(name, {})
                drawn[i].set_data(list(curve), list(curve.values()))
                at = min(curve, key=curve.__getitem__) if curve else np.nan
                best[i].set_data([at], [curve.get(at, np.nan)])
                legend[i].set_text(f"{MARKS[i]} {dial} {name}" if curve else "")
                legend[i].set_y(0.82 - 0.09 * row)
                row += bool(curve)
            lowest = {name: min(curve.values()) for name, curve in found.items()}
            axes.set_title(f"{equal}: each curve's best rate is ringed")
            said = "; ".join(f"{dial} {name}: {number(x)}" for name, x in lowest.items())
            return f"{equal}, each at its own best rate: {said} nats per word."

        return turn

    return view


RATES = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032)
STYLES = ("o-", "s--", "^-.", "D:")
MARKS = ("●", "■", "▲", "◆")


Rows = dict[str, dict[str, list[tuple[str, float, float]]]]


def tricks(rows: Rows, floors: dict[str, float]) -> View:
    """View with two choices, `text` and `shown`: the test loss of each row, and its spread.

    rows: {text: {shown: [(name, mean, deviation over seeds), …]}}; the first row is what the others
    are held against.  floors: what a perfect reader loses on a text, where it is known.
    """
    most = max(len(found) for shown in rows.values() for found in shown.values())

    def view(figure: Figure):
        figure.subplots_adjust(left=0.27, right=0.95, bottom=0.16, top=0.9)
        axes = label(figure.add_subplot(), " ", "test loss (nats per token); lower is better")
        axes.set_ylim(most - 0.5, -0.5)
        axes.tick_params(axis="y", length=0)
        axes.set_yticks(range(most))
        (reference,) = axes.plot([], [], ":", color=GREY)
        (perfect,) = axes.plot([], [], "-", color=GREEN, linewidth=1.5)
        name_of_it = axes.text(0, -0.42, " perfect reader", fontsize=8, color=GREEN, va="top")
        (points,) = axes.plot([], [], "o", color=BLUE, markersize=7)
        spreads = [axes.plot([], [], "-", color=BLUE, linewidth=2)[0] for _ in range(most)]
        style: dict[str, Any] = {"va": "bottom", "ha": "center", "fontsize": 9, "bbox": plate(0.9)}
        said = [axes.text(0, i, "", **style) for i in range(most)]

        def turn(text: str, shown: str) -> str:
            found = rows[text][shown]
            means = [mean for _, mean, _ in found]
            axes.set_yticklabels([name for name, _, _ in found] + [""] * (most - len(found)))
            room = (max(means) - min(means)) * 0.12 + max(each[2] for each in found)
            floor = floors.get(text, min(means))
            axes.set_xlim(min(*means, floor) - room, max(means) + room)
            known = text in floors
            perfect.set_data([floor] * 2 if known else [], [-0.5, most - 0.5] if known else [])
            name_of_it.set_visible(known)
            name_of_it.set_x(floor)
            reference.set_data([means[0]] * 2, [-0.5, most - 0.5])
            points.set_data(means, range(len(found)))
            for i in range(most):
                name, mean, spread = found[i] if i < len(found) else ("", np.nan, 0.0)
                spreads[i].set_data([mean - spread, mean + spread], [i, i])
                said[i].set_text(f"{mean:.3f}" if name else "")
                said[i].set_position((mean if name else means[0], i - 0.2))
            axes.set_title(f"{text}, {shown}")
            best = min(found, key=lambda row: row[1])
            return (
                f"{text}, {shown}: {number(means[0])} for “{found[0][0]}”; lowest is "
                f"“{best[0]}”, {number(best[1])}."
            )

        return turn

    return view
