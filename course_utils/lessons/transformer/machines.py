"""The small world of notebook 15, and its small machines: trained, asked, turned dial by dial.

A machine is a function: machine(params, tokens [T], config) -> logits [T, V].
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from jax.flatten_util import ravel_pytree
from numpy.typing import ArrayLike

from ...count import Table
from ...transformer import Config, Params, init

Machine = Callable[[Any, Array, Config], Array]

TIMES = ("dawn", "noon", "night", "midnight")
ANIMALS = ("hen", "lark", "goat", "bee", "owl", "bat", "fox", "moth")  # the first four by day
LOOKS = ("old", "small", "quiet", "brown")
PLACES = ("barn", "wood", "garden", "valley")
ENDING = 9  # the place of the word that has to be worked out

# The machine of the notebook, whose cells say what each field means.
PLAN = Config(vocab=27, layers=2, context=16, width=32, heads=4, kv_heads=2, bias=True)

BATCH, ADAM = 64, optax.adam(5e-3)  # sentences a step; the optimizer with its learning rate


def every_sentence() -> np.ndarray:
    """All that can be said in the world of twelve: words [512, 11]."""
    told = []
    for t, time in enumerate(TIMES):
        for look in LOOKS:
            for a, animal in enumerate(ANIMALS):
                state = "awake" if (t < 2) == (a < 4) else "asleep"
                told += [
                    f"at {time} the {look} {animal} in the {place} is {state} ." for place in PLACES
                ]
    return np.array([sentence.split() for sentence in told])


def start(config: Config, seed: int) -> Params:
    """Random dials for a machine: `init`, with an embedding of size 0.3 instead of 0.02.

    So in a machine of width 32 the words are heard from the first step on.
    """
    params = init(jax.random.key(seed), config)
    larger = 0.3 * jax.random.normal(jax.random.key(100 + seed), (config.V, config.D))
    return replace(params, embedding=larger)


def train(
    machine: Machine,
    params: Any,
    sentences: ArrayLike,
    config: Config,
    *,
    steps: int = 300,
    seed: int = 0,
) -> Any:
    """Adam on the cross-entropy of every next word, with batches drawn at random. New params.

    sentences [N, T], as tokens. seed: of the draws of sentences.
    """
    sentences, chance = np.asarray(sentences), np.random.default_rng(seed)
    state = ADAM.init(params)
    for _ in range(steps):
        batch = sentences[chance.integers(len(sentences), size=BATCH)]
        params, state = _step(machine, params, state, batch, config)
    return params


@partial(jax.jit, static_argnums=(0, 4))
def _step(machine: Machine, params: Any, state: Any, batch: Array, config: Config):
    """One step of Adam on a batch [B, T]."""

    def loss(params):
        logits = _all(machine, params, batch[:, :-1], config)
        return optax.softmax_cross_entropy_with_integer_labels(logits, batch[:, 1:]).mean()

    moves, state = ADAM.update(jax.grad(loss)(params), state)
    return optax.apply_updates(params, moves), state


@partial(jax.jit, static_argnums=(0, 3))
def _all(machine: Machine, params: Any, sentences: Array, config: Config) -> Array:
    """Many sentences at once: [N, T] -> [N, T, V]."""
    return jax.vmap(machine, in_axes=(None, 0, None))(params, sentences, config)


def finished(machine: Machine, params: Any, sentences: ArrayLike, config: Config) -> int:
    """How many of the sentences [N, T] get their tenth word right."""
    logits = _all(machine, params, jnp.asarray(sentences)[:, :ENDING], config)[:, -1]  # [N, V]
    return int(np.sum(np.asarray(logits).argmax(axis=-1) == np.asarray(sentences)[:, ENDING]))


def turn_each(
    machine: Machine,
    params: Any,
    sentences: ArrayLike,
    config: Config,
    which: ArrayLike,
    *,
    times: float = 1.0,
    plus: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """The dials with these numbers, `which` [N] (counted as in `count.table`), each turned alone,
    to `times` · its value + `plus`, and each of the sentences [S, T] asked.

    Returns how far the probability of the right tenth word moved [N, S], and whether that word is
    the likeliest [N, S].
    """
    sentences = jnp.asarray(sentences)
    before, _ = _endings(machine, params, sentences, config)
    after, right = _turned(machine, params, sentences, config, jnp.asarray(which), times, plus)
    return np.asarray(abs(after - before)), np.asarray(right)


@partial(jax.jit, static_argnums=(0, 3))
def _turned(machine, params, sentences, config, which, times, plus):
    """`_endings` with each of the dials `which` [N] turned alone: [N, S], twice."""
    flat, unflatten = ravel_pytree(params)

    def with_one_turned(dial):
        turned = unflatten(flat.at[dial].set(times * flat[dial] + plus))
        return _endings(machine, turned, sentences, config)

    return jax.lax.map(with_one_turned, which, batch_size=64)


def _endings(machine: Machine, params: Any, sentences: Array, config: Config):
    """The right tenth word: its probability [S], and whether it is the likeliest [S]."""
    logits = _all(machine, params, sentences[:, :ENDING], config)[:, -1]  # [S, V]
    right = sentences[:, ENDING]
    return jax.nn.softmax(logits)[jnp.arange(len(right)), right], logits.argmax(axis=-1) == right


def turner(
    machine: Machine, params: Any, tokens: ArrayLike, config: Config, watched: ArrayLike
) -> Callable[[int, float], np.ndarray]:
    """A function (which, factor) -> probabilities of the next token after tokens [T] with one dial
    multiplied: those of the `watched` tokens [W], and of all others together: [W + 1]."""
    flat, unflatten = ravel_pytree(params)

    @jax.jit
    def next_token(which, factor):
        turned = unflatten(flat.at[which].multiply(factor))
        return jax.nn.softmax(machine(turned, jnp.asarray(tokens), config)[-1])

    return lambda which, factor: shares(next_token(which, factor), watched)


def shares(probabilities: ArrayLike, watched: ArrayLike) -> np.ndarray:
    """Probabilities [V] of the watched tokens [W], and of all others together: [W + 1]."""
    of_watched = np.asarray(probabilities)[np.asarray(watched)]
    return np.append(of_watched, 1 - of_watched.sum())


def kinds_of(dials: Table) -> np.ndarray:
    """The kind of every dial, in order: [N] words."""
    return np.repeat([row.kind for row in dials.rows], [row.count for row in dials.rows])


def name_of(dials: Table, which: int) -> str:
    """Where dial number `which` sits: its array's name, and its place there."""
    ends = np.cumsum([row.count for row in dials.rows])
    i = int(np.searchsorted(ends, which, side="right"))
    row = dials.rows[i]
    place = np.unravel_index(which - ends[i] + row.count, row.shape)
    return f"{row.name}[{', '.join(map(str, place))}]"


