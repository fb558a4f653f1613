"""Figures of several runs, which a notebook has no time for: `benchmarks/four_families.py` made
them."""

import numpy as np

from ..kit.measured import measured


def right(family: str, question: str, steps: int = 600) -> np.ndarray:
    """Which share was right after so many steps, for each run: [runs]"""
    runs = [
        run["right"][str(steps)] for run in measured("four_families") if run["family"] == family
    ]
    return np.array([run[question] for run in runs])


def in_words(family: str, question: str, steps: int = 600) -> str:
    """Of 100 the mean, and the lowest and the highest run: "67 (60–71)"."""
    shares = np.rint(100 * right(family, question, steps)).astype(int)
    low, high = shares.min(), shares.max()
    mean = f"{np.mean(shares):.0f}"
    return mean if low == high else f"{mean} ({low}–{high})"
