"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import jax
import jax.numpy as jnp
import numpy as np

first_dial = -36.0


def backward(x, target, w1, b1, w2, b2):
    def loss(dials):
        h = jax.nn.relu(dials[0] * x + dials[1])
        return (dials[2] * h + dials[3] - target) ** 2

    return np.asarray(jax.grad(loss)(jnp.array([w1, b1, w2, b2])))


def weight_slopes(delta, x):
    return [[float(arriving * seen) for seen in x] for arriving in delta]


def handed_back(A, delta):
    total = np.zeros(A.shape[1])
    for row, arriving in zip(A, delta, strict=True):
        total += row * arriving
    return total


def layers_backward(A1, b1, A2, b2, x, target):
    def loss(dials):
        h = jax.nn.relu(dials[0] @ x + dials[1])
        return jnp.sum((dials[2] @ h + dials[3] - target) ** 2)

    return jax.grad(loss)((jnp.array(A1), jnp.array(b1), jnp.array(A2), jnp.array(b2)))


def batch_slopes(deltas, X):
    total = np.zeros((deltas.shape[1], X.shape[1]))
    for delta, x in zip(deltas, X, strict=True):
        total = total + np.outer(delta, x)
    return total


def walk_back(recipes):
    """Each place asks the later ones, from the last back, what was made of it."""
    slopes = {len(recipes) - 1: 1.0}
    for i in reversed(range(len(recipes) - 1)):
        made = [(n, far) for n, recipe in enumerate(recipes) for place, far in recipe if place == i]
        slopes[i] = sum(slopes[n] * far for n, far in made)
    return [slopes[i] for i in range(len(recipes))]
