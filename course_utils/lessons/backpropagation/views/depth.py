"""View: how long the slopes are that arrive at each of many layers with random dials."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.style import BLACK, BLUE, GREY, RED, TITLE, label
from ...kit.view import View

DEEPEST, STARTS = 30, 20
LOWEST, HIGHEST = 1e-10, 1e8  # of the picture


def network(width: int, layers: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random weights [layers, width, width] without biases, run once forwards.

    -> weights, drawn with standard deviation 1/√width; where each ReLU lets through [layers,
    width]; the slopes that arrive at the output [width], of length 1 and in a random direction.
    """
    rng = np.random.default_rng(seed)
    h, arriving = rng.normal(size=(2, width))
    weights = rng.normal(size=(layers, width, width)) / np.sqrt(width)
    passed = []
    for A in weights:
        z = A @ h
        passed.append(z > 0)
        h = np.maximum(z, 0)
    return weights, np.array(passed), arriving / np.linalg.norm(arriving)


def lengths(weights: np.ndarray, passed: np.ndarray, arriving: np.ndarray) -> np.ndarray:
    """Lengths [layers + 1] of the slopes on the way back: the first at the input, the last 1."""
    found = [1.0]
    for A, through in zip(weights[::-1], passed[::-1], strict=True):
        arriving = A.T @ (arriving * through)
        found.append(float(np.linalg.norm(arriving)))
    return np.array(found[::-1])


class Deep:
    """Random networks of 1 to `deepest` layers, from several starts; the shallower ones are the
    first layers of the deepest.

    With weights s times as large what has come back through k layers is s to the power of k times
    as large: without biases the scale changes no ReLU. So each is walked once.
    """

    def __init__(self, width: int = 128, starts: int = STARTS, deepest: int = DEEPEST):
        self.width, self.starts, self.deepest = width, starts, deepest
        networks = [network(width, deepest, seed) for seed in range(starts)]
        self._found = {
            layers: np.array([lengths(w[:layers], p[:layers], end) for w, p, end in networks])
            for layers in range(1, deepest + 1)
        }  # [starts, layers + 1] each

    def slopes(self, layers: int, scale: float) -> np.ndarray:
        """Lengths [starts, layers + 1], from the input to the output."""
        return self._found[layers] * scale ** np.arange(layers, -1, -1)

    def first(self, layers: int, scale: float) -> float:
        """The median over the starts of what arrives at the input, where 1 arrives at the end."""
        return float(np.median(self.slopes(layers, scale)[:, 0]))

    def off(self, layers: int, scale: float) -> float:
        """How many times too small or too large that is, through all the layers; 1 is neither."""
        del layers  # the goal is about the deepest network, wherever the dial stands
        found = self.first(self.deepest, scale)
        return max(found, 1 / found)


def _axes(figure: Figure) -> Axes:
    axes = label(
        figure.add_subplot(),
        " ",
        "after layer … (0: the input)",
        "length of the slopes that arrive",
    )
    figure.subplots_adjust(left=0.11, right=0.97, bottom=0.14, top=0.9)
    axes.set(yscale="log", ylim=(LOWEST, HIGHEST), xlim=(0, DEEPEST + 0.5))
    axes.set_yticks([1e-8, 1e-4, 1, 1e4, 1e8], ["1/10⁸", "1/10⁴", "1", "10⁴", "10⁸"])
    axes.yaxis.minorticks_off()
    axes.axhline(1, color=GREY, linewidth=0.8, linestyle="--")
    axes.text(DEEPEST, 1e7, "explodes ▲", color=GREY, va="center", ha="right")
    axes.text(DEEPEST, 1e-9, "vanishes ▼", color=GREY, va="center", ha="right")
    return axes


def as_share(size: float) -> str:
    """0.72 as `0.72`, 0.000024 as `1/41,000`."""
    return number(size, 2) if size >= 0.01 else f"1/{number(1 / size, 2)}"


def through_layers(deep: Deep) -> View:
    """View with dials `layers` and `scale` (1 if there is none): every start, and the median."""

    def view(figure: Figure):
        axes = _axes(figure)
        thin = [axes.plot([], [], color=BLUE, linewidth=0.7, alpha=0.5)[0]
                for _ in range(deep.starts)]  # fmt: skip
        (middle,) = axes.plot([], [], color=BLACK, linewidth=2.2)
        (end,) = axes.plot([], [], "o", color=RED, markersize=8, clip_on=False, zorder=5)

        def turn(layers: int, scale: float = 1.0) -> str:
            found = deep.slopes(layers, scale)
            places = np.arange(layers + 1)
            for line, row in zip(thin, found, strict=True):
                line.set_data(places, row)
            median = np.median(found, axis=0)
            middle.set_data(places, median)
            end.set_data([0], [median[0]])
            least, most = as_share(found[:, 0].min()), as_share(found[:, 0].max())
            said = f"{layers} layer{'s' * (layers > 1)}, scale {number(scale)}: a slope of 1 "
            said += f"at the output is {as_share(median[0])} at the input"
            axes.set_title(said, **TITLE)
            return f"{said} (median of {deep.starts} starts; they lie from {least} to {most})."

        return turn

    return view
