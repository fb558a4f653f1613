"""The slopes of a whole row of dials: notebook 05."""

import numpy as np
from numpy.typing import ArrayLike


def all_slopes(a: ArrayLike, b: float, x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Slopes of the mean squared miss: those of the D dials a, then that of b. [D + 1]

    a: [D]. x: [N, D], one row an example. y: [N].
    """
    a, x, y = np.asarray(a, float), np.asarray(x, float), np.asarray(y, float)
    miss = x @ a + b - y  # [N]
    return np.append(2 * x.T @ miss / len(y), 2 * np.mean(miss))
