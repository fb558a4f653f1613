"""Two dials: the loss as a landscape, seen from above. Heights are labelled with the error."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import ArrayLike

from ...kit.numbers import number, with_commas
from ...kit.style import BLACK, BLUE, ORANGE, RED, TITLE, label

DEEP = LinearSegmentedColormap.from_list("deep", ["#2b6a99", "#9cc3de", "#f4f8fb"])
NICE = np.array([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8])  # heights of contours, times powers of ten


class LossLandscape(NamedTuple):
    """The loss of a line over a and b: points, the window shown, how the error is written."""

    x: np.ndarray  # [N]
    y: np.ndarray  # [N]
    a_range: tuple[float, float]
    b_range: tuple[float, float]
    a_label: str = "a"
    b_label: str = "b"
    unit: str = "g"
    scale: float = 1.0  # the error of a·x + b, times this, is in `unit`
    equal: bool = False  # draw a unit of a as long as a unit of b

    def error(self, a: ArrayLike, b: ArrayLike) -> np.ndarray:
        """The error for dials of any shape: the mean over x, multiplied out, so that it is fast."""
        x, y, a, b = self.x, self.y, np.asarray(a), np.asarray(b)
        loss = a * a * np.mean(x * x) + 2 * a * b * np.mean(x) + b * b
        loss = loss - 2 * a * np.mean(x * y) - 2 * b * np.mean(y) + np.mean(y * y)
        return self.scale * np.sqrt(np.maximum(loss, 0))

    def lowest(self) -> tuple[float, float]:
        """The dials at the lowest point."""
        a = np.cov(self.x, self.y, bias=True)[0, 1] / np.var(self.x)
        return float(a), float(np.mean(self.y) - a * np.mean(self.x))

    def half_hessian(self) -> np.ndarray:
        """Half of the loss's second derivatives with respect to a and b: [2, 2]."""
        return np.array([[np.mean(self.x**2), np.mean(self.x)], [np.mean(self.x), 1.0]])

    def axis_ratio(self) -> float:
        """How many times as long as wide its ellipses are: the root of the condition number."""
        flat, steep = np.linalg.eigvalsh(self.half_hessian())
        return float(np.sqrt(steep / flat))

    def steepest_descent(self, a: float, b: float) -> tuple[float, float]:
        """The direction of steepest descent at (a, b): minus the gradient."""
        x, y = self.x, self.y
        down_a = -2 * (a * np.mean(x * x) + b * np.mean(x) - np.mean(x * y))
        down_b = -2 * (a * np.mean(x) + b - np.mean(y))
        return float(down_a), float(down_b)


Place = tuple[float, float, float, float]  # left, bottom, width, height, as shares of a figure


def draw_loss_map(axes: Axes, landscape: LossLandscape, scale_at: Place | None = None) -> None:
    """Bands of equal error, the deeper the bluer, and a cross at the lowest point.

    scale_at: where the scale of the bands stands, beside the map, so that nothing lies on it.
    """
    a, b = np.meshgrid(np.linspace(*landscape.a_range, 161), np.linspace(*landscape.b_range, 161))
    error = landscape.error(a, b)  # [161, 161]
    low, high = float(landscape.error(*landscape.lowest())), float(error.max())
    levels = _levels(low, high)
    label(axes, " ", landscape.a_label, landscape.b_label)
    bands = axes.contourf(a, b, error, [0.99 * low, *levels, 1.01 * high], cmap=DEEP, norm="log")
    if scale_at is not None:
        _draw_scale(axes, bands, scale_at, levels, f"error ({landscape.unit})")
    axes.plot(*landscape.lowest(), "+", color=BLACK, markersize=11, markeredgewidth=2)
    aspect = "equal" if landscape.equal else "auto"
    axes.set(xlim=landscape.a_range, ylim=landscape.b_range, aspect=aspect, anchor="E")
    for axis in axes.xaxis, axes.yaxis:
        axis.set_major_formatter(with_commas)


