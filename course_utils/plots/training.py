"""Views of training: a loss on its way down, the text at each stage, runs beside each other."""

import textwrap

from matplotlib.figure import Figure

from .style import BLUE, CYCLE, GREY, RED, label, number


def floors_on(axes, floors: dict[str, float], steps: int) -> None:
    """A dotted line for each loss that some simpler model reaches, with its name at the right."""
    for name, height in floors.items():
        axes.axhline(height, color=GREY, linestyle=":", linewidth=1)
        axes.text(steps, height, name, color=GREY, fontsize=9, ha="right", va="bottom")


def readable(text: str, width: int = 46, lines: int = 11) -> str:
    """Text as it is drawn: wrapped, cut after some lines, nothing in it taken for a formula."""
    wrapped = [piece for line in text.splitlines() for piece in textwrap.wrap(line, width) or [""]]
    return "\n".join(wrapped[:lines]).replace("$", r"\$")


def time_machine(history: list, samples: dict[int, str], floors: dict[str, float], steps: int):
    """View with a dial `step`: the loss up to that step, and what the model wrote by then.

    history: records with .step, .loss and .held_out, may still grow. samples: {step: text}.
    """

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=(1, 1))
        figure.subplots_adjust(left=0.08, right=0.99, bottom=0.14, top=0.9, wspace=0.06)
        label(left, " ", "steps of training", "loss (nats per character)")
        left.set(xlim=(0, steps), ylim=(1, 1.08 * max(floors.values())))
        floors_on(left, floors, steps)
        (training,) = left.plot([], [], color=BLUE, linewidth=1.5, label="training batches")
        (held_out,) = left.plot([], [], "o--", color=RED, markersize=4, label="held-out text")
        left.legend(loc="upper right", frameon=False, bbox_to_anchor=(1, 0.93))
        right.axis("off")
        page = right.text(0, 0.97, "", va="top", family="monospace", fontsize=9)

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


def runs_beside(runs: dict[str, list[float]], floors: dict[str, float], what: str, top: float):
    """View with a choice `shown`: the loss of one run drawn strong, the others behind it.

    runs: {label: loss at each step, smoothed or not}; a run may end early, or hold NaN.
    """
    steps = max(map(len, runs.values()))

    def view(figure: Figure):
        figure.subplots_adjust(left=0.1, right=0.97, bottom=0.14, top=0.9)
        axes = label(figure.add_subplot(), " ", "steps of training", "loss (nats per character)")
        axes.set(xlim=(0, steps), ylim=(1, top))
        floors_on(axes, floors, steps)
        lines = {
            name: axes.plot(losses, color=GREY, linewidth=0.8, alpha=0.5)[0]
            for name, losses in runs.items()
        }
        colours = {name: CYCLE[i % len(CYCLE)] for i, name in enumerate(runs)}

        def turn(shown: str) -> str:
            for name, line in lines.items():
                strong = name == shown
                line.set(
                    color=colours[name] if strong else GREY,
                    linewidth=2 if strong else 0.8,
                    alpha=1 if strong else 0.5,
                    zorder=3 if strong else 2,
                )
            ending = runs[shown][-1]
            axes.set_title(f"{what} {shown}: the loss ends at {number(ending)}")
            return f"With {what} {shown} the loss ends at {number(ending)} nats per character."

        return turn

    return view


def two_curves(figure: Figure, history: list, learned: str) -> None:
    """The loss on what a model learned from, and on held-out text, where they part."""
    figure.subplots_adjust(left=0.1, right=0.97, bottom=0.16, top=0.9)
    axes = label(figure.add_subplot(), "Two curves part", "steps of training", "loss (nats)")
    steps = [record.step for record in history]
    axes.plot(steps, [record.loss for record in history], color=BLUE, label=learned)
    axes.plot(steps, [r.held_out for r in history], "o--", color=RED, label="held-out text")
    axes.legend(frameon=False)
