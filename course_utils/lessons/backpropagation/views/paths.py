"""Still: the two paths from a hidden number to the loss, in the network of 2, 3 and 2 numbers."""

from itertools import pairwise

from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.style import BLACK, GREY, RED, TITLE, plate

WEIGHTS = (1.0, 0.0)  # from the first hidden number to the two outputs
DELTA = (2.0, -4.0)  # what arrives at the outputs
COLUMNS = {"inputs": (0.0, (1.5, 0.5)), "hidden": (1.0, (2, 1, 0)), "outputs": (2.0, (1.5, 0.5))}


def two_paths(figure: Figure) -> None:
    """Draws the network grey, and in orange what comes back to the first hidden number."""
    axes = figure.add_axes((0.02, 0.02, 0.96, 0.87))
    axes.set_title("Two paths meet in the first hidden number", **TITLE)
    axes.set(xlim=(-0.35, 2.75), ylim=(-0.4, 2.75))
    axes.axis("off")
    columns = list(COLUMNS.values())
    for (left, lows), (right, highs) in pairwise(columns):
        for low in lows:
            for high in highs:
                axes.plot([left, right], [low, high], color=GREY, linewidth=0.8, zorder=1)
    for name, (x, heights) in COLUMNS.items():
        axes.plot([x] * len(heights), heights, "o", color=GREY, markersize=13, zorder=3)
        axes.text(x, -0.35, name, ha="center", color=GREY)
    x, heights = COLUMNS["outputs"]
    products = [f"{number(w)} · {_bracketed(d)}" for w, d in zip(WEIGHTS, DELTA, strict=True)]
    for place, arrived, product in zip(heights, DELTA, products, strict=True):
        back = {"arrowstyle": "-|>", "color": RED, "linewidth": 2.5, "shrinkA": 9, "shrinkB": 9}
        axes.annotate("", (1, 2), (x, place), arrowprops=back, zorder=2)
        axes.text(x + 0.1, place, f"δ = {number(arrived)}", va="center", color=RED)
        middle = (1.38, 2 + 0.38 * (place - 2))
        axes.text(*middle, product, ha="center", va="center", color=BLACK, bbox=plate(0.9))
    total = sum(weight * arrived for weight, arrived in zip(WEIGHTS, DELTA, strict=True))
    axes.text(1, 2.35, f"{' + '.join(products)} = {number(total)}", ha="center", color=RED)


def _bracketed(value: float) -> str:
    return number(value) if value >= 0 else f"({number(value)})"
