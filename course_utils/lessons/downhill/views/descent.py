"""Gradient descent on a landscape: the map with a trail, the line of the dials, the error."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from ...kit.numbers import number, with_commas
from ...kit.style import BLACK, CYCLE, GREY, ORANGE, RED, label
from ...kit.view import View
from .landscape import LossLandscape, draw_loss_map

Descent = Callable[..., Any]

PALE = "#8fb8d4"  # a full colour, not a see-through one: pictures of it are half the size


def descent_on_map(
    landscape: LossLandscape,
    descents: Descent | dict[str, Descent],
    *,
    steps: int,
    x_label: str,
    y_label: str,
) -> View:
    """View of descend(**dials) -> [S+1, 2], the dials (a, b) from the start on.

    descents: one such function, or several by name; then the dial `optimizer` says whose trail is
    drawn, and each is called with the other dials. steps: the most that one can take.
    """
    several = isinstance(descents, dict)
    racers = descents if isinstance(descents, dict) else {"": descents}

    def view(figure: Figure):
        on_map = _Trail(figure.add_axes((0.115, 0.13, 0.385, 0.78)), landscape)
        line = _Line(figure.add_axes((0.68, 0.65, 0.3, 0.26)), landscape, x_label, y_label)
        place = (0.68, 0.27, 0.3, 0.2) if several else (0.68, 0.13, 0.3, 0.3)  # a legend below?
        errors = _Errors(figure.add_axes(place), landscape, steps, list(racers))

        def turn(**dials) -> str:
            shown = dials.pop("optimizer") if several else ""
            with np.errstate(all="ignore"):
                trails = {
                    name: _on_paper(np.asarray(descend(**dials), float), landscape)
                    for name, descend in racers.items()
                }
                on_map.show(trails[shown])
                line.show(*trails[shown][-1])
                return errors.show(trails, shown)

        return turn

    return view


class _Trail:
    """The map, the trail on it, and an arrow downhill from where it ends."""

    def __init__(self, axes: Axes, landscape: LossLandscape):
        self.axes, self.landscape = axes, landscape
        draw_loss_map(axes, landscape, (0.515, 0.13, 0.012, 0.74))
        (self.trail,) = axes.plot([0], [0], "o-", color=RED, linewidth=1.2, markersize=3)
        (self.start,) = axes.plot([0], [0], "s", color=ORANGE, mec=BLACK, markersize=7)
        (self.position,) = axes.plot([0], [0], "o", color=ORANGE, mec=BLACK, markersize=10)
        self.direction = axes.quiver(
            [0], [0], [1], [0], angles="xy", scale_units="width", scale=9, width=0.012, zorder=5
        )

    def show(self, trail: np.ndarray) -> None:
        self.trail.set_data(*trail.T)
        self.start.set_data(*trail[:1].T)
        self.position.set_data(*trail[-1:].T)
        down = np.array(self.landscape.steepest_descent(*trail[-1]))
        length = np.hypot(*down)
        self.direction.set_offsets(trail[-1:])
        self.direction.set_UVC(*(down / length if length > 1e-6 else down * 0)[:, None])
        self.axes.set_title(_where_is(trail, self.landscape), loc="left")


class _Line:
    """The points, and the line that the dials draw."""

    def __init__(self, axes: Axes, landscape: LossLandscape, x_label: str, y_label: str):
        label(axes, "the line they draw", x_label, y_label)
        x, y = landscape.x, landscape.y
        self.ends = np.array([x.min(), x.max()]) + np.ptp(x) * np.array([-0.04, 0.04])
        axes.plot(x, y, "o", color=PALE, markersize=2.5)
        (self.line,) = axes.plot(self.ends, self.ends, color=RED, linewidth=2.5)
        axes.set(xlim=self.ends, ylim=y.min() + np.ptp(y) * np.array([-0.15, 1.15]))
        axes.yaxis.set_major_formatter(with_commas)

    def show(self, a: float, b: float) -> None:
        self.line.set_ydata(a * self.ends + b)


class _Errors:
    """The error at each step of each descent."""

    def __init__(self, axes: Axes, landscape: LossLandscape, steps: int, names: list[str]):
        self.axes, self.landscape = axes, landscape
        label(axes, " ", "step", f"error ({landscape.unit})")
        corners = np.array([(a, b) for a in landscape.a_range for b in landscape.b_range]).T
        self.low = float(landscape.error(*landscape.lowest()))
        high = float(landscape.error(*corners).max())
        axes.set(xlim=(-0.02 * steps, 1.02 * steps), yscale="log", ylim=(0.9 * self.low, high))
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(with_commas)
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.axhline(self.low, color=GREY, linestyle="--", linewidth=1)
        styles = ["-", "--", "-.", ":"]
        self.lines = {
            name: axes.plot([0], [1], styles[k % 4], color=CYCLE[k % 6] if name else RED)[0]
            for k, name in enumerate(names)
        }
        if len(names) > 1:
            style: dict[str, Any] = {"fontsize": 8.5, "ncols": 2, "loc": "upper center"}
            style |= {"bbox_to_anchor": (0.42, -0.48), "frameon": False, "handlelength": 2.4}
            axes.legend(self.lines.values(), names, **style)

    def show(self, trails: dict[str, np.ndarray], shown: str) -> str:
        for name, trail in trails.items():
            self.lines[name].set_data(np.arange(len(trail)), self.landscape.error(*trail.T))
            self.lines[name].set_linewidth(3 if name == shown else 1.2)
        trail = trails[shown]
        first, last, low = (
            _in_words(float(error), self.landscape.unit)
            for error in (*self.landscape.error(*trail[[0, -1]].T), self.low)
        )
        self.axes.set_title(f"error {last}", loc="left")
        where = _where_is(trail, self.landscape)
        return (
            f"{f'With {shown}, {where}' if shown else where.capitalize()}; "
            f"the error went from {first} to {last} (lowest possible: {low})."
        )


def _where_is(trail: np.ndarray, landscape: LossLandscape) -> str:
    """The end of a trail, in words."""
    inside = [low <= v <= high for v, (low, high) in zip(trail[-1], landscape[2:4], strict=True)]
    a, b = (number(round(v, 6), 4 if abs(v) >= 1000 else 3) for v in trail[-1])
    return f"after {len(trail) - 1} steps: " + (
        f"a = {a}, b = {b}" if all(inside) else "off the map"
    )


def _in_words(error: float, unit: str) -> str:
    return f"{number(error)} {unit}" if error < 1e6 else f"over a million {unit}"


def _on_paper(trail: np.ndarray, landscape: LossLandscape) -> np.ndarray:
    """The trail, held where it is past all maps, so that what is drawn are numbers. [S+1, 2]"""
    sizes = np.ptp([landscape.a_range, landscape.b_range], axis=1)  # [2]
    gone = ~(np.abs(trail) < 1e9 * sizes).all(axis=1)
    last = trail[max(0, int(np.argmax(gone)) - 1)]
    return np.where(gone[:, None], last, trail) if gone.any() else trail
