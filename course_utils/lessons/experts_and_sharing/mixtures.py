"""Small mixtures of experts: the transformer of notebook 15 with experts for its feed-forward part.

As in the Switch Transformer (Fedus, Zoph and Shazeer 2021) the router's chances are a softmax over
all experts, and what a chosen expert says is multiplied by its chance, so that the router learns.
With one expert the chance is 1, and this is an ordinary transformer. With `looped` all layers are
one and the same block (Lan et al. 2019, "ALBERT").
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
from numpy.typing import ArrayLike

from ...families.shared import mixture, top
from ...families.source import Drawn, Source, shapes_of
from ...tales import Words, tale_tokens
from ...train import held_out_windows
from ...transformer import MLP, Attention, Config, Norm
from ...transformer.layers import attention, product, rms_norm
from ...transformer.parameters import BIAS, EMBEDDING, WEIGHT

CONTEXT, BATCH = 48, 12
EPS = 1e-5


@dataclass(frozen=True)
class Plan:
    """The plan of a small mixture."""

    vocab: int = len(Words().vocab)
    layers: int = 2
    width: int = 48
    heads: int = 4
    hidden: int = 32  # neurons of one expert
    experts: int = 4
    chosen: int = 1
    looped: bool = False  # is there one block only, run through `layers` times?
    router_b: bool = False  # has the router a b, as in A·x + b?

    @property
    def config(self) -> Config:
        """What attention must know of it."""
        return Config(self.vocab, CONTEXT, self.layers, self.width, self.heads)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Block:
    """Attention, and a mixture of experts in the place of one feed-forward part."""

    norm_1: Norm
    attention: Attention
    norm_2: Norm
    router: Array | None = field(metadata=WEIGHT)  # [D, E]; None with a single expert
    router_b: Array | None = field(metadata=BIAS)  # [E]
    routing_bias: Array | None = field(metadata=BIAS)  # [E]: for the choice alone
    experts: MLP  # [E, D, F] and [E, F, D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every dial, in the order in which data meets them. The head is the embedding once more."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D]
    blocks: tuple[Block, ...]
    final_norm: Norm


class Route(NamedTuple):
    """What the router of a layer said of each token."""

    chances: Array  # [T, E], each row adds up to 1
    chosen: Array  # bool [T, E]


def init(seed: int, plan: Plan) -> Params:
    """The dials with which training starts. Same seed and plan, same dials."""
    return _drawn(seed, plan)


@partial(jax.jit, static_argnames="plan")
def _drawn(seed: int, plan: Plan) -> Params:
    return _build(Drawn(jax.random.key(seed)), plan)


def shapes(plan: Plan) -> Params:
    """The same tree with shapes in place of numbers."""
    return shapes_of(_build, plan)


def _build(source: Source, plan: Plan) -> Params:
    own = 1 if plan.looped else plan.layers
    return Params(
        embedding=source.embedding("embedding", plan.vocab, plan.width),
        blocks=tuple(_block(source, f"blocks.{i}", plan) for i in range(own)),
        final_norm=source.norm("final_norm", plan.width, shift=False),
    )


def _block(source: Source, name: str, plan: Plan) -> Block:
    D, E, shrink = plan.width, plan.experts, (2 * plan.layers) ** -0.5
    four = [f"{name}.{part}" for part in ("query", "key", "value", "output")]
    three = [[f"{name}.{i}.{part}" for part in ("up", "gate", "down")] for i in range(E)]
    return Block(
        norm_1=source.norm(f"{name}.norm_1", D, shift=False),
        attention=source.attention(four, D, D, False, shrink),
        norm_2=source.norm(f"{name}.norm_2", D, shift=False),
        router=source.matrix(f"{name}.router", D, E) if E > 1 else None,
        router_b=source.bias(f"{name}.router", E) if plan.router_b else None,
        routing_bias=source.bias(f"{name}.routing", E) if E > 1 else None,
        experts=source.experts(three, D, plan.hidden, shrink),
    )


def forward(params: Params, tokens: Array, plan: Plan) -> tuple[Array, list[Route]]:
    """tokens [T] -> logits [T, V], and what the router of each layer said."""
    x, seen = params.embedding[tokens], []  # [T, D]
    places = jnp.arange(len(tokens))
    for p in params.blocks * (plan.layers if plan.looped else 1):
        normed = rms_norm(p.norm_1, x, EPS)
        x = x + attention(p.attention, normed, places, None, plan.config)[0]
        normed = rms_norm(p.norm_2, x, EPS)
        seen.append(route(p, normed, plan))
        shares = jnp.where(seen[-1].chosen, seen[-1].chances, 0.0)  # [T, E]
        x = x + mixture(p.experts, normed, shares, jax.nn.silu)
    x = rms_norm(params.final_norm, x, EPS)
    return product("td,vd->tv", x, params.embedding), seen


def route(p: Block, x: Array, plan: Plan) -> Route:
    """Which experts each token goes to. x [T, D]"""
    if p.router is None:
        return Route(jnp.ones((len(x), 1)), jnp.ones((len(x), 1), bool))
    scores = product("td,de->te", x, p.router)  # [T, E]
    chances = jax.nn.softmax(scores if p.router_b is None else scores + p.router_b, axis=-1)
    assert p.routing_bias is not None  # a router has one
    return Route(chances, top(chances + p.routing_bias, plan.chosen))


# Training ------------------------------------------------------------------------------------


class Rules(NamedTuple):
    """How the experts are kept busy, and how fast all is learned."""

    rate: float = 0.01  # of Adam; rises during the first twentieth of the steps, then falls to 0
    balance: float = 0.0  # the strength of the balance loss (Fedus et al. 2021)
    bias_step: float = 0.0  # how far the routing bias moves in a step (Wang et al. 2024)
    unfair: float = 0.0  # what the router's b begins with for expert 0, for the others with 0
    learns: float = 1.0  # how much of its slopes the router gets; 0: it stays as it was drawn


PLAIN = Rules()


class Run(NamedTuple):
    """What came of a training."""

    params: Params
    losses: np.ndarray  # [steps], in nats, on the batch of each step
    loads: np.ndarray  # [steps, L, E]: the share of its tokens that went to each expert


def load_of(chosen: Array) -> Array:
    """Which share of all choices fell on each expert. chosen bool [..., E] -> [E]"""
    flat = chosen.reshape(-1, chosen.shape[-1])
    return flat.sum(axis=0) / flat.sum()


def balance_loss(chances: Array, chosen: Array) -> Array:
    """E · Σ load · mean chance: 1 when all experts are equally busy, at most E.

    Fedus, Zoph and Shazeer 2021, "Switch transformers", equation 4, without its factor α.
    """
    E = chances.shape[-1]
    return E * (load_of(chosen) * chances.reshape(-1, E).mean(axis=0)).sum()


def _read(params: Params, windows: Array, plan: Plan) -> tuple[Array, list[Route]]:
    """The mean loss on windows [B, T + 1], and what the routers said: [B, T, E] in each layer."""
    logits, seen = jax.vmap(partial(forward, plan=plan), in_axes=(None, 0))(params, windows[:, :-1])
    return optax.softmax_cross_entropy_with_integer_labels(logits, windows[:, 1:]).mean(), seen


def _loss(params: Params, windows: Array, balance: Array, plan: Plan):
    """The loss with the balance loss in it; the plain loss, and the loads [L, E]."""
    plain, seen = _read(params, windows, plan)
    uneven = sum(balance_loss(*layer) for layer in seen) / len(seen)
    loads = jnp.stack([load_of(layer.chosen) for layer in seen])
    return plain + balance * uneven, (plain, loads)


_ADAM = optax.adam(1.0, b1=0.9, b2=0.95)  # the rate is multiplied in by the step


@partial(jax.jit, static_argnames="plan")
def _steps(params, state, windows, rates, rules: Rules, plan: Plan):
    """Some steps of training. windows [n, B, T + 1]; rates [n]"""

    def step(carry, now):
        params, state = carry
        batch, rate = now
        slopes, (loss, loads) = jax.grad(_loss, has_aux=True)(params, batch, rules.balance, plan)
        learned: Any = _for_routers(slopes, rules.learns)  # optax's types know no dataclasses
        moves, state = _ADAM.update(learned, state)
        params = jax.tree.map(lambda p, move: p + rate * move, params, moves)
        return (_with_biases(params, loads, rules.bias_step), state), (loss, loads)

    return jax.lax.scan(step, (params, state), (windows, rates))


def _for_routers(slopes: Params, share: Array | float) -> Params:
    """The same slopes, and of those of the routers a share."""
    blocks = [p if p.router is None else replace(p, router=share * p.router) for p in slopes.blocks]
    return replace(slopes, blocks=tuple(blocks))


def _with_biases(params: Params, loads: Array, bias_step: Array | float) -> Params:
    """The routing biases moved: up by `bias_step` for experts with too little to do, down for those
    with too much."""
    blocks = []
    for i, p in enumerate(params.blocks):
        if p.routing_bias is not None:
            few = jnp.sign(1 / loads.shape[-1] - loads[i])  # [E]
            p = replace(p, routing_bias=p.routing_bias + bias_step * few)
        blocks.append(p)
    return replace(params, blocks=tuple(blocks))


def train(
    plan: Plan,
    tokens: ArrayLike,
    steps: int = 300,
    seed: int = 0,
    rules: Rules = PLAIN,
    every: int = 25,
    watch: Callable[[int, Params], Any] | None = None,
) -> Run:
    """Adam on windows of the tales, each of which begins with a story.

    tokens [N]. watch: called with the steps done and the dials, at the start and after each `every`
    steps.
    """
    windows = _batches(np.asarray(tokens), steps, seed)  # [steps, B, T + 1]
    warm, at = max(1, steps // 20), np.arange(steps)
    rates = rules.rate * np.minimum((at + 1) / warm, (steps - at) / (steps - warm))
    params = _unfair(init(seed, plan), rules.unfair) if plan.router_b else init(seed, plan)
    tree: Any = params  # optax's types know no dataclasses
    state, losses, loads = _ADAM.init(tree), [], []
    for start in range(0, steps, every):
        if watch is not None:
            watch(start, params)
        now = slice(start, start + every)
        (params, state), (loss, load) = _steps(params, state, windows[now], rates[now], rules, plan)
        losses.append(np.asarray(loss))
        loads.append(np.asarray(load))
    if watch is not None:
        watch(steps, params)
    return Run(params, np.concatenate(losses), np.concatenate(loads))


def _unfair(params: Params, b: float) -> Params:
    """The same dials, with a router's b that favours expert 0."""
    blocks = []
    for p in params.blocks:
        assert p.router_b is not None
        blocks.append(replace(p, router_b=p.router_b.at[0].set(b)))
    return replace(params, blocks=tuple(blocks))


