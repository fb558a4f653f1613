"""Picture: what attention makes of one and the same row in different stories."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.sheet import arrow, sheet
from ...kit.style import BLACK, ORANGE, plate


def in_a_plane(before: ArrayLike, after: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The plane in which the rows `after` [N, D] lie furthest apart: where `before` [D] and they
    stand in it, counted from their middle. -> [2], [N, 2]"""
    before, after = np.asarray(before), np.asarray(after)
    middle = after.mean(axis=0)
    plane = np.linalg.svd(after - middle)[2][:2].T  # [D, 2]
    return (before - middle) @ plane, (after - middle) @ plane


def moved_rows(
    figure: Figure, before: ArrayLike, after: ArrayLike, names: Sequence[str], word: str
) -> None:
    """Draw one row and what it has become in N stories, seen in the plane of its widest spread.

    before [D]; after [N, D]; names [N]: what each is called; word: what the row belongs to.
    """
    start, ends = in_a_plane(before, after)
    x, y = 1.25 * np.abs([*ends, start]).max(axis=0)
    axes = sheet(figure)
    axes.set(xlim=(-x, x), ylim=(-y, y))
    for end, name in zip(ends, names, strict=True):
        arrow(axes, tuple(start), tuple(end), colour=ORANGE, width=1.6)
        side = end - start
        place = end + 0.09 * np.array([x, y]) * side / np.linalg.norm(side)
        text = f"{name}'s {word}"
        axes.text(*place, text, ha="center", va="center", fontsize=10, zorder=5, bbox=plate())
    axes.plot(*start, "o", color=BLACK, markersize=9, zorder=4)
    axes.text(start[0], start[1] - 0.1 * y, f"“{word}”", ha="center", va="center", bbox=plate())
