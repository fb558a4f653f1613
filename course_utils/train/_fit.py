"""The loop: draw a batch, get the gradient of its loss, move every parameter against it, again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import Array
from numpy.typing import ArrayLike

from ..progress_bar import progress_bar
from ..transformer import Config, Params, check_wide
from ._batches import checked_tokens, draw, held_out_windows
from ._loss import batch_loss, evaluate
from ._optimizer import learning_rate, optimizer


@dataclass(frozen=True)
class Settings:
    """The hyperparameters of training. The model does not contain them."""

    steps: int = 300  # how often all parameters are moved
    batch: int = 16  # windows looked at in a step
    learning_rate: float = 0.02  # how far a matrix moves in the first step; falls to 0
    seed: int = 0  # which windows are drawn
    every: int = 25  # measure on held-out text after every so many steps
    begin: int | None = None  # a token with which each window begins; None: anywhere in the text

    def __post_init__(self):
        for name in ("steps", "batch", "every"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}.")
        if not isinstance(self.seed, int) or self.seed < 0:
            raise ValueError(f"seed must be a whole number of at least 0, not {self.seed!r}.")
        if self.begin is not None and (not isinstance(self.begin, int) or self.begin < 0):
            raise ValueError(f"begin must be a token or None, not {self.begin!r}.")
        rate = self.learning_rate
        if not isinstance(rate, int | float) or not 0 < rate < float("inf"):
            raise ValueError(
                f"learning_rate must be a finite number above 0, not {self.learning_rate!r}."
            )


class Record(NamedTuple):
    """One line of a run's history. Losses in nats a token."""

    step: int  # steps done
    loss: float  # mean over the training batches since the last record; NaN at step 0
    held_out: float  # on held-out text; NaN without any


BAR = "{percentage:3.0f}% |{bar:30}| step {n_fmt} of {total_fmt}, {remaining} left{postfix}"

# Called with the steps done, the parameters and the history.
Watcher = Callable[[int, Params, list[Record]], Any]


class State(NamedTuple):
    """All that a step changes."""

    params: Params
    opt_state: Any  # the optimizer's running means, one tree like the parameters each
    step: int  # steps done


@dataclass
class Run:
    """A training run: where it stands, how it came there, and all that is needed to go on."""

    state: State
    config: Config
    settings: Settings
    losses: list[float] = field(default_factory=list)  # one a step, on the batch of that step
    held_out: dict[int, float] = field(default_factory=dict)  # steps done -> loss
    reason: str = ""  # why it ended early, in a sentence
    base: Any = None  # the model to which the trained parameters are additions, if they are

    @property
    def params(self) -> Params:
        """The parameters that are trained, as they stand now."""
        return self.state.params

    @property
    def whole(self) -> Params:
        """The model's parameters: those that are trained, and with them those that stay."""
        return whole(self.params, self.base)

    @property
    def step(self) -> int:
        """Steps done."""
        return self.state.step

    @property
    def stopped(self) -> bool:
        """Is there something left to do?"""
        return self.step < self.settings.steps

    @property
    def history(self) -> list[Record]:
        """The loss on training batches and on held-out text, each time it was measured."""
        records, before = [], 0
        for step, held_out in sorted(self.held_out.items()):
            since = self.losses[before:step]
            records.append(Record(step, float(np.mean(since)) if since else np.nan, held_out))
            before = step
        return records


def fit(
    params: Params,
    tokens: ArrayLike,
    config: Config,
    settings: Settings = Settings(),
    *,
    held_out: ArrayLike | None = None,
    on_progress: Watcher | None = None,
    progress: bool | None = None,
    base: Any = None,
) -> Run:
    """Train: lower the loss on windows of `tokens` [N] by moving all parameters together.

    settings      how long, how fast, on which windows
    held_out      tokens [M] never trained on, on which the loss is measured now and then
    on_progress   called as on_progress(step, params, history) at the start, whenever the loss is
                  measured, and at the end: a place to plot, or to show samples
    progress      show a bar with the time left; None: where there is someone to see it
    base          parameters that stay as they are; `params` are then additions to them, with a
                  method `merged(base)` that gives the model's (`course_utils.lora`)

    Stop (Ctrl-C, or the square button) ends it early and keeps what was learned so far. So does
    a loss that is not finite: the parameters are then the last whose loss was. Either way the
    run that comes back has `.stopped` true, and `.reason`, which is also printed, says why.

    ValueError for tokens outside the vocabulary, or too few of them.
    """
    check_wide((params, base))
    tree: Any = params  # optax's types know no dataclasses
    state = State(params, optimizer().init(tree), step=0)
    run = Run(state, config, settings, base=base)
    return resume(run, tokens, held_out=held_out, on_progress=on_progress, progress=progress)


