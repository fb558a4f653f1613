"""The picture of a whole panel that is kept in a notebook, for readers without a kernel.

Above, what the view drew (at the start, or at three to five settings side by side); below it the
goal, the dials where they stand at first, and the sentence.
"""

import textwrap

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from . import png
from .dial import Choice

INK, GREY, PALE, BLUE = "#1f2933", "#52606d", "#d2d6dc", "#0072b2"
ROW, TEXT_ROW = 30, 20  # pixels
BESIDE = 460  # pixels across, for each picture of a strip


def card(panel):
    """The panel as a PNG: (bytes, width, height).  At most 256 colours, so that it stays small."""
    picture = _strip(panel) if panel.strip else png.read(panel.start_picture)
    width = picture.shape[1]
    above = [_drawn(width, 34, [(panel.title, 13, INK)])] if panel.title else []
    whole = np.concatenate([*above, picture, _below(panel, width)])
    return png.small(whole), width, whole.shape[0]


def _strip(panel):
    """Pictures of several settings side by side, each under its settings in words."""
    with panel.left_as_it_was():
        pictures = [_one(panel, setting) for setting in panel.strip]
    columns = 2 if len(pictures) == 4 else min(3, len(pictures))
    while len(pictures) % columns:
        pictures.append(np.full_like(pictures[0], 255))
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


def _one(panel, setting):
    panel.try_setting(panel.starts | setting)
    image = Image.fromarray(panel.picture.pixels).convert("RGB")
    image = image.resize((BESIDE, round(BESIDE * image.height / image.width)), Image.LANCZOS)
    dials = {name: panel.knobs[name].dial for name in setting}
    words = ", ".join(f"{name} = {dials[name].words(setting[name])}" for name in setting)
    return np.concatenate([_drawn(BESIDE, 26, [(words, 10, INK)], x=BESIDE // 8), np.array(image)])


def _below(panel, width):
    lines = _wrapped(panel.start_text, width)
    goal = _wrapped(panel.start_goal, width) if panel.start_goal else []
    height = ROW * len(panel.knobs) + TEXT_ROW * (len(lines) + len(goal)) + 24
    figure, axes = _blank(width, height)
    y = 8
    for text in lines:
        axes.text(24, y + TEXT_ROW / 2, text, color=INK, size=10, va="center")
        y += TEXT_ROW
    for text in goal:
        axes.text(24, y + TEXT_ROW / 2, text, color=BLUE, size=10, va="center")
        y += TEXT_ROW
    for knob in panel.knobs.values():
        _dial(axes, knob.dial, knob.start, y + ROW / 2 + 4, width)
        y += ROW
    return _pixels(figure)


def _dial(axes, dial, value, y, width):
    axes.text(24, y, dial.label, color=INK, size=10, va="center")
    if isinstance(dial, Choice):
        parts = [f"◉ {option}" if option == value else f"○ {option}" for option in dial.options]
        axes.text(width * 0.42, y, "    ".join(parts), color=INK, size=10, va="center")
        return
    left, right = width * 0.42, width * 0.76
    knob = left + dial.fraction(value) * (right - left)
    axes.plot([left, right], [y, y], color=PALE, linewidth=4, solid_capstyle="round")
    axes.plot([left, knob], [y, y], color=BLUE, linewidth=4, solid_capstyle="round")
    axes.plot([knob], [y], "o", color=BLUE, markersize=11)
    axes.text(width * 0.79, y, dial.words(value), color=INK, size=10, va="center")


def _drawn(width, height, texts, x=24):
    figure, axes = _blank(width, height)
    for text, size, color in texts:
        axes.text(x, height / 2, text, color=color, size=size, va="center")
    return _pixels(figure)


def _blank(width, height):
    figure = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def _pixels(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def _wrapped(text, width):
    return textwrap.wrap(text, int((width - 48) / 7.0))
