"""How a device looks: a colour, and its number, which is always there as well."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from ...kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, RED, SKY

COLOURS = (BLUE, ORANGE, GREEN, PINK, SKY, RED, GREY, BLACK)
NOBODY = "#f4f4f4"


def tint(device: int, strength: float = 0.3) -> tuple[float, float, float, float]:
    """A device's colour, pale enough to be written on."""
    return to_rgba(COLOURS[device], strength)


def cell(axes: Axes, x: float, y: float, width: float, height: float) -> Rectangle:
    """A white box with a thin edge; x, y: its lower left corner."""
    patch = Rectangle((x, y), width, height, facecolor="white", edgecolor=GREY, linewidth=0.8)
    axes.add_patch(patch)
    return patch


def words(axes: Axes, x: float, y: float, text: str = "", **style: Any) -> Text:
    """Text centred at a place."""
    return axes.text(x, y, text, **{"ha": "center", "va": "center", "fontsize": 10} | style)