def resume(
    run: Run,
    tokens: ArrayLike,
    *,
    held_out: ArrayLike | None = None,
    on_progress: Watcher | None = None,
    progress: bool | None = None,
) -> Run:
    """Go on with a run that was stopped, or loaded. With the same tokens it becomes, bit for bit,
    the run that was never stopped. The run is changed and returned; arguments as in `fit`."""
    tokens = checked_tokens(tokens, run.config)
    windows = None
    if held_out is not None:
        held_out = checked_tokens(held_out, run.config)
        windows = held_out_windows(held_out, run.config.context, run.settings.begin)
    run.reason, good = "", run.state  # good: the last state whose loss is known to be finite
    try:
        with progress_bar(run.settings.steps, progress, run.step, bar_format=BAR) as bar:
            _measure(run, windows, on_progress)
            while run.stopped:
                good = _advance(run, tokens)
                bar.update()
                bar.set_postfix_str(f"loss {run.losses[-1]:.2f}", refresh=False)
                _measure(run, windows, on_progress)
    except KeyboardInterrupt:
        run.reason = (
            f"Stopped after {run.step} of {run.settings.steps} steps; what it learned is kept."
        )
    except FloatingPointError as error:
        run.reason, run.state = _what_broke(run, good, error), good
    if run.reason:
        _forget_after(run)
        print(run.reason)
    return run


def whole(params: Any, base: Any) -> Params:
    """A model's parameters, of those that are trained and those that stay."""
    return params if base is None else params.merged(base)


@partial(jax.jit, static_argnames="config")
def update(
    params: Params, opt_state: Any, windows: Array, rate: float, config: Config, base: Any = None
) -> tuple[Params, Any, Array]:
    """One step: the loss of these windows [B, T + 1], and every parameter moved against it.

    base: parameters that stay, `params` being additions to them; None: there are no others.
    Returns the new parameters, the optimizer's new state, and the loss before the step.
    """

    def loss_of(params):
        return batch_loss(whole(params, base), windows, config)

    loss, gradient = jax.value_and_grad(loss_of)(params)
    tree: Any = params  # optax's types know no dataclasses
    moves, opt_state = optimizer().update(gradient, opt_state, tree)
    params = jax.tree.map(lambda param, move: param + rate * move, params, moves)
    return params, opt_state, loss


def _advance(run: Run, tokens: np.ndarray) -> State:
    """Do one step. Returns the state before it, whose loss was finite."""
    before, settings = run.state, run.settings
    length, begin = run.config.context, settings.begin
    windows = draw(tokens, length, settings.batch, settings.seed, run.step, begin)
    rate = learning_rate(run.step, settings.steps, settings.learning_rate)
    params, opt_state, loss = update(
        before.params, before.opt_state, windows, rate, run.config, run.base
    )
    _check_finite(loss, "training batch")
    run.losses[run.step :] = [float(loss)]
    run.state = State(params, opt_state, run.step + 1)  # last: Stop may come between any two lines
    return before


def _measure(run: Run, windows, on_progress) -> None:
    """Write a line of the history, if one is due and not yet there."""
    due = run.step % run.settings.every == 0 or not run.stopped
    if not due or run.step in run.held_out:
        return
    held_out = np.nan
    if windows is not None:
        held_out = float(evaluate(run.whole, windows, run.config))
        _check_finite(held_out, "held-out text")
    run.held_out[run.step] = held_out
    if on_progress is not None:
        on_progress(run.step, run.params, run.history)


def _forget_after(run: Run) -> None:
    """Drop what was noted of steps that do not count."""
    del run.losses[run.step :]
    run.held_out = {step: loss for step, loss in run.held_out.items() if step <= run.step}


def _check_finite(loss, where: str) -> None:
    if not np.isfinite(loss):
        raise FloatingPointError(f"the loss on the {where} became {float(loss)}")


def _what_broke(run: Run, good: State, error: FloatingPointError) -> str:
    if good is run.state:
        return f"Stopped before step {run.step + 1}: {error}, with the parameters given."
    rate = learning_rate(good.step, run.settings.steps, run.settings.learning_rate)
    return (
        f"Stopped: {error} after step {run.step}, which had learning rate {rate:.3g}. The "
        f"parameters are those before that step. A smaller learning_rate may help."
    )
