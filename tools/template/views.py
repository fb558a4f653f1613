"""Views of notebook NUMBER: to be written."""

import numpy as np
from matplotlib.figure import Figure

from ..kit.numbers import number
from ..kit.style import BLUE, RED, label


def line(x, y):
    """To be written; an example. View with dials a and b: the line a·x + b over points (x, y).

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
            error = float(np.sqrt(np.mean((a * x + b - y) ** 2)))
            said = f"a = {number(a)}, b = {number(b)}: typical error {number(error)}"
            axes.set_title(said)
            return f"Line with {said}."

        return turn

    return view
