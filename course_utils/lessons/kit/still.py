"""A picture without dials, shown as the last line of a cell, with words for who cannot see it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ...dials import png
from ...dials.defaults import default_settings


class Still:
    """What `still` returns. In a notebook it shows itself; its text is `words`."""

    def __init__(self, figure: Figure, words: str):
        self.figure, self.words = figure, words

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        with default_settings():
            canvas = FigureCanvasAgg(self.figure)
            canvas.draw()
        data = {"image/png": png.small(np.asarray(canvas.buffer_rgba())), "text/plain": self.words}
        return data, {"image/png": {"alt": self.words}}


def still(
    words: str,
    draw: Callable[..., object],
    *arguments: Any,
    size: tuple[float, float] = (7.0, 4.0),
    **settings: Any,
) -> Still:
    """The picture that `draw(figure, *arguments, **settings)` draws.

    words: one sentence that says what it shows. size: in inches of 100 pixels.
    """
    with default_settings():
        figure = Figure(figsize=size, dpi=100)
        draw(figure, *arguments, **settings)
    return Still(figure, words)
