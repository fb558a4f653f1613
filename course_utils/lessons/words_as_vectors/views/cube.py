"""Colours as points: a cube with axes red, green and blue, seen from any side."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import ArrayLike

from ...kit.style import GREY, plate

CORNERS = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)], float)
EDGES = [(p, q) for p in range(8) for q in range(p) if np.abs(CORNERS[p] - CORNERS[q]).sum() == 1]
NAMED = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1)}
TILT = np.radians(22)


def seen_from(points: ArrayLike, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Points of the colour cube as they are seen: [N, 3] -> flat [N, 2] and depth [N]."""
    turned = np.radians(degrees)
    red, green, blue = (np.asarray(points, float) - 0.5).T
    across = red * np.cos(turned) - green * np.sin(turned)
    away = red * np.sin(turned) + green * np.cos(turned)
    up = blue * np.cos(TILT) + away * np.sin(TILT)
    return np.stack([across, up], axis=1), away * np.cos(TILT) - blue * np.sin(TILT)


def draw_cube(
    axes: Axes, rgb: np.ndarray, *, size: float = 16, alpha: float = 1.0, reach: float = 0.95
) -> Callable[[float], None]:
    """Colours [N, 3] as points in a cube of red, green and blue. Returns `look(degrees)`."""
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.axis("off")
    points = axes.scatter([], [], s=size, linewidths=0.3, edgecolors=GREY, alpha=alpha)
    edges = LineCollection([], colors=GREY, linewidths=0.7, zorder=0.5)
    axes.add_collection(edges, autolim=False)
    axes_of_cube = LineCollection([], colors=list(NAMED.values()), linewidths=3, zorder=0.6)
    axes.add_collection(axes_of_cube, autolim=False)
    words = [
        axes.text(0, 0, name, ha="center", va="center", fontsize=9, bbox=plate(pad=1))
        for name in ("all red", "all green", "all blue", "black")
    ]

    def look(degrees: float):
        flat, depth = seen_from(rgb, degrees)
        order = np.argsort(-depth, kind="stable")  # the far ones first, the near ones over them
        points.set_offsets(flat[order])
        points.set(facecolor=rgb[order])
        edges.set_segments([seen_from(CORNERS[[p, q]], degrees)[0] for p, q in EDGES])
        corners = [*NAMED.values(), (0, 0, 0)]
        axes_of_cube.set_segments([seen_from([(0, 0, 0), c], degrees)[0] for c in corners[:3]])
        for word, corner in zip(words, corners, strict=True):
            # Off the line that ends there, and out of the way of arrows that rise past it.
            off = (-0.26, 0.09) if corner == NAMED["blue"] else (0, -0.17)
            word.set_position(seen_from([corner], degrees)[0][0] + off)

    return look
