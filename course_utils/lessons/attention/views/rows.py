"""Picture: what attention makes of one and the same row in different stories."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.sheet import arrow, sheet
from ...kit.style import BLACK, ORANGE


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
    taken = [*np.linspace(start, ends, 40).reshape(-1, 2)]  # points that no text should cover
    for end, name in zip(ends, names, strict=True):
        arrow(axes, tuple(start), tuple(end), colour=ORANGE, width=1.6)
        taken += _write(axes, end, f"{name}'s {word}", taken)
    axes.plot(*start, "o", color=BLACK, markersize=9, zorder=4)
    _write(axes, start, f"“{word}”", taken)


def _write(axes: Axes, spot: np.ndarray, text: str, taken: list) -> list:
    """Text beside a spot [2], where it covers the fewest of the points taken [N, 2]. -> points of
    the place that it takes itself"""
    reach = np.array([axes.get_xlim()[1], axes.get_ylim()[1]])
    half = np.array([0.012 * len(text), 0.06]) * reach
    around = np.arange(0, 2 * np.pi, np.pi / 12)
    ways = np.stack([np.cos(around), np.sin(around)], axis=1)  # [24, 2]
    places = spot + ways * (half + 0.02 * reach)
    inside = (np.abs(np.array(taken) - places[:, None]) < half).all(axis=2).sum(axis=1)  # [24]
    outside = (np.abs(places) + half > reach).any(axis=1)
    place = places[np.argmin(inside + 1000 * outside)]
    axes.text(place[0], place[1], text, ha="center", va="center", fontsize=10, zorder=5)
    return [
        place + half * (across, up) for across in np.linspace(-1, 1, 9) for up in (-0.8, 0, 0.8)
    ]
