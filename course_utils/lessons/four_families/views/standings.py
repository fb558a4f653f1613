"""Views of the five questions: how many of a hundred each family gets right, over many runs."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure

from ...kit.style import BLACK, BLUE, GREEN, GREY, PINK, RED, label
from ...kit.view import View

LOOKS = {  # colour, marker, line
    "GPT": (BLUE, "o", "-"),
    "BERT": (RED, "s", "--"),
    "T5": (GREEN, "^", "-."),
    "XLNet": (PINK, "D", ":"),
    "GPT, every word tried": (BLACK, "x", (0, (1, 3))),
}
Curves = dict[str, dict[int, list[float]]]  # {family: {steps: [one share for each seed]}}


def learning(curves_of: Callable[[str], Curves], questions: Sequence[str]) -> View:
    """View with a dial `question`: the share that is right after so many steps, a mark for each
    run and a line through their means."""

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "steps of training (each twice as many)", "right (%)")
        figure.subplots_adjust(left=0.09, right=0.7, bottom=0.14, top=0.9)
        steps = sorted(next(iter(curves_of(questions[0]).values())))
        axes.set(xscale="log", xlim=(steps[0] * 0.85, steps[-1] * 1.18), ylim=(-4, 104))
        axes.set_xticks(steps, [f"{n:,}" for n in steps])
        axes.set_xticks([], minor=True)
        drawn = {}
        for i, (name, (colour, mark, dash)) in enumerate(LOOKS.items()):
            (line,) = axes.plot([], [], linestyle=dash, color=colour, linewidth=2)
            (dots,) = axes.plot([], [], mark, color=colour, markersize=6, fillstyle="none")
            (key,) = axes.plot([], [], marker=mark, linestyle=dash, color=colour, label=name)
            drawn[name] = (line, dots, (i - 2) * 0.025, key)
        axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=9)

        def turn(question: str) -> str:
            curves, ends = curves_of(question), []
            for name, (line, dots, aside, _) in drawn.items():
                found = curves.get(name, {})
                x = np.array(sorted(found), float) * (1 + aside)
                line.set_data(x, [100 * np.mean(found[n]) for n in sorted(found)])
                runs = [(at, 100 * share) for at, n in zip(x, sorted(found)) for share in found[n]]
                dots.set_data([at for at, _ in runs], [share for _, share in runs])
                if found:
                    ends.append(f"{name} {100 * np.mean(found[max(found)]):.0f} %")
            axes.set_title(question, loc="left", fontsize=11)
            return f"{question}: after {steps[-1]:,} steps {', '.join(ends)}."

        return turn

    return view


def five_questions(figure: Figure, curves_of: Callable[[str], Curves], questions, steps: int) -> None:
    """A column for each question, a row for each family; a mark for each run after `steps`."""
    rows = list(LOOKS)
    for i, question in enumerate(questions):
        axes = figure.add_axes((0.165 + 0.168 * i, 0.17, 0.145, 0.66))
        label(axes, question, "right (%)", "")
        axes.set(xlim=(-6, 106), ylim=(len(rows) - 0.5, -0.5), xticks=[0, 50, 100])
        axes.set_yticks(range(len(rows)), rows if i == 0 else [""] * len(rows), fontsize=9)
        axes.grid(axis="x", color=GREY, alpha=0.3)
        curves = curves_of(question)
        for at, name in enumerate(rows):
            shares = curves.get(name, {}).get(steps, [])
            colour, mark, _ = LOOKS[name]
            aside = at + np.linspace(-0.2, 0.2, len(shares)) if shares else []
            axes.plot([100 * s for s in shares], aside, mark, color=colour, fillstyle="none")
            if shares:
                axes.text(50, at + 0.42, f"{100 * np.mean(shares):.0f}", ha="center", fontsize=8)
