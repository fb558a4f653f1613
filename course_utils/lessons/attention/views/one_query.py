"""View: a query's two numbers and a key's two numbers are turned; weights and mixture follow."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.bars import named_bars, set_bars
from ...kit.numbers import in_percent, number, softmax
from ...kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, label, plate
from ...kit.view import View

MARKS = ("o", "s", "^", "D", ".")
COLOURS = (BLUE, ORANGE, GREEN, RED, GREY)
REACH = 4.5  # how far the plane of queries and keys goes


def weights_of(query: ArrayLike, keys: ArrayLike) -> np.ndarray:
    """softmax(keys · query / √width). query [W], keys [N, W] -> [N], which add up to 1."""
    query = np.asarray(query, float)
    return softmax(np.asarray(keys, float) @ query / np.sqrt(len(query)))


def share_of(card: int, keys: ArrayLike, turned: int) -> Callable[..., float]:
    """The weight of a card in percent, for the dials of `cards`: what a goal can ask for."""

    def share(q1: float, q2: float, k1: float, k2: float) -> float:
        now = np.array(keys, float)
        now[turned] = k1, k2
        return float(100 * weights_of((q1, q2), now)[card])

    return share


def cards(names: Sequence[str], keys: ArrayLike, values: ArrayLike, turned: int) -> View:
    """View with dials `q1`, `q2` (the query) and `k1`, `k2` (the key of card number `turned`).

    names [5]: of the cards. keys, values: [5, 2].
    """
    keys, values = np.array(keys, float), np.array(values, float)

    def view(figure: Figure):
        dots, asked = _plane(figure.add_axes((0.065, 0.15, 0.29, 0.74)), names, keys)
        middle = figure.add_axes((0.455, 0.15, 0.2, 0.74))
        bars, figures = _bars(middle, names)
        rays, mixture = _places(figure.add_axes((0.735, 0.15, 0.25, 0.74)), names, values)
        others = np.delete(keys, turned, axis=0)
        kept = [point for key in others for point in (key, *_ground(key))]  # not to be covered

        def turn(q1: float, q2: float, k1: float, k2: float) -> str:
            keys[turned] = k1, k2
            weights = weights_of((q1, q2), keys)  # [5]
            here = weights @ values  # [5] @ [5, 2] -> [2]
            asked.set_data([0, q1], [0, q2])
            asked.set_marker((3, 0, np.degrees(np.arctan2(q2, q1)) - 90))  # its head, turned
            asked.set_visible(bool(q1 or q2))
            dots[turned][0].set_data([k1], [k2])
            dots[turned][1].set_position(_free((k1, k2), [*kept, *np.linspace((0, 0), (q1, q2))]))
            set_bars(bars, figures, 100 * weights, map(in_percent, weights), gap=3)
            for ray, weight, value in zip(rays, weights, values, strict=True):
                ray.set(data=([here[0], value[0]], [here[1], value[1]]), linewidth=8 * weight)
            mixture.set_data([here[0]], [here[1]])
            return _sentence(names, (q1, q2), weights, here)

        return turn

    return view


def _sentence(names, query, weights, mixture) -> str:
    """One sentence: what is asked, who is looked at most, and what is fetched."""
    most = int(np.argmax(weights))
    asked = ", ".join(number(q) for q in query)
    fetched = ", ".join(number(round(float(m), 2) + 0.0, 2) for m in mixture)
    sharers = [names[i] for i in np.flatnonzero(weights > weights.max() - 0.005)]
    each = " each" if len(sharers) > 1 else ""
    looked = f"most looked at, {' and '.join(sharers)}"
    if len(sharers) == len(names):
        looked = "all are looked at alike,"
    share = in_percent(weights[most])
    return f"Query ({asked}): {looked} {share}{each}. The mixture is ({fetched})."


def _beside(key: ArrayLike) -> tuple[float, float]:
    """Where a name stands: further out than its card, and a little in, off a diagonal query."""
    x, y = np.asarray(key, float)
    if x == y == 0:
        return 1.1, -0.55  # the question's is a long name
    return x - 0.35 * np.sign(x), y + (0.28 if y >= 0 else -0.62)


def _ground(key: ArrayLike) -> np.ndarray:
    """Points all over the place that a card's name takes. [2] -> [N, 2]"""
    wide = 0.95 if not np.any(key) else 0.42
    x, y = np.meshgrid(np.linspace(-wide, wide, 9), [-0.05, 0.15, 0.35])
    return np.stack([x.ravel(), y.ravel()], axis=1) + _beside(key)


def _free(key: tuple[float, float], taken: list) -> tuple[float, float]:
    """Where the name of the card that is turned covers the fewest of the points taken [N, 2]."""
    x, y = key
    spots = [(x + aside, y + up) for up in (-0.62, 0.28) for aside in (0.0, 0.35, -0.35)]
    spots += [(x + 0.75, y - 0.15), (x - 0.75, y - 0.15)]
    apart = np.array(taken) - np.array(spots)[:, None]  # [S, N, 2]
    covered = (np.abs(apart[..., 0]) < 0.5) & (np.abs(apart[..., 1] - 0.15) < 0.35)
    return spots[int(covered.sum(axis=1).argmin())]


def _plane(axes: Axes, names, keys):
    label(axes, "keys, and the query (black)", "red (+) or blue (−)", "kite (+) or ball (−)")
    axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=range(-4, 5, 2))
    axes.set(yticks=range(-4, 5, 2), aspect="equal")
    axes.axhline(0, color=GREY, linewidth=0.6)
    axes.axvline(0, color=GREY, linewidth=0.6)
    dots = []
    for name, key, mark, colour in zip(names, keys, MARKS, COLOURS, strict=True):
        (dot,) = axes.plot(*key, mark, color=colour, markersize=8, zorder=3)
        text = axes.text(*_beside(key), name, ha="center", fontsize=9, zorder=5, bbox=plate())
        dots.append((dot, text))
    (asked,) = axes.plot([], [], "-", color=BLACK, markevery=[1], linewidth=2.2, markersize=10)
    asked.set_zorder(4)  # over the keys, under their names
    return dots, asked


def _bars(axes: Axes, names):
    label(axes, "attention weights", "share (%)")
    axes.set(xlim=(0, 128), xticks=[0, 50, 100])
    axes.tick_params(axis="y", length=0)
    return named_bars(axes, names, color=COLOURS)


def _places(axes: Axes, names, values):
    label(axes, "values and their mixture", "steps east", "steps north")
    axes.set(xlim=(-2.9, 2.9), ylim=(-2.9, 2.9), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    axes.set_aspect("equal")
    rays = [axes.plot([], [], "-", color=c, alpha=0.45, zorder=1)[0] for c in COLOURS]
    for name, value, mark, colour in zip(names, values, MARKS, COLOURS, strict=True):
        axes.plot(*value, mark, color=colour, markersize=8, zorder=2)
        if np.any(value):
            above = -0.68 if value[1] < 0 else 0.3
            looks = {"ha": "center", "fontsize": 9, "zorder": 4, "bbox": plate()}
            axes.text(value[0], value[1] + above, name, **looks)
    (mixture,) = axes.plot([], [], "X", color=BLACK, markersize=12, zorder=3)
    return rays, mixture
