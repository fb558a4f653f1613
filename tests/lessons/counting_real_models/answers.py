"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import numpy as np


def dials_of_gpt(V, C, L, D):
    block = [(D, 3 * D), (3 * D,), (D, D), (D,), (2, D), (D, 4 * D), (4 * D,), (4 * D, D), (D,)]
    block.append((2, D))
    return (V + C) * D + L * sum(int(np.prod(shape)) for shape in block)


def met_by_a_token(total, layers, experts, chosen, one_expert):
    everywhere = total - layers * experts * one_expert
    return everywhere + sum(chosen * one_expert for _ in range(layers))


def cards(dials, bits, gigabytes):
    return -(-dials * bits // (8 * gigabytes * 10**9))


def size_for(flop, tokens_a_dial):
    return np.sqrt(flop) / np.sqrt(6 * tokens_a_dial)
