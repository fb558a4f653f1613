"""Choose the next token: temperature, top-k and top-p, which change no parameter.

next_token_probs(logits, temperature, top_k, top_p)   from scores to probabilities
sample_token(probs, u)                                from probabilities to a token
generate(key, params, prompt, n, config, …)           n tokens more
stream(key, params, prompt, config, …)                the same, one at a time, without end
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from numbers import Real
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import ArrayLike

from .transformer import (
    Cache,
    Config,
    Params,
    as_tokens,
    forward,
    forward_with_cache,
    init_cache,
    is_packed,
)
from .transformer.config import is_whole_number
from .transformer.parts import next_logits


def next_token_probs(
    logits: ArrayLike,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> np.ndarray:
    """How likely each token is to be chosen, after temperature, top-k and top-p.

    In this order: logits are divided by `temperature`; the `top_k` likeliest tokens are kept; of
    these the likeliest that together reach the share `top_p`; what is kept is scaled to sum to 1.

    logits       [V], any finite numbers (list, NumPy or JAX array)
    temperature  0 or more; 0 is greedy: all probability to the highest logit
    top_k        a whole number of at least 1, or None: keep all; more than V keeps all
    top_p        above 0 and at most 1, or None: keep all. The token that crosses the share is kept

    Among equal logits the lower token number comes first, so exactly `top_k` tokens are kept, and
    greedy takes the first of several highest.

    Returns [V] float64, not negative, sum 1. ValueError, in a sentence, for anything else.
    Top-k: Fan, Lewis and Dauphin 2018, "Hierarchical neural story generation".
    Top-p: Holtzman et al. 2020, "The curious case of neural text degeneration".
    """
    logits = _checked_logits(logits)
    check_settings(temperature, top_k, top_p)
    ranking = np.argsort(-logits, kind="stable")  # token numbers, likeliest first
    probs = softmax(logits[ranking], temperature)
    if top_k is not None:
        probs = keep(probs, top_k)
    if top_p is not None:
        probs = keep(probs, how_many_reach(probs, top_p))
    back_in_place = np.empty_like(probs)
    back_in_place[ranking] = probs
    return back_in_place


def softmax(logits: np.ndarray, temperature: float) -> np.ndarray:
    """e^(logit / temperature), scaled to sum to 1. Highest logit first. [V] -> [V]"""
    if temperature == 0:
        return keep(np.ones_like(logits), 1)
    with np.errstate(over="ignore"):  # a gap too wide for a float is −∞: probability 0
        gaps = (logits - logits[0]) / temperature  # 0 for the highest, so e^gap is at most 1
    powers = np.exp(gaps)
    return powers / powers.sum()


def keep(probs: np.ndarray, n: int) -> np.ndarray:
    """Only the first n of a ranking, scaled to sum to 1. [V] -> [V]"""
    kept = np.where(np.arange(len(probs)) < n, probs, 0.0)
    return kept / kept.sum()


def how_many_reach(probs: np.ndarray, top_p: float) -> int:
    """How many of a ranking it takes until their probabilities add up to top_p: at least 1."""
    if top_p == 1:
        return len(probs)  # even the tokens too unlikely to show in the sum
    rounding = 1e-12  # 0.7 + 0.2 is 0.8999999999999999 to a computer, and does reach 0.9
    return 1 + int(np.searchsorted(np.cumsum(probs), top_p - rounding))


def sample_token(probs: ArrayLike, u: ArrayLike) -> np.ndarray:
    """Lay the probabilities end to end as a bar from 0 to 1: on which token's piece does u fall?

    probs [V]; u, one number or many, each 0 <= u < 1 -> token number(s) of the same shape.
    With u drawn evenly each token comes as often as its probability says, and a token of
    probability 0 never.
    """
    ends = np.cumsum(probs)  # where each token's piece of the bar ends
    return np.searchsorted(ends, np.asarray(u) * ends[-1], side="right")


def generate(
    key: Array,
    params: Params,
    prompt: ArrayLike,
    n: int,
    config: Config,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    cache: bool = True,
) -> np.ndarray:
    """The prompt and n tokens more: [T] -> [T + n] int32. They may outgrow the context: `stream`.

    key: from `jax.random.key(seed)`; the same key, the same text.
    cache: keep the keys and values of tokens already read. Without it they are computed anew for
    each token; the text is the same (probabilities differ by rounding, in about the seventh digit).

    ValueError as in `stream`, and for an n that is not a whole number of at least 0.
    """
    if not is_whole_number(n) or n < 0:
        raise ValueError(f"n must be a whole number of at least 0, not {n!r}.")
    tokens = stream(key, params, prompt, config, temperature, top_k, top_p, cache)
    return np.array([*np.asarray(prompt), *islice(tokens, n)], np.int32)


def stream(
    key: Array,
    params: Params,
    prompt: ArrayLike,
    config: Config,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    cache: bool = True,
) -> Iterator[int]:
    """One token after another, without end.

    The model sees the text from the prompt on. When the text has filled the context, its older
    half is dropped, and what is left counts as the beginning.

    ValueError, before anything is computed, for settings that `next_token_probs` refuses, and for
    a prompt that is empty, longer than the context, or has a token outside the vocabulary.
    Under way, if the model gives logits that are not finite.
    """
    if config.mask != "causal":
        raise ValueError(f"only a causal model can write on; this one's mask is {config.mask!r}.")
    text = as_tokens(prompt, config, name="prompt").tolist()
    check_settings(temperature, top_k, top_p)
    rng = _generator(key)
    read = _read_on if cache else _read_all

    def tokens(window, state=None, right=False):
        while True:
            draft = _draft(window, params, config) if state else []
            rows, state = read(params, window, draft[:AHEAD] if right else [], state, config)
            for place, logits in enumerate(rows):
                token = _choose(logits, temperature, top_k, top_p, rng.random())
                yield token
                if len(window) == config.context:
                    window, state = window[len(window) - config.context // 2 :], None
                window = [*window, token]
                right = draft[place : place + 1] == [token]
                if not right:
                    break  # what was computed behind the draft holds for another text

    return tokens(text)


def _choose(
    logits: np.ndarray, temperature: float, top_k: int | None, top_p: float | None, u: float
) -> int:
    """The token on which u falls. Greedy needs no probabilities: they would all be that token's."""
    if temperature == 0:
        return int(np.argmax(_checked_logits(logits)))
    return int(sample_token(next_token_probs(logits, temperature, top_k, top_p), u))


