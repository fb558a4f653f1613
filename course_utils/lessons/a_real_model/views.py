"""Views of a real model: what comes next, who looks at whom, a word that two meanings part."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..attention.views.weights import empty_map
from ..kit.bars import named_bars, set_bars
from ..kit.numbers import in_percent
from ..kit.style import BLUE, GREEN, GREY, RED, TITLE, label
from ..kit.view import View

SHOWN = 8  # bars


class Said(NamedTuple):
    """What a panel of bars shows at one setting."""

    probabilities: np.ndarray  # [V]
    title: str
    sentence: str


def spelled(piece: str) -> str:
    """A token as a reader can tell it from others: its space and its line ends are seen."""
    return "“" + piece.replace("\n", "⏎").replace("$", r"\$") + "”"


def likeliest(read: Callable[..., Said], piece: Callable[[int], str], reach: float = 1.0) -> View:
    """View with any dials: the eight likeliest next tokens as bars, whichever they are.

    read(**dials) -> what is shown. piece(token) -> its text. reach: where the axis ends, for bars
    that are all short; a longer one leaves the picture, and its figure stands at the edge.
    """

    def view(figure: Figure):
        figure.subplots_adjust(left=0.2, right=0.96, bottom=0.13, top=0.9)
        axes = label(figure.add_subplot(), " ", "probability")
        axes.set(xlim=(0, 1.12 * reach))
        bars, texts = named_bars(axes, [str(i) for i in range(SHOWN)], color=BLUE, height=0.7)
        axes.tick_params(axis="y", length=0)

        def turn(**dials) -> str:
            said = read(**dials)
            order = np.argsort(-said.probabilities, kind="stable")[:SHOWN]
            shares = said.probabilities[order]
            axes.set_yticks(range(SHOWN), [spelled(piece(int(token))) for token in order])
            said_of_each = [in_percent(p, none="cut off") for p in shares]
            set_bars(bars, texts, np.minimum(shares, reach), said_of_each, 0.012 * reach)
            axes.set_title(said.title, **TITLE)
            return said.sentence

        return turn

    return view


def attention_map(maps: ArrayLike, pieces: Sequence[str]) -> View:
    """View with dials `block` and `head`, counted from 0: who looks at whom. maps [L, H, T, T]"""
    maps = np.asarray(maps)

    def view(figure: Figure):
        axes = figure.add_axes((0.2, 0.22, 0.62, 0.7))
        picture = empty_map(axes, pieces)
        axes.tick_params(axis="x", rotation=90)
        figure.colorbar(picture, ax=axes, fraction=0.04, label="weight")

        def turn(block: int, head: int) -> str:
            weights = maps[block, head]
            picture.set_data(weights)
            axes.set_title(f"block {block}, head {head}", **TITLE)
            first, itself = weights[1:, 0].mean(), np.diag(weights)[1:].mean()
            before = np.diag(weights, -1)[1:].mean()
            return (
                f"In block {block}, head {head}, the tokens give {100 * first:.0f}% of their "
                f"attention to the first token, {100 * itself:.0f}% to themselves and "
                f"{100 * before:.0f}% to the one before."
            )

        return turn

    return view


def parting(figure: Figure, right: ArrayLike, before: ArrayLike, means: ArrayLike, of: int) -> None:
    """At each floor: how many texts have a nearest one of the same meaning, how many one with the
    same word before, and how alike the vectors are. right, before [L + 1]; means [L + 1, 2]: within
    a meaning, across. On the lowest floor all vectors are equal, so none is nearest."""
    right, before, means = np.asarray(right), np.asarray(before), np.asarray(means)
    floors = np.arange(len(right))
    left, below = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.08, right=0.97, bottom=0.16, top=0.88, wspace=0.28)
    label(left, f"nearest has the same …, of {of}", "blocks passed")
    left.plot(floors[1:], right[1:], "o-", color=BLUE, markersize=4)
    left.plot(floors[1:], before[1:], "s--", color=GREY, markersize=4)
    left.legend(
        ["meaning", "word before"], fontsize=9, loc="center right", bbox_to_anchor=(1, 0.68)
    )
    left.set(xlim=(-1.5, len(right) + 0.5), ylim=(0, of + 1))
    label(below, "cosine similarity of two “ apple”", "blocks passed")
    below.plot(floors, means[:, 0], "o-", color=GREEN, markersize=4)
    below.plot(floors, means[:, 1], "s--", color=RED, markersize=4)
    below.legend(["same meaning", "different meaning"], fontsize=9, loc="lower left")