def _batches(tokens: np.ndarray, steps: int, seed: int) -> np.ndarray:
    """Windows that begin with the end of the story before: [steps, BATCH, CONTEXT + 1]."""
    starts = np.flatnonzero(tokens[: len(tokens) - CONTEXT] == Words().end)
    drawn = np.random.default_rng(seed).integers(len(starts), size=(steps, BATCH))
    return tokens[starts[drawn][..., None] + np.arange(CONTEXT + 1)]


def stories(n_tokens: int = 300_000, seed: int = 1) -> np.ndarray:
    """Tokens of tales to learn from: [n_tokens]."""
    return tale_tokens(n_tokens, seed)


def windows_of(seed: int, most: int = 120) -> np.ndarray:
    """Windows of tales that nobody learned from: [most, CONTEXT + 1]; seed 2 for validation, 3 for
    the test."""
    return held_out_windows(tale_tokens(60_000, seed), CONTEXT, Words().end, most)


class Seen(NamedTuple):
    """What a model does on windows."""

    loss: float  # nats a token
    loads: np.ndarray  # [L, E]
    first: np.ndarray  # [N, L, T]: the expert with the highest chance among those chosen


def look(params: Params, windows: ArrayLike, plan: Plan) -> Seen:
    """The loss on windows [N, T + 1], how busy the experts are, and who goes where."""
    loss, loads, first = _look(params, jnp.asarray(windows), plan)
    return Seen(float(loss), np.asarray(loads), np.asarray(first))