def _generator(key: Array) -> np.random.Generator:
    """A source of random numbers that the key determines, on every machine alike."""
    try:
        return np.random.default_rng(np.asarray(jax.random.key_data(key)))
    except TypeError:
        raise ValueError(f"key must come from jax.random.key(…), not {key!r}.") from None


# Reading -------------------------------------------------------------------------------------

DEEP = 8  # with more blocks than that a model is compiled in parts

# Compiled once for each config and length, however often they are called.
_forward = jax.jit(forward, static_argnames="config")
_forward_with_cache = jax.jit(forward_with_cache, static_argnames="config", donate_argnames="cache")


def _read_all(
    params: Params, window: list[int], draft: list[int], state: Cache | None, config: Config
):
    """Logits [1, V] after the last token, all computed anew; there is no cache and no draft."""
    tokens = _padded(window, _compiled_length(len(window), config))
    logits = _forward(params, tokens, config)  # [longer] -> [longer, V]
    return np.asarray(logits)[len(window) - 1 : len(window)], None


def _read_on(
    params: Params, window: list[int], draft: list[int], cache: Cache | None, config: Config
):
    """Logits [1 + N, V] after the last token and after each of a draft of N, and the cache with
    them in it; no cache: nothing was read yet."""
    unread = [*(window if cache is None else window[-1:]), *draft]
    length = len(window) + len(draft)
    if cache is None:
        cache = init_cache(config, room=_room(length, config))
    elif length > cache.room:
        cache = _with_more_room(cache, _room(length, config))
    if config.layers > DEEP:
        return _read_in_pieces(params, unread, length - len(unread), 1 + len(draft), cache, config)
    tokens = _padded(unread, _compiled_length(len(unread), config))
    valid = np.arange(len(tokens)) < len(unread)
    logits, cache = _forward_with_cache(params, tokens, cache, config, valid)
    return np.asarray(logits)[len(unread) - 1 : len(unread)], cache


LONG, SHORT = 64, 8  # tokens that a deep model reads at once, besides a single one


def _read_in_pieces(
    params: Params, unread: list[int], start: int, places: int, cache: Cache, config: Config
):
    """Read on with a deep model, for which few lengths are compiled -> logits [places, V] after the
    last of the unread tokens, and the cache, in which `start` tokens were read before."""
    cache = replace(cache, length=jnp.int32(start))  # a draft that was not taken is forgotten
    while True:
        size = _piece(len(unread), cache.room - start)
        piece, unread = unread[:size], unread[size:]
        tokens, wanted = jnp.asarray(_padded(piece, size)), 1 if unread else places
        logits, cache = next_logits(params, tokens, cache, config, len(piece), wanted)
        if not unread:
            return np.asarray(logits), cache
        start += size


