"""The whole machine: embed, L blocks that each add to the stream twice, unembed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from numbers import Integral
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer
from jax.typing import DTypeLike
from numpy.typing import ArrayLike

from .config import Config
from .layers import KVCache, at_least_float32, attention, mlp, normalise, rows_times, short_conv
from .packed import PackedTable
from .parameters import Block, Params


def forward(params: Params, tokens: Array, config: Config, valid: Array | None = None) -> Array:
    """What may come next, at every place of one sequence.

    tokens [T], whole numbers 0 … V − 1, at most `config.context` of them -> logits [T, V], float32:
    row t scores every token of the vocabulary as the one that follows tokens[0 … t].
    A batch: `jax.vmap(forward, in_axes=(None, 0, None))(params, batch, config)`.

    valid [T], True or False: where False, the token is padding, before or after the text. The
    others then get the logits that they have without it; its own mean nothing.

    ValueError for tokens that are not one sequence of whole numbers, too many of them, or one
    outside the vocabulary. Under `jax.jit` and `jax.vmap` values cannot be seen: there, a token
    outside the vocabulary makes every logit of its sequence NaN.
    """
    tokens = as_tokens(tokens, config)
    x, _ = run(params, tokens, config, valid=valid)
    return unembed(params, x, config)


def run(
    params: Params,
    tokens: Array,
    config: Config,
    cache: "Cache | None" = None,
    valid: Array | None = None,
    look: Callable[["Seen"], None] = lambda seen: None,
) -> tuple[Array, "Cache"]:
    """Through all blocks: tokens [T] -> the stream after the last block [T, D], and the cache with
    these tokens in it.

    cache: what was read before. look: called with what was seen in each block, for those who want
    to keep it: the attention maps of a large model and a long text are gigabytes.
    """
    unread: tuple[Any, Any, Any] = (None,) * len(params.blocks), None, 0
    cache = cache or Cache(*unread)
    order, count = jnp.arange(len(tokens)), len(tokens)
    if valid is not None:
        order, count = jnp.maximum(jnp.cumsum(valid) - 1, 0), jnp.sum(valid)
    positions = cache.length + order  # [T]
    rows = embed(params, tokens, valid)  # [T] -> [T, D]
    x = add_positions(params, add_neighbours(params, rows, cache.recent), positions)  # [T, D]
    layers = []
    for p, kv in zip(params.blocks, cache.layers, strict=True):
        x, seen = block(p, x, positions, kv, config, valid)  # [T, D] -> [T, D]
        layers.append(seen.cache)
        look(seen)
    recent = last_rows(cache.recent, rows, count)
    return x, Cache(tuple(layers), recent, cache.length + count)


def embed(params: Params, tokens: Array, valid: Array | None = None) -> Array:
    """Each token's row of the embedding. tokens [T] -> [T, D]"""
    rows = at_least_float32(_rows(params.embedding, tokens))
    if valid is None:
        return rows
    return jnp.where(valid[:, None], rows, 0)  # padding is nothing, whatever token stands there


def add_neighbours(params: Params, rows: Array, recent: Array | None) -> Array:
    """The short convolution, where the plan has one. [T, D] -> [T, D]"""
    if params.short_conv is None:
        return rows
    before = jnp.zeros_like(params.short_conv.weight) if recent is None else recent
    return short_conv(params.short_conv, rows, before)


def add_positions(params: Params, x: Array, positions: Array) -> Array:
    """Learned positions, where the plan has them: each a row of its own. [T, D] -> [T, D]"""
    if params.position_embedding is None:
        return x
    return x + _rows(params.position_embedding, positions)


def last_rows(recent: Array | None, rows: Array, count: Array | int) -> Array | None:
    """The M rows that stand before the next token: of recent [M, D] and rows [T, D], of which
    the first `count` are tokens. None where nothing is kept."""
    if recent is None:
        return None
    both = jnp.concatenate([recent, rows.astype(recent.dtype)])  # [M + T, D]
    return jax.lax.dynamic_slice_in_dim(both, count, len(recent))


class Seen(NamedTuple):
    """What passed through one block, for those who look inside."""

    before: Array  # the stream as the block found it [T, D]
    middle: Array  # the stream after attention was added [T, D]
    weights: Array | None  # who looked at whom [H, T, S]; None with a long cache
    cache: KVCache  # keys and values [S, K, Dh]


def block(
    p: Block,
    x: Array,
    positions: Array,
    cache: KVCache | None,
    config: Config,
    valid: Array | None = None,
) -> tuple[Array, Seen]:
    """Look at the others, add; think alone, add. [T, D] -> [T, D], and what was seen.

    The norms stand in front of what they serve, so the stream itself runs through untouched
    (Xiong et al. 2020, "On layer normalization in the transformer architecture").
    """
    gathered, weights, cache = attention(
        p.attention, normalise(p.norm_1, x, config), positions, cache, config, valid
    )
    middle = x + gathered  # [T, D]
    thought = mlp(p.mlp, normalise(p.norm_2, middle, config), config)
    return middle + thought, Seen(x, middle, weights, cache)  # [T, D]


def unembed(params: Params, x: Array, config: Config) -> Array:
    """Score every token of the vocabulary. [T, D] -> [T, V], float32

    A tied head is the embedding again, turned round: a token scores high when the stream points
    along its own row (Press and Wolf 2017, "Using the output embedding to improve language
    models").
    """
    x = normalise(params.final_norm, x, config)
    if params.head is None and isinstance(params.embedding, PackedTable):
        return params.embedding.scores(x)
    head = params.embedding.T if params.head is None else params.head  # [D, V]
    return rows_times(x, head)


