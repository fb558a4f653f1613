"""The parts of a transformer, each a few lines, for ONE sequence of T tokens.

Where a plan leaves a choice, the options stand in a small dictionary under their names.
For a batch of sequences, `jax.vmap` the whole model: no part here knows about batches.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from .config import Config
from .packed import PackedMatrix
from .parameters import MLP, Attention, Norm, ShortConv


def product(axes: str, a: Array, b: Array) -> Array:
    """`jnp.einsum`, summed in float32 and left in it, even where a and b are stored in 16 bits.

    Rounded to bfloat16, a logit of 20 is off by up to 0.06; a sum beyond 65,504 overflows float16.
    """
    wide = jnp.promote_types(jnp.result_type(a, b), jnp.float32)
    return jnp.einsum(axes, a, b, preferred_element_type=wide)


def linear(x: Array, weight: Array | PackedMatrix, bias: Array | None) -> Array:
    """y = A·x + b for every token. x [T, in], weight [in, out], bias [out] or None -> [T, out]"""
    y = rows_times(x, weight)
    return (y if bias is None else y + bias).astype(x.dtype)  # rounded once, at the end


def rows_times(x: Array, weight: Array | PackedMatrix) -> Array:
    """x [T, in] times weight [in, out] -> [T, out], float32 at least.

    One row meets each number of the matrix once: stored in 16 bits, it is widened, multiplied and
    summed in one go. XLA's product would first write the wide matrix out, or go number by number.
    """
    if isinstance(weight, PackedMatrix):
        return product("ti,io->to", x, weight.matrix())
    if len(x) > 1 or weight.dtype.itemsize >= 4:
        return product("ti,io->to", x, weight)
    return jnp.sum(at_least_float32(x[0])[:, None] * weight.astype(jnp.float32), axis=0)[None]


def at_least_float32(x: Array) -> Array:
    """Sums over many numbers are taken in float32 even where parameters are stored in 16 bits."""
    return x if x.dtype.itemsize >= 4 else x.astype(jnp.float32)


# Norms ---------------------------------------------------------------------------------------


def rms_norm(p: Norm, x: Array, eps: float) -> Array:
    """Divide each token's numbers by their root mean square. [T, D] -> [T, D]

    Zhang and Sennrich 2019, "Root mean square layer normalization".
    """
    wide = at_least_float32(x)
    mean_square = jnp.mean(wide**2, axis=-1, keepdims=True)  # [T, D] -> [T, 1]
    return (wide * jax.lax.rsqrt(mean_square + eps)).astype(x.dtype) * p.scale


def layer_norm(p: Norm, x: Array, eps: float) -> Array:
    """Centre each token's numbers, divide by their standard deviation, shift. [T, D] -> [T, D]

    Ba, Kiros and Hinton 2016, "Layer normalization".
    """
    wide = at_least_float32(x)
    centred = wide - jnp.mean(wide, axis=-1, keepdims=True)  # [T, D]
    variance = jnp.mean(centred**2, axis=-1, keepdims=True)  # [T, D] -> [T, 1]
    assert p.shift is not None  # a layer norm has one
    return (centred * jax.lax.rsqrt(variance + eps)).astype(x.dtype) * p.scale + p.shift


NORMS = {"rms": rms_norm, "layer": layer_norm}


def normalise(p: Norm, x: Array, config: Config) -> Array:
    """The norm that the plan asks for. [T, D] -> [T, D]"""
    return NORMS[config.norm](p, x, config.norm_eps)


# MLP: the feed-forward layer -----------------------------------------------------------------

ACTIVATIONS = {
    "relu": jax.nn.relu,
    "squared_relu": lambda x: jax.nn.relu(x) ** 2,  # So et al. 2021, "Primer"
    "gelu": jax.nn.gelu,  # Hendrycks and Gimpel 2016, the tanh form that GPT-2 uses
    "silu": jax.nn.silu,  # x · sigmoid(x), also called swish
}


def plain_mlp(p: MLP, x: Array, activation: Callable[[Array], Array]) -> Array:
    """Up, activation, down: one hidden layer of F neurons. [T, D] -> [T, D]"""
    hidden = activation(linear(x, p.up, p.up_bias))  # [T, D] -> [T, F]
    return linear(hidden, p.down, p.down_bias)  # [T, F] -> [T, D]


def gated_mlp(p: MLP, x: Array, activation: Callable[[Array], Array]) -> Array:
    """A second layer, the gate, decides how far each neuron opens. [T, D] -> [T, D]

    Shazeer 2020, "GLU variants improve transformer".
    """
    assert p.gate is not None  # a gated layer has one
    gate = activation(linear(x, p.gate, p.gate_bias))  # [T, D] -> [T, F]
    hidden = gate * linear(x, p.up, p.up_bias)  # [T, F] * [T, F]
    return linear(hidden, p.down, p.down_bias)  # [T, F] -> [T, D]


MLPS = {"plain": plain_mlp, "gated": gated_mlp}


def mlp(p: MLP, x: Array, config: Config) -> Array:
    """What the model does with each token on its own. [T, D] -> [T, D]"""
    return MLPS[config.mlp](p, x, ACTIVATIONS[config.activation])


# The short convolution -----------------------------------------------------------------------


def short_conv(p: ShortConv, x: Array, before: Array) -> Array:
    """Add to each token a share of the M before it: row t gets weight[i] · row t − 1 − i.

    So a token knows its nearest neighbours before any attention (a convolution in depth, as in So
    et al. 2021, "Primer", where it stands behind the queries, keys and values).

    x [T, D]; before [M, D]: the rows in front of x, zeros at the start of a text -> [T, D]
    """
    (M, _), T = p.weight.shape, len(x)
    rows = jnp.concatenate([before.astype(x.dtype), x])  # [M + T, D]
    return x + sum(p.weight[i] * rows[M - 1 - i : M - 1 - i + T] for i in range(M))


# Positions and masks -------------------------------------------------------------------------


def apply_rope(x: Array, positions: Array, base: float) -> Array:
    """Turn each pair of numbers by an angle that grows with the token's position.

    A query at position t and a key at position s then meet at an angle that depends on t − s only.
    Number i is paired with number i + Dh/2 (the "half-split" layout; the paper pairs neighbours,
    which is the same up to the order of a head's columns). Pair i turns by base^(−2i/Dh) a step.

    x [T, heads, Dh], positions [T] -> [T, heads, Dh]
    Su et al. 2021, "RoFormer: enhanced transformer with rotary position embedding".
    """
    half = x.shape[-1] // 2
    frequencies = base ** (-jnp.arange(half) / half)  # [Dh/2]
    angles = positions[:, None, None] * frequencies  # [T, 1, Dh/2]
    cos, sin = jnp.cos(angles).astype(x.dtype), jnp.sin(angles).astype(x.dtype)
    first, second = x[..., :half], x[..., half:]  # [T, heads, Dh/2] each
    return jnp.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def alibi_bias(t: Array, s: Array, heads: int) -> Array:
    """What is added to each head's scores for the distance from t to s: the farther, the less.

    t [T], s [S] -> [H, T, S]
    Press, Smith and Lewis 2022, "Train short, test long: attention with linear biases enables input
    length extrapolation" (ALiBi).
    """
    slopes = jnp.array(alibi_slopes(heads))  # [H]
    return -slopes[:, None, None] * abs(t[:, None] - s[None, :])  # [H, 1, 1] * [T, S] -> [H, T, S]


def alibi_slopes(heads: int) -> list[float]:
    """What a head takes off a score for each token of distance: [H], the steepest first.

    With H a power of two, head h of 1 … H takes off 2^(−8h/H). With any other H, the heads are
    those of the next lower power of two, and then every other one of the next higher, as the
    authors' published code has it.
    """
    lower = 1 << (heads.bit_length() - 1)  # the power of two at or below H
    slopes = [2 ** (-8 * h / lower) for h in range(1, lower + 1)]
    between = [2 ** (-4 * h / lower) for h in range(1, 2 * lower + 1, 2)]
    return slopes + between[: heads - lower]


# May a token at position t (row) look at the one at position s (column)?  [T], [S] -> bool [T, S]
MASKS = {
    "causal": lambda t, s: s[None, :] <= t[:, None],  # at itself and at what came before
    "full": lambda t, s: jnp.ones((len(t), len(s)), bool),
}


# Attention -----------------------------------------------------------------------------------

BLOCK = 128  # keys of a long cache that are looked at in one go


class KVCache(NamedTuple):
    """The keys and values of one layer that tokens may look at."""

    key: Array  # [S, K, Dh]
    value: Array  # [S, K, Dh]


def attention(
    p: Attention,
    x: Array,
    positions: Array,
    cache: KVCache | None,
    config: Config,
    valid: Array | None = None,
) -> tuple[Array, Array | None, KVCache]:
    """Let every token gather from the tokens it may look at.

    x [T, D] -> [T, D]; also the weights [H, T, S] (who looked at whom) and the cache, with this
    call's keys and values in it. S is T without a cache, and the cache's length with one.
    A cache longer than BLOCK is looked at only as far as it is filled, without a table of weights:
    None in its place.

    positions [T]: the tokens' positions, counted from 0.
    valid [T]: False for padding, at which nobody looks; None: all are tokens.

    Vaswani et al. 2017, "Attention is all you need".
    """
    query, key, value = project_qkv(p, x, positions, config)  # [T, H, Dh], [T, K, Dh] twice
    if cache is None:
        cache, places = KVCache(key, value), positions  # [T]
    else:  # there padding stands behind the tokens, where the causal mask hides it
        cache, valid = update_cache(cache, key, value, positions[0]), None
        places = jnp.arange(len(cache.key))  # [S]
    if len(places) > BLOCK and places is not positions:
        weights, gathered = None, attend_in_blocks(query, cache, positions, config)
    else:
        mask, bias = mask_and_bias(positions, places, config)  # [T, S]; [H, T, S] or 0
        mask = mask if valid is None else mask & valid
        weights = attention_weights(query, cache.key, mask, bias)  # [H, T, S]
        gathered = weighted_values(weights, cache.value)  # [T, H·Dh]
    return linear(gathered.astype(x.dtype), p.output, p.output_bias), weights, cache


def project_qkv(
    p: Attention, x: Array, positions: Array, config: Config
) -> tuple[Array, Array, Array]:
    """Three times A·x + b: queries [T, H, Dh], keys and values [T, K, Dh]. x is [T, D]."""
    T = len(x)
    query = linear(x, p.query, p.query_bias).reshape(T, config.H, config.Dh)
    key = linear(x, p.key, p.key_bias).reshape(T, config.K, config.Dh)
    value = linear(x, p.value, p.value_bias).reshape(T, config.K, config.Dh)
    if config.positions == "rotary":
        query, key = (apply_rope(x, positions, config.rope_base) for x in (query, key))
    return query, key, value


def update_cache(cache: KVCache, key: Array, value: Array, start: Array) -> KVCache:
    """Write T new keys and values [T, K, Dh] into the cache [S, K, Dh] from place `start` on."""

    def write(old: Array, new: Array) -> Array:
        return jax.lax.dynamic_update_slice_in_dim(old, new.astype(old.dtype), start, axis=0)

    return KVCache(write(cache.key, key), write(cache.value, value))


def mask_and_bias(t: Array, s: Array, config: Config) -> tuple[Array, Array | float]:
    """May t look at s, and what does their distance add to the score?

    t [T], s [S] -> mask [T, S]; bias [H, T, S], or 0 where the plan has none
    """
    bias = alibi_bias(t, s, config.H) if config.positions == "alibi" else 0.0
    return MASKS[config.mask](t, s), bias


def attention_scores(
    query: Array, key: Array, bias: Array | float = 0.0, scale: float | None = None
) -> Array:
    """How well each query matches each key: query · key · scale + bias; scale None: 1 / √Dh.

    query [T, H, Dh], key [S, K, Dh], bias [H, T, S] or 0 -> [H, T, S], float32.
    Query heads k·G … k·G + G − 1 share key head k, which is never copied
    (Ainslie et al. 2023, "GQA: training generalized multi-query transformer models").
    """
    (T, H, Dh), (S, K, _) = query.shape, key.shape
    query = query.reshape(T, K, H // K, Dh)  # [T, H, Dh] -> [T, K, G, Dh]
    scores = product("tkgd,skd->kgts", query, key)
    scores = scores / Dh**0.5 if scale is None else scores * scale
    return scores.reshape(H, T, S) + bias  # [K, G, T, S] -> [H, T, S]


def attention_weights(
    query: Array,
    key: Array,
    mask: Array,
    bias: Array | float = 0.0,
    scale: float | None = None,
) -> Array:
    """How much each token takes from each: the softmax of `attention_scores`.

    query [T, H, Dh], key [S, K, Dh], mask [T, S], bias [H, T, S] or 0 -> [H, T, S], float32.
    """
    return masked_softmax(attention_scores(query, key, bias, scale), mask)


def masked_softmax(scores: Array, mask: Array) -> Array:
    """Scores [H, T, S] to weights, 0 where mask [T, S] is False. Rows sum to 1, and to 0 where a
    token may look at nothing."""
    sees = mask.any(axis=1, keepdims=True)  # [T, 1]
    hidden = jnp.where(sees, -jnp.inf, 0.0)  # forbidden: weight exactly 0
    weights = jax.nn.softmax(jnp.where(mask, scores, hidden), axis=-1)
    return jnp.where(sees, weights, 0.0)


def weighted_values(weights: Array, value: Array) -> Array:
    """The mean of the values, weighted. weights [H, T, S], value [S, K, Dh] -> [T, H·Dh]"""
    (H, T, S), (_, K, Dh) = weights.shape, value.shape
    weights = weights.reshape(K, H // K, T, S).astype(value.dtype)  # [H, T, S] -> [K, G, T, S]
    gathered = product("kgts,skd->tkgd", weights, value)  # [T, K, G, Dh]
    return gathered.reshape(T, H * Dh)


def attend_in_blocks(query: Array, cache: KVCache, positions: Array, config: Config) -> Array:
    """`attention_weights` and `weighted_values` in one, BLOCK keys at a time, as far as the cache
    is filled: a token costs what was read, however much room there is. [T, H, Dh] -> [T, H·Dh]

    The softmax is taken on the way, over what was seen so far, and corrected whenever a higher
    score turns up (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax").
    """
    (T, H, Dh), S = query.shape, len(cache.key)

    def add(i, sums):
        highest, total, gathered = sums  # [T, H, 1], [T, H, 1], [T, H, Dh]
        start = jnp.minimum(i * BLOCK, S - BLOCK)  # the last block may overlap the one before it
        key, value = (jax.lax.dynamic_slice_in_dim(x, start, BLOCK) for x in cache)
        places = start + jnp.arange(BLOCK)
        mask, bias = mask_and_bias(positions, places, config)
        scores = attention_scores(query, key, bias)  # [H, T, BLOCK]
        scores = jnp.where(mask & (places >= i * BLOCK), scores, -jnp.inf)
        higher = jnp.maximum(highest, scores.max(axis=-1).T[..., None])
        powers = jnp.exp(scores - higher[..., 0].T[..., None])  # [H, T, BLOCK]
        shrink = jnp.exp(highest - higher)
        total = total * shrink + powers.sum(axis=-1).T[..., None]
        return higher, total, gathered * shrink + weighted_values(powers, value).reshape(T, H, Dh)

    nothing = jnp.zeros((T, H, Dh), at_least_float32(query).dtype)
    sums = nothing[..., :1] - jnp.inf, nothing[..., :1], nothing
    blocks = jnp.minimum(positions[-1] // BLOCK + 1, -(-S // BLOCK))
    _, total, gathered = jax.lax.fori_loop(0, blocks, add, sums)
    return (gathered / total).reshape(T, H * Dh)
