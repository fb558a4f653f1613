"""Colours as patches with their names."""

from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...kit.style import GREY


def swatch(axes: Axes, x: float, y: float, width: float, height: float, colour=(1, 1, 1)):
    """A patch of colour with a thin edge; its lower left corner is (x, y)."""
    return axes.add_patch(
        Rectangle(
            (x, y), width, height, facecolor=colour, edgecolor=GREY, linewidth=0.6, clip_on=False
        )
    )


def board(figure: Figure, box):
    """Empty axes from 0 to 1 both ways, for swatches and words."""
    axes = figure.add_axes(box)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    return axes


def show(numbers) -> str:
    """`(0.50, 0.32, 0.05)`"""
    return "(" + ", ".join(f"{value:.2f}" for value in numbers).replace("-", "−") + ")"


def neighbour_list(axes: Axes, top: float, k: int, step: float = 0.105):
    """k lines of swatch, name and distance, from `top` down. Returns `fill(names, rgb, far)`."""
    rows = []
    for i in range(k):
        y = top - i * step
        rows.append(
            SimpleNamespace(
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


def swatches(figure: Figure, names, rgb, *, columns: int = 4):
    """Colours as named swatches with their three numbers: names [N], rgb [N, 3]."""
    rows = -(-len(names) // columns)
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    axes.set(xlim=(0, columns), ylim=(-rows, 0))
    axes.axis("off")
    for i, (name, colour) in enumerate(zip(names, rgb, strict=True)):
        x, y = i % columns, -(i // columns) - 1
        swatch(axes, x + 0.02, y + 0.48, 0.94, 0.48, colour)
        axes.text(x + 0.03, y + 0.43, f"{name}\n{show(colour)}", fontsize=9.5, va="top")
    return axes


def ranked(figure: Figure, questions: dict, names, rgb, *, k: int = 8):
    """For each question (words: a row of 3 dials) the k colours with the highest dot product."""
    axes = figure.add_axes((0.01, 0.0, 0.98, 0.98))
    axes.set(xlim=(0, k), ylim=(-1.5 * len(questions), 0))
    axes.axis("off")
    for line, (words, dials) in enumerate(questions.items()):
        answers = rgb @ np.asarray(dials, float)
        top = -1.5 * line
        axes.text(0.03, top - 0.22, words, fontsize=10.5, fontweight="bold", va="center")
        for place, i in enumerate(np.argsort(-answers, kind="stable")[:k]):
            swatch(axes, place + 0.03, top - 0.95, 0.94, 0.5, rgb[i])
            said = f"{names[i].replace(' ', chr(10), 1)}\n{answers[i]:.2f}".replace("-", "−")
            axes.text(place + 0.5, top - 0.99, said, fontsize=9, ha="center", va="top")
    return axes
