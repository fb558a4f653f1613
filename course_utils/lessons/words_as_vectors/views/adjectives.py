"""What a word like "light" does to a colour: a·x + b, with two dials for all colours."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from ...kit.numbers import number, rmse, signed
from ...kit.style import TITLE, label
from ...kit.view import View


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
        rows = np.stack([plain[columns], meant[columns], plain[columns]])
        picture = axes.imshow(rows, aspect="auto")
        axes.spines[:].set_visible(False)
        axes.set_yticks(range(3), ["plain: x", f"called\n“{word}”", "a·x + b"], fontsize=10)
        axes.set_xticks(range(len(shown)), [name.replace(" ", "\n") for name in shown], fontsize=9)
        axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
        for edge in np.arange(len(shown) - 1) + 0.5:
            axes.axvline(edge, color="white", linewidth=3)
        for edge in (0.5, 1.5):
            axes.axhline(edge, color="white", linewidth=3 if edge == 1.5 else 10)

        def turn(a: float, b: float) -> str:
            said = a * plain + b
            rows[2] = np.clip(said[columns], 0, 1)
            picture.set_data(rows)
            error = number(rmse(said, meant))
            rule = f"{number(a)}·x {signed(b)}"
            axes.set_title(f"“{word}” = {rule}: typical error {error}", **TITLE)
            return (
                f"“{word}” as {rule}: typical error {error} over {len(nouns)} names; "
                f"{len(shown)} of them are drawn as plain, as people call them, as the model says."
            )

        return turn

    return view