def _draw_scale(axes: Axes, bands: Any, place: Place, levels: list[float], title: str) -> None:
    """A bar of the bands' colours, each border with its height."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    beside = figure.add_axes(place)
    bar = figure.colorbar(bands, cax=beside, ticks=levels, spacing="uniform", format=with_commas)
    bar.minorticks_off()
    bar.outline.set_visible(False)  # pyright: ignore
    beside.tick_params(labelsize=8, length=0, pad=3)
    beside.set_title(title, fontsize=8, loc="left")


def _levels(low: float, high: float, most: int = 9) -> list[float]:
    """Round numbers between low and high, closer together where it is low."""
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    nice = np.outer(powers, NICE).ravel()
    nice = nice[(nice > low * 1.01) & (nice < high)]
    wanted = np.geomspace(low * 1.03, high * 0.98, most)
    return sorted({float(nice[np.argmin(np.abs(np.log(nice / w)))]) for w in wanted})


def surface_and_map(figure: Figure, landscape: LossLandscape) -> None:
    """The same landscape twice: from the side, and from above."""
    a, b = np.meshgrid(np.linspace(*landscape.a_range, 41), np.linspace(*landscape.b_range, 41))
    side = figure.add_axes((0.0, 0.08, 0.44, 0.84), projection="3d")
    assert isinstance(side, Axes3D)  # which projection="3d" makes
    side.plot_surface(
        a,
        b,
        landscape.error(a, b),
        cmap=DEEP,
        norm="log",
        rstride=1,
        cstride=1,
        linewidth=0,
        antialiased=False,
    )
    side.set_xlabel(landscape.a_label, labelpad=4)
    side.set_ylabel(landscape.b_label, labelpad=10)
    side.set_zlabel(f"error ({landscape.unit})", labelpad=12)
    side.zaxis.set_tick_params(pad=8)  # its numbers would touch its ticks
    side.set_title("from the side", **TITLE)
    side.locator_params(nbins=4)
    for axis in side.xaxis, side.yaxis, side.zaxis:
        axis.set_major_formatter(with_commas)
    above = figure.add_axes((0.63, 0.15, 0.28, 0.74))
    draw_loss_map(above, landscape, (0.925, 0.15, 0.015, 0.74))
    above.set_title("from above: dark is low", **TITLE)


def sublevel_sets(figure: Figure, landscapes: dict[str, LossLandscape], error: float) -> None:
    """For each landscape, where its error is under `error`: one scale for both dials of a map."""
    for place, (name, landscape) in enumerate(landscapes.items()):
        axes = figure.add_axes((0.11 + place * 0.32, 0.18, 0.24, 0.66), aspect="equal")
        times = f"{number(landscape.axis_ratio())} times as long as wide"
        title = f"{name}:\n{times if landscape.axis_ratio() > 1.01 else 'round'}"
        label(axes, title, landscape.a_label, landscape.b_label)
        around = np.linspace(0, 2 * np.pi, 2000)
        axes.fill(*_edge(landscape, error, around), color=BLUE, edgecolor=BLUE, linewidth=1.2)
        axes.set(xlim=landscape.a_range, ylim=landscape.b_range)
        axes.locator_params(nbins=4)
        for axis in axes.xaxis, axes.yaxis:
            axis.set_major_formatter(with_commas)


def _edge(landscape: LossLandscape, error: float, around: np.ndarray) -> np.ndarray:
    """The contour of one error, an ellipse about the lowest point: [2, len(around)]."""
    deep = (error**2 - landscape.error(*landscape.lowest()) ** 2) / landscape.scale**2
    size, axis = np.linalg.eigh(landscape.half_hessian())
    circle = np.sqrt(deep / size)[:, None] * np.array([np.cos(around), np.sin(around)])
    return axis @ circle + np.array(landscape.lowest())[:, None]


def descents_from_many_starts(
    figure: Figure, landscape: LossLandscape, trails: Sequence[np.ndarray]
) -> None:
    """Many descents on one map: each [S+1, 2], starting at a square."""
    axes = figure.add_axes((0.1, 0.13, 0.5, 0.78))
    draw_loss_map(axes, landscape, (0.62, 0.13, 0.02, 0.78))
    axes.set_title(f"{len(trails)} walkers, dropped at random", **TITLE)
    for trail in trails:
        axes.plot(*trail.T, "-", color=RED, linewidth=0.9)
    starts, ends = np.array([t[0] for t in trails]), np.array([t[-1] for t in trails])
    axes.plot(*starts.T, "s", color=ORANGE, mec=BLACK, markersize=5, label="start")
    axes.plot(*ends.T, "o", color=RED, mec=BLACK, markersize=7, label="end")
    axes.legend(loc="center left", bbox_to_anchor=(1.2, 0.5), frameon=False)
