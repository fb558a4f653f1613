"""Views in which dials move a colour: through the cube, between two names, along a step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import nearest_rows
from ...kit.sheet import sheet
from ...kit.style import BLACK, GREY
from ...kit.view import View
from .cube import draw_cube, seen_from
from .swatches import in_brackets, neighbour_list, swatch

ARROW: dict[str, Any] = {"arrowstyle": "-|>", "color": BLACK, "lw": 2, "shrinkA": 6, "shrinkB": 6}


def cube_and_list(figure: Figure) -> tuple[Axes, Axes]:
    """Axes for the cube on the left, and a sheet for swatches and words at the right."""
    return figure.add_axes((0.0, 0.0, 0.56, 1.0)), sheet(figure, place=(0.57, 0.04, 0.41, 0.92))


def nearest_names(
    words: Axes, names: list[str], rgb: np.ndarray, k: int, *, heading: float, top: float
) -> Callable[[np.ndarray], tuple[list[str], np.ndarray]]:
    """A list of the k names nearest to a colour: its heading, and from `top` down the names.

    Returns `show(point [3])`, which fills it, and returns those names and their distances.
    """
    words.text(0, heading, "nearest names", fontsize=10, color=GREY)
    words.text(1, heading, "distance", fontsize=10, color=GREY, ha="right")
    fill = neighbour_list(words, top, k)

    def show(point):
        order, distances = nearest_rows(point, rgb, k)
        found = [names[i] for i in order]
        fill(found, rgb[order], distances)
        return found, distances

    return show


def mixer(names: list[str], rgb: np.ndarray, *, wanted: str | None = None, k: int = 5) -> View:
    """View with dials red, green, blue and turned: a mix in the cube, and its neighbours.

    names: [N]; rgb: [N, 3]; wanted: a name to show beside the mix; turned: degrees.
    """

    def view(figure: Figure):
        cube, words = cube_and_list(figure)
        look = draw_cube(cube, rgb)
        (path,) = cube.plot([], [], color=BLACK, linewidth=2, zorder=3)
        spot = cube.scatter([0], [0], s=190, edgecolors=BLACK, linewidths=2, zorder=4)
        mix = swatch(words, 0, 0.74, 1 if wanted is None else 0.5, 0.2)
        title = words.text(0, 0.97, "", fontsize=11)
        if wanted is not None:
            swatch(words, 0.5, 0.74, 0.5, 0.2, rgb[names.index(wanted)])
            words.text(1, 0.97, f"wanted: {wanted}", fontsize=11, ha="right")
        show = nearest_names(words, names, rgb, k, heading=0.645, top=0.52)
        last: list[float] = []

        def turn(red: float, green: float, blue: float, turned: float) -> str:
            if last != [turned]:
                look(turned)
                last[:] = [turned]
            point = np.array([red, green, blue])
            steps = [(0, 0, 0), (red, 0, 0), (red, green, 0), point]
            path.set_data(*seen_from(steps, turned)[0].T)
            spot.set_offsets(seen_from([point], turned)[0])
            spot.set(facecolor=[point])
            mix.set(facecolor=point)
            title.set_text(in_brackets(point))
            found, distances = show(point)
            return (
                f"Red {red:.2f}, green {green:.2f}, blue {blue:.2f}: the nearest name is "
                f"{found[0]}, at a distance of {distances[0]:.2f}; then {', '.join(found[1:])}."
            )

        return turn

    return view


def between(names: list[str], rgb: np.ndarray, *, turned: float = 35, k: int = 5) -> View:
    """View with choices first and second and dial t: a mix of two colours, (1 − t)·u + t·v."""

    def view(figure: Figure):
        cube, words = cube_and_list(figure)
        draw_cube(cube, rgb, size=5, alpha=0.5)(turned)
        (way,) = cube.plot([], [], "o-", color=BLACK, linewidth=2, markersize=7, zorder=3)
        spot = cube.scatter([0], [0], s=190, edgecolors=BLACK, linewidths=2, zorder=4)
        band = words.imshow(np.ones((1, 64, 3)), extent=(0, 1, 0.86, 0.95), aspect="auto")
        (mark,) = words.plot([0, 0], [0.84, 0.97], color=BLACK, linewidth=3, clip_on=False)
        ends = [
            words.text(x, 0.98, "", ha=ha, fontsize=10) for x, ha in ((0, "left"), (1, "right"))
        ]
        mix = swatch(words, 0, 0.64, 1, 0.17)
        words.set(xlim=(0, 1), ylim=(0, 1))
        show = nearest_names(words, names, rgb, k, heading=0.56, top=0.44)

        def turn(first: str, second: str, t: float) -> str:
            u, v = rgb[names.index(first)], rgb[names.index(second)]
            point = (1 - t) * u + t * v
            way.set_data(*seen_from([u, v], turned)[0].T)
            spot.set_offsets(seen_from([point], turned)[0])
            spot.set(facecolor=[point])
            band.set_data(np.linspace(u, v, 64)[None])
            mark.set_xdata([t, t])
            mix.set(facecolor=point)
            ends[0].set_text(first)
            ends[1].set_text(second)
            found, _ = show(point)
            return (
                f"{100 * t:.0f}% of the way from {first} to {second}, at {in_brackets(point)}, "
                f"the nearest name is {found[0]}."
            )

        return turn

    return view


def same_step(
    names: list[str],
    rgb: np.ndarray,
    steps: dict[str, tuple[str, str]],
    *,
    turned: float = 35,
    k: int = 4,
) -> View:
    """View with choices step and start: one step in the cube, taken from another colour.

    steps: words -> (from, to), names of colours; the step is `to` minus `from`.
    """

    def view(figure: Figure):
        cube = figure.add_axes((0.0, 0.0, 0.5, 1.0))
        words = sheet(figure, place=(0.5, 0.04, 0.48, 0.92))
        draw_cube(cube, rgb, size=4, alpha=0.4, reach=1.2)(turned)
        arrows = [
            cube.annotate("", (0, 0), (0, 0), arrowprops=ARROW, annotation_clip=False)
            for _ in range(2)
        ]
        dots = cube.scatter(
            np.zeros(4), np.zeros(4), s=110, edgecolors=BLACK, linewidths=1.5, zorder=4
        )
        patches = [swatch(words, x, 0.62, 0.21, 0.2) for x in (0, 0.263, 0.526, 0.79)]
        for x, sign in ((0.237, "−"), (0.5, "+"), (0.763, "=")):
            words.text(x, 0.72, sign, ha="center", va="center", fontsize=13)
        labels = [
            words.text(x + 0.105, 0.6, "", ha="center", va="top", fontsize=9)
            for x in (0, 0.263, 0.526, 0.79)
        ]
        said = words.text(0, 0.9, "", fontsize=10, linespacing=1.4)
        show = nearest_names(words, names, rgb, k, heading=0.44, top=0.325)

        def turn(step: str, start: str) -> str:
            far, near = steps[step][1], steps[step][0]
            a, b, c = (rgb[names.index(name)] for name in (far, near, start))
            end = a - b + c
            shown = np.clip(end, 0, 1)
            flat = seen_from([b, a, c, end], turned)[0]
            for arrow, (tail, tip) in zip(arrows, ((0, 1), (2, 3)), strict=True):
                arrow.set_position(flat[tail])
                arrow.xy = flat[tip]
            dots.set_offsets(flat)
            dots.set(facecolor=[b, a, c, shown])
            for patch, text, colour, name in zip(
                patches, labels, (a, b, c, shown), (far, near, start, "result"), strict=True
            ):
                patch.set_facecolor(colour)
                text.set_text(name.replace(" ", "\n"))
            outside = "" if np.array_equal(shown, end) else " (outside the cube)"
            said.set_text(f"the step: {in_brackets(a - b)}\nresult: {in_brackets(end)}{outside}")
            found, distances = show(end)
            return (
                f"{far} − {near} + {start} = {in_brackets(end)}{outside}; the nearest name is "
                f"{found[0]}, at a distance of {distances[0]:.2f}."
            )

        return turn

    return view
