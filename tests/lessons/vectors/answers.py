"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import numpy as np

by_hand = np.array([2, -1, 3]) @ np.array([4, 5, 1]) + 10.0
how_many = 8


def slopes(a, b, x, y):
    """One example and one dial at a time."""
    total = [0.0] * (len(a) + 1)
    for row, wanted in zip(x, y, strict=True):
        miss = sum(dial * value for dial, value in zip(a, row, strict=True)) + b - wanted
        for i, value in enumerate([*row, 1.0]):
            total[i] += 2 * miss * value / len(y)
    return total


def yes_or_no(x, y):
    no = sum(v for s, v in zip(x, y, strict=True) if s == 0) / sum(x == 0)
    return [sum(v - no for s, v in zip(x, y, strict=True) if s) / sum(x), no]
