"""A row of dials as a question: a·x + b over all colours, and who gets a yes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from ...kit.numbers import signed
from ...kit.style import BLACK, GREY, TITLE, label
from ...kit.view import View

EDGE = 1.5  # answers beyond it are drawn at it


def shares_right(answers: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """Shares in % of those [N] who should get a yes and do, and of the others who get a no."""
    yes = np.asarray(answers) > 0
    return 100 * float(np.mean(yes[wanted])), 100 * float(np.mean(~yes[~wanted]))


def question(names: Sequence[str], rgb: np.ndarray, word: str) -> View:
    """View with dials red, green, blue and b: what a·x + b answers for each colour [N, 3].

    word: those whose name has it should get a yes, an answer above 0.
    """
    wanted = np.array([word in name.split() for name in names])
    order = np.argsort(wanted, kind="stable")
    n = int(wanted.sum())
    spread = 0.36 * np.sin(12.9 * np.arange(len(names)))
    heights = np.where(wanted, 1.0, 0.0) + spread

    def view(figure: Figure):
        axes = label(figure.add_axes((0.17, 0.15, 0.81, 0.72)), " ")
        axes.set_xlabel(f"a·x + b (what lies beyond ±{EDGE} is drawn there)")
        axes.set(xlim=(-EDGE - 0.1, EDGE + 0.1), ylim=(-0.55, 1.75))
        others = len(names) - n
        axes.set_yticks([1, 0], [f"{n} names\nwith “{word}”\nas a word", f"{others} others"])
        axes.tick_params(axis="y", length=0)
        axes.axvline(0, color=BLACK, linestyle="--", linewidth=1.2)
        axes.text(0.06, 1.7, "yes →", va="top")
        axes.text(-0.06, 1.7, "← no", va="top", ha="right")
        points = axes.scatter(
            np.zeros(len(names)),
            heights[order],
            s=22,
            c=rgb[order],
            edgecolors=GREY,
            linewidths=0.4,
        )

        def turn(red: float, green: float, blue: float, b: float) -> str:
            answers = rgb @ np.array([red, green, blue]) + b
            across = np.clip(answers, -EDGE, EDGE)
            points.set_offsets(np.column_stack([across[order], heights[order]]))
            yes, no = shares_right(answers, wanted)
            right = f"yes to {yes:.0f}% of the {n}, no to {no:.0f}% of the {others}"
            axes.set_title(right, **TITLE)
            rule = f"{red:g}·red {signed(green)}·green {signed(blue)}·blue {signed(b)}"
            return f"{rule.replace('-', '−')}: {right}."

        return turn

    return view
