"""A whole model on few notches: what is left of its weights, what it loses, what it writes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from ...data.text import manual, three_parts
from ...families import Model
from ...quantize import BLOCK, there_and_back
from ...sample import generate
from ...tales import tales
from ...train import held_out_windows
from ...transformer import Config, Params
from ...transformer.model import Block, block, embed, unembed

CHUNK = 4096  # rows of an embedding that are rounded at once, to spare memory
END = 0  # SmolLM2's mark between two texts


def at_bits(
    params: Any,
    bits: int,
    anew: bool = False,
    fit: str = "range",
    choose: Callable[[str], bool] = lambda name: True,
) -> Any:
    """The model with its matrices on 2^bits notches: another tree. 16 bits: half-precision floats.

    anew: with blocks that begin 16 weights later, so that they hold halves of two old ones.
    choose: names of the matrices that are rounded. Norms are no matrices: they stay.
    """

    def turn(path: Any, leaf: Any) -> Any:
        name = jax.tree_util.keystr(path, simple=True, separator=".")
        if leaf.ndim != 2 or not choose(name):
            return leaf
        return jnp.asarray(_rounded(np.asarray(leaf), bits, anew, fit, name.endswith("embedding")))

    return jax.tree_util.tree_map_with_path(turn, params)


def _rounded(matrix: np.ndarray, bits: int, anew: bool, fit: str, is_table: bool) -> np.ndarray:
    if bits == 16:
        return matrix.astype(np.float16).astype(np.float32)
    axis, shift = (1 if is_table else 0), (BLOCK // 2 if anew else 0)
    if not is_table:
        return np.roll(there_and_back(np.roll(matrix, shift, 0), bits, fit, 0), -shift, 0)
    found = np.empty_like(matrix)
    for start in range(0, len(matrix), CHUNK):
        rows = np.roll(matrix[start : start + CHUNK], shift, axis)
        found[start : start + CHUNK] = np.roll(there_and_back(rows, bits, fit, axis), -shift, axis)
    return found


def error(params: Any, other: Any) -> float:
    """How far the matrices of two trees are apart: the typical difference as a share of the
    typical weight (root of the mean square, both)."""
    off = whole = 0.0
    for one, two in zip(jax.tree.leaves(params), jax.tree.leaves(other), strict=True):
        if one.ndim == 2:
            off += float(_squares(one - two)) if one is not two else 0.0
            whole += float(_squares(one))
    return float(np.sqrt(off / whole))


@jax.jit
def _squares(x: Array) -> Array:
    return jnp.vdot(x, x)


def megabytes(params: Any, bits: int) -> float:
    """What the matrices take with so many bits a weight, and an a and a b of 16 bits for 32."""
    weights = sum(leaf.size for leaf in jax.tree.leaves(params) if leaf.ndim == 2)
    return weights * (bits if bits >= 16 else bits + 32 / BLOCK) / 8 / 1e6


# What it loses ----------------------------------------------------------------------------------


def windows_of(model: Model, text: str, most: int = 8, length: int = 128) -> np.ndarray:
    """Windows evenly spread over a text: [at most `most`, length + 1] tokens."""
    return held_out_windows(np.asarray(model.tokenizer.encode(text)), length, most=most)  # type: ignore[union-attr]


def manual_windows(model: Model) -> np.ndarray:
    """Eight windows of the test part of the Python manual (notebook 16)."""
    return windows_of(model, three_parts(manual())[2])


def tale_windows(model: Model) -> np.ndarray:
    """Eight windows of tales that no notebook trains on."""
    return windows_of(model, "\n\n".join(tales(40, seed=22_000)))


def loss(model: Model, windows: np.ndarray, params: Any = None) -> float:
    """What a model loses on windows [N, T + 1], in nats a token. params: others in its place."""
    params = model.params if params is None else params
    x = jax.vmap(embed, in_axes=(None, 0))(params, jnp.asarray(windows[:, :-1]))  # [N, T, D]
    for p in params.blocks:
        x = _one_block(p, x, model.config)
    return float(_last(params, x, jnp.asarray(windows[:, 1:]), model.config))


@partial(jax.jit, static_argnames="config")
def _one_block(p: Block, x: Array, config: Config) -> Array:
    """All windows through one block, compiled once for all. [N, T, D] -> [N, T, D]"""
    places = jnp.arange(x.shape[1])
    return jax.vmap(lambda rows: block(p, rows, places, None, config)[0])(x)


@partial(jax.jit, static_argnames="config")
def _last(params: Params, x: Array, came: Array, config: Config) -> Array:
    """Mean cross-entropy, one window at a time: x [N, T, D], came [N, T] -> one number"""

    def of_window(both: tuple[Array, Array]) -> Array:
        logits = unembed(params, both[0], config)  # [T, V]
        return optax.softmax_cross_entropy_with_integer_labels(logits, both[1]).mean()

    return jax.lax.map(of_window, (x, came)).mean()


# What it writes ---------------------------------------------------------------------------------


def writes(model: Model, params: Any, prompt: str, n: int) -> str:
    """A prompt and the n likeliest tokens, one after the other, in one line."""
    tokens = model.tokenizer.encode(prompt, special=True)  # type: ignore[union-attr]
    text = generate(jax.random.key(0), params, tokens, n, model.config, temperature=0)
    return " ".join(model.tokenizer.decode(text).split())  # type: ignore[union-attr]
