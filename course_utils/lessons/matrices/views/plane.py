"""The plane moved by a matrix of four dials: where a grid, a letter and two arrows land."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from numpy.typing import ArrayLike

from ...kit.numbers import number
from ...kit.style import BLUE, GREY, RED, SKY, TITLE, label
from ...kit.view import View

# An F, 1.2 wide and 2 high, walked around: it looks different however it is turned.
LETTER = 0.2 * np.array([[0, 2, 2, 5, 5, 2, 2, 6, 6, 0], [0, 0, 4, 4, 6, 6, 8, 8, 10, 10]]).T
REACH, LINES = 3.2, np.arange(-6, 7)
QUARTER_TURN = np.array([[0, -1], [1, 0]])
GRID = np.array(
    [[(x, -6), (x, 6)] for x in LINES] + [[(-6, y), (6, y)] for y in LINES], float
)  # [26 lines, 2 ends, 2]


def moved(points: ArrayLike, a: ArrayLike) -> np.ndarray:
    """Each point x of the plane at A·x: [..., 2], [2, 2] -> [..., 2]."""
    return np.asarray(points) @ np.asarray(a, float).T


def draw_plane(axes: Axes, title: str) -> Callable[[ArrayLike], None]:
    """Grid, letter and the two arrows (1, 0) and (0, 1). Returns `move(a [2, 2])`."""
    label(axes, title)
    axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal")
    axes.set_xticks(range(-3, 4))
    axes.set_yticks(range(-3, 4))
    axes.tick_params(labelsize=9)
    grid = LineCollection(list(GRID), colors=SKY, linewidths=0.7)
    axes.add_collection(grid, autolim=False)
    letter = Polygon(LETTER, facecolor="#d9d9d9", edgecolor=GREY, zorder=1.5)
    axes.add_patch(letter)
    shafts = [  # one thicker than the other, so that both show where they lie on one line
        axes.plot([0], [0], color=c, linewidth=wide, zorder=2)[0]
        for c, wide in ((RED, 6), (BLUE, 2.5))
    ]
    heads = [
        axes.plot([0], [0], mark, color=c, markersize=9, zorder=3)[0]
        for c, mark in ((RED, "o"), (BLUE, "s"))
    ]

    def move(a):
        grid.set_segments(list(moved(GRID, a)))
        letter.set_xy(moved(LETTER, a))
        for shaft, head, column in zip(shafts, heads, np.asarray(a, float).T, strict=True):
            shaft.set_data([0, column[0]], [0, column[1]])
            head.set_data([column[0]], [column[1]])

    return move


def two_planes(figure: Figure) -> tuple[Axes, Axes]:
    """Two square axes side by side in a figure of 7.6 × 4 inches."""
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.05, right=0.985, bottom=0.08, top=0.9, wspace=0.12)
    return left, right


def moved_plane(*, wanted: ArrayLike | None = None) -> View:
    """View with dials a11, a12, a21, a22: the plane before, and after A.

    wanted: a matrix whose letter is drawn in outline, as a place to aim for.
    """

    def view(figure: Figure):
        left, right = two_planes(figure)
        draw_plane(left, "in: x")(np.eye(2))
        move = draw_plane(right, " ")
        if wanted is not None:
            right.add_patch(
                Polygon(moved(LETTER, wanted), fill=False, linestyle="--", linewidth=1.8, zorder=4)
            )

        def turn(a11: float, a12: float, a21: float, a22: float) -> str:
            move([[a11, a12], [a21, a22]])
            right.set_title("out: A·x", **TITLE)
            first, second = _point(a11, a21), _point(a12, a22)
            return f"The arrow (1, 0) lands at {first}, the arrow (0, 1) at {second}."

        return turn

    return view


def _point(x: float, y: float) -> str:
    return f"({number(x)}, {number(y)})"


def two_orders() -> View:
    """View with dials degrees and stretch: turned then stretched, beside stretched then turned."""

    def view(figure: Figure):
        left, right = two_planes(figure)
        moves = [
            draw_plane(left, "first turn, then stretch"),
            draw_plane(right, "first stretch, then turn"),
        ]

        def turn(degrees: float, stretch: float) -> str:
            angle = np.radians(degrees)
            c, s = np.round([np.cos(angle), np.sin(angle)], 12)  # so that level lines stay level
            turned, stretched = np.array([[c, -s], [s, c]]), np.diag([stretch, 1.0])
            results = stretched @ turned, turned @ stretched
            for move, result in zip(moves, results, strict=True):
                move(result)
            apart = moved(LETTER, results[0]) - moved(LETTER, results[1])  # [corners, 2]
            far = float(np.max(np.linalg.norm(apart, axis=1)))
            where = "at the same place" if far < 1e-9 else f"up to {number(far)} apart"
            return (
                f"A turn by {number(degrees)}° and a stretch to {number(stretch)} times the width: "
                f"in the two orders the corners of the letter end {where}."
            )

        return turn

    return view
