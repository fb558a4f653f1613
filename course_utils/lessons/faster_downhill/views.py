"""Views of batches and of optimizers: notebook 03."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..downhill.views import LossLandscape, draw_loss_map
from ..kit.numbers import number, with_commas
from ..kit.style import BLACK, CYCLE, ORANGE, RED, TITLE, label
from ..kit.view import View


def example_gradients(
    figure: Figure, landscape: LossLandscape, a: float, b: float, chosen: Sequence[int]
) -> None:
    """At (a, b), minus the gradient of each chosen example alone and, bold, of the average."""
    axes = _map_with_scale(figure, landscape)
    axes.set_title("which way is down?", **TITLE)
    alone = -_gradients(landscape, a, b)[:, chosen]  # [2, C]
    style: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 4.0, "width": 0.006}
    here = np.full(alone.shape[1], a), np.full(alone.shape[1], b)
    axes.quiver(*here, *alone, color=BLACK, label="one penguin alone", **style)
    style["width"] = 0.014
    average = landscape.steepest_descent(a, b)
    axes.quiver(a, b, *average, color=RED, zorder=3, label="average of all", **style)
    axes.plot(a, b, "o", color=ORANGE, mec=BLACK, markersize=10, zorder=4)
    axes.legend(loc="center left", bbox_to_anchor=(1.22, 0.5), frameon=False)


def _map_with_scale(figure: Figure, landscape: LossLandscape) -> Axes:
    """A map at the left of a figure, with room for a legend at its right."""
    axes = figure.add_axes((0.1, 0.13, 0.5, 0.78))
    draw_loss_map(axes, landscape, (0.62, 0.13, 0.02, 0.74))
    return axes


def _gradients(landscape: LossLandscape, a: float, b: float) -> np.ndarray:
    """The gradient of each example alone at (a, b): [2, N]."""
    miss = a * landscape.x + b - landscape.y  # [N]
    return 2 * np.stack([landscape.x * miss, miss])


def one_step_of_batches(
    landscape: LossLandscape, a: float, b: float, draws: int = 2000, shown: int = 300
) -> View:
    """View with dials batch_size and learning_rate: where one step from (a, b) ends.

    A dot for each of the first `shown` of `draws` batches, which are drawn with repetition; a
    diamond where a step with all examples ends.  The sentence says how much the slope for b
    scatters over all draws, as standard deviation.
    """
    alone = _gradients(landscape, a, b)  # [2, N]
    batches = {}  # size -> [draws, 2]; the same at each turn, whatever was turned before

    def average(size: int) -> np.ndarray:
        if size not in batches:
            who = np.random.default_rng(0).integers(alone.shape[1], size=(draws, size))
            batches[size] = alone[:, who].mean(axis=2).T
        return batches[size]

    def view(figure: Figure):
        axes = _map_with_scale(figure, landscape)
        start = np.array([a, b])
        (ends,) = axes.plot([a], [b], "o", color=BLACK, markersize=2.5, label="one batch each")
        (whole,) = axes.plot([a], [b], "D", color=RED, mec="white", markersize=9, zorder=4)
        whole.set_label("all 342 together")
        axes.plot(a, b, "s", color=ORANGE, mec=BLACK, markersize=8, zorder=4, label="the start")
        axes.legend(loc="center left", bbox_to_anchor=(1.22, 0.5), frameon=False)

        def turn(batch_size: str, learning_rate: float) -> str:
            slopes = average(int(batch_size))
            ends.set_data(*(start - learning_rate * slopes[:shown]).T)
            whole.set_data(*(start - learning_rate * alone.mean(axis=1))[:, None])
            axes.set_title(f"one step, {shown} batches of {batch_size}", **TITLE)
            scatter = float(np.std(slopes[:, 1]))
            return (
                f"With batches of {batch_size} the slope for b scatters by {number(scatter, 2)} "
                f"about {number(float(alone[1].mean()), 2)}; {shown} such steps are drawn."
            )

        return turn

    return view


def error_by_examples_seen(
    figure: Figure, runs: dict[str, tuple[int, np.ndarray]], best: float, unit: str
) -> None:
    """Mean error against how many examples were looked at, in `unit`.

    runs: by name, the size of a batch and the error after each step from the start on, [S+1].
    """
    axes = label(figure.add_axes((0.11, 0.14, 0.6, 0.75)), "", "penguins looked at")
    axes.set_title("Smaller batches come down with fewer looks", **TITLE)
    axes.set_ylabel(f"mean error ({unit})")
    styles = ["-", "--", "-.", ":", (0, (5, 1))]
    for k, (name, (size, errors)) in enumerate(runs.items()):
        looked = np.maximum(size * np.arange(len(errors)), 1)
        steps: Any = {"drawstyle": "steps-post", "linestyle": styles[k], "linewidth": 1.8}
        axes.plot(looked, errors, color=CYCLE[k], label=name, **steps)
    axes.axhline(best, color=BLACK, linewidth=1, label="lowest possible")
    axes.set(xscale="log", yscale="log", xlim=(1, None), ylim=(0.95 * best, None))
    axes.set_yticks([400, 600, 1000, 1500, 2000])
    axes.minorticks_off()
    for axis in axes.xaxis, axes.yaxis:
        axis.set_major_formatter(with_commas)
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False)


__all__ = ["error_by_examples_seen", "example_gradients", "one_step_of_batches"]
