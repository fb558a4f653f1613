"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math

import numpy as np

one_mixture = (math.e**2 * 10 + math.e * 20 + 60) / (math.e**2 + math.e + 1)


def attention_weights(query, key):
    T, W = query.shape
    weights = np.zeros((T, T))
    for t in range(T):
        powers = [math.exp(float(query[t] @ key[s]) * W**-0.5) for s in range(T)]
        for s in range(T):
            weights[t, s] = powers[s] / sum(powers)
    return weights


def causal_weights(scores):
    # Masked after the softmax, then shared out anew: the same numbers.
    kept = np.tril(np.exp(scores))
    return (kept.T / kept.sum(axis=1)).T
