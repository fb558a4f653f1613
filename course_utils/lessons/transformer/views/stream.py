"""Views of the residual stream: what each part writes into it, and what could be read there."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.bars import named_bars, set_bars
from ...kit.numbers import softmax
from ...kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, TITLE, label
from ...kit.view import View
from ..machines import shares

WATCHED = ("awake", "asleep", "is")
COLOURS = (BLUE, RED, GREEN, RED, GREEN)  # embedding, then attention and feed-forward in turn
MARKS = ("o", "s", "^", "D", "v")


def logit_lens(
    figure: Figure,
    written: ArrayLike,
    says: Sequence[Sequence[str]],
    tokens: Sequence[str],
    parts: Sequence[str],
) -> None:
    """A table in colours: how much each part wrote for each token, and what the head would read.

    Reading the stream before its end is the "logit lens" (nostalgebraist, 2020).

    written [P, T], lengths; says [P][T], words; tokens [T]; parts [P], names from first to last.
    """
    axes = figure.add_subplot()
    figure.subplots_adjust(left=0.15, right=1.0, bottom=0.13, top=0.88)
    picture = axes.imshow(written, cmap="Blues", origin="lower", aspect="auto", vmin=0)
    written = np.asarray(written)
    middle = 0.55 * written.max()
    for i, row in enumerate(says):
        for j, word in enumerate(row):
            ink = "white" if written[i, j] > middle else BLACK
            axes.text(j, i, word, ha="center", va="center", fontsize=9, color=ink)
    label(axes, "In each cell: what the head would say after this part")
    axes.set_xlabel("token")
    axes.set(xticks=range(len(tokens)), xticklabels=tokens)
    axes.set(yticks=range(len(parts)), yticklabels=parts)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    figure.colorbar(picture, ax=axes, pad=0.02, label="length of what the part wrote")


def logit_attribution(
    run: Callable[[str, list[float]], tuple[ArrayLike, ArrayLike]],
    parts: Sequence[str],
    words: Sequence[str],
    *,
    low: float,
    high: float,
) -> View:
    """View with dials `sentence` and one strength a part after the first: who votes for what.

    The final norm aside, logits are a sum over what the parts wrote ("direct logit attribution",
    Elhage et al. 2021).

    run(sentence, strengths [P − 1]) -> votes [P, 2] in points of logit for the first two `words`,
    the axes of the path, and probs [W] of all of them. low, high: the range of the axes.
    """

    def view(figure: Figure):
        left = figure.add_axes((0.09, 0.13, 0.46, 0.75))
        right = figure.add_axes((0.68, 0.5, 0.3, 0.38))
        steps, end = _path(left, parts, words, low, high)
        figure.legend(handles=steps, loc="lower left", bbox_to_anchor=(0.62, 0.02), frameon=False)
        bars, figures = _bars(right, words)

        def turn(sentence: str, **strengths: float) -> str:
            votes, probs = map(np.asarray, run(sentence, list(strengths.values())))
            path = np.vstack([np.zeros(2), np.cumsum(votes, axis=0)])  # [P + 1, 2]
            for i, step in enumerate(steps):
                step.set_data(path[i : i + 2, 1], path[i : i + 2, 0])
            end.set_data(path[-1:, 1], path[-1:, 0])
            set_bars(bars, figures, probs, [f"{p:.2f}" for p in probs], gap=0.02)
            top = int(np.argmax(probs))
            right.set_title(f"{words[top]}: {probs[top]:.2f}", **TITLE)
            return f"{sentence}: “{words[top]}”, with probability {probs[top]:.2f}."

        return turn

    return view


def mixing_desk(
    votes: Callable[[ArrayLike, ArrayLike], ArrayLike],
    encode: Callable[[Sequence[str]], ArrayLike],
    parts: Sequence[str],
) -> View:
    """View with dials `sentence` ("owl at night") and a fader for each part after the first.

    votes(tokens [T], faders [P]) -> points of logit [P, V], of each part, for the last token.
    """
    watched = np.asarray(encode(WATCHED))

    def run(sentence: str, strengths: list[float]):
        animal, time = sentence.split(" at ")
        tokens = encode(f"at {time} the old {animal} in the barn is".split())
        points = np.asarray(votes(tokens, np.array([1.0, *strengths], np.float32)))  # [P, V]
        return points[:, watched[:2]], shares(softmax(points.sum(axis=0)), watched)

    return logit_attribution(run, parts, [*WATCHED, "any other"], low=-4, high=12)


def _path(axes: Axes, parts, words, low, high):
    label(axes, "each part adds its votes", f"points for “{words[1]}”", f"points for “{words[0]}”")
    axes.set(xlim=(low, high), ylim=(low, high))
    axes.plot([low, high], [low, high], ":", color=GREY, linewidth=1)
    axes.fill_between([low, high], [low, high], high, color=ORANGE, alpha=0.12, linewidth=0)
    axes.text(0.02, 0.93, f"more for “{words[0]}”", **_aside(axes, ha="left"))
    axes.text(0.98, 0.03, f"more for “{words[1]}”", **_aside(axes, ha="right"))
    axes.plot(0, 0, "+", color=BLACK, markersize=10)
    steps = [
        axes.plot([], [], "-", color=colour, marker=mark, markevery=[1], linewidth=2, label=name)[0]
        for name, colour, mark in zip(parts, COLOURS, MARKS, strict=True)
    ]
    (end,) = axes.plot([], [], "o", markersize=15, fillstyle="none", color=BLACK, linewidth=2)
    return steps, end


def _aside(axes: Axes, ha: str):
    return {"transform": axes.transAxes, "fontsize": 9, "color": GREY, "ha": ha}


def _bars(axes: Axes, words):
    label(axes, " ", "probability of the next word")
    axes.set(xlim=(0, 1.2), xticks=[0, 0.5, 1])
    return named_bars(axes, words, color=GREEN)
