"""Run in the kernel by benchmarks.dials: one picture, tied to one slider in four ways.

Every way shows a slider from 0 to 100 and the same view, whose turn takes only that number.
"""

import io

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from course_utils.data import penguins
from course_utils.dials import Dial, panel
from course_utils.plots import fitting

SIZE = (7, 4)


def line(figure):
    """The line of notebook 01 over its points: slope from 0 to 100 g per mm."""
    table = penguins()
    axes_labels = {"x_label": "flipper length (mm)", "y_label": "body mass (g)", "unit": "g"}
    view = fitting.line_on_points(table.flipper_length, table.body_mass, **axes_labels)
    turn = view(figure)
    return lambda s: turn(a=s, b=4200 - 201 * s)


def four_axes(figure):
    """Four axes with a curve each."""
    x = np.linspace(0, 6, 200)
    every = figure.subplots(2, 2).flat
    figure.subplots_adjust(hspace=0.5, wspace=0.3)
    curves = []
    for k, axes in enumerate(every):
        axes.set(ylim=(-1.2, 1.2), xlabel="time (s)", ylabel="height (m)", title=f"wave {k + 1}")
        curves += axes.plot(x, x)

    def turn(s):
        for k, curve in enumerate(curves):
            curve.set_ydata(np.sin((k + 1) * x + s / 10))
        return f"four waves, {s:.0f} along"

    return turn


def heat_map(figure):
    """A 64 x 64 heat map with a colour bar, and a bar chart."""
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(wspace=0.35)
    x = np.linspace(0, 6, 64)
    image = left.imshow(np.zeros((64, 64)), vmin=-2, vmax=2)
    figure.colorbar(image, ax=left, label="height (m)")
    bars = right.bar(range(10), np.zeros(10))
    right.set(ylim=(0, 1), xlabel="bin", ylabel="share")

    def turn(s):
        image.set_data(np.add.outer(np.sin(x + s / 10), np.cos(x - s / 10)))
        for k, bar in enumerate(bars):
            bar.set_height(np.sin(s / 10 + k) ** 2)
        return f"a heat map and ten bars, {s:.0f} along"

    return turn


def coded(figure):
    """The line, with a square in the corner whose grey tells the value (0 to 100)."""
    turn = line(figure)
    square = figure.patches.append if False else None
    patch = figure.add_artist(__import__("matplotlib.patches", fromlist=["Rectangle"]).Rectangle((0, 0), 0.05, 0.05, transform=figure.transFigure, zorder=9, antialiased=False, linewidth=0))

    def turn_too(s):
        patch.set_facecolor((s / 255, s / 255, s / 255))
        return turn(s)

    return turn_too