# One token at a time -------------------------------------------------------------------------


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Cache:
    """What the tokens read so far left behind, so that none is computed twice."""

    layers: tuple[KVCache, ...]  # keys and values: L of them, with room for S tokens each
    recent: Array | None  # [M, D]: the rows of the last tokens, for the short convolution
    length: Array  # tokens read so far, a whole number

    @property
    def room(self) -> int:
        """S: how many tokens it can hold."""
        return len(self.layers[0].key)


def init_cache(config: Config, dtype: DTypeLike = jnp.float32, room: int | None = None) -> Cache:
    """An empty cache: L times keys and values [room, K, Dh].

    room: how many tokens it can hold, at most the context; None: the context. It costs memory and
    no time: a step looks only at what is filled. ValueError for any other room.
    """
    room = config.context if room is None else room
    if not isinstance(room, Integral) or isinstance(room, bool) or not 1 <= room <= config.context:
        raise ValueError(
            f"room must be a whole number from 1 to {config.context} (the context), not {room!r}."
        )

    def empty():
        return jnp.zeros((room, config.K, config.Dh), dtype)

    layers = tuple(KVCache(empty(), empty()) for _ in range(config.layers))
    recent = jnp.zeros((config.short_conv, config.D), dtype) if config.short_conv else None
    return Cache(layers, recent, length=jnp.int32(0))


def forward_with_cache(
    params: Params, tokens: Array, cache: Cache, config: Config, valid: Array | None = None
) -> tuple[Array, Cache]:
    """Read on from where the cache ends: tokens [T] -> logits [T, V] and the longer cache.

    The logits are those that `forward` gives at these places of the whole sequence. T may be a
    whole prompt or 1; under `jax.jit` each T compiles once, wherever the cache stands.
    valid [T]: False for padding, which here may only stand behind the tokens and takes room for
    the moment, but is not kept.

    ValueError as in `forward`, for more tokens than there is room for, and for a mask that looks
    ahead. Under `jax.jit`, where the cache's length cannot be seen, no room gives NaN logits.
    No gradient goes through a cache with room for more than `layers.BLOCK` tokens.
    """
    tokens = as_tokens(tokens, config)
    check_room(cache, len(tokens), config)
    x, longer = run(params, tokens, config, cache, valid)
    fits = cache.length + len(tokens) <= cache.room
    return jnp.where(fits, unembed(params, x, config), jnp.nan), longer


# A look inside -------------------------------------------------------------------------------


def residuals(params: Params, tokens: Array, config: Config, valid: Array | None = None) -> Array:
    """The residual stream as it grows: after the embedding, after each attention, after each
    feed-forward. tokens [T] -> [2L + 1, T, D]"""
    stream = []
    x, _ = run(
        params,
        as_tokens(tokens, config),
        config,
        valid=valid,
        look=lambda seen: stream.extend((seen.before, seen.middle)),
    )
    return jnp.stack([*stream, x])


def forward_from(params: Params, x: Array, layer: int, config: Config) -> Array:
    """The way from the middle to the end: x [T, D], the stream as block `layer` finds it (row
    2 · layer of `residuals`) -> logits [T, V].

    Whoever changes a parameter of that block computes only what lies above it. Each block is
    compiled once for all, however many there are. ValueError for a layer that there is not.
    """
    if not 0 <= layer <= len(params.blocks):
        raise ValueError(f"layer must be from 0 to {len(params.blocks)}, not {layer!r}.")
    for p in params.blocks[layer:]:
        x = _one_block(p, x, config)
    return _unembed(params, x, config)


@partial(jax.jit, static_argnames="config")
def _one_block(p: Block, x: Array, config: Config) -> Array:
    return block(p, x, jnp.arange(len(x)), None, config)[0]


_unembed = jax.jit(unembed, static_argnames="config")


def attention_maps(
    params: Params, tokens: Array, config: Config, valid: Array | None = None
) -> Array:
    """Who looked at whom. tokens [T] -> [L, H, T, T]; row t of a map says how much the token at t
    took from each place, and sums to 1."""
    maps = []
    tokens = as_tokens(tokens, config)
    run(params, tokens, config, valid=valid, look=lambda seen: maps.append(seen.weights))
    return jnp.stack(maps)


# What bad input gets -------------------------------------------------------------------------


def as_tokens(tokens: ArrayLike, config: Config, name: str = "tokens") -> Array:
    """The tokens as a JAX array, or a ValueError that says why they cannot be tokens."""
    traced = isinstance(tokens, Tracer)  # inside jit or vmap: only the shape is known
    row: Any = tokens if traced else np.asarray(tokens)
    if row.ndim != 1:
        raise ValueError(
            f"{name} must be one sequence [T], not an array of shape {list(row.shape)}; "
            "for a batch of sequences use jax.vmap."
        )
    if not 1 <= len(row) <= config.context:
        raise ValueError(
            f"{name} must be 1 to {config.context} in number (the context), not {len(row)}."
        )
    if not jnp.issubdtype(row.dtype, jnp.integer):
        raise ValueError(f"{name} must be whole numbers, not {row.dtype}.")
    if not traced:
        _check_vocabulary(row, config, name)
    return jnp.asarray(row)


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
    if isinstance(cache.length, Tracer):
        return
    held = int(cache.length)
    if held + T > cache.room:
        raise ValueError(
            f"the cache holds {held} of {cache.room} tokens: there is no room for {T} more."
        )


def _rows(table: Array | PackedTable, index: Array) -> Array:
    """Rows of a table [N, D] by number [T] -> [T, D]; a number that is not there gives NaN."""
    if isinstance(table, PackedTable):
        return table.rows(index)
    return table.at[index].get(mode="fill", fill_value=jnp.nan, wrap_negative_indices=False)
