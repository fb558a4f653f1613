"""Two dials: the loss as a landscape, seen from above. Heights are labelled with the error."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D

from ...kit.numbers import number
from ...kit.style import BLACK, BLUE, ORANGE, RED, label

DEEP = LinearSegmentedColormap.from_list("deep", ["#2b6a99", "#9cc3de", "#f4f8fb"])
NICE = np.array([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8])  # heights of contours, times powers of ten


class Land(NamedTuple):
    """A landscape: points, the window of dials that is shown, and how its error is written."""

    x: np.ndarray  # [N]
    y: np.ndarray  # [N]
    a_range: tuple[float, float]
    b_range: tuple[float, float]
    a_label: str = "a"
    b_label: str = "b"
    unit: str = "g"
    scale: float = 1.0  # the error of a·x + b, times this, is in `unit`
    equal: bool = False  # draw a unit of a as long as a unit of b

    def error(self, a, b):
        """The error for dials of any shape: the mean over x, multiplied out, so that it is fast."""
        x, y = self.x, self.y
        loss = a * a * np.mean(x * x) + 2 * a * b * np.mean(x) + b * b
        loss = loss - 2 * a * np.mean(x * y) - 2 * b * np.mean(y) + np.mean(y * y)
        return self.scale * np.sqrt(np.maximum(loss, 0))

    def lowest(self) -> tuple[float, float]:
        """The dials at the lowest point."""
        a = np.cov(self.x, self.y, bias=True)[0, 1] / np.var(self.x)
        return float(a), float(np.mean(self.y) - a * np.mean(self.x))

    def half_steepness(self) -> np.ndarray:
        """Half of how the slopes for (a, b) grow with a and b: [2, 2]."""
        return np.array([[np.mean(self.x**2), np.mean(self.x)], [np.mean(self.x), 1.0]])

    def stretch(self) -> float:
        """How many times as long as wide a basin of this landscape is."""
        flat, steep = np.linalg.eigvalsh(self.half_steepness())
        return float(np.sqrt(steep / flat))

    def downhill(self, a, b):
        """The direction of steepest descent at each (a, b): minus the gradient."""
        x, y = self.x, self.y
        down_a = -2 * (a * np.mean(x * x) + b * np.mean(x) - np.mean(x * y))
        down_b = -2 * (a * np.mean(x) + b - np.mean(y))
        return down_a, down_b


def draw_map(axes: Axes, land: Land, *, heights: bool = True) -> None:
    """Bands of equal error, the deeper the bluer, and a cross at the lowest point."""
    a, b = np.meshgrid(np.linspace(*land.a_range, 161), np.linspace(*land.b_range, 161))
    error = land.error(a, b)  # [161, 161]
    low, high = land.error(*land.lowest()), float(error.max())
    levels = _levels(low, high)
    label(axes, " ", land.a_label, land.b_label)
    axes.contourf(a, b, error, [0.99 * low, *levels, 1.01 * high], cmap=DEEP, norm="log")
    if heights:  # written along the borders of the bands
        borders = axes.contour(a, b, error, levels, linewidths=0)
        axes.clabel(borders, levels[1:], fmt=number, fontsize=9, colors=BLACK, inline=False)
    axes.plot(*land.lowest(), "+", color=BLACK, markersize=11, markeredgewidth=2)
    axes.set(xlim=land.a_range, ylim=land.b_range, aspect="equal" if land.equal else "auto")


def _levels(low: float, high: float, most: int = 9) -> list[float]:
    """Round numbers between low and high, closer together where it is low."""
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    nice = np.outer(powers, NICE).ravel()
    nice = nice[(nice > low * 1.01) & (nice < high)]
    wanted = np.geomspace(low * 1.03, high * 0.98, most)
    return sorted({float(nice[np.argmin(np.abs(np.log(nice / w)))]) for w in wanted})


def surface_and_map(figure: Figure, land: Land) -> None:
    """The same landscape twice: from the side, and from above."""
    a, b = np.meshgrid(np.linspace(*land.a_range, 41), np.linspace(*land.b_range, 41))
    side = figure.add_axes((0.02, 0.08, 0.46, 0.84), projection="3d")
    assert isinstance(side, Axes3D)  # which projection="3d" makes
    side.plot_surface(
        a,
        b,
        land.error(a, b),
        cmap=DEEP,
        norm="log",
        rstride=1,
        cstride=1,
        linewidth=0,
        antialiased=False,
    )
    side.set_xlabel(land.a_label, labelpad=4)
    side.set_ylabel(land.b_label, labelpad=10)
    side.set_zlabel(f"error ({land.unit})", labelpad=8)
    side.set_title("from the side", fontsize=11, loc="left")
    side.locator_params(nbins=4)
    above = figure.add_axes((0.63, 0.15, 0.35, 0.74))
    draw_map(above, land)
    above.set_title("from above: the darker, the lower", fontsize=11, loc="left")


def under(figure: Figure, lands: dict[str, Land], error: float) -> None:
    """For each landscape, where its error is under `error`: one scale for both dials of a map."""
    for place, (name, land) in enumerate(lands.items()):
        axes = figure.add_axes((0.11 + place * 0.32, 0.18, 0.24, 0.66), aspect="equal")
        times = f"{number(land.stretch())} times as long as wide"
        label(axes, f"{name}:\n{times if land.stretch() > 1.01 else 'round'}", "a", "b")
        around = np.linspace(0, 2 * np.pi, 2000)
        axes.fill(*_edge(land, error, around), color=BLUE, edgecolor=BLUE, linewidth=1.2)
        axes.set(xlim=land.a_range, ylim=land.b_range)
        axes.locator_params(nbins=4)


def _edge(land: Land, error: float, around: np.ndarray) -> np.ndarray:
    """The contour of one error, an ellipse about the lowest point: [2, len(around)]."""
    deep = (error**2 - land.error(*land.lowest()) ** 2) / land.scale**2
    size, axis = np.linalg.eigh(land.half_steepness())
    circle = np.sqrt(deep / size)[:, None] * np.array([np.cos(around), np.sin(around)])
    return axis @ circle + np.array(land.lowest())[:, None]


def arrows_downhill(figure: Figure, land: Land, a: float, b: float, chosen) -> None:
    """At (a, b), the arrow of each chosen penguin alone and, bold, the average over all."""
    axes = figure.add_axes((0.1, 0.13, 0.52, 0.78))
    draw_map(axes, land)
    axes.set_title("which way is down?", fontsize=11, loc="left")
    miss = a * land.x + b - land.y  # [N]
    alone = -2 * np.stack([land.x * miss, miss])[:, chosen]  # [2, C]
    style = {"angles": "xy", "scale_units": "xy", "scale": 4.0, "width": 0.006}
    here = np.full(alone.shape[1], a), np.full(alone.shape[1], b)
    axes.quiver(*here, *alone, color=BLACK, label="one penguin alone", **style)
    style["width"] = 0.014
    axes.quiver(a, b, *land.downhill(a, b), color=RED, zorder=3, label="average of all", **style)
    axes.plot(a, b, "o", color=ORANGE, mec=BLACK, markersize=10, zorder=4)
    axes.legend(loc="center left", bbox_to_anchor=(1.03, 0.5), frameon=False)


def many_walks(figure: Figure, land: Land, walks) -> None:
    """Trails of many walkers on one map: each [S+1, 2], starting at a square."""
    axes = figure.add_axes((0.1, 0.13, 0.52, 0.78))
    draw_map(axes, land, heights=False)
    axes.set_title(f"{len(walks)} walkers, dropped at random", fontsize=11, loc="left")
    for trail in walks:
        axes.plot(*trail.T, "-", color=RED, linewidth=0.9)
    starts, ends = np.array([t[0] for t in walks]), np.array([t[-1] for t in walks])
    axes.plot(*starts.T, "s", color=ORANGE, mec=BLACK, markersize=5, label="start")
    axes.plot(*ends.T, "o", color=RED, mec=BLACK, markersize=7, label="end")
    axes.legend(loc="center left", bbox_to_anchor=(1.03, 0.5), frameon=False)
