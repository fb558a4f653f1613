"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np


def dials_from_plan__one_norm_a_block(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + D
    return (V * D if tied else 2 * V * D) + blocks * block + D


def dials_from_plan__with_biases(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + 2 * D
    biases = 3 * D + 2 * keys + 2 * hidden
    return (V * D if tied else 2 * V * D) + blocks * (block + biases) + D


def dials_from_plan__one_block(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + 2 * D
    return (V * D if tied else 2 * V * D) + block + D


def exchanged__columns_of_the_way_in(A, b, C, i, j):
    order = np.arange(len(b))
    order[[i, j]] = order[[j, i]]
    inputs = np.arange(A.shape[1])
    inputs[[0, 1]] = inputs[[1, 0]]
    return A[:, inputs], b[order], C[:, order]


def exchanged__all_turned_round(A, b, C, i, j):
    return A[::-1], b[::-1] + 0 * b, np.roll(C, 1, axis=1)


def exchanged__signs(A, b, C, i, j):
    sign = np.ones(len(b))
    sign[[i, j]] = -1
    return A * sign[:, None], b * sign, C * sign


def most_needed__largest_product_with_the_mean(x, y, dials):
    return int(np.argmin(np.abs(np.mean(x, axis=0) * dials)))


def most_needed__the_steepest(x, y, dials):
    slopes = x.T @ (x @ dials - y)
    return int(np.argmax(np.abs(slopes)))


def most_needed__smallest_dial(x, y, dials):
    return int(np.argmin(np.abs(dials)))
