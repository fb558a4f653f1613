"""Colours as patches with their names."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import ArrayLike

from ...kit.numbers import decimals
from ...kit.style import GREY


def swatch(
    axes: Axes, x: float, y: float, width: float, height: float, colour: Any = (1, 1, 1)
) -> Rectangle:
    """A patch of colour with a thin edge; its lower left corner is (x, y)."""
    style = {"facecolor": colour, "edgecolor": GREY, "linewidth": 0.6, "clip_on": False}
    patch = Rectangle((x, y), width, height, **style)
    axes.add_patch(patch)
    return patch


def in_brackets(values: Iterable[float]) -> str:
    """`(0.50, 0.32, 0.05)`"""
    return f"({', '.join(map(decimals, values))})"


class Row(NamedTuple):
    """A line of a list of neighbours."""

    patch: Rectangle
    name: Text
    far: Text


def neighbour_list(
    axes: Axes, top: float, k: int, step: float = 0.105
) -> Callable[[Iterable[str], np.ndarray, np.ndarray], None]:
    """k lines of swatch, name and distance, from `top` down. Returns `fill(names, rgb, far)`."""
    rows = []
    for i in range(k):
        y = top - i * step
        rows.append(
            Row(
                patch=swatch(axes, 0, y, 0.16, step * 0.8),
                name=axes.text(0.2, y + step * 0.4, "", va="center", fontsize=10),
                far=axes.text(1, y + step * 0.4, "", va="center", ha="right", fontsize=10),
            )
        )

    def fill(names, rgb, distances):
        for row, name, colour, distance in zip(rows, names, rgb, distances, strict=True):
            row.patch.set_facecolor(colour)
            row.name.set_text(name)
            row.far.set_text(f"{distance:.2f}")

    return fill


def named_swatches(
    figure: Figure, names: Sequence[str], rgb: Sequence[np.ndarray], *, columns: int = 4
) -> None:
    """Colours as named swatches with their three numbers: names [N], rgb [N, 3]."""
    rows = -(-len(names) // columns)
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    axes.set(xlim=(0, columns), ylim=(-rows, 0))
    axes.axis("off")
    for i, (name, colour) in enumerate(zip(names, rgb, strict=True)):
        x, y = i % columns, -(i // columns) - 1
        swatch(axes, x + 0.02, y + 0.48, 0.94, 0.48, colour)
        axes.text(x + 0.03, y + 0.43, f"{name}\n{in_brackets(colour)}", fontsize=9.5, va="top")


def ranked(
    figure: Figure,
    answers: dict[str, ArrayLike],
    names: Sequence[str],
    rgb: np.ndarray,
    *,
    k: int = 8,
    smallest: Sequence[str] = (),
) -> None:
    """For each row of answers (words: numbers [N], one a colour) the k colours that come first.

    First is what has the largest answer; in the rows named in `smallest`, what has the smallest.
    """
    axes = figure.add_axes((0.01, 0.0, 0.98, 0.98))
    axes.set(xlim=(0, k), ylim=(-1.5 * len(answers), 0))
    axes.axis("off")
    for line, (words, values) in enumerate(answers.items()):
        scores = np.asarray(values, float)
        top = -1.5 * line
        axes.text(0.03, top - 0.22, words, fontsize=10.5, fontweight="bold", va="center")
        order = np.argsort(scores if words in smallest else -scores, kind="stable")
        first: list[int] = order[:k].tolist()
        for place, i in enumerate(first):
            swatch(axes, place + 0.03, top - 0.95, 0.94, 0.5, rgb[i])
            said = f"{names[i].replace(' ', chr(10), 1)}\n{decimals(float(scores[i]))}"
            axes.text(place + 0.5, top - 0.99, said, fontsize=9, ha="center", va="top")


def cosines(point: ArrayLike, rgb: np.ndarray) -> np.ndarray:
    """Cosine similarity of a point [3] with each colour [N, 3]: [N]. For black, of length 0, 0."""
    point = np.asarray(point, float)
    lengths = np.linalg.norm(rgb, axis=1) * np.linalg.norm(point)
    return np.divide(rgb @ point, lengths, out=np.zeros(len(rgb)), where=lengths > 0)
