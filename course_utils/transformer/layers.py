"""The parts of a transformer, each a few lines, for ONE sequence of T tokens.

Where a plan leaves a choice, the options stand in a small dictionary under their names.
For a batch of sequences, `jax.vmap` the whole model: no part here knows about batches.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from .config import Config
from .parameters import Attention, FeedForward, Norm


def product(axes: str, a: Array, b: Array) -> Array:
    """`jnp.einsum`, summed in float32 and left in it, even where a and b are stored in 16 bits.

    Rounded to bfloat16, a logit of 20 is off by up to 0.06; a sum beyond 65,504 overflows float16.
    """
    wide = jnp.promote_types(jnp.result_type(a, b), jnp.float32)
    return jnp.einsum(axes, a, b, preferred_element_type=wide)


def linear(x: Array, weight: Array, bias: Array | None) -> Array:
    """y = A·x + b for every token. x [T, in], weight [in, out], bias [out] or None -> [T, out]"""
    y = product("ti,io->to", x, weight)
    return (y if bias is None else y + bias).astype(x.dtype)  # rounded once, at the end


def at_least_float32(x: Array) -> Array:
    """Sums over many numbers are taken in float32 even where the dials are stored in 16 bits."""
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
    return (centred * jax.lax.rsqrt(variance + eps)).astype(x.dtype) * p.scale + p.shift


NORMS = {"rms": rms_norm, "layer": layer_norm}


def normalise(p: Norm, x: Array, config: Config) -> Array:
    """The norm that the plan asks for. [T, D] -> [T, D]"""
    return NORMS[config.norm](p, x, config.norm_eps)


# Feed-forward --------------------------------------------------------------------------------

ACTIVATIONS = {
    "relu": jax.nn.relu,
    "squared_relu": lambda x: jax.nn.relu(x) ** 2,  # So et al. 2021, "Primer"
    "gelu": jax.nn.gelu,  # Hendrycks and Gimpel 2016, the tanh form that GPT-2 uses
    "silu": jax.nn.silu,  # x · sigmoid(x), also called swish
}


def plain(p: FeedForward, x: Array, bend) -> Array:
    """Up, bend, down: one hidden layer of F neurons. [T, D] -> [T, D]"""
    hidden = bend(linear(x, p.up, p.up_bias))  # [T, D] -> [T, F]
    return linear(hidden, p.down, p.down_bias)  # [T, F] -> [T, D]


def gated(p: FeedForward, x: Array, bend) -> Array:
    """A second layer decides how far each neuron opens. [T, D] -> [T, D]

    Shazeer 2020, "GLU variants improve transformer".
    """
    opening = bend(linear(x, p.gate, p.gate_bias))  # [T, D] -> [T, F]
    hidden = opening * linear(x, p.up, p.up_bias)  # [T, F] * [T, F]
    return linear(hidden, p.down, p.down_bias)  # [T, F] -> [T, D]


FEED_FORWARDS = {"plain": plain, "gated": gated}


def feed_forward(p: FeedForward, x: Array, config: Config) -> Array:
    """What the model does with each token on its own. [T, D] -> [T, D]"""
    return FEED_FORWARDS[config.feed_forward](p, x, ACTIVATIONS[config.activation])


# Positions and masks -------------------------------------------------------------------------


def rotate(x: Array, positions: Array, base: float) -> Array:
    """Turn each pair of numbers by an angle that grows with the token's position.

    A query at position t and a key at position s then meet at an angle that depends on t − s only.
    Number i is paired with number i + Dh/2 (the "half-split" layout; the paper pairs neighbours,
    which is the same up to the order of a head's columns). Pair i turns by base^(−2i/Dh) a step.

    x [T, heads, Dh], positions [T] -> [T, heads, Dh]
    Su et al. 2021, "RoFormer: enhanced transformer with rotary position embedding".
    """
    half = x.shape[-1] // 2
    speeds = base ** (-jnp.arange(half) / half)  # [Dh/2]
    angles = positions[:, None, None] * speeds  # [T, 1, Dh/2]
    cos, sin = jnp.cos(angles).astype(x.dtype), jnp.sin(angles).astype(x.dtype)
    first, second = x[..., :half], x[..., half:]  # [T, heads, Dh/2] each
    return jnp.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


TURNS = {
    "rotary": rotate,
    "learned": lambda x, positions, base: x,  # the position is in x already: see embed in model.py
    "alibi": lambda x, positions, base: x,  # the distance is taken off the scores: see `fade`
    "none": lambda x, positions, base: x,
}


def fade(t: Array, s: Array, heads: int) -> Array:
    """What each head takes off a score for the distance from t to s: near tokens are heard best.

    t [T], s [S] -> [H, T, S]
    Press, Smith and Lewis 2022, "Train short, test long: attention with linear biases enables input
    length extrapolation" (ALiBi).
    """
    slopes = jnp.array(alibi_slopes(heads))  # [H]
    return slopes[:, None, None] * abs(t[:, None] - s[None, :])  # [H, 1, 1] * [T, S] -> [H, T, S]


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


# What distance costs in a score.  [T], [S], heads -> [H, T, S], or a plain 0
FADES = {
    "rotary": lambda t, s, heads: 0.0,
    "learned": lambda t, s, heads: 0.0,
    "alibi": fade,
    "none": lambda t, s, heads: 0.0,
}

# May a token at position t (row) look at the one at position s (column)?  [T], [S] -> bool [T, S]
MASKS = {
    "causal": lambda t, s: s[None, :] <= t[:, None],  # at itself and at what came before
    "full": lambda t, s: jnp.ones((len(t), len(s)), bool),
}


# Attention -----------------------------------------------------------------------------------

BLOCK = 128  # keys of a long memory that are looked at in one go


class Memory(NamedTuple):
    """The keys and values of one layer that tokens may look at."""

    key: Array  # [S, K, Dh]
    value: Array  # [S, K, Dh]


def attention(
    p: Attention,
    x: Array,
    positions: Array,
    memory: Memory | None,
    config: Config,
    valid: Array | None = None,
):
    """Let every token gather from the tokens it may look at.

    x [T, D] -> [T, D]; also the weights [H, T, S] (who looked at whom) and the memory, with this
    call's keys and values in it. S is T without a memory, and the memory's length with one.
    A memory longer than BLOCK is looked at only as far as it is filled, without a table of weights:
    None in its place.

    positions [T]: the tokens' places, counted from 0.
    valid [T]: False for padding, at which nobody looks; None: all are tokens.

    Vaswani et al. 2017, "Attention is all you need".
    """
    query, key, value = ask_and_offer(p, x, positions, config)  # [T, H, Dh], [T, K, Dh] twice
    if memory is None:
        memory, places = Memory(key, value), positions  # [T]
    else:
        memory, valid = remember(memory, key, value, positions[0]), None
        places = jnp.arange(len(memory.key))  # [S]
    if len(places) > BLOCK and places is not positions:
        weights, gathered = None, gather_in_blocks(query, memory, positions, config)
    else:
        mask, cost = rules(positions, places, config)  # [T, S]; [H, T, S] or 0
        mask = mask if valid is None else mask & valid
        weights = attention_weights(query, memory.key, mask, cost)  # [H, T, S]
        gathered = gather(weights, memory.value)  # [T, H·Dh]
    return linear(gathered.astype(x.dtype), p.output, p.output_bias), weights, memory


def ask_and_offer(p: Attention, x: Array, positions: Array, config: Config):
    """Three times A·x + b: queries [T, H, Dh], keys and values [T, K, Dh]. x is [T, D]."""
    T = len(x)
    query = linear(x, p.query, p.query_bias).reshape(T, config.H, config.Dh)
    key = linear(x, p.key, p.key_bias).reshape(T, config.K, config.Dh)
    value = linear(x, p.value, p.value_bias).reshape(T, config.K, config.Dh)
    turn = TURNS[config.positions]
    query = turn(query, positions, config.rope_base)
    return query, turn(key, positions, config.rope_base), value


def remember(memory: Memory, key: Array, value: Array, start: Array) -> Memory:
    """Write T new keys and values [T, K, Dh] into the memory [S, K, Dh] from place `start` on."""

    def write(old: Array, new: Array) -> Array:
        return jax.lax.dynamic_update_slice_in_dim(old, new.astype(old.dtype), start, axis=0)

    return Memory(write(memory.key, key), write(memory.value, value))


def rules(t: Array, s: Array, config: Config) -> tuple[Array, Array | float]:
    """May t look at s, and what does the distance cost?  [T], [S] -> [T, S]; [H, T, S] or 0"""
    return MASKS[config.mask](t, s), FADES[config.positions](t, s, config.H)


def attention_scores(query: Array, key: Array, cost: Array | float = 0.0) -> Array:
    """How well each query matches each key: query · key / √Dh − cost.

    query [T, H, Dh], key [S, K, Dh], cost [H, T, S] or 0 -> [H, T, S], float32.
    Query heads k·G … k·G + G − 1 share key head k, which is never copied
    (Ainslie et al. 2023, "GQA: training generalized multi-query transformer models").
    """
    (T, H, Dh), (S, K, _) = query.shape, key.shape
    query = query.reshape(T, K, H // K, Dh)  # [T, H, Dh] -> [T, K, G, Dh]
    scores = product("tkgd,skd->kgts", query, key) / Dh**0.5
    return scores.reshape(H, T, S) - cost  # [K, G, T, S] -> [H, T, S]


def attention_weights(query: Array, key: Array, mask: Array, cost: Array | float = 0.0) -> Array:
    """How much each token takes from each: the softmax of `attention_scores`. Rows sum to 1, and to
    0 where a token may look at nothing.

    query [T, H, Dh], key [S, K, Dh], mask [T, S], cost [H, T, S] or 0 -> [H, T, S], float32.
    """
    scores = attention_scores(query, key, cost)  # [H, T, S]
    sees = mask.any(axis=1, keepdims=True)  # [T, 1]
    hidden = jnp.where(sees, -jnp.inf, 0.0)  # forbidden: weight exactly 0
    weights = jax.nn.softmax(jnp.where(mask, scores, hidden), axis=-1)
    return jnp.where(sees, weights, 0.0)


def gather(weights: Array, value: Array) -> Array:
    """The mean of the values, weighted. weights [H, T, S], value [S, K, Dh] -> [T, H·Dh]"""
    (H, T, S), (_, K, Dh) = weights.shape, value.shape
    weights = weights.reshape(K, H // K, T, S).astype(value.dtype)  # [H, T, S] -> [K, G, T, S]
    gathered = product("kgts,skd->tkgd", weights, value)  # [T, K, G, Dh]
    return gathered.reshape(T, H * Dh)


def gather_in_blocks(query: Array, memory: Memory, positions: Array, config: Config) -> Array:
    """`attention_weights` and `gather` in one, BLOCK keys at a time and only as many as are filled:
    a token costs what was read, however much room there is. [T, H, Dh] -> [T, H·Dh]

    The softmax is taken on the way, over what was seen so far, and corrected whenever a higher
    score turns up (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax").
    """
    (T, H, Dh), S = query.shape, len(memory.key)

    def add(i, sums):
        highest, total, gathered = sums  # [T, H, 1], [T, H, 1], [T, H, Dh]
        start = jnp.minimum(i * BLOCK, S - BLOCK)  # the last block may overlap the one before it
        key, value = (jax.lax.dynamic_slice_in_dim(x, start, BLOCK) for x in memory)
        places = start + jnp.arange(BLOCK)
        mask, cost = rules(positions, places, config)
        scores = attention_scores(query, key, cost)  # [H, T, BLOCK]
        scores = jnp.where(mask & (places >= i * BLOCK), scores, -jnp.inf)
        higher = jnp.maximum(highest, scores.max(axis=-1).T[..., None])
        powers = jnp.exp(scores - higher[..., 0].T[..., None])  # [H, T, BLOCK]
        shrink = jnp.exp(highest - higher)
        total = total * shrink + powers.sum(axis=-1).T[..., None]
        return higher, total, gathered * shrink + gather(powers, value).reshape(T, H, Dh)

    nothing = jnp.zeros((T, H, Dh), at_least_float32(query).dtype)
    sums = nothing[..., :1] - jnp.inf, nothing[..., :1], nothing
    blocks = jnp.minimum(positions[-1] // BLOCK + 1, -(-S // BLOCK))
    _, total, gathered = jax.lax.fori_loop(0, blocks, add, sums)
    return (gathered / total).reshape(T, H * Dh)
