"""What a place in a sentence expects, beside the one row of the word that stands there."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.style import BLACK, GREEN, GREY, SKY, label
from ...kit.view import View


def in_its_place(places: dict[str, ArrayLike], candidates: dict[str, str], row: np.ndarray) -> View:
    """View with a dial `sentence`: confidences that the place gives, and the word's own row.

    places: {text with a gap: [C] confidences}. candidates: {word: its list}, C of them. row: [D].
    """
    kinds = list(candidates.values())

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=(1.5, 1))
        figure.subplots_adjust(left=0.16, right=0.98, bottom=0.15, top=0.86, wspace=0.25)
        label(left, " ", "confidence that it stands there")
        left.set(xlim=(0, 1.12), ylim=(len(kinds) - 0.4, -0.6))
        left.set_yticks(range(len(kinds)), [f"{w} ({kind})" for w, kind in candidates.items()])
        colours = [GREEN if kind == kinds[0] else SKY for kind in kinds]
        bars = left.barh(range(len(kinds)), 0.0, height=0.7, color=colours)
        texts = [left.text(0, i, "", va="center", fontsize=9) for i in range(len(kinds))]
        label(right, "the one row of “bat”", "which number of the row", "")
        right.bar(np.arange(1, len(row) + 1), row, color=GREY)
        right.axhline(0, color=BLACK, linewidth=0.8)

        def turn(sentence: str) -> str:
            for bar, text, p in zip(bars, texts, np.asarray(places[sentence]), strict=True):
                bar.set_width(p)
                text.set(text=f"{p:.2f}", x=p + 0.02)
            left.set_title(sentence)
            best = list(candidates)[int(np.argmax(places[sentence]))]
            return f"In “{sentence}” the place expects {candidates[best]}: first of all “{best}”."

        return turn

    return view
