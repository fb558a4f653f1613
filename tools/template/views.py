"""Views of notebook NUMBER: TO BE WRITTEN."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import number, rmse
from ..kit.style import BLUE, RED, label
from ..kit.view import View


def line(x: ArrayLike, y: ArrayLike) -> View:
    """TO BE WRITTEN; an example. View with dials a and b: the line a·x + b over points (x, y).

    x, y: [N].
    """
    x, y = np.asarray(x, float), np.asarray(y, float)

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "x", "y")
        axes.set(xlim=(x.min(), x.max()), ylim=(y.min() - 5, y.max() + 5))
        axes.plot(x, y, "o", color=BLUE, label="what was measured")
        (drawn,) = axes.plot(x, 0 * x, color=RED, linewidth=2.5, label="the model")
        axes.legend(loc="upper left", frameon=False)

        def turn(a: float, b: float = 0.0) -> str:
            drawn.set_ydata(a * x + b)
            said = f"a = {number(a)}, b = {number(b)}: typical error {number(rmse(a * x + b, y))}"
            axes.set_title(said)
            return f"Line with {said}."

        return turn

    return view
