"""Figures of several runs, which a notebook has no time for: `benchmarks/four_families.py` made
them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).parents[3] / "benchmarks" / "results" / "four_families.json"


@cache
def _file() -> list[dict[str, Any]]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def right(family: str, question: str, steps: int = 600) -> np.ndarray:
    """Which share was right after so many steps, for each run: [runs]"""
    runs = [run["right"][str(steps)] for run in _file() if run["family"] == family]
    return np.array([run[question] for run in runs])


def in_words(family: str, question: str, steps: int = 600) -> str:
    """Of 100 the mean, and the lowest and the highest run: "67 (60–71)"."""
    shares = np.rint(100 * right(family, question, steps)).astype(int)
    low, high = shares.min(), shares.max()
    mean = f"{np.mean(shares):.0f}"
    return mean if low == high else f"{mean} ({low}–{high})"
