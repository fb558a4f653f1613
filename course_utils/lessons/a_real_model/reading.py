"""Read a short text once, and then again with one thing changed: only what lies above is computed.

france = Reading(model, "The capital of France is")
france.probabilities()                                  # [V]: what may come next
france.turned("blocks.11.mlp.down", (1229, 507), 0.0)   # the same, with one parameter at 0
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from numpy.typing import ArrayLike

from ...count import table
from ...families import Model
from ...sample import next_token_probs
from ...transformer import (
    Config,
    Params,
    check_wide,
    find,
    forward_from,
    with_number,
    without_block,
    without_head,
)
from ...transformer.layers import ACTIVATIONS, linear, normalise
from ...transformer.model import Block, block, embed

Place = tuple[int, ...]


@partial(jax.jit, static_argnames="config")
def _one(p: Block, x: Array, config: Config) -> tuple[Array, Array]:
    """Through one block: the stream [T, D], and what its neurons give [T, F]."""
    x, seen = block(p, x, jnp.arange(len(x)), None, config)
    normed = normalise(p.norm_2, seen.middle, config)
    assert p.mlp.gate is not None  # the family's neurons are gated
    opened = ACTIVATIONS[config.activation](linear(normed, p.mlp.gate, p.mlp.gate_bias))
    return x, opened * linear(normed, p.mlp.up, p.mlp.up_bias)


@dataclass
class Reading:
    """A text that a model has read, with the stream as each block found it."""

    model: Model
    text: str
    room: int = 8  # tokens that are computed; what stands behind the text changes nothing in it
    tokens: list[int] = field(init=False)
    stream: list[Array] = field(init=False)  # L + 1 times [room, D]
    neurons: list[Array] = field(init=False)  # L times [room, F]

    def __post_init__(self):
        self.tokens = [int(token) for token in self.model.tokenizer.encode(self.text)]  # type: ignore[union-attr]
        while self.room < len(self.tokens):
            self.room *= 2
        padded = self.tokens + [0] * (self.room - len(self.tokens))
        params: Params = self.model.params
        self.stream, self.neurons = [embed(params, jnp.asarray(padded))], []
        for p in params.blocks:
            x, neurons = _one(p, self.stream[-1], self.model.config)
            self.stream.append(x)
            self.neurons.append(neurons)

    def logits(self, params: Params | None = None, layer: int = 0) -> np.ndarray:
        """What the model says after the text, [V]. params: others, which differ from block `layer`
        on; None: the model's own."""
        changed: Params = self.model.params if params is None else params
        logits = forward_from(changed, self.stream[layer], layer, self.model.config)  # [room, V]
        return np.asarray(logits[len(self.tokens) - 1])

    @cached_property
    def plain(self) -> np.ndarray:
        """The logits of the model as it is, [V]."""
        return self.logits(layer=len(self.stream) - 1)

    def probabilities(self) -> np.ndarray:
        """Of each token as the next, with the model as it is: [V]"""
        return next_token_probs(self.plain)

    def turned(self, name: str, place: Place, value: float) -> np.ndarray:
        """The same with one parameter of a block at another value: [V]"""
        changed = with_number(self.model.params, name, place, value)
        return next_token_probs(self.logits(changed, int(name.split(".")[1])))

    def without(self, layer: int, head: int | None = None) -> np.ndarray:
        """The same with one head silenced, or without the whole block: [V]"""
        if head is None:
            return next_token_probs(self.logits(without_block(self.model.params, layer), layer))
        changed = without_head(self.model.params, layer, head, self.model.config)
        return next_token_probs(self.logits(changed, layer))

    def piece(self, token: int) -> str:
        """A token as text."""
        return self.model.tokenizer.decode([token])  # type: ignore[union-attr]


class Trial(NamedTuple):
    """One parameter set to zero, and what became of the answer."""

    name: str
    place: Place
    before: float  # its value
    first: bool  # is the likeliest token the same?
    moved: float  # by how much the probability of the likeliest token moved