def some_lost(params: Any, share: float, seed: int) -> Any:
    """The same params with a share of all dials, drawn at random, set to 0."""
    flat, unflatten = ravel_pytree(params)
    kept = np.random.default_rng(seed).random(flat.size) >= share
    return unflatten(flat * kept)


def slopes_left(
    *, add: bool, normed: bool, layers: int = 30, width: int = 128, starts: int = 20
) -> np.ndarray:
    """What is left, at the input, of a slope of 1 at the output of random layers: [starts].

    As in notebook 09 a layer is a matrix and ReLU. add: its result is added to the row, which it
    otherwise replaces. normed: it reads the row through an RMS norm.
    """
    chance = np.random.default_rng(0)
    rows, ways = chance.normal(size=(2, starts, width))
    matrices = chance.normal(size=(starts, layers, width, width)) / np.sqrt(width)

    def layer(row, matrix):
        read = row / jnp.sqrt(jnp.mean(row**2) + 1e-5) if normed else row
        part = jnp.maximum(matrix @ read, 0)
        return (row + part if add else part), None

    def arrives(row, matrices, way):
        return jax.lax.scan(layer, row, matrices)[0] @ way / jnp.linalg.norm(way)

    slopes = jax.jit(jax.vmap(jax.grad(arrives)))(rows, matrices, ways)  # [starts, width]
    return np.linalg.norm(slopes, axis=1)
