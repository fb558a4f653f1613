"""949 names of colours, each with three numbers: how much red, green and blue.

Source: the colour survey of xkcd (Randall Munroe, 2010, blog.xkcd.com/2010/05/03/
color-survey-results), in which visitors named millions of colours as they saw them on their own
screens. Released into the public domain (CC0). Matplotlib ships the table. Names are as people
typed them.
"""

from typing import NamedTuple

import numpy as np


class Colours(NamedTuple):
    """Entry i of `names` belongs to row i of `rgb`."""

    names: list[str]  # 949 of them
    rgb: np.ndarray  # [949, 3] float: red, green, blue, each from 0 (none) to 1 (all there is)


def colours() -> Colours:
    """The table of colours, in the order of the survey."""
    from matplotlib.colors import XKCD_COLORS, to_rgb  # here, so that other data load without it

    names = [name.removeprefix("xkcd:") for name in XKCD_COLORS]
    return Colours(names, np.array([to_rgb(code) for code in XKCD_COLORS.values()]))
