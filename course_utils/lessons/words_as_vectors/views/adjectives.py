"""What a word like "light" does to a colour: a·x + b, with two dials for all colours."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...kit.numbers import number, rmse, signed
from ...kit.style import TITLE, label
from ...kit.view import View
from .swatches import swatch


def adjective(
    word: str, nouns: list[str], plain: np.ndarray, meant: np.ndarray, *, shown: Sequence[str]
) -> View:
    """View with dials a and b: plain colours, what people call `word`, and a·x + b.

    nouns: [N] names; plain: [N, 3] their colours; meant: [N, 3] the colours called "word noun";
    shown: the names to draw. The error is taken over all N.
    """
    columns = [nouns.index(name) for name in shown]

    def view(figure: Figure):
        axes = label(figure.add_axes((0.11, 0.03, 0.88, 0.8)), " ")
        axes.set(xlim=(0, len(shown)), ylim=(3.2, 0))
        axes.spines[:].set_visible(False)
        tops = [0.03, 1.18, 2.18]  # more room under the plain colours
        axes.set_yticks(np.array(tops) + 0.47, ["plain: x", f"called\n“{word}”", "a·x + b"])
        axes.set_xticks(np.arange(len(shown)) + 0.5, [n.replace(" ", "\n") for n in shown])
        axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
        axes.tick_params(axis="x", labelsize=9)

        def row(top: float, colours: np.ndarray) -> list[Rectangle]:
            return [swatch(axes, i + 0.03, top, 0.94, 0.94, c) for i, c in enumerate(colours)]

        row(tops[0], plain[columns])
        row(tops[1], meant[columns])
        last = row(tops[2], plain[columns])

        def turn(a: float, b: float) -> str:
            said = a * plain + b
            for patch, colour in zip(last, np.clip(said[columns], 0, 1), strict=True):
                patch.set_facecolor(colour)
            error = number(rmse(said, meant))
            rule = f"{number(a)}·x {signed(b)}"
            axes.set_title(f"“{word}” = {rule}: typical error {error}", **TITLE)
            return (
                f"“{word}” as {rule}: typical error {error} over {len(nouns)} names; "
                f"{len(shown)} of them are drawn: plain, as people see “{word}”, and as a·x + b."
            )

        return turn

    return view
