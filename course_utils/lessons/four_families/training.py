"""One loop for all four families: a batch, its loss, a step."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import numpy as np
import optax
from jax import Array

from .machines import MACHINES, Dials
from .texts import for_bert, for_gpt, for_t5, for_xlnet

DRAWS: dict[str, Callable] = {"GPT": for_gpt, "BERT": for_bert, "T5": for_t5, "XLNet": for_xlnet}
BATCH, ADAM = 32, optax.scale_by_adam(b2=0.98)
RATE = 0.0015  # with 0.004, in as many steps, T5 learned little, and no other clearly more


@partial(jax.jit, static_argnums=0)
def loss(family: str, p: Dials, inputs: tuple, targets: Array, counts: Array) -> Array:
    """Mean cross-entropy in nats over the targets that count. inputs: arrays [B, …]."""
    logits = jax.vmap(partial(MACHINES[family], p))(*inputs)  # [B, T, V]
    nats = optax.softmax_cross_entropy_with_integer_labels(logits, targets)
    return (nats * counts).sum() / counts.sum()


@partial(jax.jit, static_argnums=0)
def step(family: str, p: Dials, state: Any, batch: tuple, rate: float) -> tuple:
    """One step of Adam: dials and running means after it, and the loss before it."""
    value, slopes = jax.value_and_grad(loss, argnums=1)(family, p, *batch)
    moves, state = ADAM.update(slopes, state)
    return jax.tree.map(lambda dial, move: dial - rate * move, p, moves), state, value


def rate_at(number: int, peak: float, warm_up: int = 30) -> float:
    """Up in a straight line for so many steps, then always the same."""
    return peak * min((number + 1) / warm_up, 1.0)


def train(
    family: str,
    p: Dials,
    tokens: np.ndarray,
    steps: int,
    seed: int = 0,
    peak: float = RATE,
    watch: Callable[[int, Dials], None] | None = None,
    **settings: Any,
) -> tuple[Dials, list[float]]:
    """The dials after so many steps on tales [N, T], and the loss of each step.

    peak: the learning rate. settings: of the family's draw. watch: called
    with the steps done and the dials after each.
    With one seed all families read the same tales in each step.
    """
    tree: Any = p  # optax's types know no dataclasses
    which, rng = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    state, losses = ADAM.init(tree), []
    for number in range(steps):
        few = tokens[which.integers(len(tokens), size=BATCH)]
        batch = DRAWS[family](few, rng, **settings)
        p, state, value = step(family, p, state, batch, rate_at(number, peak))
        losses.append(value)
        if watch:
            watch(number + 1, p)
    return p, [float(value) for value in losses]
