"""A transformer's architecture: a stream, and parts that read it and add to it."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ....count import count
from ....transformer import Params
from ...kit.sheet import arrow, box, sheet
from ...kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY

STREAM = 10  # the height at which the stream runs
SHELF = 27  # the height at which the parts stand
FULL = "#fff3c4"  # the ground of a box that holds dials


def part(axes: Axes, x: float, text: str, colour: str, dials: int, in_norm: int) -> None:
    """A part above the stream: reads it at x, through a norm, and adds to it 11 further on."""
    box(axes, x + 5.5, SHELF, 13, 8, f"{text}\n{dials:,}", colour, FULL)
    arrow(axes, (x + 1, STREAM), (x + 1, SHELF - 4), colour=colour, width=1.6)
    box(axes, x + 1, 17.4, 6.4, 5.6, f"norm\n{in_norm:,}", GREY, FULL)
    arrow(axes, (x + 10, SHELF - 4), (x + 10, STREAM + 1.9), colour=colour, width=1.6)
    axes.plot(x + 10, STREAM, "o", markersize=17, color="white", markeredgecolor=BLACK, zorder=3)
    axes.text(x + 10, STREAM - 0.25, "+", ha="center", va="center", fontsize=14, zorder=4)


def architecture(figure: Figure, params: Params) -> None:
    """Draw a transformer: from tokens to logits, with the number of dials in each part.

    params: the arrays, or their shapes.
    """
    axes = sheet(figure, 104, 38)
    axes.plot([16, 86], [STREAM, STREAM], color=SKY, linewidth=9, solid_capstyle="butt", zorder=1)
    axes.text(50, 4.2, "the residual stream: a row of D numbers for each token", **_text(BLUE))
    box(axes, 11, STREAM, 11, 7, f"embedding\n{count(params.embedding):,}", BLUE, FULL)
    arrow(axes, (0.5, STREAM), (5.5, STREAM), colour=BLACK, width=1.6)
    axes.text(0.5, STREAM + 4.6, "tokens", **_text(BLACK, ha="left"))
    for i, p in enumerate(params.blocks):
        left = 20 + 31 * i
        axes.add_patch(Rectangle((left - 1.5, 6.5), 30, 28, color="#f0f0f0", zorder=0))
        axes.text(left - 0.5, 35.8, f"block {i + 1}", **_text(BLACK, ha="left"))
        part(axes, left + 1.7, "attention", RED, count(p.attention), count(p.norm_1))
        part(axes, left + 16.2, "feed-forward", GREEN, count(p.mlp), count(p.norm_2))
    box(axes, 84, STREAM, 6.4, 5.6, f"norm\n{count(params.final_norm):,}", GREY, FULL)
    box(axes, 92.5, STREAM, 7, 7, "head\n0", ORANGE)
    arrow(axes, (87.2, STREAM), (89, STREAM), colour=BLACK, width=1.6)
    arrow(axes, (96, STREAM), (101, STREAM), colour=BLACK, width=1.6)
    axes.text(103.5, STREAM + 4.6, "logits", **_text(BLACK, ha="right"))


def _text(colour: str, ha: str = "center") -> dict:
    return {"color": colour, "ha": ha, "va": "center", "fontsize": 10}
