"""Three optimizers as rules, as notebook 03 has its learners write them, and walks with batches.

A rule takes the slopes, its memory, the number of the step (from 1 on) and the learning rate, and
returns by how much each dial is turned, and its memory for the next step.  The memory begins as 0.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..downhill.views import LossLandscape
from ..kit.numbers import number

Rule = Callable[[np.ndarray, Any, int, Any], tuple[np.ndarray, Any]]


def plain(slopes: np.ndarray, memory: Any, t: int, learning_rate: float) -> tuple[np.ndarray, Any]:
    """Gradient descent, which remembers nothing."""
    return -learning_rate * slopes, memory


def momentum(
    slopes: np.ndarray, memory: Any, t: int, learning_rate: float
) -> tuple[np.ndarray, Any]:
    """Momentum (Polyak, 1964), which remembers a velocity."""
    velocity = 0.9 * memory - learning_rate * slopes
    return velocity, velocity


def adam(slopes: np.ndarray, memory: Any, t: int, learning_rate: float) -> tuple[np.ndarray, Any]:
    """Adam (Kingma and Ba, 2015), which remembers two running averages."""
    average, square = memory if t > 1 else (0 * slopes, 0 * slopes)
    average = 0.9 * average + 0.1 * slopes
    square = 0.999 * square + 0.001 * slopes**2
    size = np.sqrt(square / (1 - 0.999**t)) + 1e-8
    return -learning_rate * average / (1 - 0.9**t) / size, (average, square)


def best_of_rates(
    landscape: LossLandscape, start: np.ndarray, size: int, rates: Sequence[float], looks: int
) -> tuple[float, np.ndarray]:
    """Of some learning rates the one whose walks end lowest on average, and their mean errors.

    The other arguments and the errors are those of `walks_with_batches`.
    """
    with np.errstate(all="ignore"):  # walks that run away end in numbers too large
        runs = [walks_with_batches(landscape, start, size, rate, looks) for rate in rates]
    ends = [run[-1] if np.isfinite(run[-1]) else np.inf for run in runs]
    best = int(np.argmin(ends))
    return rates[best], runs[best]


def walks_with_batches(
    landscape: LossLandscape,
    start: np.ndarray,
    size: int,
    learning_rate: float,
    looks: int,
    walks: int = 20,
) -> np.ndarray:
    """The mean error of some walks with batches of `size` after each step, [looks // size + 1].

    start [2].  looks: how many examples a walk looks at in all.  A batch as large as the data is
    the data, each once; a smaller one is drawn with repetition.
    """
    x, y, rng = landscape.x, landscape.y, np.random.default_rng(0)
    error = _error_of(landscape)
    dials = np.tile(start, (walks, 1))  # [W, 2]
    errors = [error(dials)]
    for _ in range(looks // size):
        who = rng.integers(len(x), size=(walks, size)) if size < len(x) else slice(None)
        miss = dials[:, :1] * x[who] + dials[:, 1:] - y[who]  # [W, size]
        dials = dials - 2 * learning_rate * np.stack([(miss * x[who]).mean(1), miss.mean(1)], 1)
        errors.append(error(dials))
    return np.mean(errors, axis=1)


def _error_of(landscape: LossLandscape) -> Callable[[np.ndarray], np.ndarray]:
    """The landscape's error of many dials, [W, 2] -> [W]; its averages are taken once."""
    half, pull = landscape.half_hessian(), _pull(landscape)
    square = np.mean(landscape.y**2)

    def error(dials: np.ndarray) -> np.ndarray:
        loss = ((dials @ half - 2 * pull) * dials).sum(axis=1) + square
        return landscape.scale * np.sqrt(np.maximum(loss, 0))

    return error


def _pull(landscape: LossLandscape) -> np.ndarray:
    """Half of the loss's slopes at (0, 0), with their signs changed: [2]."""
    return np.array(landscape.steepest_descent(0, 0)) / 2


def fewest_steps(
    rule: Rule,
    landscape: LossLandscape,
    start: np.ndarray,
    aim: float,
    rates: np.ndarray,
    most: int = 4000,
) -> int:
    """Steps until the error stays at `aim` or below, at the best of `rates`; more than `most`: -1.

    It is watched up to step `most` and not beyond.  All rates walk side by side.  start [2].
    """
    half, pull, error = landscape.half_hessian(), _pull(landscape), _error_of(landscape)
    dials, memory = np.tile(start, (len(rates), 1)), 0.0  # [R, 2]
    late = np.full(len(rates), 0)  # the last step at which a walk was above the aim
    with np.errstate(all="ignore"):
        for t in range(1, most + 1):
            turn, memory = rule(2 * (dials @ half - pull), memory, t, rates[:, None])
            dials = dials + turn
            late[~(error(dials) <= aim)] = t
    return int(late.min()) + 1 if late.min() < most else -1


def about(steps: int, most: int = 4000) -> str:
    """Fewest steps as a table shows them, to the nearest 5, with two digits; -1: more than `most`.

    From three quarters of `most` on only that they are fewer: a run that takes so long and at such
    a rate depends on the last digits of every sum, so on the processor."""
    if steps < 0 or steps > 3 * most / 4:
        return f"{'>' if steps < 0 else '<'}{most:,}"
    return number(5 * round(steps / 5) if steps > 20 else steps, 2)
