"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math

import numpy as np


def norm_each_token(x, scale, eps):
    rows = [row * scale / math.sqrt(sum(n * n for n in row) / len(row) + eps) for row in x]
    return np.array(rows)


def one_block(x, attend, think, norm_1, norm_2):
    stream = np.array(x)
    for part, norm in ((attend, norm_1), (think, norm_2)):
        stream += part(norm(stream))
    return stream


def dials_of_a_block(D, H, K, Dh, F):
    shapes = [(D,), (D, H * Dh), (D, K * Dh), (D, K * Dh), (H * Dh, D), (D,), (D, F), (F, D)]
    return sum(int(np.prod(shape)) for shape in shapes)
