"""Reading on with a deep model, compiled in parts.

XLA takes as long for thirty blocks as for thirty models of one. Here a few blocks are compiled
once, and called for all the others: the first token comes in seconds. What is computed is what
`forward_with_cache` computes, but for logits at places that nobody asked for.
"""

from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from .config import Config
from .layers import KVCache
from .model import Cache, add_neighbours, add_positions, block, embed, last_rows, unembed
from .packed import has_packed
from .parameters import Block, Params

TOGETHER: int = 6  # blocks that are compiled as one
# Packed blocks are compiled one by one: a token of SmolLM2 then takes about 40 ms, where six blocks
# at once take 150, and 120 MB less memory.
PACKED_TOGETHER: int = 1


def next_logits(
    params: Params, tokens: Array, cache: Cache, config: Config, count: int, places: int = 1
) -> tuple[Array, Cache]:
    """Read on from where the cache ends: the first `count` of tokens [T], the rest being padding ->
    logits [places, V] after the last `places` of them, and the longer cache. The cache that was
    given is used up.

    The tokens must fit into the vocabulary and the cache; nothing is checked here.
    """
    ends = replace(params, blocks=())
    x, positions, recent = _enter(ends, tokens, cache.recent, cache.length, count, config)
    layers: list[KVCache] = []
    together = PACKED_TOGETHER if has_packed(params.blocks[0]) else TOGETHER
    for first in range(0, len(params.blocks), together):
        some = slice(first, first + together)
        x, longer = _through(params.blocks[some], x, positions, cache.layers[some], config)
        layers += longer
    logits = _leave(ends, x, count, config, places)
    return logits, Cache(tuple(layers), recent, cache.length + count)


@partial(jax.jit, static_argnames="config")
def _enter(
    params: Params, tokens: Array, recent: Array | None, length: Array, count: int, config: Config
) -> tuple[Array, Array, Array | None]:
    """tokens [T] -> the stream [T, D], positions [T], and the rows for the short convolution."""
    positions = length + jnp.minimum(jnp.arange(len(tokens)), count - 1)
    rows = embed(params, tokens, jnp.arange(len(tokens)) < count)
    x = add_positions(params, add_neighbours(params, rows, recent), positions)
    return x, positions, last_rows(recent, rows, count)


@partial(jax.jit, static_argnames="config", donate_argnames="caches")
def _through(
    blocks: tuple[Block, ...],
    x: Array,
    positions: Array,
    caches: tuple[KVCache, ...],
    config: Config,
) -> tuple[Array, list[KVCache]]:
    """Through a few blocks: [T, D] -> [T, D], and their caches with these tokens in them."""
    longer = []
    for p, cache in zip(blocks, caches, strict=True):
        x, seen = block(p, x, positions, cache, config)
        longer.append(seen.cache)
    return x, longer


@partial(jax.jit, static_argnames=("config", "places"))
def _leave(params: Params, x: Array, count: int, config: Config, places: int) -> Array:
    """The logits [places, V] of the last of `count` tokens: x [T, D]"""
    last = jax.lax.dynamic_slice_in_dim(x, count - places, places)  # [places, D]
    return unembed(params, last, config)
