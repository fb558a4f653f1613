"""A sheet to write on: empty axes, text in boxes, arrows, wrapped text."""

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Text

from .style import BLACK, BLUE, GREY, RED

Point = tuple[float, float]

VALUE: dict[str, Any] = {"color": BLUE, "fontsize": 10, "ha": "center"}
SLOPE: dict[str, Any] = {"color": RED, "fontsize": 10, "ha": "center", "fontweight": "bold"}
ASIDE: dict[str, Any] = {"color": GREY, "fontsize": 9, "ha": "center"}


def sheet(
    figure: Figure,
    width: float = 1,
    height: float = 1,
    place: tuple[float, float, float, float] = (0, 0, 1, 1),
) -> Axes:
    """Axes without frame or ticks, measured in units of one's choice.

    place: left, bottom, width and height, as shares of the figure; by default all of it.
    """
    axes = figure.add_axes(place, xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return axes


def boxed(axes: Axes, x: float, y: float, text: str, **style: Any) -> Text:
    """Text in a box, with its centre at (x, y)."""
    box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": BLACK}
    style = {"fontsize": 10, "ha": "center", "va": "center", "linespacing": 1.5} | style
    return axes.text(x, y, text, bbox=box, **style)


def box(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    text: str,
    colour: str,
    ground: str = "white",
) -> None:
    """A rounded box of a given size with text, centred at (x, y). colour: of its edge."""
    patch = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0,rounding_size=1.2",
        facecolor=ground,
        edgecolor=colour,
        linewidth=2,
        zorder=3,
    )
    axes.add_patch(patch)
    axes.text(x, y, text, ha="center", va="center", fontsize=9.5, zorder=4)


def arrow(
    axes: Axes,
    start: Point,
    end: Point,
    bow: float = 0.0,
    colour: str = GREY,
    width: float = 1.0,
) -> FancyArrowPatch:
    """An arrow between two points; bow: how far it bends, as a share of its length."""
    patch = FancyArrowPatch(
        start,
        end,
        arrowstyle="-|>",
        mutation_scale=11,
        connectionstyle=f"arc3,rad={bow}",
        color=colour,
        linewidth=width,
        zorder=2,
        shrinkA=0,
        shrinkB=0,
    )
    axes.add_patch(patch)
    return patch


def readable(text: str, width: int = 50, lines: int = 14) -> str:
    """Text as it is drawn: wrapped, cut after some lines, nothing in it taken for a formula."""
    wrapped = [piece for line in text.splitlines() for piece in textwrap.wrap(line, width) or [""]]
    return "\n".join(wrapped[:lines]).replace("$", r"\$")
