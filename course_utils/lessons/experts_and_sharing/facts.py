"""Layers of experts that learn facts by heart, none of which follows from any other.

Each of 32 people has each of 32 things in one of 32 colours, drawn at random: 1,024 facts. One is
asked for by the sum of two rows, one for the person and one for the thing. Rows alone cannot
hold the facts, since each row serves 32 of them: the neurons must. So what is counted is how much a
layer can store; there is nothing to be understood.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from ...families.shared import mixture, top
from ...families.source import Drawn
from ...transformer import MLP, Norm
from ...transformer.layers import product, rms_norm
from ...transformer.parameters import BIAS, EMBEDDING, WEIGHT
from .mixtures import balance_loss, load_of

PEOPLE = THINGS = COLOURS = 32


@dataclass(frozen=True)
class Plan:
    """The plan of such a layer."""

    width: int = 16
    hidden: int = 4  # neurons of an expert
    experts: int = 8
    chosen: int = 1
    layers: int = 1
    looped: bool = False  # is there one layer only, run through `layers` times?


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Layer:
    """Experts, and who chooses among them."""

    router: Array = field(metadata=WEIGHT)  # [D, E]
    router_b: Array = field(metadata=BIAS)  # [E]
    routing_bias: Array = field(metadata=BIAS)  # [E]: for the choice alone
    experts: MLP  # [E, D, F] and [E, F, D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every dial, in the order in which a question meets them."""

    people: Array = field(metadata=EMBEDDING)  # [32, D]
    things: Array = field(metadata=EMBEDDING)  # [32, D]
    norm: Norm
    layers: tuple[Layer, ...]
    head: Array = field(metadata=WEIGHT)  # [D, 32]


class Rules(NamedTuple):
    """How the experts are kept busy."""

    balance: float = 0.0  # the strength of the balance loss (Fedus et al. 2021)
    bias_step: float = 0.0  # how far the routing bias moves in a step (Wang et al. 2024)
    unfair: float = 0.0  # what the router's b begins with for expert 0, for the others with 0
    learns: float = 1.0  # how much of its slopes the router gets; 0: it stays as it was drawn


PLAIN = Rules()


class Run(NamedTuple):
    """What came of a training."""

    params: Params
    known: np.ndarray  # [steps]: the share of the facts that was right before each step
    loads: np.ndarray  # [steps, E]: the share of the facts that went to each expert of layer 1
    went: np.ndarray  # [steps, 1024]: the expert of layer 1 that each question went to
    right: np.ndarray  # bool [steps, 1024]: which of them were answered rightly

    def moved(self) -> np.ndarray:
        """Which questions changed experts in the last step: bool [1024]."""
        return self.went[-1] != self.went[-2]


@partial(jax.jit, static_argnames="plan")
def init(seed: int, plan: Plan) -> Params:
    """The dials with which training starts. Same seed and plan, same dials."""
    source, D = Drawn(jax.random.key(seed)), plan.width
    own = 1 if plan.looped else plan.layers
    return Params(
        people=source.embedding("people", PEOPLE, D, 1.0),
        things=source.embedding("things", THINGS, D, 1.0),
        norm=source.norm("norm", D, shift=False),
        layers=tuple(_layer(source, f"layers.{i}", plan) for i in range(own)),
        head=source.matrix("head", D, COLOURS),
    )


def sizes(plan: Plan) -> tuple[int, int]:
    """How many dials such a model has, and how many a question meets, each use counted. Tables
    count in full, a router only where there is a choice, and routing biases not at all."""
    one = 3 * plan.width * plan.hidden
    router = (plan.width + 1) * plan.experts if plan.experts > 1 else 0
    outside = (PEOPLE + THINGS + COLOURS + 1) * plan.width
    own = 1 if plan.looped else plan.layers
    has = outside + own * (plan.experts * one + router)
    return has, outside + plan.layers * (plan.chosen * one + router)


