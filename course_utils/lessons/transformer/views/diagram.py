"""A transformer's architecture: a stream, and parts that read it and add to it."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...kit.sheet import arrow, box, sheet
from ...kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY

STREAM = 10  # the height at which the stream runs
SHELF = 27  # the height at which the parts stand


def part(axes: Axes, x: float, text: str, colour: str) -> None:
    """A part above the stream: reads it at x, through a norm, and adds to it 11 further on."""
    box(axes, x + 5.5, SHELF, 13, 8, text, colour)
    arrow(axes, (x + 1, STREAM), (x + 1, SHELF - 4), colour=colour, width=1.6)
    box(axes, x + 1, 17.2, 6, 4, "norm", GREY)
    arrow(axes, (x + 10, SHELF - 4), (x + 10, STREAM + 1.9), colour=colour, width=1.6)
    axes.plot(x + 10, STREAM, "o", markersize=17, color="white", markeredgecolor=BLACK, zorder=3)
    axes.text(x + 10, STREAM - 0.25, "+", ha="center", va="center", fontsize=14, zorder=4)


def architecture(figure: Figure, blocks: int = 2) -> None:
    """Draw a transformer with two blocks: from tokens to logits."""
    axes = sheet(figure, 104, 38)
    axes.plot([16, 86], [STREAM, STREAM], color=SKY, linewidth=9, solid_capstyle="butt", zorder=1)
    axes.text(50, 4.2, "the residual stream: a row of D numbers for each token", **_text(BLUE))
    box(axes, 11, STREAM, 11, 6, "embedding", BLUE)
    arrow(axes, (0.5, STREAM), (5.5, STREAM), colour=BLACK, width=1.6)
    axes.text(0.5, STREAM + 3.6, "tokens", **_text(BLACK, ha="left"))
    for i in range(blocks):
        left = 20 + 31 * i
        axes.add_patch(Rectangle((left - 1.5, 6.5), 30, 28, color="#f0f0f0", zorder=0))
        axes.text(left - 0.5, 35.4, f"block {i + 1}", **_text(BLACK, ha="left"))
        part(axes, left + 1, "attention", RED)
        part(axes, left + 15.5, "feed-forward", GREEN)
    box(axes, 84, STREAM, 6, 4, "norm", GREY)
    box(axes, 92.5, STREAM, 7, 6, "head", ORANGE)
    arrow(axes, (87, STREAM), (89, STREAM), colour=BLACK, width=1.6)
    arrow(axes, (96, STREAM), (101, STREAM), colour=BLACK, width=1.6)
    axes.text(103.5, STREAM + 3.6, "logits", **_text(BLACK, ha="right"))


def _text(colour: str, ha: str = "center") -> dict:
    return {"color": colour, "ha": ha, "va": "center", "fontsize": 10}
