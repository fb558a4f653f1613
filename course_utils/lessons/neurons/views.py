"""Views of neurons, one and many, and of networks in training: notebook 08."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import number, sigmoid, signed
from ..kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, RED, TITLE, label
from ..kit.view import View
from .training import Runs

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
        figure.subplots_adjust(bottom=0.22)
        axes.set(xlim=(-4, 4), ylim=(-3, 5))
        axes.axhline(0, color=GREY, linewidth=0.8)
        (straight,) = axes.plot(x, x, "--", color=GREY, linewidth=1.5)
        (bent,) = axes.plot(x, x, color=RED, linewidth=2.5)
        (place,) = axes.plot([0], [0], "s", color=BLACK, markersize=8)
        words = ["w·x + b", "after the bend", "where w·x + b is 0"]
        axes.legend(
            [straight, bent, place],
            words,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.16),
            ncols=3,
            frameon=False,
        )

        def turn(w: float, b: float, activation: str) -> str:
            straight.set_ydata(w * x + b)
            bent.set_ydata(ACTIVATIONS[activation](w * x + b))
            hinge = -b / w + 0.0 if w else 99.0
            place.set_xdata([hinge])
            where = f"z is 0 at x = {number(hinge)}" if w else "no x changes it"
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


def follow(x: ArrayLike, curve: Callable[[np.ndarray], np.ndarray], at: np.ndarray) -> np.ndarray:
    """A sum of hinges that is right at each of some places: nothing is trained.

    x: [N]. at: [n + 1], the places, from the first of which on x lies. The hinges are at all of
    them but the last; v of each is the change of slope there.
    """
    slopes = np.diff(curve(at)) / np.diff(at)
    v = np.diff(slopes, prepend=0)
    return curve(at[0]) + np.maximum(np.asarray(x)[:, None] - at[:-1], 0) @ v


def any_curve(figure: Figure, numbers: Sequence[int] = (5, 10, 40)) -> None:
    """One curve, followed by sums of so many hinges each."""

    def curve(x: np.ndarray) -> np.ndarray:
        return 1.2 + np.sin(3 * x) + x * np.cos(x) / 2

    x = np.linspace(0, 4, 401)
    figure.subplots_adjust(left=0.06, right=0.985, bottom=0.3, top=0.9, wspace=0.12)
    for axes, many in zip(figure.subplots(1, len(numbers), sharey=True), numbers, strict=True):
        at = np.linspace(x[0], x[-1], many + 1)
        total = follow(x, curve, at)
        off = number(np.abs(total - curve(x)).max(), 1)
        label(axes, f"{many} hinges: off by up to {off}", "x", "")
        axes.set(xlim=(x[0] - 0.08, x[-1]), ylim=(-2.2, 3))
        axes.plot(x, total, color=RED, linewidth=2.5, label="sum of the hinges")
        axes.plot(x, curve(x), ":", color=BLACK, linewidth=2, label="the curve")
        axes.plot(at[:-1], np.full(many, -1.9), "|", color=PINK, ms=10, mew=2, label="hinges")
    figure.legend(*axes.get_legend_handles_labels(), loc="lower center", ncols=3, frameon=False)


def _points_and_errors(figure: Figure, runs: Runs, truth, grid, validation: bool):
    """Draws what `fitted` moves: its artists by name."""
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
    figure.subplots_adjust(left=0.06, right=0.985, bottom=0.14, top=0.9, wspace=0.2)
    label(left, " ", "x", "y").set(xlim=(-3.5, 3.5), ylim=(-2, 4.2))
    left.plot(grid, truth(grid), ":", color=BLACK, linewidth=1.5, label="the truth")
    art = {"left": left}
    if validation:
        (art["others"],) = left.plot([], [], "s", color=GREEN, markersize=4, label="validation")
    (art["points"],) = left.plot([], [], "o", color=BLUE, markersize=6, label="training points")
    (art["curve"],) = left.plot(grid, grid, color=RED, linewidth=2, label="the network")
    (art["ticks"],) = left.plot([], [], "|", color=PINK, markersize=12, mew=2, label="hinges")
    left.legend(loc="upper left", frameon=False, fontsize=9, ncols=2)
    label(right, "Error, step by step", "step", "")
    right.set(xscale="log", yscale="log", xlim=(1, runs.steps[-1]), ylim=(0.0002, 2))
    right.set_yticks([0.001, 0.01, 0.1, 1], ["0.001", "0.01", "0.1", "1"])
    right.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    (art["train"],) = right.plot(runs.steps, runs.steps, color=BLUE, linewidth=2, label="training")
    if validation:
        right.set(yscale="linear", ylim=(0, 1.2))
        right.set_yticks(np.arange(0, 1.3, 0.2))
        (art["held"],) = right.plot([], [], "--", color=GREEN, linewidth=2, label="validation")
    right.legend(loc="lower left")
    (art["now"],) = right.plot([1, 1], right.get_ylim(), color=GREY, linewidth=1)
    return art


def fitted(
    runs: Runs,
    truth: Callable[[np.ndarray], np.ndarray],
    *,
    noise: float = 0,
    validation: bool = False,
) -> View:
    """View with dials neurons and step (and decay): a network on its points, and its errors.

    truth: function of [N]. validation: show the validation points and their error, too?
    """
    grid = np.linspace(-3.5, 3.5, 700)

    def view(figure: Figure):
        art = _points_and_errors(figure, runs, truth, grid, validation)

        art["points"].set_data(*runs.points[noise]["training"])
        if validation:
            art["others"].set_data(*runs.points[noise]["validation"])

        def turn(neurons: str, step: float, decay: str = "0") -> str:
            s, r = runs.place(neurons, step, noise, decay)
            art["curve"].set_ydata(runs.output(grid, s, r))
            ends = runs.hinges(s, r)
            art["ticks"].set_data(ends, np.full(len(ends), -1.8))
            art["train"].set_ydata(runs.errors["training"][:, r])
            art["now"].set_xdata([runs.steps[s]] * 2)
            said = f"training error {number(runs.errors['training'][s, r], 2)}"
            if validation:
                art["held"].set_data(runs.steps, runs.errors["validation"][:, r])
                said += f", validation error {number(runs.errors['validation'][s, r], 2)}"
            size = f"{neurons} hidden neurons, {3 * int(neurons) + 1} dials"
            art["left"].set_title(f"{size}, step {number(runs.steps[s], 4)}", **TITLE)
            return f"{size}, step {number(runs.steps[s], 4)}: {said}."

        return turn

    return view


def chosen_and_tested(figure: Figure, chosen: np.ndarray, tested: np.ndarray) -> None:
    """Over many draws of the data: the lowest validation error [D], and that choice's test error.

    Draws are in the order of the first, an arrow each from the one error to the other.
    """
    axes = label(figure.add_subplot(), "Chosen, then tested", "draws, by validation error", "error")
    order = np.argsort(chosen)
    places = np.arange(len(order))
    for place, low, high in zip(places, chosen[order], tested[order], strict=True):
        axes.plot([place, place], [low, high], color=GREY, linewidth=1)
    axes.plot(places, chosen[order], "s", color=GREEN, label="lowest validation error: chosen")
    axes.plot(places, tested[order], "^", color=PINK, label="its test error")
    axes.axhline(0.4, linestyle=":", color=BLACK, label="size of the noise")
    axes.set(ylim=(0, 0.9), xticks=[])
    axes.legend(loc="upper left", frameon=False)


def random_restarts(figure: Figure, x: np.ndarray, curves: np.ndarray, errors: ArrayLike) -> None:
    """Networks from different starts: their curves [starts, N] over x [N], and their errors."""
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
    figure.subplots_adjust(left=0.085, right=0.985, bottom=0.15, top=0.9, wspace=0.25)
    label(left, "The curve each ended with", "x", "y").set(xlim=(x[0], x[-1]), ylim=(-0.8, 2.5))
    order = np.argsort(errors)
    for rank, i in enumerate(order):
        best, worst = rank == 0, rank == len(order) - 1
        look = {"color": RED, "label": "best"} if best else {"color": GREY}
        if worst:
            look = {"color": BLUE, "label": "worst", "linestyle": "--"}
        left.plot(x, curves[i], linewidth=2.5 if best or worst else 0.8, **look)
    left.legend(loc="upper left", frameon=False)
    label(right, "The error each ended with", "starts, best first", "error")
    colours = [RED] + [GREY] * (len(order) - 2) + [BLUE]
    right.bar(np.arange(len(order)), np.asarray(errors)[order], color=colours)
    right.set_xticks([0, len(order) - 1], ["best", "worst"])
