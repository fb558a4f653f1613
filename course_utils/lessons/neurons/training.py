"""Many small networks trained side by side, in 64-bit floats, and what they were on the way.

A network is a dictionary of dials: w, b and v, [H], one number a neuron, and c, a number. Networks
of fewer than H neurons are filled up with neurons whose dials are all 0: such a neuron gives 0,
each of its slopes is 0, and so it stays as it is.
"""

from collections.abc import Callable, Sequence
from typing import cast

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import ArrayLike

PARTS = ("training", "validation", "test")

Dials = dict[str, np.ndarray]
Setting = tuple[int, float, float]  # neurons, noise, weight decay
Points = dict[float, dict[str, tuple[np.ndarray, np.ndarray]]]  # noise -> part -> x [N], y [N]

STEPS = 2500
KEPT = sorted({round(i) for i in np.geomspace(1, STEPS, 36)})  # 1, 2, 3, 4, 5, 6, 7, 9, … 2500
RATE, WARM = 0.01, 100  # it rises to nearly RATE over the first WARM steps, then falls to 0
STEEP = 3.0  # the size of each w at the start
DECAYED = ("w", "v")  # weight decay is for weights: b and c are left alone


def start(neurons: int, most: int | None = None, places: ArrayLike | None = None) -> Dials:
    """A network that says 0 everywhere: hinges spread out, every v 0, every other hinge mirrored.

    most: how many neurons to fill up to. places: [neurons] the hinges, spread evenly over −2.5 to
    2.5 if there are none given.
    """
    number = np.arange(neurons)
    if places is None:
        places = -2.5 + 5 * ((number + 1) * 0.618034 % 1)  # each falls into the widest gap
    w = np.where(number % 2, -STEEP, STEEP)
    filled = np.zeros((2, most or neurons))
    filled[:, :neurons] = w, -w * np.asarray(places)
    return {"w": filled[0], "b": filled[1], "v": 0 * filled[0], "c": np.zeros(())}


def stacked(networks: Sequence[Dials]) -> Dials:
    """Networks side by side: each array with one row more in front, a row a network."""
    return {name: np.stack([dials[name] for dials in networks]) for name in networks[0]}


def train(
    loss: Callable, dials: Dials, x: ArrayLike, y: ArrayLike, decay: ArrayLike = 0.0
) -> Dials:
    """Each network of a stack on its own points, with Adam, decay as in AdamW; dials at KEPT.

    loss: of (dials of one network, x [N], y [N]). dials: stacked, R networks. x, y: [R, N].
    decay: [R], or one for all. Returns each array with one axis more in front, [len(KEPT), R, …].
    AdamW: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019).
    """
    rows = len(dials["c"])
    with jax.enable_x64(True):
        x, y = np.broadcast_to(x, (rows, *np.shape(x)[-1:])), np.asarray(y, float)
        decay = np.broadcast_to(np.asarray(decay, float), rows)
        state = dials, optax.scale_by_adam().init(dials)
        walk, history = jax.jit(_walk(loss)), []
        for first, after in zip([0, *KEPT], KEPT, strict=False):
            state = walk(state, first, after, x, y, decay)
            history.append({name: np.asarray(value) for name, value in state[0].items()})
    return stacked(history)


def _walk(loss: Callable) -> Callable:
    """A function that takes the steps from `first` up to `after`, all networks at once."""
    adam = optax.scale_by_adam()
    slopes_of = jax.vmap(jax.grad(loss))

    def walk(state, first, after, x, y, decay):
        def step(i, state):
            dials, memory = state
            found, memory = adam.update(slopes_of(dials, x, y), memory)
            turns = cast(Dials, found)  # optax says less of its type
            rate = RATE * jnp.minimum(1 - i / STEPS, (i + 1) / WARM)
            moved = {name: dials[name] - rate * turns[name] for name in dials}
            for name in DECAYED:
                moved[name] -= rate * decay[:, None] * dials[name]
            return moved, memory

        return jax.lax.fori_loop(first, after, step, state)

    return walk


def outputs(dials: Dials, x: ArrayLike) -> np.ndarray:
    """What networks with dials [..., H] say at x [N]: [..., N]."""
    w, b, v = (dials[name][..., None, :] for name in "wbv")
    hidden = np.maximum(np.asarray(x)[:, None] * w + b, 0)  # [..., N, H]
    return (hidden @ v.swapaxes(-1, -2))[..., 0] + dials["c"][..., None]


