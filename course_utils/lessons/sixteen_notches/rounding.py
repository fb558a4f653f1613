"""A whole model on few notches: what is left of its weights, what it loses, what it writes."""

import ctypes
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from ...data.text import manual, three_parts
from ...families import Model
from ...quantize import BLOCK, there_and_back
from ...sample import stream
from ...tales import tales
from ...train import held_out_windows
from ...transformer import Config, Params, name_of
from ...transformer.model import Block, block, embed, unembed

CHUNK = 4096  # rows of an embedding that are rounded at once, to spare memory
END = 0  # SmolLM2's mark between two texts


Change = Callable[[str, Array], Array]  # (an array's name, the array) -> another in its place


def everything(name: str) -> bool:
    """Every matrix, whatever its name."""
    return True


@dataclass
class Rounding:
    """Matrices on 2^bits notches, one after the other, so that no second model is in memory.

    bits: 2 to 8, or 16 for half-precision floats. anew: with groups that begin 16 weights later, so
    that they hold halves of two old ones. choose: names of the matrices that are rounded. Norms are
    no matrices: they stay.
    """

    bits: int
    anew: bool = False
    fit: str = "range"
    choose: Callable[[str], bool] = everything
    off: float = 0.0  # sum of squares of what was lost so far
    whole: float = 0.0  # and of the weights themselves

    def __call__(self, name: str, matrix: Array) -> Array:
        """What is left of a matrix."""
        if matrix.ndim != 2 or not self.choose(name):
            return matrix
        old = np.asarray(matrix)
        new = self._embedding(old) if name.endswith("embedding") else self._rounded(old, 0)
        found = jnp.asarray(new)
        off, whole = _squares(matrix, found)
        self.off, self.whole = self.off + float(off), self.whole + float(whole)
        return found

    def of(self, params: Any) -> Any:
        """A whole model's tree, rounded."""
        return changed(params, "", self)

    @property
    def error(self) -> float:
        """The typical loss as a share of the typical weight, of all that was rounded so far."""
        return float(np.sqrt(self.off / self.whole))

    def _embedding(self, table: np.ndarray) -> np.ndarray:
        """By rows, and not all at once: it is the largest array."""
        found = np.empty_like(table)
        for start in range(0, len(table), CHUNK):
            found[start : start + CHUNK] = self._rounded(table[start : start + CHUNK], 1)
        return found

    def _rounded(self, matrix: np.ndarray, axis: int) -> np.ndarray:
        if self.bits == 16:
            return matrix.astype(np.float16).astype(np.float32)
        if not self.anew:
            return there_and_back(matrix, self.bits, self.fit, axis)
        turned = np.roll(matrix, BLOCK // 2, axis)
        return np.roll(there_and_back(turned, self.bits, self.fit, axis), -BLOCK // 2, axis)


def give_back_memory() -> None:
    """Hand memory that is free again back to the machine. The C library of Linux keeps the gaps
    between arrays otherwise, hundreds of megabytes after a model's; elsewhere nothing is done."""
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def changed(tree: Any, start: str, change: Change) -> Any:
    """The tree with each array changed. start: what stands in front of the names in it."""

    def turn(path: Any, leaf: Array) -> Array:
        return change(start + name_of(path), leaf)

    return jax.tree_util.tree_map_with_path(turn, tree)


@jax.jit
def _squares(old: Array, new: Array) -> tuple[Array, Array]:
    return ((old - new) ** 2).sum(), (old**2).sum()


def megabytes(params: Any, bits: int) -> float:
    """What the matrices take with so many bits a weight, and an a and a b of 16 bits for 32; with
    16 and 32 bits they are plain numbers."""
    weights = sum(leaf.size for leaf in jax.tree.leaves(params) if leaf.ndim == 2)
    return weights * (bits if bits >= 16 else bits + 32 / BLOCK) / 8 / 1e6


# What it loses ----------------------------------------------------------------------------------


def windows_of(model: Model, text: str, most: int = 4, length: int = 96) -> np.ndarray:
    """Windows evenly spread over a text: [at most `most`, length + 1] tokens."""
    return held_out_windows(np.asarray(model.tokenizer.encode(text)), length, most=most)  # type: ignore[union-attr]


def manual_windows(model: Model) -> np.ndarray:
    """Four windows of the test part of the Python manual (notebook 16)."""
    return windows_of(model, three_parts(manual())[2])


def tale_windows(model: Model) -> np.ndarray:
    """Four windows of tales that no notebook trains on."""
    return windows_of(model, "\n\n".join(tales(40, seed=22_000)))


def losses(
    model: Model, windows: np.ndarray, change: Change | None = None, params: Any = None
) -> np.ndarray:
    """What a model loses on each of some windows [N, T + 1], in nats a token: [N].

    change: what is done to each array just before it is used. params: others in place of the
    model's.
    """
    params = model.params if params is None else params
    change = _as_it_is if change is None else change
    table = change("embedding", params.embedding)
    top = replace(params, embedding=table, blocks=())
    x = jax.vmap(embed, in_axes=(None, 0))(top, jnp.asarray(windows[:, :-1]))  # [N, T, D]
    for i, p in enumerate(params.blocks):
        x = _one_block(changed(p, f"blocks.{i}.", change), x, model.config)
    found = np.asarray(_last(top, x, jnp.asarray(windows[:, 1:]), model.config))
    del table, top  # a changed embedding is 113 MB
    give_back_memory()
    return found


def stream_at(model: Model, windows: np.ndarray, layer: int) -> Array:
    """The stream as block `layer` finds it: windows [N, T + 1] -> [N, T, D]"""
    x = jax.vmap(embed, in_axes=(None, 0))(model.params, jnp.asarray(windows[:, :-1]))
    for p in model.params.blocks[:layer]:
        x = _one_block(p, x, model.config)
    return x


def loss(model: Model, windows: np.ndarray, params: Any = None) -> float:
    """The mean of `losses`."""
    return float(losses(model, windows, params=params).mean())


def _as_it_is(name: str, array: Array) -> Array:
    return array


@partial(jax.jit, static_argnames="config")
def _one_block(p: Block, x: Array, config: Config) -> Array:
    """All windows through one block, compiled once for all. [N, T, D] -> [N, T, D]"""
    places = jnp.arange(x.shape[1])
    return jax.vmap(lambda rows: block(p, rows, places, None, config)[0])(x)


@partial(jax.jit, static_argnames="config")
def _last(params: Params, x: Array, came: Array, config: Config) -> Array:
    """Cross-entropy, one window at a time: x [N, T, D], came [N, T] -> [N]"""

    def of_window(both: tuple[Array, Array]) -> Array:
        logits = unembed(params, both[0], config)  # [T, V]
        return optax.softmax_cross_entropy_with_integer_labels(logits, both[1]).mean()

    return jax.lax.map(of_window, (x, came))


# What it writes ---------------------------------------------------------------------------------


class Written(NamedTuple):
    """What a model wrote, and how quickly."""

    text: str
    milliseconds: float  # for a step, in the median


def writes(model: Model, prompt: str, n: int) -> Written:
    """A prompt and the n likeliest tokens, one after the other, in one line."""
    tokens, times = model.tokenizer.encode(prompt, special=True).tolist(), []  # type: ignore[union-attr]
    more = stream(jax.random.key(0), model.params, tokens, model.config, temperature=0)
    for _ in range(n):
        begun = time.perf_counter()
        tokens.append(next(more))
        times.append(time.perf_counter() - begun)
    text = " ".join(model.tokenizer.decode(tokens).split())  # type: ignore[union-attr]
    later = times[2:] or times  # what takes the longest to compile is compiled by then
    steps = [took for took in later if took > max(later) / 50]  # what a draft had right takes none
    return Written(text, 1000 * statistics.median(steps))


def reading_rate(array: Array, times: int = 10) -> float:
    """How many bytes of its memory this machine reads in a second: an array is added up some times,
    and the quickest counts. It should be large, or the processor keeps it at hand."""
    add, taken = jax.jit(jnp.sum), []
    for _ in range(times + 1):  # the first time it is compiled
        begun = time.perf_counter()
        add(array).block_until_ready()
        taken.append(time.perf_counter() - begun)
    return array.nbytes / min(taken[1:])
