"""A layer of experts that learns facts by heart, none of which follows from any other.

Each of 32 people has each of 32 things in one of 32 colours, drawn at random: 1,024 facts. One is
asked for by the sum of two rows, one for the person and one for the thing. Rows alone cannot
hold the facts, since each row serves 32 of them: the neurons must. So what is counted is how much a
layer can store; there is nothing to be understood.
"""

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


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every dial, in the order in which a question meets them."""

    people: Array = field(metadata=EMBEDDING)  # [32, D]
    things: Array = field(metadata=EMBEDDING)  # [32, D]
    norm: Norm
    router: Array = field(metadata=WEIGHT)  # [D, E]
    router_b: Array = field(metadata=BIAS)  # [E]
    routing_bias: Array = field(metadata=BIAS)  # [E]: for the choice alone
    experts: MLP  # [E, D, F] and [E, F, D]
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
    loads: np.ndarray  # [steps, E]: the share of the facts that went to each expert


@partial(jax.jit, static_argnames="plan")
def init(seed: int, plan: Plan) -> Params:
    """The dials with which training starts. Same seed and plan, same dials."""
    source, D, E = Drawn(jax.random.key(seed)), plan.width, plan.experts
    names = [[f"{i}.{part}" for part in ("up", "gate", "down")] for i in range(E)]
    return Params(
        people=source.embedding("people", PEOPLE, D, 1.0),
        things=source.embedding("things", THINGS, D, 1.0),
        norm=source.norm("norm", D, shift=False),
        router=source.matrix("router", D, E),
        router_b=source.bias("router", E),
        routing_bias=source.bias("routing", E),
        experts=source.experts(names, D, plan.hidden),
        head=source.matrix("head", D, COLOURS),
    )


def colours(seed: int) -> np.ndarray:
    """The facts: [1024] colours, for each person the 32 things in order."""
    return np.random.default_rng(seed).integers(COLOURS, size=PEOPLE * THINGS)


def answers(p: Params, plan: Plan) -> tuple[Array, Array, Array]:
    """All 1,024 questions at once: logits [1024, 32], chances and chosen [1024, E]."""
    asked = p.people[:, None] + p.things[None]  # [32, 32, D]
    x = rms_norm(p.norm, asked.reshape(-1, plan.width), 1e-5)
    chances = jax.nn.softmax(product("td,de->te", x, p.router) + p.router_b, axis=-1)
    chosen = top(chances + p.routing_bias, plan.chosen)
    said = mixture(p.experts, x, jnp.where(chosen, chances, 0.0), jax.nn.silu)
    return product("td,dv->tv", x + said, p.head), chances, chosen


def _loss(p: Params, facts: Array, balance: Array, plan: Plan):
    logits, chances, chosen = answers(p, plan)
    loss = optax.softmax_cross_entropy_with_integer_labels(logits, facts).mean()
    known = (logits.argmax(axis=-1) == facts).mean()
    return loss + balance * balance_loss(chances, chosen), (known, load_of(chosen))


_ADAM = optax.adam(1.0, b1=0.9, b2=0.95)  # the rate is multiplied in by the step


@partial(jax.jit, static_argnames=("plan", "steps"))
def _train(p: Params, facts: Array, rate: Array, rules: Rules, plan: Plan, steps: int):
    def step(carry, i):
        p, state = carry
        slopes, noted = jax.grad(_loss, has_aux=True)(p, facts, rules.balance, plan)
        slopes = replace(slopes, router=rules.learns * slopes.router)
        moves, state = _ADAM.update(slopes, state)
        now = rate * (1 - i / steps)
        p = jax.tree.map(lambda dial, move: dial + now * move, p, moves)
        few = jnp.sign(1 / plan.experts - noted[1])  # [E]
        p = replace(p, routing_bias=p.routing_bias + rules.bias_step * few)
        return (p, state), noted

    return jax.lax.scan(step, (p, _ADAM.init(p)), jnp.arange(steps))


def train(
    plan: Plan, steps: int = 400, seed: int = 0, rules: Rules = PLAIN, rate: float = 0.03
) -> Run:
    """Adam on all facts at once, at a rate that falls to 0. seed: of the dials and of the facts."""
    p = init(seed, plan)
    p = replace(p, router_b=p.router_b.at[0].set(rules.unfair))
    (p, _), (known, loads) = _train(p, jnp.asarray(colours(seed)), rate, rules, plan, steps)
    return Run(p, np.asarray(known), np.asarray(loads))


def known(p: Params, plan: Plan, seed: int) -> float:
    """The share of the facts that a trained layer gets right."""
    logits, _, _ = _answers(p, plan)
    return float((np.asarray(logits).argmax(axis=-1) == colours(seed)).mean())


_answers: Any = jax.jit(answers, static_argnames="plan")
