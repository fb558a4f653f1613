"""Views of neurons, one and many, and of networks in training: notebook 08."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import number, rmse, sigmoid, signed
from ..kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, RED, SKY, TITLE, label
from ..kit.view import View

ACTIVATIONS = {
    "none": lambda z: z,
    "ReLU": lambda z: np.maximum(z, 0),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "SiLU": lambda z: z * sigmoid(z),
}


def one_neuron() -> View:
    """View with dials w, b and activation (a name in ACTIVATIONS): w·x + b, and its activation."""
    x = np.linspace(-4, 4, 401)

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "x", "output")
        axes.set(xlim=(-4, 4), ylim=(-3, 5))
        axes.axhline(0, color=GREY, linewidth=0.8)
        (straight,) = axes.plot(x, x, "--", color=GREY, linewidth=1.5)
        (bent,) = axes.plot(x, x, color=RED, linewidth=2.5)
        (place,) = axes.plot([0], [0], "s", color=BLACK, markersize=8)
        words = ["w·x + b", "after the bend", "where w·x + b is 0"]
        axes.legend([straight, bent, place], words, loc="upper left", frameon=False)

        def turn(w: float, b: float, activation: str) -> str:
            straight.set_ydata(w * x + b)
            bent.set_ydata(ACTIVATIONS[activation](w * x + b))
            hinge = -b / w + 0.0 if w else 99.0
            place.set_xdata([hinge])
            where = f"zero at x = {number(hinge)}" if w else "no x changes it"
            said = f"{activation}: z = {number(w)}·x {signed(b)}; {where}"
            axes.set_title(said)
            return f"Neuron with {said}."

        return turn

    return view


def hinges(x: ArrayLike, wanted: ArrayLike) -> View:
    """View with dials b1…b3, v1…v3: v·relu(x + b) of three neurons, and their sum.

    x, wanted: [N], the curve that the sum should become.
    """
    x, wanted = np.asarray(x, float), np.asarray(wanted, float)
    looks = [(BLUE, "-"), (ORANGE, "--"), (GREEN, "-.")]

    def view(figure: Figure):
        left, right = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.07, right=0.985, bottom=0.14, top=0.9, wspace=0.18)
        for axes, title in ((left, "Each neuron's part"), (right, " ")):
            label(axes, title, "x", "").set(xlim=(x[0], x[-1]), ylim=(-4, 4))
            axes.axhline(0, color=GREY, linewidth=0.8)
        parts = [left.plot(x, x, look, color=colour, linewidth=2)[0] for colour, look in looks]
        left.legend(parts, ["neuron 1", "neuron 2", "neuron 3"], loc="lower left", frameon=False)
        (target,) = right.plot(x, wanted, ":", color=BLACK, linewidth=3)
        (total,) = right.plot(x, x, color=RED, linewidth=2.5)
        right.legend([target, total], ["wanted", "sum"], loc="lower left", frameon=False)

        def turn(**dials: float) -> str:
            rows = hinge_parts(x, **dials)
            for part, row in zip(parts, rows, strict=True):
                part.set_ydata(row)
            total.set_ydata(rows.sum(axis=0))
            off = float(np.abs(rows.sum(axis=0) - wanted).max())
            right.set_title(f"Their sum: off by up to {number(off)}", **TITLE)
            told = "; ".join(
                f"{number(dials[f'v{i}'])}·relu(x {signed(dials[f'b{i}'])})" for i in (1, 2, 3)
            )
            return f"Parts {told}; the sum is off by up to {number(off)}."

        return turn

    return view


def hinge_parts(x: ArrayLike, **dials: float) -> np.ndarray:
    """v·relu(x + b) for neurons 1 to 3, from dials b1…b3 and v1…v3: [N] -> [3, N]."""
    x = np.asarray(x)
    rows = [dials[f"v{i}"] * np.maximum(x + dials[f"b{i}"], 0) for i in (1, 2, 3)]
    return np.array(rows)


class Runs:
    """What was kept of many trainings on one set of points, and the outputs of their networks.

    steps: [S] at which dials were kept. sizes: neurons, one a run and noise; noises: amounts.
    Runs are in the order noise, then size: R = len(noises)·len(sizes).
    dials: {"w", "b", "v": [S, R, most], "c": [S, R]}, those of neurons that are off being 0 in v.
    x: [N]; y: [noises, N]; held_x: [M]; held_y: [noises, M].
    """

    def __init__(
        self,
        steps: Sequence[int],
        sizes: Sequence[int],
        noises: Sequence[float],
        dials: dict[str, ArrayLike],
        x: ArrayLike,
        y: ArrayLike,
        held_x: ArrayLike,
        held_y: ArrayLike,
    ):
        self.steps, self.sizes, self.noises = np.array(steps), list(sizes), list(noises)
        self.dials = {name: np.asarray(value) for name, value in dials.items()}
        self.x, self.y, self.held_x, self.held_y = map(np.asarray, (x, y, held_x, held_y))
        self.training = self._errors(self.x, self.y)  # [S, noises, sizes]
        self.held_out = self._errors(self.held_x, self.held_y)

    def _errors(self, x, y):
        shape = (len(self.steps), len(self.noises), len(self.sizes))
        errors = np.empty(shape)
        for s, k, n in np.ndindex(shape):
            errors[s, k, n] = rmse(self.output(x, s, k, n), y[k])
        return errors

    def output(self, x: np.ndarray, s: int, k: int, n: int) -> np.ndarray:
        """Of the network kept at step number s, noise number k, size number n: [N] -> [N]."""
        w, b, v, c = (self.dials[name][s, k * len(self.sizes) + n] for name in "wbvc")
        return np.maximum(x[:, None] * w + b, 0) @ v + c

    def hinges(self, s: int, k: int, n: int) -> np.ndarray:
        """Where its neurons' hinges are: [size], at most."""
        w, b = (self.dials[name][s, k * len(self.sizes) + n] for name in "wb")
        w, b = w[: self.sizes[n]], b[: self.sizes[n]]
        return -b[w != 0] / w[w != 0]

    def place(
        self, neurons: str | int = "1", noise: str | float = "0", step: float = 1.0
    ) -> tuple[int, int, int]:
        """Dials of a panel as numbers of step, noise and size: what `output` takes."""
        s = int(np.abs(np.log(self.steps) - np.log(step)).argmin())
        return s, self.noises.index(float(noise)), self.sizes.index(int(neurons))


