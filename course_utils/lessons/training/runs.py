"""Short runs beside each other, what is noted of a long one, and what counting makes of a text."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import numpy as np
import optax
from numpy.typing import ArrayLike

from ...sample import generate
from ...tales import Words, faults
from ...tokens import Tokenizer
from ...train import Record, batch_loss, evaluate, held_out_windows, without_copies
from ...transformer import Config, Params, init
from ..kit.telling import tell

_ADAMW = optax.adamw(1.0, b2=0.95, weight_decay=0.01)  # the rate is multiplied in by the step


@partial(jax.jit, static_argnames="config")
def _step(params, state, windows, rate, config: Config):
    loss, gradient = jax.value_and_grad(batch_loss)(params, windows, config)
    moves, state = _ADAMW.update(gradient, state, params)
    return jax.tree.map(lambda p, move: p + rate * move, params, moves), state, loss


def short_run(
    config: Config, draw: Callable[[int], np.ndarray], rate: float, steps: int, seed: int = 0
) -> list[float]:
    """The loss of each of so many steps with AdamW at a constant rate: [steps], in nats.

    draw: the batch of a step, [B, T + 1]
    """
    params: Any = init(jax.random.key(seed), config)  # optax's types know no dataclasses
    state, losses = _ADAMW.init(params), []
    for step in range(steps):
        params, state, loss = _step(params, state, draw(step), rate, config)
        losses.append(float(loss))
    return losses


def smoothed(losses: list[float], over: int = 8) -> list[float]:
    """Means over so many steps in a row: [N] -> [N − over + 1]"""
    return np.convolve(losses, np.ones(over) / over, mode="valid").tolist()


def counted(tokens: ArrayLike, windows: np.ndarray, vocab: int) -> dict[str, float]:
    """What readers lose on windows [N, T + 1] who have only counted in `tokens`, in nats.

    Each count has a tenth added, so that nothing is impossible.
    """
    tokens = np.asarray(tokens)
    pairs = np.full((vocab, vocab), 0.1)
    np.add.at(pairs, (tokens[:-1], tokens[1:]), 1)
    after_each = pairs / pairs.sum(axis=1, keepdims=True)  # [V, V], each row sums to 1
    alone = (np.bincount(tokens, minlength=vocab) + 0.1) / (len(tokens) + 0.1 * vocab)
    before, came = windows[:, :-1], windows[:, 1:]
    return {
        "knowing nothing": float(np.log(vocab)),
        "counting pieces": float(-np.log(alone[came]).mean()),
        "counting pairs": float(-np.log(after_each[before, came]).mean()),
    }


def stop_at(step: int) -> Callable:
    """What `fit` takes as `on_progress`, to be stopped after so many steps as by Stop."""

    def pull_the_plug(done: int, params: Params, records: list[Record]) -> None:
        if done == step:
            raise KeyboardInterrupt

    return pull_the_plug


class Watched:
    """What is noted of a run for its picture: the losses of its steps, a history, samples of text.

    sample: what the model writes, from its parameters. windows [N, T + 1]: to measure on; of none
    the loss is NaN.
    """

    def __init__(self, config: Config, windows: np.ndarray, sample: Callable[[Params], str]):
        self.config, self.windows, self.sample = config, windows, sample
        self.losses: list[float] = []
        self.history: list[Record] = []
        self.samples: dict[int, str] = {}

    def note(self, step: int, params: Params, since: float | None = None) -> None:
        """Measure, and let the model write. since: the training loss since the last time; by
        default the mean of what was added to `losses`. Step 0 begins anew."""
        if step == 0:  # the run begins, perhaps anew
            for noted in (self.losses, self.history, self.samples):
                noted.clear()
        before = self.history[-1].step if self.history else 0
        recent = self.losses[before:step]
        loss = since if since is not None else float(np.mean(recent)) if recent else np.nan
        measured = len(self.windows) > 0
        held_out = float(evaluate(params, self.windows, self.config)) if measured else np.nan
        self.samples[step] = self.sample(params)
        self.history.append(Record(step, loss, held_out))


def proofread_story(teller: Config, words: Words) -> Callable[[Params], str]:
    """A story, always from the same dice, and below it the first fault that is found in it."""

    def sample(params: Params) -> str:
        story = tell(params, teller, words, n=1, seed=1)[0]
        found = [*faults(story), "No fault found."]
        return f"{story[:560]}\n\nPROOFREADER: {found[0][:130]}"

    return sample


def page(config: Config, tokenizer: Tokenizer, prompt: ArrayLike) -> Callable[[Params], str]:
    """How the model goes on from a prompt, as far as its context reaches."""
    prompt = np.asarray(prompt)

    def sample(params: Params) -> str:
        n = config.context - len(prompt)
        written = generate(jax.random.key(1), params, prompt, n, config, temperature=0.7)
        return tokenizer.decode(written)

    return sample


def fresh_windows(part: ArrayLike, learned: ArrayLike, length: int, run: int = 32) -> np.ndarray:
    """Windows side by side over a held-out part, without those that copy what was learned from."""
    side_by_side = held_out_windows(part, length, most=500)
    return without_copies(side_by_side, learned, run)