def at_random(reading: Reading, n: int, seed: int = 0) -> list[Trial]:
    """Set to zero, one after the other, n parameters of the blocks, each as likely as any other."""
    rows = [row for row in table(reading.model.params).rows if row.name.startswith("blocks.")]
    ends = np.cumsum([row.count for row in rows])
    rng = np.random.default_rng(seed)
    trials = []
    for number in rng.integers(ends[-1], size=n):
        row = rows[int(np.searchsorted(ends, number, side="right"))]
        place = np.unravel_index(int(rng.integers(row.count)), row.shape)
        trials.append(zeroed(reading, row.name, tuple(int(i) for i in place)))
    return trials


def zeroed(reading: Reading, name: str, place: Place) -> Trial:
    """One parameter set to zero."""
    before, after = reading.probabilities(), reading.turned(name, place, 0.0)
    best = int(before.argmax())
    value = float(find(reading.model.params, name)[place])
    moved = abs(float(after[best] - before[best]))
    return Trial(name, place, value, int(after.argmax()) == best, moved)


class Write(NamedTuple):
    """What one parameter adds to one number of the stream: a neuron's output times a weight."""

    layer: int
    place: Place  # in blocks.<layer>.mlp.down: the neuron, the column
    weight: float
    neuron: float  # what the neuron gives at the first token
    written: float  # the product


def largest_writes(reading: Reading) -> list[Write]:
    """Of each block the largest product that a single weight of `mlp.down` writes at the first
    token; the largest of all first."""
    check_wide(reading.model.params)
    found = []
    for layer, p in enumerate(reading.model.params.blocks):
        gives = np.asarray(reading.neurons[layer][0])  # [F]
        written = gives[:, None] * np.asarray(p.mlp.down)  # [F, D]
        place = np.unravel_index(int(np.abs(written).argmax()), written.shape)
        i, j = (int(k) for k in place)
        weight = float(p.mlp.down[i, j])
        found.append(Write(layer, (i, j), weight, float(gives[i]), float(written[i, j])))
    return sorted(found, key=lambda write: -abs(write.written))


def loss(model: Model, text: str, params: Any = None, most: int = 128) -> float:
    """What a model loses on a text, in nats a token. params: others of the same shapes."""
    params = model.params if params is None else params
    tokens = np.asarray(model.tokenizer.encode(text))[: most + 1]  # type: ignore[union-attr]
    rows = embed(params, jnp.asarray(tokens[:-1]))  # [T, D]
    logits = forward_from(params, rows, 0, model.config)  # [T, V]
    losses = optax.softmax_cross_entropy_with_integer_labels(logits, jnp.asarray(tokens[1:]))
    return float(losses.mean())


def vectors_of_last(model: Model, texts: Sequence[str]) -> np.ndarray:
    """What the last token of each text is at each floor, from the embedding to the last block:
    [texts, L + 1, D]"""
    found = []
    for text in texts:
        reading = Reading(model, text)
        found.append([np.asarray(x[len(reading.tokens) - 1]) for x in reading.stream])
    return np.array(found)


def told_apart(
    vectors: ArrayLike, meaning: Sequence[int] | Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """How many texts have their nearest neighbour (by cosine) among those of the same meaning, and
    the mean cosine within a meaning and across: vectors [N, L + 1, D] -> [L + 1], [L + 1, 2]."""
    vectors, groups = np.asarray(vectors), np.asarray(meaning)
    same = groups[:, None] == groups
    other = ~np.eye(len(groups), dtype=bool)
    right, means = [], []
    for floor in vectors.transpose(1, 0, 2):
        unit = floor / np.linalg.norm(floor, axis=1, keepdims=True)
        near = unit @ unit.T
        nearest = np.where(other, near, -np.inf).argmax(axis=1)
        right.append(int((groups[nearest] == groups).sum()))
        means.append([near[same & other].mean(), near[~same].mean()])
    return np.array(right), np.array(means)
