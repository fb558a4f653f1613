"""Matrices that stay on their notches in memory, as a file has them: each weight is a·q + b.

Blocks of 32 neighbours along the axis over which a layer sums share an a and a b. The wide matrix
is made when a layer computes, and is gone afterwards: a matrix of 16 notches takes 5 bits a weight.
Nobody can find, change or train one weight of it: for that, open the model with wide weights.
"""

import math
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

BLOCK: int = 32  # weights that share an a and a b
NIBBLES: int = 16  # bytes of a block in which two weights share a byte


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class PackedMatrix:
    """A matrix [in, out] in N = in / 32 blocks down each column."""

    q: Array  # [N, 32, out] int8; or [N, 16, out] uint8: a byte has row i (low half) and i + 16
    a: Array  # [N, 1, out] float16
    b: Array | None  # [N, 1, out] float16; None: 0

    @property
    def shape(self) -> tuple[int, int]:
        """Of the matrix: [in, out]."""
        return BLOCK * self.q.shape[0], self.q.shape[2]

    def matrix(self) -> Array:
        """The weights: float32 [in, out]."""
        q = self.q
        if q.shape[1] == NIBBLES:
            q = jnp.concatenate([q & 15, q >> 4], axis=1)
        weights = self.a.astype(jnp.float32) * q.astype(jnp.float32)  # [N, 32, out]
        if self.b is not None:
            weights = weights + self.b.astype(jnp.float32)
        return weights.reshape(self.shape)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class PackedTable:
    """A table of V rows [V, D] in N = D / 32 blocks along each row."""

    q: Array  # [V, N, 32] int8
    a: Array  # [V, N] float16

    @property
    def shape(self) -> tuple[int, int]:
        """Of the table: [V, D]."""
        return self.q.shape[0], BLOCK * self.q.shape[1]

    def rows(self, index: Array) -> Array:
        """Rows by number: [T] -> float32 [T, D]; a number that is not there gives NaN."""
        a = self.a.at[index].get(mode="fill", fill_value=jnp.nan, wrap_negative_indices=False)
        return _wide(self.q[index], a)  # NaN times any q is NaN

    @jax.jit
    def scores(self, x: Array) -> Array:
        """x times the table turned round: [T, D] -> [T, V], float32. A sixteenth of the rows at a
        time, where 16 divides V."""
        (V, N, _), parts = self.q.shape, math.gcd(len(self.q), 16)

        def some(packed: tuple[Array, Array]) -> Array:
            return jnp.einsum("td,vd->tv", x, _wide(*packed))

        some_of_each = (
            self.q.reshape(parts, V // parts, N, BLOCK),
            self.a.reshape(parts, V // parts, N),
        )
        return jnp.moveaxis(jax.lax.map(some, some_of_each), 0, 1).reshape(len(x), V)


def _wide(q: Array, a: Array) -> Array:
    """[V, N, 32] and [V, N] -> float32 [V, 32 · N]"""
    return (q.astype(jnp.float32) * a.astype(jnp.float32)[..., None]).reshape(len(q), -1)


def is_packed(node: Any) -> bool:
    """Is this a packed matrix or table?"""
    return isinstance(node, PackedMatrix | PackedTable)


def has_packed(tree: Any) -> bool:
    """Is any part of this tree packed?"""
    return any(map(is_packed, jax.tree.leaves(tree, is_leaf=is_packed)))


def check_wide(params: Any) -> None:
    """ValueError, in a sentence, for parameters some of which are packed."""
    if has_packed(params):
        raise ValueError(
            "these weights are packed: they compute, but cannot be changed or trained. Open the "
            "model with packed=False."
        )
