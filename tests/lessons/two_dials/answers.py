"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import numpy as np

by_hand = 4550.0


def typical_error(a, b, x, y):
    total = 0.0
    for one_x, one_y in zip(x, y, strict=True):
        total += (a * one_x + b - one_y) ** 2
    return (total / len(x)) ** 0.5


def best_flat_b(y):
    return sum(y) / len(y)


def dials_for_centimetres(a, b):
    return np.array([a / 0.1, b])
