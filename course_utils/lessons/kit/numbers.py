"""Numbers as a reader wants them, and the formulas that many views need."""

import numpy as np
from numpy.typing import ArrayLike


def number(value: float, digits: int = 3) -> str:
    """3 significant digits, thousands with commas, a true minus sign."""
    value = float(value)
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "not a number", "inf": "∞", "-inf": "−∞"}[str(value)]
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e15:
        rounded = float(f"{value:.{digits}g}")
        text = f"{rounded:,.0f}" if abs(rounded) >= 10 ** (digits - 1) else f"{rounded:.{digits}g}"
    else:
        text = f"{value:.{digits}g}"
    return text.replace("-", "−")


def with_commas(value: float, place: float | None = None) -> str:
    """A tick of an axis, for `set_major_formatter`: 12,000 and not 12000. place: not used."""
    rounded = round(float(value), 6)
    return f"{rounded:,.10g}".replace("-", "−") if abs(rounded) < 1e15 else f"{rounded:g}"


def signed(value: float, digits: int = 3, gap: str = " ") -> str:
    """`+ 5` or `− 5`: a number as it stands after another one. gap: what follows the sign."""
    return f"{'−' if value < 0 else '+'}{gap}{number(abs(value), digits)}"


def decimals(value: float, digits: int = 2) -> str:
    """`−0.50`: as many decimals as wanted, a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def in_percent(share: float, none: str = "0%") -> str:
    """0.372 as `37%`, 0.0041 as `0.41%`. none: what is said of exactly 0."""
    if share == 0:
        return none
    return f"{number(100 * share, 2)}%" if share >= 0.001 else "below 0.1%"


def sigmoid(z: ArrayLike) -> np.ndarray:
    """1 / (1 + e^−z), between 0 and 1, of any array; the limits keep e^−z within range."""
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def softmax(logits: ArrayLike) -> np.ndarray:
    """Probabilities [n] of logits [n]: positive, and they add up to 1."""
    powers = np.exp(np.asarray(logits, float) - np.max(logits))
    return powers / powers.sum()


def rmse(predicted: ArrayLike, y: ArrayLike) -> float:
    """Root mean squared error, in the unit of y: two arrays of one shape -> one number."""
    return float(np.sqrt(np.mean((np.asarray(predicted) - y) ** 2)))


def nearest_rows(point: ArrayLike, table: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k rows of a table [N, D] nearest to a point [D]: their places and distances, in order.

    Distances are Euclidean; of rows at the same distance the first comes first.
    """
    distances = np.sqrt(((table - point) ** 2).sum(axis=1))
    order = np.argsort(distances, kind="stable")[:k]
    return order, distances[order]