def _points_and_errors(figure: Figure, runs: Runs, truth, grid, held_out: bool):
    """Draws what `fitted` moves: its artists by name."""
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
    figure.subplots_adjust(left=0.06, right=0.985, bottom=0.14, top=0.9, wspace=0.2)
    label(left, " ", "x", "y").set(xlim=(-2.7, 2.7), ylim=(-2, 3.8))
    left.plot(grid, truth(grid), ":", color=BLACK, linewidth=1.5, label="the truth")
    art = {"left": left}
    if held_out:
        (art["others"],) = left.plot([], [], ".", color=ORANGE, markersize=4, label="held out")
    (art["points"],) = left.plot([], [], "o", color=BLUE, markersize=6, label="training points")
    (art["curve"],) = left.plot(grid, grid, color=RED, linewidth=2, label="the network")
    (art["ticks"],) = left.plot([], [], "|", color=PINK, markersize=12, mew=2, label="hinges")
    left.legend(loc="upper left", frameon=False, fontsize=9, ncols=2)
    label(right, "Error, step by step", "step", "")
    right.set(xscale="log", yscale="log", xlim=(1, runs.steps[-1]), ylim=(0.002, 12))
    (art["train"],) = right.plot(runs.steps, runs.steps, color=BLUE, linewidth=2, label="training")
    if held_out:
        (art["held"],) = right.plot([], [], "--", color=ORANGE, linewidth=2, label="held out")
    right.legend(loc="lower left")
    (art["now"],) = right.plot([1, 1], [0.002, 12], color=GREY, linewidth=1)
    return art