@partial(jax.jit, static_argnames="plan")
def _look(params, windows, plan: Plan):
    loss, seen = _read(params, windows, plan)
    loads = jnp.stack([load_of(layer.chosen) for layer in seen])
    first = [jnp.where(layer.chosen, layer.chances, -1.0).argmax(axis=-1) for layer in seen]
    return loss, loads, jnp.stack(first, axis=1)


def told_by_word(first: np.ndarray, windows: np.ndarray) -> tuple[float, float]:
    """How often the expert can be told from the word alone: in one half of the windows it is noted
    where each word mostly goes, in the other half that is tried. first [N, T], windows [N, T + 1].

    Returns the share that was right, and the share if the busiest expert is always named.
    """
    tokens, half = np.asarray(windows)[:, :-1], len(first) // 2
    counts = np.zeros((tokens.max() + 1, first.max() + 1))
    np.add.at(counts, (tokens[:half].ravel(), first[:half].ravel()), 1)
    busiest = counts.sum(axis=0).argmax()
    usual = np.where(counts.sum(axis=1) > 0, counts.argmax(axis=1), busiest)
    right = usual[tokens[half:]] == first[half:]
    return float(right.mean()), float((first[half:] == busiest).mean())


def exchanged(params: Params) -> Params:
    """The same model with each expert in the next one's place: 0 does the work of 1, and so on."""
    blocks = [
        replace(p, experts=jax.tree.map(lambda matrices: jnp.roll(matrices, -1, axis=0), p.experts))
        for p in params.blocks
    ]
    return replace(params, blocks=tuple(blocks))


def met(plan: Plan) -> int:
    """How many dials one token is multiplied by or added to, each use counted: of the experts
    those that are chosen, and a looped block as often as it is run through."""
    blocks = shapes(plan).blocks[:1]
    in_block = sum(int(np.prod(leaf.shape)) for leaf in jax.tree.leaves(blocks))
    asleep = (plan.experts - plan.chosen) * 3 * plan.width * plan.hidden
    outside = plan.vocab * plan.width + plan.width
    return outside + plan.layers * (in_block - asleep)
