"""A few new dials that teach a real model the tales, and what that does to it.

They are added to the last eight blocks. What lies below stays the same, so the stream is computed
once up to there, and each step goes through eight blocks and not thirty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from ...families import Model
from ...lora import Additions, init
from ...progress_bar import progress_bar
from ...sample import generate
from ...tales import proofread, tales
from ...train import held_out_windows, learning_rate, optimizer
from ...transformer import Config, Params
from ...transformer.model import block, unembed
from .rounding import END, stream_at

ONCE = "Once upon a time"
FIRST = 22  # the block from which on dials are added
STEPS, BATCH, RATE, LENGTH, WINDOWS = 50, 4, 0.004, 48, 80


@dataclass(frozen=True)
class Page:
    """Windows of text: the stream as block FIRST finds it, and the tokens that came."""

    stream: Array  # [N, T, D]
    came: Array  # [N, T]


def page_of(model: Model, windows: np.ndarray) -> Page:
    """Let the model read windows [N, T + 1] up to block FIRST."""
    parts = [stream_at(model, windows[i : i + 8], FIRST) for i in range(0, len(windows), 8)]
    return Page(jnp.concatenate(parts), jnp.asarray(windows[:, 1:]))


def tale_page(model: Model) -> Page:
    """Tales to learn from, with the model's mark for the end of a text after each."""
    encode: Any = model.tokenizer.encode  # type: ignore[union-attr]
    tokens = np.concatenate([np.append(encode(tale), END) for tale in tales(WINDOWS)])
    return page_of(model, held_out_windows(tokens.astype(np.int32), LENGTH, most=WINDOWS))


def new_dials(model: Model, rank: int, seed: int = 0) -> Additions:
    """Additions to the queries and values of the last eight blocks, which change nothing yet."""

    def chosen(name: str) -> bool:
        number = int(name.split(".")[1]) if name.startswith("blocks.") else -1
        return number >= FIRST and name.endswith(("attention.query", "attention.value"))

    return init(jax.random.key(seed), model.params, rank, chosen)


@dataclass
class Lesson:
    """What came of the training."""

    additions: Any
    losses: list[float] = field(default_factory=list)  # one a step, on its batch


def teach(
    model: Model, page: Page, start: Any, steps: int = STEPS, rate: float = RATE, seed: int = 0
) -> Lesson:
    """Move new dials alone against the slope of the loss: four windows a step, drawn at random,
    with Adam and the falling rate of notebook 16. start: additions, or whatever has `merged`."""
    lesson, state = Lesson(start), optimizer().init(start)
    rng = np.random.default_rng(seed)
    with progress_bar(steps, None) as bar:
        for step in range(steps):
            rows = rng.integers(len(page.came), size=BATCH)
            lesson.additions, state, loss = _step(
                lesson.additions, state, model.params, page.stream[rows], page.came[rows],
                learning_rate(step, steps, rate), model.config,
            )  # fmt: skip
            lesson.losses.append(float(loss))
            bar.update()
    return lesson


@partial(jax.jit, static_argnames="config")
def _step(
    added: Any, state: Any, base: Params, x: Array, came: Array, rate: float, config: Config
) -> tuple[Any, Any, Array]:
    def loss_of(added: Any) -> Array:
        return _losses(added.merged(base), x, came, config).mean()

    loss, slopes = jax.value_and_grad(loss_of)(added)
    moves, state = optimizer().update(slopes, state, added)
    return jax.tree.map(lambda dial, move: dial + rate * move, added, moves), state, loss


def _losses(params: Params, x: Array, came: Array, config: Config) -> Array:
    """From block FIRST to the end: x [B, T, D], came [B, T] -> [B, T] in nats"""
    places = jnp.arange(x.shape[1])
    for p in params.blocks[FIRST:]:
        x = jax.vmap(lambda rows, p=p: block(p, rows, places, None, config)[0])(x)
    logits = jax.vmap(lambda rows: unembed(params, rows, config))(x)  # [B, T, V]
    return optax.softmax_cross_entropy_with_integer_labels(logits, came)


def faded(additions: Additions, scale: float) -> Additions:
    """Additions that count as much as `scale` says: 0 not at all, 1 as they were trained."""
    return replace(additions, scale=scale)


def told(model: Model, params: Any, n: int = 1, most: int = 100, seed: int = 0) -> list[str]:
    """n stories that begin with "Once upon a time", each until the model ends it, or as far as so
    many tokens."""
    prompt = np.append([END], model.tokenizer.encode(ONCE))  # type: ignore[union-attr]
    stories = []
    for i in range(n):
        text = generate(jax.random.key(1000 * seed + i), params, prompt, most, model.config)[1:]
        ends = np.flatnonzero(text == END)
        text = text[: ends[0]] if len(ends) else text
        stories.append(" ".join(model.tokenizer.decode(text).split()))  # type: ignore[union-attr]
    return stories


def right_sentences(stories: Sequence[str]) -> float:
    """The share of sentences in which the proofreader finds no fault."""
    return float(np.mean([right for story in stories for right in proofread(story).right]))
