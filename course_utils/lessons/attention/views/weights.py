"""Views of who looks at whom: maps, and the paths by which a word comes to the end of a story."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import ArrayLike

from ...kit.bars import named_bars, set_bars
from ...kit.style import BLACK, GREEN, GREY, RED, TITLE, label
from ...kit.view import View

FAINT = 0.1  # of the paths, weaker ones are not drawn


def empty_map(axes: Axes, words: Sequence[object]) -> AxesImage:
    """An empty map of weights for T words: rows look at columns. -> the image"""
    places = range(len(words))
    nothing = np.zeros((len(words), len(words)))
    picture = axes.imshow(nothing, cmap="Blues", vmin=0, vmax=1)
    label(axes, " ", "is looked at", "looks")
    axes.set(xticks=places, xticklabels=words, yticks=places, yticklabels=words)
    axes.tick_params(length=0, labelsize=9)
    axes.spines[["left", "bottom"]].set_visible(False)
    return picture


def attention_maps(
    figure: Figure, weights: ArrayLike, words: Sequence[object], titles: Sequence[str]
) -> None:
    """Two maps side by side, with the larger weights written in. weights [2, T, T]; titles [2]."""
    for i, (matrix, name) in enumerate(zip(np.asarray(weights), titles, strict=True)):
        axes = figure.add_axes((0.075 + 0.49 * i, 0.17, 0.43, 0.75))
        empty_map(axes, words).set_data(matrix)
        axes.set_title(name, **TITLE)
        if max(len(str(word)) for word in words) > 2:
            axes.tick_params(axis="x", rotation=90)
        for row, column in np.argwhere(matrix >= 0.2):
            weight = matrix[row][column]
            ink = "white" if weight > 0.55 else BLACK
            text = f"{100 * weight:.0f}"
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color=ink)


def attention_paths(read: Callable[..., tuple], names: Sequence[str], T: int) -> View:
    """View of two layers as floors, with any dials: lines show who looks at whom below.

    read(**dials) -> words [T], weights [2, T, T], probabilities [len(names)] of the names as the
    next word. A path is as strong as its two weights multiplied; paths of the last word are red.
    """

    def view(figure: Figure):
        axes = figure.add_axes((0.0, 0.02, 0.8, 0.96), xlim=(-1.8, T - 0.4), ylim=(-0.2, 2.2))
        axes.axis("off")
        for height, name in ((1.5, "layer 2"), (0.5, "layer 1")):
            axes.text(-1.7, height, name, fontsize=10, color=GREY, va="center")
        right = figure.add_axes((0.865, 0.15, 0.12, 0.75))
        floors = [[_word(axes, t, floor) for t in range(T)] for floor in range(3)]
        grey, red = _lines(axes, T, GREY, 1, 0.4), _lines(axes, T, RED, 2, 1.0)
        bars, figures = _bars(right, names)

        def turn(**dials) -> str:
            words, weights, chances = read(**dials)
            for floor in floors:
                for text, word in zip(floor, words, strict=True):
                    text.set_text(word)
            _show_links(grey, red, np.asarray(weights))
            shown = [f"{100 * chance:.0f}" for chance in chances]
            set_bars(bars, figures, chances, shown, gap=0.04)
            return _sentence(words, np.asarray(weights), names, chances)

        return turn

    return view


def _sentence(words, weights, names, chances) -> str:
    """One sentence: the strongest path of the last word, and the answer."""
    first, second = weights
    strength = second[-1][:, None] * first  # [S, R]: by way of s, from r
    s, r = np.unravel_index(strength.argmax(), strength.shape)
    best = int(np.argmax(chances))
    return (
        f"{' '.join(words)} …: the last word looks at word {s + 1}, “{words[s]}”, which has looked "
        f"at word {r + 1}, “{words[r]}”. Answer: {names[best]}, {100 * chances[best]:.0f}%."
    )


def _show_links(grey, red, weights):
    first, second = weights  # [T, T] each
    of_path = second[-1][:, None] * first  # [T, T]: how much of it reaches the last word
    last = np.zeros_like(second)
    last[-1] = second[-1]
    for floor, (every, path) in enumerate(((first, of_path), (second, last))):
        for lines, strength, widest in ((grey, every, 3.0), (red, path, 7.0)):
            shown = np.where(strength >= FAINT, strength, 0.0)
            lines[floor].set_linewidths(widest * shown.ravel())


def _lines(axes: Axes, T: int, colour: str, order: int, strong: float):
    """For each of the two floors a line from every word to every word below it."""
    collections = []
    for floor in range(2):
        ends = [((t, floor + 0.88), (s, floor + 0.12)) for t in range(T) for s in range(T)]
        lines = LineCollection(ends, colors=colour, linewidths=0.0, zorder=order, alpha=strong)
        axes.add_collection(lines)
        collections.append(lines)
    return collections


def _word(axes: Axes, place: int, floor: int):
    return axes.text(place, floor, "", ha="center", va="center", fontsize=9.5, zorder=4)


def _bars(axes: Axes, names):
    label(axes, "next word", "probability (%)")
    axes.set(xlim=(0, 1.45), xticks=[0, 1], xticklabels=["0", "100"])
    axes.tick_params(axis="y", length=0, labelsize=9)
    return named_bars(axes, names, color=GREEN)
