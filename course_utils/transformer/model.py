"""The whole machine: embed, L blocks that each add to the stream twice, unembed."""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from .config import Config
from .layers import Memory, at_least_float32, attention, feed_forward, normalise
from .parameters import Block, Params


def forward(params: Params, tokens: Array, config: Config) -> Array:
    """What may come next, at every place of one sequence.

    tokens [T], whole numbers 0 … V − 1, at most `config.context` of them -> logits [T, V], float32:
    row t scores every token of the vocabulary as the one that follows tokens[0 … t].
    A batch: `jax.vmap(forward, in_axes=(None, 0, None))(params, batch, config)`.

    ValueError for tokens that are not one sequence of whole numbers, too many of them, or one
    outside the vocabulary. Under `jax.jit` and `jax.vmap` values cannot be seen: there, a token
    outside the vocabulary makes every logit of its sequence NaN.
    """
    tokens = as_tokens(tokens, config)
    x, _, _ = run(params, tokens, config)
    return unembed(params, x, config)


def run(params: Params, tokens: Array, config: Config, cache: "Cache | None" = None):
    """Through all blocks: tokens [T] -> the stream after the last block [T, D], what was seen, and
    the rows that were read [M + S, D] (None where none are mixed). cache: what was read before."""
    cache = cache or Cache((None,) * len(params.blocks), None, 0)
    positions = cache.length + jnp.arange(len(tokens))  # [T]
    x, rows = embed(params, tokens, positions, cache.rows)  # [T] -> [T, D]
    seen = []
    for p, memory in zip(params.blocks, cache.memories, strict=True):
        x, seen_here = block(p, x, positions, memory, config)  # [T, D] -> [T, D]
        seen.append(seen_here)
    return x, seen, rows


def embed(params: Params, tokens: Array, positions: Array, rows: Array | None = None):
    """Each token's row of dials; where the plan says so, with a share of the rows before it, and
    with the row of its place. tokens [T] -> [T, D]; also the rows read so far, as `mix` keeps."""
    x = _rows(params.embedding, tokens)
    if params.mixing is not None:
        x, rows = mix(params.mixing, x, positions[0], rows)
    if params.position_embedding is not None:
        x = x + _rows(params.position_embedding, positions)
    return x, rows


def mix(share: Array, x: Array, start: Array, rows: Array | None):
    """Add to each token a share of the M before it: row t gets share[i] · row t − 1 − i.

    So a token knows its nearest neighbours before any attention (a convolution in depth, as in So
    et al. 2021, "Primer", where it stands behind the queries, keys and values).

    share [M, D]; x [T, D], to stand at the places from `start` on; rows [M + S, D]: M times nothing
    and then what was read before, or None at the start of a text -> [T, D], and the longer rows
    """
    (M, D), T = share.shape, len(x)
    if rows is None:
        rows = jnp.zeros((M + T, D), x.dtype)
    rows = jax.lax.dynamic_update_slice_in_dim(rows, x, start + M, axis=0)
    near = jax.lax.dynamic_slice_in_dim(rows, start, M + T)  # [M + T, D]: M before, then x
    return x + sum(share[i] * near[M - 1 - i : M - 1 - i + T] for i in range(M)), rows


class Seen(NamedTuple):
    """What passed through one block, for those who look inside."""

    before: Array  # the stream as the block found it [T, D]
    middle: Array  # the stream after attention was added [T, D]
    weights: Array  # who looked at whom [H, T, S]
    memory: Memory  # keys and values [S, K, Dh]


def block(p: Block, x: Array, positions: Array, memory: Memory | None, config: Config):
    """Look at the others, add; think alone, add. [T, D] -> [T, D], and what was seen.

    The norms stand in front of what they serve, so the stream itself runs through untouched
    (Xiong et al. 2020, "On layer normalization in the transformer architecture").
    """
    gathered, weights, memory = attention(
        p.attention, normalise(p.norm_1, x, config), positions, memory, config
    )
    middle = x + gathered  # [T, D]
    thought = feed_forward(p.feed_forward, normalise(p.norm_2, middle, config), config)
    return middle + thought, Seen(x, middle, weights, memory)  # [T, D]


def unembed(params: Params, x: Array, config: Config) -> Array:
    """Score every token of the vocabulary. [T, D] -> [T, V], float32

    A tied head is the embedding again, turned round: a token scores high when the stream points
    along its own row (Press and Wolf 2017, "Using the output embedding to improve language
    models").
    """
    x = normalise(params.final_norm, x, config)
    head = params.embedding.T if params.head is None else params.head  # [D, V]
    return at_least_float32(x @ head)