def _piece(left: int, room: int) -> int:
    """How many are read at once, of so many tokens left and with so much room; the last piece may
    have padding behind it."""
    if min(left, room) >= LONG:
        return LONG
    return SHORT if left > 1 and room >= SHORT else 1


AHEAD = SHORT - 1  # tokens of a draft: with the newest one they are read at once


def _draft(text: list[int], params: Params, config: Config) -> list[int]:
    """How the text may go on: as it went on when its last tokens stood there before. AHEAD tokens
    and one more, or [].

    A token costs the time in which memory hands over every weight, and eight tokens at once cost
    little more (but not where weights are stored in 16 bits: `layers.rows_times`). So when the last
    guess was right, a deep model reads a draft along with the newest token; each token is chosen
    from the logits that it would have without one, but for rounding, and the first that differs
    ends the draft.
    Leviathan, Kalman and Matias 2023, "Fast inference from transformers via speculative decoding";
    the draft from the text itself is Saxena's 2023 prompt lookup decoding.
    """
    quick = is_packed(params.embedding) or params.embedding.dtype.itemsize >= 4
    if (
        config.layers <= DEEP
        or not quick
        or config.short_conv
        or len(text) + AHEAD > config.context
    ):
        return []
    before = [i for i, token in enumerate(text[:-1], 1) if token == text[-1]]
    if not before:
        return []
    # Behind the last three, else two, else one; where they stood more than once, the latest place.
    end = max(before, key=lambda i: (text[i - 3 : i] == text[-3:], text[i - 2 : i] == text[-2:], i))
    follows = text[end:]
    return [follows[i % len(follows)] for i in range(AHEAD + 1)]


def _room(length: int, config: Config) -> int:
    """Room for so many tokens and some more: 256, or four times as much until it is enough. So a
    short text takes little memory, and few sizes have to be compiled."""
    room = 256
    while room < length:
        room *= 4
    return min(room, config.context)


def _with_more_room(cache: Cache, room: int) -> Cache:
    """The same cache with zeros behind what it holds."""
    more = [(0, room - cache.room), (0, 0), (0, 0)]
    return replace(cache, layers=jax.tree.map(lambda x: jnp.pad(x, more), cache.layers))


def _compiled_length(length: int, config: Config) -> int:
    """The next power of two, so that few lengths have to be compiled."""
    return min(1 << (length - 1).bit_length(), config.context)


def _padded(tokens: list[int], size: int) -> np.ndarray:
    """Filled up with 0. What comes after a token cannot change its logits: the mask is causal."""
    return np.array(tokens + [0] * (size - len(tokens)), np.int32)


# What bad input gets -------------------------------------------------------------------------


def check_settings(temperature: Any, top_k: Any, top_p: Any) -> None:
    """ValueError, in a sentence, for a dial outside its range."""
    if not _is_number(temperature) or temperature < 0:
        raise ValueError(f"temperature must be a number of at least 0, not {temperature!r}.")
    if top_k is not None and (not is_whole_number(top_k) or top_k < 1):
        raise ValueError(f"top_k must be None or a whole number of at least 1, not {top_k!r}.")
    if top_p is not None and (not _is_number(top_p) or not 0 < top_p <= 1):
        raise ValueError(f"top_p must be None or a number above 0 and at most 1, not {top_p!r}.")


def _checked_logits(logits) -> np.ndarray:
    """The logits as float64 [V], or a ValueError that says what is wrong with them."""
    try:
        array = np.asarray(logits)
    except ValueError:
        raise ValueError("logits must be one row of numbers, not rows of unequal length.") from None
    if array.ndim != 1:
        raise ValueError(f"logits must be one row [V], not of shape {list(array.shape)}.")
    if not len(array):
        raise ValueError("logits must hold a number for at least one token, not none.")
    if not jnp.issubdtype(array.dtype, jnp.floating) and array.dtype.kind not in "iu":
        raise ValueError(f"logits must be numbers, not {array.dtype}.")
    array = array.astype(np.float64)
    for token in np.flatnonzero(~np.isfinite(array))[:1]:
        raise ValueError(f"logits must be finite numbers, but token {token} has {array[token]}.")
    return array


def _is_number(value) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
