"""Run in the kernel by benchmarks.dials: a picture tied to a slider in five ways."""

import hashlib
import io
import itertools
import os

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_utils.data import penguins
from course_utils.dials import Dial, panel
from course_utils.lessons.two_dials import views as fitting

SIZE = (7, 4)  # inches of 100 pixels


def line(figure):
    """The line of notebook 01 over its 342 points; s is its slope in g per mm."""
    table = penguins()
    view = fitting.line_on_points(
        table.flipper_length,
        table.body_mass,
        x_label="flipper length (mm)",
        y_label="body mass (g)",
        unit="g",
    )
    turn = view(figure)
    return lambda s: turn(a=float(s), b=4200.0 - 201 * s)


def four_axes(figure):
    """Four axes with a curve each."""
    x = np.linspace(0, 6, 200)
    curves = []
    for k, axes in enumerate(figure.subplots(2, 2).flat):
        axes.set(ylim=(-1.2, 1.2), xlabel="time (s)", ylabel="height (m)", title=f"wave {k + 1}")
        curves += axes.plot(x, x)
    figure.subplots_adjust(hspace=0.6, wspace=0.3)

    def turn(s):
        for k, curve in enumerate(curves):
            curve.set_ydata(np.sin((k + 1) * x + s / 10))
        return f"four waves, {s} along"

    return turn


def heat_map(figure):
    """A 64 x 64 heat map with its colour bar, and a bar chart."""
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
        return f"a heat map and ten bars, {s} along"

    return turn


def coded(figure):
    """The line, with a square in the lower left corner whose grey tells the value."""
    turn = line(figure)
    place = {"transform": figure.transFigure, "linewidth": 0, "antialiased": False}
    square = figure.add_artist(Rectangle((0, 0), 0.03, 0.05, **place))

    def turn_both(s):
        square.set_facecolor((s / 255, s / 255, s / 255))
        return turn(s)

    return turn_both


def with_panel(view):
    """This course's panel."""
    return panel(view, size=SIZE, s=Dial(0, 100, 50, 1, "s"))


def with_plain_panel(view):
    """This course's panel without its recorder, drawn with matplotlib's public parts."""
    os.environ["DIALS_RECORDER"] = "0"
    try:
        return with_panel(view)
    finally:
        del os.environ["DIALS_RECORDER"]


def with_interact(view):
    """What most notebooks do: `interact`, and pyplot's inline figures."""
    import matplotlib.pyplot as plt

    def draw(s):
        turn = view(plt.figure(figsize=SIZE))
        turn(s)
        plt.show()

    return ipywidgets.interactive(draw, s=ipywidgets.IntSlider(50, 0, 100))


def with_ipympl(view):
    """ipympl's live figure, whose artists are set.  Needs `%matplotlib widget` before."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=SIZE)
    turn = view(figure)
    turn(50)
    slider = ipywidgets.IntSlider(50, 0, 100)

    def follow(change):
        turn(change.new)
        figure.canvas.draw_idle()

    slider.observe(follow, "value")
    return ipywidgets.VBox([slider, figure.canvas])


def floor(view):
    """Nothing is drawn: at each turn the kernel sends the other of two pictures made beforehand.

    It is ipywidgets' own slider and `Image`, so a picture goes the way that every picture goes:
    key, slider, kernel, picture.
    """
    ready = itertools.cycle([_ready_made(view, s) for s in (40, 60)])
    shown = ipywidgets.Image(value=next(ready), format="png", width=700, height=400)
    slider = ipywidgets.IntSlider(50, 0, 100)
    slider.observe(lambda change: setattr(shown, "value", next(ready)), "value")
    return ipywidgets.VBox([slider, shown])


def digest(made):
    """SHA-256 of what matplotlib, drawing in full, makes of a panel's present setting."""
    return hashlib.sha256(made.picture.full().tobytes()).hexdigest()


def _ready_made(view, s):
    figure = Figure(figsize=SIZE, dpi=100)
    view(figure)(s)
    file = io.BytesIO()
    figure.savefig(file)
    return file.getvalue()
