"""Picture: two models that learned to guess throws of a die, one of them allowed to look ahead."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.style import BLUE, GREEN, ORANGE, TITLE, label
from .weights import empty_map


def causal_or_not(
    figure: Figure,
    steps: Sequence[int],
    losses: dict[str, Sequence[float]],
    looks: dict[str, ArrayLike],
    throws: Sequence[int],
    floor: float,
) -> None:
    """Draw the losses of two models, and beside them the map of each after training.

    steps [N]; losses {mask: [N]}; looks {mask: [T, T]}; throws [T]; floor: of the loss, in nats.
    """
    left = figure.add_axes((0.07, 0.17, 0.26, 0.72))
    label(left, "loss of the next throw", "step", "loss (nats)")
    left.set(xlim=(0, steps[-1]), ylim=(0, 1.3 * floor))
    left.axhline(floor, color=GREEN, linestyle=":", linewidth=1.5)
    left.text(steps[-1] * 0.97, floor * 1.03, "floor: ln 6", color=GREEN, ha="right", fontsize=9)
    for name, colour, dash in zip(losses, (BLUE, ORANGE), ("-", "--"), strict=True):
        left.plot(steps, losses[name], dash, color=colour, label=name)
    left.legend(loc=(0.4, 0.52), frameon=False, fontsize=9)
    for i, (name, weights) in enumerate(looks.items()):
        axes = figure.add_axes((0.4 + 0.31 * i, 0.17, 0.27, 0.72))
        empty_map(axes, throws).set_data(weights)
        axes.set_title(f"who looks at whom: {name}", **TITLE)
