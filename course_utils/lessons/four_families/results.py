"""Figures of several runs, which a notebook has no time for: `benchmarks/four_families.py` made
them."""

import numpy as np

from ..kit.measured import measured
from .training import RATE

STEPS = 1200


def right(family: str, question: str, steps: int = STEPS, longest: int = 1) -> np.ndarray:
    """Which share was right after so many steps, at the lesson's learning rate: [runs]

    longest: words in a span of T5's at most.
    """
    runs = [
        run
        for run in measured("four_families")
        if (run["family"], run["rate"]) == (family, RATE) and run.get("longest", 1) == longest
    ]
    return np.array([run["right"][str(steps)][question] for run in runs])


def in_words(family: str, question: str, steps: int = STEPS) -> str:
    """Of 100 the mean, and the lowest and the highest run: "67 (60–71)"."""
    shares = np.rint(100 * right(family, question, steps)).astype(int)
    low, high = shares.min(), shares.max()
    mean = f"{np.mean(shares):.0f}"
    return mean if low == high else f"{mean} ({low}–{high})"
