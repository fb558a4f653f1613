"""Every word a point: before, during and after training."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.numbers import nearest_rows
from ...kit.style import BLACK, BLUE, RED, label, plate
from ...kit.view import View
from .marks import MARKS, OTHERS

FEW = 5  # neighbours that are named


def seen_from_widest_side(tables: ArrayLike, rows: Sequence[int] | np.ndarray) -> np.ndarray:
    """Rows of numbers as points in the plane: [S, V, D] -> [S, V, 2].

    Two numbers are drawn as they are. More are seen along the two principal axes of the last table
    (the directions in which its `rows`, a list of places, spread most; Pearson, 1901).
    """
    tables = np.asarray(tables, float)
    if tables.shape[-1] == 2:
        return tables
    chosen = tables[-1][rows]
    middle = chosen.mean(axis=0)
    axes = np.linalg.svd(chosen - middle, full_matrices=False)[2][:2]  # [2, D]
    return (tables - middle) @ axes.T


def neighbours(table: np.ndarray, which: int, k: int = FEW) -> np.ndarray:
    """Places of the k rows of a table [V, D] that lie nearest to row `which`, itself left out."""
    order, _ = nearest_rows(table[which], table, k + 1)
    return order[order != which][:k]


def sky_of_words(
    words: Sequence[str],
    tables: dict[str, np.ndarray],
    shares: dict[str, np.ndarray],
    lists: dict[str, Sequence[str]],
    *,
    every: int,
) -> View:
    """View with dials `numbers` (a key of tables), `step` and `word`.

    words: [V] texts. tables: {name: [S, V, D]}, kept every so many steps. shares: {name: [S]}, how
    many words have a neighbour of their own list. lists: at most eight {name: words} to mark.
    """
    where = {word: i for i, word in enumerate(words)}
    members = [[where[word] for word in group] for group in lists.values()]
    marked = np.concatenate(members)
    flat = {name: seen_from_widest_side(table, marked) for name, table in tables.items()}
    limits = {name: _limits(points, marked) for name, points in flat.items()}

    def view(figure: Figure):
        axes, curve = _frame(figure, last=every * (len(next(iter(shares.values()))) - 1))
        scatter, point_out = _points(axes, members, list(lists)), _spokes(axes)
        (share,) = curve.plot([], [], color=BLUE, linewidth=1.8)
        (here,) = curve.plot([], [], "o", color=RED, markersize=6, clip_on=False)
        page = [figure.text(0.84, 0.865 - 0.035 * i, "", fontsize=10) for i in range(1 + FEW)]

        def turn(numbers: str, step: int, word: str) -> str:
            at, which = step // every, where[word]
            table, points, own = tables[numbers][at], flat[numbers][at], 100 * shares[numbers]
            near = [int(i) for i in neighbours(table, which)]
            axes.set(**limits[numbers])
            axes.set_title(_how_seen(numbers, table.shape[1], step))
            scatter(points)
            point_out(points[[which, *near]], word)
            share.set_data(
                every * np.arange(at + 1), own[: at + 1]
            )  # what comes later stays hidden
            here.set_data([step], [own[at]])
            named = [f"nearest to “{word}”:", *(f"  {words[i]}" for i in near)]
            for line, text in zip(page, named, strict=True):
                line.set_text(text)
            return (
                f"{numbers} numbers per word, after {step} steps: nearest to “{word}” are "
                f"{', '.join(f'“{words[i]}”' for i in near)}; {own[at]:.0f}% of the listed words "
                "have a nearest neighbour from their own list."
            )

        return turn

    return view


def _frame(figure: Figure, last: int):
    """Axes of the map, and of the curve at the lower right."""
    axes = figure.add_axes((0.02, 0.03, 0.655, 0.88))
    axes.set(xticks=[], yticks=[])
    axes.set_title(" ", fontsize=11, loc="left")
    curve = label(figure.add_axes((0.765, 0.115, 0.215, 0.2)), "", "training step")
    curve.set_title("neighbour from own list (%)", fontsize=9, loc="right")
    curve.tick_params(labelsize=9)
    curve.set(xlim=(0, last), ylim=(0, 104))
    return axes, curve


def _points(axes: Axes, members, names):
    """Every word as a point, lists by their marks; returns `move(points [V, 2])`."""
    (everyone,) = axes.plot([], [], ".", color=OTHERS, markersize=3)
    groups = [
        axes.plot([], [], mark, color=colour, markersize=5, label=name)[0]
        for (colour, mark), name in zip(MARKS, names, strict=False)
    ]
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), fontsize=9, frameon=False)

    def move(points):
        everyone.set_data(*points.T)
        for group, those in zip(groups, members, strict=True):
            group.set_data(*points[those].T)

    return move


def _spokes(axes: Axes):
    """A word, its neighbours ringed, lines between; returns `move(points [1 + FEW, 2], word)`.

    The word is written beside the cloud of its neighbours, on the side that has more room.
    """
    lines = [axes.plot([], [], color=BLACK, linewidth=0.8)[0] for _ in range(FEW)]
    (rings,) = axes.plot([], [], "o", color=BLACK, markersize=8, fillstyle="none")
    (leader,) = axes.plot([], [], color=BLACK, linewidth=0.8, linestyle=":")
    (itself,) = axes.plot([], [], "o", color=BLACK, markersize=5, zorder=6)
    name = axes.text(0, 0, "", fontsize=11, fontweight="bold", zorder=6, ha="center", bbox=plate())

    def move(points, word):
        for line, point in zip(lines, points[1:], strict=True):
            line.set_data(*zip(points[0], point, strict=True))
        rings.set_data(*points[1:].T)
        low, high = axes.get_ylim()
        x, y = points[0]
        away = 0.09 if y < (low + high) / 2 else -0.09
        end = y + away * (high - low)
        leader.set_data([x, x], [y, end])
        itself.set_data([x], [y])
        name.set(text=word, position=(x, end), va="bottom" if away > 0 else "top")
        for part in (leader, itself, name):
            part.set_visible(_inside(axes, points[0]))

    return move


def _how_seen(numbers: str, D: int, step: int) -> str:
    how = "drawn as they are" if D == 2 else "seen from their widest side"
    return f"step {step} · {numbers} numbers per word, {how}"


def _limits(points: np.ndarray, marked) -> dict:
    """Limits that hold all listed words at every step, and nearly all words."""
    ends = np.concatenate([points[:, marked].reshape(-1, 2), points[0], points[-1]])
    low, high = np.percentile(ends, [0.3, 99.7], axis=0)
    room = 0.06 * (high - low)
    return {
        "xlim": (low[0] - room[0], high[0] + 2.5 * room[0]),
        "ylim": (low[1] - room[1], high[1] + room[1]),
    }


def _inside(axes: Axes, point) -> bool:
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    return bool(left <= point[0] <= right and low <= point[1] <= high)
