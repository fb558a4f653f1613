"""Views of training: a loss on its way down, the text at each stage, runs beside each other."""

from collections.abc import Sequence
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator

from ..kit.numbers import number
from ..kit.sheet import readable
from ..kit.style import BLUE, CYCLE, GREY, RED, label
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
    floors_on(axes, floors, steps)
    return axes


def time_machine(
    history: Sequence[Record],
    samples: dict[int, str],
    floors: dict[str, float],
    steps: int,
    unit: str = "word",
    low: float = 0.45,
) -> View:
    """View with a dial `step`: the loss up to that step, and what the model wrote by then.

    history: records with .step, .loss and .held_out, may still grow. samples: {step: text}.
    unit: what a token is. low: the lowest loss that is shown, in nats.
    """
    high = 1.3 * max(floors.values())

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=(1, 1))
        figure.subplots_adjust(left=0.07, right=0.99, bottom=0.13, top=0.91, wspace=0.05)
        losses_axes(left, floors, steps, unit, low, high)
        (training,) = left.plot([], [], color=BLUE, linewidth=1.5, label="training batches")
        (held_out,) = left.plot([], [], "o--", color=RED, markersize=4, label="held-out text")
        right.axis("off")
        right.legend(handles=[training, held_out], loc="lower left", ncols=2, frameon=False)
        page = right.text(0, 1, "", va="top", fontsize=10, linespacing=1.35)
        if unit == "character":
            page.set(family="monospace", fontsize=9)

        def turn(step: int) -> str:
            seen = [record for record in history if record.step <= step]
            held_out.set_data([r.step for r in seen], [r.held_out for r in seen])
            training.set_data([r.step for r in seen[1:]], [r.loss for r in seen[1:]])
            if not seen:
                page.set_text("")
                return "Nothing has been trained yet: only the floors are drawn."
            last = seen[-1]
            page.set_text(readable(samples[last.step]))
            left.set_title(f"step {last.step}: held-out loss {number(last.held_out)}")
            return f"After {last.step} steps the held-out loss is {number(last.held_out)} nats."

        return turn

    return view


def runs_beside(
    runs: dict[str, list[float]], floors: dict[str, float], what: str, top: float
) -> View:
    """View with a choice `shown`: the loss of one run drawn strong, the others behind it.

    runs: {label: loss at each step, smoothed or not}; a run may end early, or hold NaN.
    """
    steps = max(map(len, runs.values()))

    def view(figure: Figure):
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.14, top=0.9)
        axes = losses_axes(figure.add_subplot(), floors, steps, "word", 0.8, top)
        lines = {name: axes.plot(losses, color=GREY)[0] for name, losses in runs.items()}
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


def experiments(
    trials: dict[str, dict[str, tuple[str, Sequence[Record]]]],
    floors: dict[str, float],
    steps: int,
) -> View:
    """View with two choices, `dial` and `setting`: how the loss fell with that dial so turned.

    trials: {dial: {setting: (in words, history)}}, the same settings for each dial. Where the
    held-out loss was measured as well, it is drawn too.
    """
    settings = list(next(iter(trials.values())))

    def view(figure: Figure):
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.14, top=0.9)
        axes = losses_axes(figure.add_subplot(), floors, steps, "word", 0.1, 7)
        learned = {s: axes.plot([], [], "o-", color=BLUE, markersize=4)[0] for s in settings}
        (held_out,) = axes.plot([], [], "s--", color=RED, markersize=4, zorder=4)
        axes.legend(
            [learned[settings[0]], held_out],
            ["on the stories it learns from", "on held-out stories, where measured"],
            loc="lower left",
            fontsize=9,
        )

        def turn(dial: str, setting: str) -> str:
            for name, line in learned.items():
                records = trials[dial][name][1][1:]
                line.set_data([r.step for r in records], [r.loss for r in records])
                stress(line, name == setting, BLUE)
            words, records = trials[dial][setting]
            held_out.set_data([r.step for r in records], [r.held_out for r in records])
            ending = number(records[-1].loss)
            axes.set_title(f"{words}: the loss ends at {ending}")
            other = number(records[-1].held_out)
            other = f", on held-out stories at {other}" if other != "not a number" else ""
            return f"With {words} the loss ends at {ending} nats per word{other}."

        return turn

    return view


def two_curves(figure: Figure, history: Sequence[Record], learned: str) -> None:
    """The loss on what a model learned from, and on held-out text, where they part."""
    figure.subplots_adjust(left=0.1, right=0.97, bottom=0.16, top=0.9)
    axes = label(figure.add_subplot(), "Two curves part", "steps of training", "loss (nats)")
    steps = [record.step for record in history]
    axes.plot(steps, [record.loss for record in history], color=BLUE, label=learned)
    axes.plot(steps, [r.held_out for r in history], "o--", color=RED, label="held-out text")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
