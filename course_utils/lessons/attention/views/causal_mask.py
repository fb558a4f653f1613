"""View: two models that learn to guess throws of a die, one of them allowed to look ahead."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.style import BLUE, GREEN, ORANGE, TITLE, label
from ...kit.view import View
from .weights import empty_map


def causal_or_not(
    steps: Sequence[int],
    losses: dict[str, Sequence[float]],
    looks: dict[str, np.ndarray],
    throws: Sequence[int],
    floor: float,
) -> View:
    """View with dials `step` (a place in `steps`) and `mask` (a key of losses and looks).

    The losses are drawn up to the step that is shown, so that the start gives nothing away.

    steps [N]; losses {mask: [N]}; looks {mask: [N, T, T]}; throws [T]; floor: of the loss, in nats.
    """

    def view(figure: Figure):
        left = figure.add_axes((0.08, 0.16, 0.42, 0.72))
        label(left, "loss of the next throw", "step", "loss (nats)")
        left.set(xlim=(0, steps[-1]), ylim=(0, 1.3 * floor))
        left.axhline(floor, color=GREEN, linestyle=":", linewidth=1.5)
        left.text(steps[-1] * 0.75, floor * 0.97, "floor: ln 6", color=GREEN, va="top", fontsize=9)
        looks_of = zip(losses, (BLUE, ORANGE), ("-", "--"), strict=True)
        curves = {
            name: left.plot([], [], dash, color=colour, label=name)[0]
            for name, colour, dash in looks_of
        }
        left.legend(loc="center right", frameon=False, fontsize=9)
        (here,) = left.plot([], [], "D", color="black", markersize=8, clip_on=False)
        right = figure.add_axes((0.6, 0.16, 0.36, 0.72))
        picture = empty_map(right, throws)

        def turn(step: int, mask: str) -> str:
            i = int(np.argmin(np.abs(np.asarray(steps) - step)))
            for name, curve in curves.items():
                curve.set_data(steps[: i + 1], losses[name][: i + 1])
            here.set_data([steps[i]], [losses[mask][i]])
            picture.set_data(looks[mask][i])
            right.set_title(f"who looks at whom: {mask}", **TITLE)
            ahead = np.triu(looks[mask][i], 1).sum() / (len(throws) - 1)
            return (
                f"Step {steps[i]}, {mask}: loss {number(round(float(losses[mask][i]), 2))}, "
                f"and {number(round(100 * float(ahead)), 2)} % of the looking goes ahead."
            )

        return turn

    return view