def errors(dials: Dials, x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Root mean squared errors of networks with dials [..., H] at points x, y [N]: [...]."""
    return np.sqrt(((outputs(dials, x) - y) ** 2).mean(axis=-1))


def random_starts(
    loss: Callable, x: np.ndarray, y: np.ndarray, curve_x: np.ndarray, *, neurons: int, starts: int
) -> tuple[np.ndarray, np.ndarray]:
    """Networks with hinges at random at the start, trained: curves [starts, M], errors [starts]."""
    rng = np.random.default_rng(0)
    begun = [start(neurons, places=rng.uniform(-2.5, 2.5, neurons)) for _ in range(starts)]
    history = train(loss, stacked(begun), x, np.stack([y] * starts))
    ends = {name: value[-1] for name, value in history.items()}
    return outputs(ends, curve_x), errors(ends, x, y)


class Runs:
    """Trainings by their settings, at the steps that were kept, and their errors on each part.

    settings: one a run, (neurons, noise, weight decay). points: what each amount of noise made of
    the parts "training", "validation", …; all amounts have the same places. errors: part -> [S, R].
    """

    def __init__(self, loss: Callable, settings: Sequence[Setting], points: Points):
        self.settings = [(int(n), float(noise), float(decay)) for n, noise, decay in settings]
        self.points = {float(noise): parts for noise, parts in points.items()}
        self.steps = np.array(KEPT)
        most = max(neurons for neurons, _, _ in self.settings)
        data = [self.points[noise]["training"] for _, noise, _ in self.settings]
        self.dials = train(
            loss,
            stacked([start(neurons, most) for neurons, _, _ in self.settings]),
            np.array([x for x, _ in data]),
            np.array([y for _, y in data]),
            [decay for _, _, decay in self.settings],
        )
        self.errors = {part: self._errors(part) for part in ("training", "validation")}

    def _errors(self, part: str) -> np.ndarray:
        columns = []
        for r, (_, noise, _) in enumerate(self.settings):
            columns.append(errors(self._run(r), *self.points[noise][part]))
        return np.array(columns).T

    def _run(self, r: int) -> Dials:
        return {name: value[:, r] for name, value in self.dials.items()}

    def place(
        self,
        neurons: str | int,
        step: float,
        noise: str | float = 0,
        decay: str | float = 0,
    ) -> tuple[int, int]:
        """Dials of a panel as numbers of step and run. ValueError if there was no such run."""
        s = int(np.abs(np.log(self.steps) - np.log(step)).argmin())
        return s, self.settings.index((int(neurons), float(noise), float(decay)))

    def error(
        self,
        part: str,
        neurons: str | int,
        step: float,
        noise: str | float = 0,
        decay: str | float = 0,
    ) -> float:
        """The error on a part, "training", "validation" or "test", of one network at one step."""
        s, r = self.place(neurons, step, noise, decay)
        x, y = self.points[float(noise)][part]
        return float(errors({name: value[s, r] for name, value in self.dials.items()}, x, y))

    def output(self, x: ArrayLike, s: int, r: int) -> np.ndarray:
        """Of the network kept at step number s of run number r: [N] -> [N]."""
        return outputs({name: value[s, r] for name, value in self.dials.items()}, x)

    def hinges(self, s: int, r: int) -> np.ndarray:
        """Where its neurons' hinges are: [neurons], at most."""
        w, b = self.dials["w"][s, r], self.dials["b"][s, r]
        return -b[w != 0] / w[w != 0]


def draw(truth: Callable, noise: float, seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """One set of data: 20 training points, among them both ends, 20 of validation, 200 of test."""
    rng = np.random.default_rng(seed)
    parts = {
        "training": np.sort(np.append([-2.5, 2.5], rng.uniform(-2.5, 2.5, 18))),
        "validation": rng.uniform(-2.5, 2.5, 20),
        "test": rng.uniform(-2.5, 2.5, 200),
    }
    return {
        part: (x, truth(x) + noise * rng.normal(size=len(x)))  # in this order: x of all parts first
        for part, x in parts.items()
    }


class Draws:
    """The same trainings on many sets of data. errors: part -> [draws, settings, steps kept]."""

    def __init__(self, errors: dict[str, np.ndarray]):
        self.errors = errors

    def choice(self) -> tuple[np.ndarray, np.ndarray]:
        """The lowest validation error over settings and steps, and its test error: each [draws]."""
        draws = len(self.errors["validation"])
        validation = self.errors["validation"].reshape(draws, -1)
        best = validation.argmin(axis=1)
        rows = np.arange(draws)
        return validation[rows, best], self.errors["test"].reshape(draws, -1)[rows, best]


def repeat(loss: Callable, truth: Callable, settings: Sequence[Setting], *, draws: int) -> Draws:
    """Each setting (neurons, noise, weight decay) on `draws` sets of data, each drawn anew."""
    found = {part: np.empty((draws, len(settings), len(KEPT))) for part in PARTS}
    for column, (neurons, noise, decay) in enumerate(settings):
        data = [draw(truth, noise, seed) for seed in range(100, 100 + draws)]
        x, y = (np.array([parts["training"][i] for parts in data]) for i in (0, 1))
        history = train(loss, stacked([start(neurons)] * draws), x, y, decay)
        for row, parts in enumerate(data):
            dials = {name: value[:, row] for name, value in history.items()}
            for part in PARTS:
                found[part][row, column] = errors(dials, *parts[part])
    return Draws(found)