def fitted(runs: Runs, truth: Callable[[np.ndarray], np.ndarray], *, held_out: bool) -> View:
    """View with dials neurons and step (and noise): a network on its points, and its errors.

    truth: function of [N]. held_out: show the held-out points and their error, too?
    """
    grid = np.linspace(-2.7, 2.7, 500)

    def view(figure: Figure):
        art = _points_and_errors(figure, runs, truth, grid, held_out)

        def turn(neurons: str, step: float, noise: str = "0") -> str:
            s, k, n = runs.place(neurons, noise, step)
            art["points"].set_data(runs.x, runs.y[k])
            art["curve"].set_ydata(runs.output(grid, s, k, n))
            ends = runs.hinges(s, k, n)
            art["ticks"].set_data(ends, np.full(len(ends), -1.8))
            art["train"].set_ydata(runs.training[:, k, n])
            art["now"].set_xdata([runs.steps[s]] * 2)
            said = f"training error {number(runs.training[s, k, n], 2)}"
            if held_out:
                art["others"].set_data(runs.held_x, runs.held_y[k])
                art["held"].set_data(runs.steps, runs.held_out[:, k, n])
                said += f", held-out error {number(runs.held_out[s, k, n], 2)}"
            size = f"{neurons} hidden, {3 * runs.sizes[n] + 1} dials"
            art["left"].set_title(size, **TITLE)
            return f"{size}, step {number(runs.steps[s], 4)}, noise {noise}: {said}."

        return turn

    return view


def by_size(runs: Runs) -> View:
    """View with dials noise and step: training and held-out error over the number of neurons."""
    places = np.arange(len(runs.sizes))

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "hidden neurons", "error")
        axes.set(ylim=(0, 1.6), xlim=(-0.3, places[-1] + 0.3))
        axes.set_xticks(places, [str(size) for size in runs.sizes])
        (train,) = axes.plot(places, places, "o-", color=BLUE, label="training")
        (held,) = axes.plot(places, places, "s--", color=ORANGE, label="held out")
        (floor,) = axes.plot(places[[0, -1]], [0, 0], ":", color=BLACK, label="the noise itself")
        (best,) = axes.plot([0], [0], "o", color="none", markeredgecolor=SKY, markersize=18, mew=2)
        axes.legend(
            [train, held, floor, best],
            ["training", "held out", "the noise itself", "lowest held-out error"],
            loc="upper right",
            frameon=False,
        )

        def turn(noise: str, step: float) -> str:
            s, k, _ = runs.place(noise=noise, step=step)
            train.set_ydata(runs.training[s, k])
            held.set_ydata(runs.held_out[s, k])
            floor.set_ydata([float(noise)] * 2)
            n = int(runs.held_out[s, k].argmin())
            best.set_data([n], [runs.held_out[s, k, n]])
            axes.set_title(f"noise {noise}, step {number(runs.steps[s], 4)}")
            return (
                f"Noise {noise}, step {number(runs.steps[s], 4)}: the held-out error is lowest, "
                f"{number(runs.held_out[s, k, n], 2)}, with {runs.sizes[n]} hidden; "
                f"the training error there is {number(runs.training[s, k, n], 2)}."
            )

        return turn

    return view


def random_restarts(figure: Figure, x: np.ndarray, curves: np.ndarray, errors: ArrayLike) -> None:
    """Networks from different starts: their curves [starts, N] over x [N], and their errors."""
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
    figure.subplots_adjust(left=0.085, right=0.985, bottom=0.15, top=0.9, wspace=0.25)
    label(left, "The curve each ended with", "x", "y").set(xlim=(x[0], x[-1]), ylim=(-0.8, 2.5))
    order = np.argsort(errors)
    for rank, i in enumerate(order):
        colour = RED if rank == 0 else BLUE if rank == len(order) - 1 else GREY
        left.plot(x, curves[i], color=colour, linewidth=2.5 if colour != GREY else 0.8)
    label(right, "The error each ended with", "starts, best first", "error")
    colours = [RED] + [GREY] * (len(order) - 2) + [BLUE]
    right.bar(np.arange(len(order)), np.asarray(errors)[order], color=colours)
    right.set_xticks([])
