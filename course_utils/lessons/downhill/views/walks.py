"""Walkers on a landscape: the map with a trail, the line that the dials draw, the error."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from ...kit.numbers import number
from ...kit.style import BLACK, CYCLE, GREY, ORANGE, RED, label
from .maps import Land, draw_map

PALE = "#8fb8d4"  # a full colour, not a see-through one: pictures of it are half the size


def walk_on_map(land: Land, walks, *, steps: int, x_label: str, y_label: str):
    """View of walk(**dials) -> [S+1, 2], the dials (a, b) from the start on.

    walks: one such function, or several by name; then the dial `optimizer` says whose trail is
    drawn, and each is called with the other dials. steps: the most that a walk can have.
    """
    several = not isinstance(walks, Callable)
    racers = walks if several else {"": walks}

    def view(figure: Figure):
        on_map = _Trail(figure.add_axes((0.11, 0.13, 0.43, 0.78)), land)
        line = _Line(figure.add_axes((0.64, 0.62, 0.34, 0.29)), land, x_label, y_label)
        errors = _Errors(figure.add_axes((0.64, 0.13, 0.34, 0.3)), land, steps, list(racers))

        def turn(**dials) -> str:
            shown = dials.pop("optimizer") if several else ""
            with np.errstate(all="ignore"):
                trails = {
                    name: _on_paper(np.asarray(walk(**dials), float), land)
                    for name, walk in racers.items()
                }
                on_map.show(trails[shown])
                line.show(*trails[shown][-1])
                return errors.show(trails, shown)

        return turn

    return view


class _Trail:
    """The map, the trail on it, and an arrow that points downhill from where the walker is."""

    def __init__(self, axes, land: Land):
        self.axes, self.land = axes, land
        draw_map(axes, land)
        (self.trail,) = axes.plot([0], [0], "o-", color=RED, linewidth=1.2, markersize=3)
        (self.start,) = axes.plot([0], [0], "s", color=ORANGE, mec=BLACK, markersize=7)
        (self.walker,) = axes.plot([0], [0], "o", color=ORANGE, mec=BLACK, markersize=10)
        self.arrow = axes.quiver(
            [0], [0], [1], [0], angles="xy", scale_units="width", scale=9, width=0.012, zorder=5
        )

    def show(self, trail: np.ndarray) -> None:
        self.trail.set_data(*trail.T)
        self.start.set_data(*trail[:1].T)
        self.walker.set_data(*trail[-1:].T)
        down = np.array(self.land.downhill(*trail[-1]))
        length = np.hypot(*down)
        self.arrow.set_offsets(trail[-1:])
        self.arrow.set_UVC(*(down / length if length > 1e-6 else down * 0)[:, None])
        self.axes.set_title(where_is(trail, self.land), loc="left")


class _Line:
    """The points, and the line that the dials draw."""

    def __init__(self, axes, land: Land, x_label: str, y_label: str):
        label(axes, "the line they draw", x_label, y_label)
        x, y = land.x, land.y
        self.ends = np.array([x.min(), x.max()]) + np.ptp(x) * np.array([-0.04, 0.04])
        axes.plot(x, y, "o", color=PALE, markersize=2.5)
        (self.line,) = axes.plot(self.ends, self.ends, color=RED, linewidth=2.5)
        axes.set(xlim=self.ends, ylim=y.min() + np.ptp(y) * np.array([-0.15, 1.15]))

    def show(self, a: float, b: float) -> None:
        self.line.set_ydata(a * self.ends + b)


class _Errors:
    """The error at each step of each walk."""

    def __init__(self, axes, land: Land, steps: int, names: list[str]):
        self.axes, self.land = axes, land
        label(axes, " ", "step", f"error ({land.unit})")
        corners = np.array([(a, b) for a in land.a_range for b in land.b_range]).T
        self.low, high = land.error(*land.lowest()), land.error(*corners).max()
        high *= 4 if len(names) > 1 else 1  # room for the legend
        axes.set(xlim=(-0.02 * steps, 1.02 * steps), yscale="log", ylim=(0.9 * self.low, high))
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.axhline(self.low, color=GREY, linestyle="--", linewidth=1)
        styles = ["-", "--", "-.", ":"]
        self.lines = {
            name: axes.plot([0], [1], styles[k % 4], color=CYCLE[k % 6] if name else RED)[0]
            for k, name in enumerate(names)
        }
        if len(names) > 1:
            style = {"fontsize": 9, "ncols": 2, "loc": "upper center"}
            style |= {"framealpha": 1, "edgecolor": "white", "borderpad": 0.2}
            axes.legend(self.lines.values(), names, **style)

    def show(self, trails: dict[str, np.ndarray], shown: str) -> str:
        for name, trail in trails.items():
            self.lines[name].set_data(np.arange(len(trail)), self.land.error(*trail.T))
            self.lines[name].set_linewidth(3 if name == shown else 1.2)
        trail = trails[shown]
        first, last, low = (
            _in_words(error, self.land.unit)
            for error in (*self.land.error(*trail[[0, -1]].T), self.low)
        )
        self.axes.set_title(f"error {last}", loc="left")
        where = where_is(trail, self.land)
        return (
            f"{f'With {shown}, {where}' if shown else where.capitalize()}; "
            f"the error went from {first} to {last} (lowest possible: {low})."
        )


def where_is(trail: np.ndarray, land: Land) -> str:
    """The end of a trail, in words."""
    inside = [low <= v <= high for v, (low, high) in zip(trail[-1], land[2:4], strict=True)]
    a, b = (number(round(v, 6), 4 if abs(v) >= 1000 else 3) for v in trail[-1])
    return f"after {len(trail) - 1} steps: " + (
        f"a = {a}, b = {b}" if all(inside) else "off the map"
    )


def _in_words(error: float, unit: str) -> str:
    return f"{number(error)} {unit}" if error < 1e6 else f"over a million {unit}"


def _on_paper(trail: np.ndarray, land: Land) -> np.ndarray:
    """The trail, held where it is past all maps, so that what is drawn are numbers. [S+1, 2]"""
    sizes = np.ptp([land.a_range, land.b_range], axis=1)  # [2]
    gone = ~(np.abs(trail) < 1e9 * sizes).all(axis=1)
    last = trail[max(0, int(np.argmax(gone)) - 1)]
    return np.where(gone[:, None], last, trail) if gone.any() else trail
