"""A picture without dials, shown as the last line of a cell, with words for who cannot see it."""

import io

from matplotlib.figure import Figure
from PIL import Image


class Still:
    """What `still` returns. In a notebook it shows itself; its text is `words`."""

    def __init__(self, figure: Figure, words: str):
        self.figure, self.words = figure, words

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **kwargs):
        data = {"image/png": _small_png(self.figure), "text/plain": self.words}
        return data, {"image/png": {"alt": self.words}}


def still(words: str, draw, *arguments, size=(7.0, 4.0), **settings) -> Still:
    """The picture that `draw(figure, *arguments, **settings)` draws.

    words: one sentence that says what it shows. size: in inches of 100 pixels.
    """
    figure = Figure(figsize=size)
    draw(figure, *arguments, **settings)
    return Still(figure, words)


def _small_png(figure: Figure) -> bytes:
    """The figure in at most 256 colours: a third of the size, so that notebooks stay small."""
    full, small = io.BytesIO(), io.BytesIO()
    figure.savefig(full, format="png", dpi=100)
    image = Image.open(full).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.save(small, "png", optimize=True)
    return small.getvalue()
