"""The machine of notebook 23: one block of that of notebook 15, with eight heads, laid over pretend
devices."""

import time
from functools import cache
from typing import Any, NamedTuple

import jax
import numpy as np

from ... import sharding
from ...train import Run, Settings, State, draw, optimizer
from ...transformer import Config, Params, init, shapes
from ..transformer.machines import every_sentence

# XLA tries less hard to make the program quick. What travels stays the same, and it is compiled in
# less than half the time.
QUICKLY = {"xla_backend_optimization_level": 0}

# Eight heads of four numbers, so that eight devices can have one each.
PLAN = Config(vocab=27, layers=1, context=16, width=32, heads=8, bias=True)
BATCH, RATE = 16, 0.02  # windows in a step of training, and its learning rate
CHECKPOINT = "checkpoint.safetensors"


@cache
def text() -> np.ndarray:
    """The 512 sentences of notebook 15, in a random order, as tokens: [5632]."""
    sentences = every_sentence()
    vocabulary = np.unique(sentences)
    order = np.random.default_rng(0).permutation(len(sentences))
    return np.searchsorted(vocabulary, sentences[order]).ravel().astype(np.int32)


def windows(batch: int, step: int = 0) -> np.ndarray:
    """Random windows of the text: [batch, 17], sixteen tokens and the one after."""
    return draw(text(), PLAN.context, batch, seed=0, step=step)


@cache
def start() -> Params:
    """The dials with which every run here begins."""
    return jax.jit(init, static_argnames="config")(jax.random.key(0), config=PLAN)


class Laid(NamedTuple):
    """The machine on a mesh, compiled for one gradient."""

    mesh: Any
    compiled: Any  # (params, windows) -> (loss, gradient)
    travels: list[sharding.Collective]


@cache
def laid_out(data: int, model: int, batch: int) -> Laid:
    """The loss and its gradient for `batch` windows, compiled for data · model devices."""
    mesh = sharding.mesh(data, model)
    lowered = sharding.slopes(PLAN, mesh).lower(shapes(PLAN), _windows_shape(batch))
    compiled = lowered.compile(compiler_options=QUICKLY)
    return Laid(mesh, compiled, sharding.collectives(compiled, mesh))


def _windows_shape(batch: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct((batch, PLAN.context + 1), np.int32)


def loss_and_slopes(data: int, model: int, batch: int) -> tuple[float, Params]:
    """The loss of the first windows and its gradient, computed on data · model devices."""
    mesh, compiled, _ = laid_out(data, model, batch)
    params = sharding.place(start(), mesh)
    loss, gradient = compiled(params, sharding.place_windows(windows(batch), mesh))
    return float(loss), gradient


def furthest(one: Params, other: Params) -> float:
    """The largest difference between two gradients, as a share of the largest number in them."""
    pairs = list(zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True))
    off = max(float(np.abs(np.asarray(a) - np.asarray(b)).max()) for a, b in pairs)
    return off / max(float(np.abs(np.asarray(a)).max()) for a, _ in pairs)


def travelled(data: int, model: int, batch: int) -> dict[str, int]:
    """Bytes that are added up along each axis for one gradient, read from the compiled program."""
    return _added_up(laid_out(data, model, batch).travels)


def travelled_in_a_step(data: int, model: int, batch: int) -> dict[str, int]:
    """The same for a whole step of `train.update`: the gradient, and then the optimizer."""
    mesh = sharding.mesh(data, model)
    return _added_up(sharding.collectives(compiled_step(mesh, batch), mesh))


def compiled_step(mesh: Any, batch: int = BATCH) -> Any:
    """A step of training on a mesh, (params, opt_state, windows, rate) -> the same and the loss."""
    params: Any = shapes(PLAN)
    state = jax.eval_shape(optimizer().init, params)
    rate = jax.ShapeDtypeStruct((), np.float32)
    lowered = sharding.step(PLAN, mesh).lower(params, state, _windows_shape(batch), rate)
    return lowered.compile(compiler_options=QUICKLY)


def _added_up(travels: list[sharding.Collective]) -> dict[str, int]:
    return {
        axis: sum(one.times * one.bytes for one in travels if axis in one.axis)
        for axis in sharding.AXES
    }


def held(data: int, model: int) -> int:
    """Bytes of parameters on each device."""
    return sharding.held(shapes(PLAN), sharding.mesh(data, model))


class Facts(NamedTuple):
    """What is known of a mesh; sizes in bytes."""

    held: int  # parameters on each device
    sent: dict[str, float]  # by each device, along each axis: read from the compiled program
    formula: dict[str, float]  # the same, by the formula


@cache
def facts(data: int, model: int, batch: int) -> Facts:
    """What each device holds, and what it sends for one gradient if all sums are taken in rings."""
    mesh, _, travels = laid_out(data, model, batch)
    sent = {axis: sum(one.sent for one in travels if axis in one.axis) for axis in sharding.AXES}
    expected = sharding.expected(PLAN, mesh, batch, PLAN.context)
    formula = {
        axis: 2 * (mesh.shape[axis] - 1) / mesh.shape[axis] * expected[axis]
        for axis in sharding.AXES
    }
    return Facts(held(data, model), sent, formula)


def percent_full(data: int, model: int, batch: int, room: float, cable: float) -> float:
    """How full the fuller of two things is: a device's room for parameters, and what its cable can
    send in a step, both in bytes. More devices than there are: 1,000%."""
    if data * model > len(jax.devices()):
        return 1000.0
    known = facts(data, model, batch)
    return round(100 * max(known.held / room, sum(known.sent.values()) / cable), 1)


def new_run(steps: int) -> Run:
    """A run of so many steps of which none is done."""
    params: Any = start()
    settings = Settings(steps=steps, batch=BATCH, learning_rate=RATE)
    return Run(State(params, jax.jit(optimizer().init)(params), 0), PLAN, settings)


def train_alone(steps: int) -> list[float]:
    """The losses of so many steps on one device."""
    mesh = sharding.mesh()
    advance, losses, begun = compiled_step(mesh), [], new_run(steps).state
    params, opt_state = sharding.place((begun.params, begun.opt_state), mesh)
    for step in range(steps):
        batch = sharding.place_windows(windows(BATCH, step), mesh)
        params, opt_state, loss = advance(params, opt_state, batch, np.float32(RATE))
        losses.append(float(loss))
    return losses


def seconds_a_step(data: int, model: int) -> float:
    """How long one gradient takes: the shortest of twenty times."""
    mesh, compiled, _ = laid_out(data, model, BATCH)
    params, batch = sharding.place(start(), mesh), sharding.place_windows(windows(BATCH), mesh)
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        jax.block_until_ready(compiled(params, batch))
        times.append(time.perf_counter() - begun)
    return min(times)