# One token at a time -------------------------------------------------------------------------


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Cache:
    """What the tokens read so far left behind, so that none is computed twice."""

    memories: tuple[Memory, ...]  # keys and values: L of them, with room for `context` tokens each
    rows: Array | None  # [M + context, D], where tokens before are mixed in: their rows
    length: Array  # tokens read so far, a whole number


def init_cache(config: Config, dtype=jnp.float32) -> Cache:
    """An empty cache: L memories of keys and values [context, K, Dh]."""

    def empty():
        return jnp.zeros((config.context, config.K, config.Dh), dtype)

    memories = tuple(Memory(empty(), empty()) for _ in range(config.layers))
    rows = jnp.zeros((config.mix + config.context, config.D), dtype) if config.mix else None
    return Cache(memories, rows, length=jnp.int32(0))


def forward_with_cache(params: Params, tokens: Array, cache: Cache, config: Config):
    """Read on from where the cache ends: tokens [T] -> logits [T, V] and the longer cache.

    The logits are those that `forward` gives at these places of the whole sequence. T may be a
    whole prompt or 1; under `jax.jit` each T compiles once, wherever the cache stands.

    ValueError as in `forward`, for more tokens than there is room for, and for a mask that looks
    ahead. Under `jax.jit`, where the cache's length cannot be seen, no room gives NaN logits.
    """
    tokens = as_tokens(tokens, config)
    check_room(cache, len(tokens), config)
    x, seen, rows = run(params, tokens, config, cache)
    length = cache.length + len(tokens)
    logits = jnp.where(length <= config.context, unembed(params, x, config), jnp.nan)
    return logits, Cache(tuple(s.memory for s in seen), rows, length)


# A look inside -------------------------------------------------------------------------------


def residuals(params: Params, tokens: Array, config: Config) -> Array:
    """The residual stream as it grows: after the embedding, after each attention, after each
    feed-forward. tokens [T] -> [2L + 1, T, D]"""
    tokens = as_tokens(tokens, config)
    x, seen, _ = run(params, tokens, config)
    return jnp.stack([stream for s in seen for stream in (s.before, s.middle)] + [x])


def attention_maps(params: Params, tokens: Array, config: Config) -> Array:
    """Who looked at whom. tokens [T] -> [L, H, T, T]; row t of a map says how much the token at t
    took from each place, and sums to 1."""
    tokens = as_tokens(tokens, config)
    _, seen, _ = run(params, tokens, config)
    return jnp.stack([s.weights for s in seen])


# What bad input gets -------------------------------------------------------------------------


def as_tokens(tokens, config: Config, name: str = "tokens") -> Array:
    """The tokens as a JAX array, or a ValueError that says why they cannot be tokens."""
    traced = isinstance(tokens, jax.core.Tracer)  # inside jit or vmap: only the shape is known
    tokens = tokens if traced else np.asarray(tokens)
    if tokens.ndim != 1:
        raise ValueError(
            f"{name} must be one sequence [T], not an array of shape {list(tokens.shape)}; "
            "for a batch of sequences use jax.vmap."
        )
    if not 1 <= len(tokens) <= config.context:
        raise ValueError(
            f"{name} must be 1 to {config.context} in number (the context), not {len(tokens)}."
        )
    if not jnp.issubdtype(tokens.dtype, jnp.integer):
        raise ValueError(f"{name} must be whole numbers, not {tokens.dtype}.")
    if not traced:
        _check_vocabulary(tokens, config, name)
    return jnp.asarray(tokens)


def _check_vocabulary(tokens: np.ndarray, config: Config, name: str) -> None:
    outside = tokens[(tokens < 0) | (tokens >= config.vocab)]
    if len(outside):
        raise ValueError(
            f"{name} must be from 0 to {config.vocab - 1} (the vocabulary), not {outside[0]}."
        )


def check_room(cache: Cache, T: int, config: Config) -> None:
    """ValueError if the cache cannot take T more tokens, as far as its length can be seen."""
    if config.mask != "causal":
        raise ValueError(f"a cache needs mask 'causal', not {config.mask!r}, which looks ahead.")
    if isinstance(cache.length, jax.core.Tracer):
        return
    held = int(cache.length)
    if held + T > config.context:
        raise ValueError(
            f"the cache holds {held} of {config.context} tokens (the context): "
            f"there is no room for {T} more."
        )


def _rows(table: Array, index: Array) -> Array:
    """Rows of a table [N, D] by number [T] -> [T, D]; a number that is not there gives NaN."""
    return table.at[index].get(mode="fill", fill_value=jnp.nan, wrap_negative_indices=False)
