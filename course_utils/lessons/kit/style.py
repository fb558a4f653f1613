"""Colours and habits that every picture of the course shares.

Colours are those of Okabe and Ito ("Color Universal Design", 2008), which people with any of the
common kinds of colour blindness can tell apart. Colour is never the only cue.
"""

from typing import Any

from matplotlib.axes import Axes

BLACK = "#000000"
ORANGE = "#e69f00"
SKY = "#56b4e9"
GREEN = "#009e73"
BLUE = "#0072b2"
RED = "#d55e00"
PINK = "#cc79a7"
GREY = "#767676"  # 4.5 to 1 against white: light enough to stay behind, dark enough to read

CYCLE = (BLUE, RED, GREEN, PINK, ORANGE, SKY)
TITLE: dict[str, Any] = {"fontsize": 11, "loc": "left"}


def label(axes: Axes, title: str = "", x: str = "", y: str = "") -> Axes:
    """Title and axis labels, in the sizes of the course, and no box around the picture."""
    axes.set_title(title, **TITLE)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def plate(alpha: float = 0.75, pad: float = 0.8) -> dict[str, Any]:
    """A pale ground behind a text (its `bbox`), so that it is read where it lies on marks."""
    return {"facecolor": "white", "alpha": alpha, "edgecolor": "none", "pad": pad}
