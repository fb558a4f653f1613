"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math

import jax
import jax.numpy as jnp
import numpy as np

first_dial = -36.0


def backward(x, target, w1, b1, w2, b2):
    def loss(dials):
        h = jax.nn.relu(dials[0] * x + dials[1])
        return (dials[2] * h + dials[3] - target) ** 2

    return np.asarray(jax.grad(loss)(jnp.array([w1, b1, w2, b2])))


def shared_dial(w, x):
    return 2 * w * x + 1


def word_slopes(counts, target, weights, bias):
    score = bias
    for count, weight in zip(counts, weights, strict=True):
        score += count * weight
    p = 1 / (1 + math.exp(-score))
    return [count * 2 * (p - target) * (p - p * p) for count in counts]
