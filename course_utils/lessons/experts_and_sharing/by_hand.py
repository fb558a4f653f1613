"""The mixture that notebook 20 makes by hand, with the library's parts."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import ArrayLike

from ...families.shared import mixture
from ...transformer import MLP


def four_experts() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random dials of four small gated experts: up and gate [4, 2, 3], down [4, 3, 2]."""
    chance = np.random.default_rng(0)
    up, gate = chance.normal(size=(2, 4, 2, 3))
    return up, gate, chance.normal(size=(4, 3, 2))


def in_the_library(
    x: ArrayLike, shares: ArrayLike, up: ArrayLike, gate: ArrayLike, down: ArrayLike
) -> Array:
    """What `families` makes of it. x [T, D], shares [T, E] -> [T, D]"""
    up, gate, down, rows, given = (jnp.asarray(a, jnp.float32) for a in (up, gate, down, x, shares))
    return mixture(MLP(up, None, gate, None, down, None), rows, given, jax.nn.silu)


def have_slopes(
    x: ArrayLike, router: ArrayLike, up: ArrayLike, gate: ArrayLike, down: ArrayLike
) -> tuple[list[bool], list[bool]]:
    """With one expert for each token and the sum of squares as a loss: has each expert a slope that
    is not 0, and has each column of the router?"""
    rows, *dials = (jnp.asarray(a, jnp.float32) for a in (x, router, up, gate, down))

    def loss(router: Array, up: Array, gate: Array, down: Array) -> Array:
        chances = jax.nn.softmax(rows @ router)  # [T, E]
        best = chances == chances.max(axis=1, keepdims=True)
        return (in_the_library(rows, jnp.where(best, chances, 0), up, gate, down) ** 2).sum()

    of_router, *of_experts = jax.grad(loss, argnums=(0, 1, 2, 3))(*dials)
    moved = [any(bool(jnp.any(part[e] != 0)) for part in of_experts) for e in range(len(dials[1]))]
    return moved, [bool(jnp.any(column != 0)) for column in of_router.T]
