"""A sheet to write a graph on: empty axes, text in boxes, arrows."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Text

from .style import BLACK, BLUE, GREY, RED

VALUE = {"color": BLUE, "fontsize": 10, "ha": "center"}
SLOPE = {"color": RED, "fontsize": 10, "ha": "center", "fontweight": "bold"}
ASIDE = {"color": GREY, "fontsize": 9, "ha": "center"}


def sheet(figure: Figure, width: float, height: float) -> Axes:
    """Axes without frame or ticks that fill the figure, measured in units of one's choice."""
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return axes


def boxed(axes: Axes, x: float, y: float, text: str, **style) -> Text:
    """Text in a box, with its centre at (x, y)."""
    box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": BLACK}
    style = {"fontsize": 10, "ha": "center", "va": "center", "linespacing": 1.5} | style
    return axes.text(x, y, text, bbox=box, **style)


def box(axes: Axes, x: float, y: float, width: float, height: float, text: str, colour: str):
    """A rounded box of a given size with text, centred at (x, y)."""
    patch = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0,rounding_size=1.2",
        facecolor="white",
        edgecolor=colour,
        linewidth=2,
        zorder=3,
    )
    axes.add_patch(patch)
    axes.text(x, y, text, ha="center", va="center", fontsize=9.5, zorder=4)


def arrow(axes: Axes, start, end, bend: float = 0.0, colour: str = GREY, width: float = 1.0):
    """An arrow between two points; bend: how far it bows out, as a share of its length."""
    patch = FancyArrowPatch(
        start,
        end,
        arrowstyle="-|>",
        mutation_scale=11,
        connectionstyle=f"arc3,rad={bend}",
        color=colour,
        linewidth=width,
        zorder=2,
        shrinkA=0,
        shrinkB=0,
    )
    return axes.add_patch(patch)