def _layer(source: Drawn, name: str, plan: Plan) -> Layer:
    D, E = plan.width, plan.experts
    names = [[f"{name}.{i}.{part}" for part in ("up", "gate", "down")] for i in range(E)]
    return Layer(
        router=source.matrix(f"{name}.router", D, E),
        router_b=source.bias(f"{name}.router", E),
        routing_bias=source.bias(f"{name}.routing", E),
        experts=source.experts(names, D, plan.hidden),
    )


def colours(seed: int) -> np.ndarray:
    """The facts: [1024] colours, for each person the 32 things in order."""
    return np.random.default_rng(seed).integers(COLOURS, size=PEOPLE * THINGS)


def answers(p: Params, plan: Plan) -> tuple[Array, list[tuple[Array, Array]]]:
    """All questions at once: logits [1024, 32]; of each layer, chances and chosen [1024, E]."""
    asked = p.people[:, None] + p.things[None]  # [32, 32, D]
    x, seen = rms_norm(p.norm, asked.reshape(-1, plan.width), 1e-5), []
    for layer in p.layers * (plan.layers if plan.looped else 1):
        chances = jax.nn.softmax(product("td,de->te", x, layer.router) + layer.router_b, axis=-1)
        chosen = top(chances + layer.routing_bias, plan.chosen)
        x = x + mixture(layer.experts, x, jnp.where(chosen, chances, 0.0), jax.nn.silu)
        seen.append((chances, chosen))
    return product("td,dv->tv", x, p.head), seen


def _loss(p: Params, facts: Array, balance: Array, plan: Plan):
    logits, seen = answers(p, plan)
    loss = optax.softmax_cross_entropy_with_integer_labels(logits, facts).mean()
    uneven = sum(balance_loss(*layer) for layer in seen)
    loads = jnp.stack([load_of(chosen) for _, chosen in seen])
    (chances, chosen), right = seen[0], logits.argmax(axis=-1) == facts
    went = jnp.where(chosen, chances, -1.0).argmax(axis=-1)
    return loss + balance * uneven, (right, loads, went)


_ADAM = optax.adam(1.0, b1=0.9, b2=0.95)  # the rate is multiplied in by the step


def _each(p: Params, change: Callable[[int, Layer], Layer]) -> Params:
    """The same with each layer changed."""
    return replace(p, layers=tuple(change(i, layer) for i, layer in enumerate(p.layers)))


@partial(jax.jit, static_argnames=("plan", "steps"))
def _train(p: Any, facts: Array, rate: Array, rules: Rules, plan: Plan, steps: int):
    def step(carry, i):
        p, state = carry
        every, noted = jax.grad(_loss, has_aux=True)(p, facts, rules.balance, plan)
        slopes: Any = _each(
            every, lambda _, layer: replace(layer, router=rules.learns * layer.router)
        )
        moves, state = _ADAM.update(slopes, state)
        now = rate * (1 - i / steps)
        p = jax.tree.map(lambda dial, move: dial + now * move, p, moves)
        few = rules.bias_step * jnp.sign(1 / plan.experts - noted[1])  # [L, E]
        p = _each(p, lambda i, layer: replace(layer, routing_bias=layer.routing_bias + few[i]))
        return (p, state), noted

    return jax.lax.scan(step, (p, _ADAM.init(p)), jnp.arange(steps))


def train(
    plan: Plan, steps: int = 400, seed: int = 0, rules: Rules = PLAIN, rate: float = 0.03
) -> Run:
    """Adam on all facts at once, at a rate that falls to 0. seed: of the dials and of the facts."""
    p = init(seed, plan)
    p = _each(p, lambda _, layer: replace(layer, router_b=layer.router_b.at[0].set(rules.unfair)))
    (p, _), noted = _train(p, jnp.asarray(colours(seed)), rate, rules, plan, steps)
    right, loads, went = (np.asarray(each) for each in noted)
    return Run(p, right.mean(axis=1), loads[:, 0], went, right)


def known(p: Params, plan: Plan, seed: int) -> float:
    """The share of the facts that a trained layer gets right."""
    logits, _ = _answers(p, plan)
    return float((np.asarray(logits).argmax(axis=-1) == colours(seed)).mean())


_answers: Any = jax.jit(answers, static_argnames="plan")
