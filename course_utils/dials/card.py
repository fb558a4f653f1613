"""The picture of a whole panel that is kept in a notebook, for readers without a kernel.

Above, what the view drew (at the start, or at three to five settings); below it the sentence, the
goal, and the dials where they stand at first.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from . import png
from .defaults import default_settings
from .dial import Choice

if TYPE_CHECKING:  # widget.py, which panels.py imports when shown, imports this module
    from .panels import Panel

INK, GREY, PALE, BLUE = "#1f2933", "#52606d", "#d2d6dc", "#0072b2"
ROW, TEXT_ROW, EDGE = 30, 20, 24  # pixels
BESIDE, BELOW = 460, 700  # pixels across, for each picture of a strip
WIDE = 1.8  # width over height from which two pictures side by side would be too small to read
LETTER = 7.0  # pixels across, on average
MANY = 6  # dials from which on they stand in two columns (panel.js does the same)


def card(panel: Panel) -> tuple[bytes, int, int]:
    """The panel as a PNG: (bytes, width, height).  At most 256 colours, so that it stays small."""
    with default_settings():
        picture = _strip(panel) if panel.strip else png.read(panel.start_picture)
        width = picture.shape[1]
        above = [_drawn(width, 34, [(panel.title, 13, INK)])] if panel.title else []
        whole = np.concatenate([*above, picture, _below(panel, width)])
    return png.small(whole), width, whole.shape[0]


def _strip(panel):
    """Pictures of several settings, each under its settings in words: wide ones one below another,
    others side by side."""
    columns = 1 if panel.size[0] > WIDE * panel.size[1] else 2
    across = BELOW if columns == 1 else BESIDE
    with panel.left_as_it_was():
        pictures = [_one(panel, setting, across) for setting in panel.strip]
    while len(pictures) % columns:
        pictures.append(np.full_like(pictures[0], 255))
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


def _one(panel, setting, across):
    panel.try_setting(panel.starts | setting)
    image = Image.fromarray(panel.picture.pixels).convert("RGB")
    image = image.resize(
        (across, round(across * image.height / image.width)), Image.Resampling.LANCZOS
    )
    dials = {name: panel.knobs[name].dial for name in setting}
    words = ", ".join(f"{name} = {dials[name].words(setting[name])}" for name in setting)
    return np.concatenate([_drawn(across, 26, [(words, 10, INK)], x=across // 8), np.array(image)])


def _below(panel, width):
    lines = [(line, INK) for line in _wrapped(panel.start_text, width)]
    lines += [(line, BLUE) for line in _wrapped(panel.start_goal, width)]
    knobs = list(panel.knobs.values())
    columns = 2 if len(knobs) >= MANY and all(_fits(knob, width / 2) for knob in knobs) else 1
    across = width / columns
    rows = [knobs[i : i + columns] for i in range(0, len(knobs), columns)]
    heights = [max(_height(knob, across) for knob in row) for row in rows]
    figure, axes = _blank(width, TEXT_ROW * len(lines) + sum(heights) + 24)
    y = 8
    for text, color in lines:
        axes.text(EDGE, y + TEXT_ROW / 2, text, color=color, size=10, va="center")
        y += TEXT_ROW
    for row, height in zip(rows, heights, strict=True):
        for column, knob in enumerate(row):
            _dial(axes, knob, column * across, y + ROW / 2 + 4, across)
        y += height
    return _pixels(figure)


def _fits(knob, width):
    label, value = LETTER * len(knob.dial.label), LETTER * len(knob.dial.words(knob.start))
    return label < _left(width) - EDGE - 20 and value < 0.21 * width


def _left(width):
    """Where sliders begin, in a column of that width: a narrow one is half label."""
    return width * (0.5 if width < 600 else 0.42)


def _height(knob, width):
    return ROW + TEXT_ROW * (len(_positions(knob, width)) - 1)


def _positions(knob, width):
    """Lines of text: the positions of a Choice, the present one marked; for a Dial one, its value.

    A position is not broken: its spaces are no-break spaces.
    """
    if not isinstance(knob.dial, Choice):
        return [knob.dial.words(knob.start)]
    marks = {option: "◉" if option == knob.start else "○" for option in knob.dial.options}
    parts = (f"{mark} {option}".replace(" ", "\xa0") for option, mark in marks.items())
    most = int((width - _left(width) - EDGE) / LETTER)
    return textwrap.wrap("    ".join(parts), most, break_on_hyphens=False)


def _dial(axes, knob, x, y, width):
    dial, value = knob.dial, knob.start
    words = {"color": INK, "size": 10, "va": "center"}
    axes.text(x + EDGE, y, dial.label, **words)
    left, right = x + _left(width), x + width * 0.76
    if isinstance(dial, Choice):
        for i, line in enumerate(_positions(knob, width)):
            axes.text(left, y + i * TEXT_ROW, line, **words)
        return
    handle = left + dial.fraction(value) * (right - left)
    axes.plot([left, right], [y, y], color=PALE, linewidth=4, solid_capstyle="round")
    axes.plot([left, handle], [y, y], color=BLUE, linewidth=4, solid_capstyle="round")
    axes.plot([handle], [y], "o", color=BLUE, markersize=11)
    axes.text(x + width * 0.79, y, dial.words(value), **words)


def _drawn(width, height, texts, x=EDGE):
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
    return textwrap.wrap(text, int((width - 2 * EDGE) / LETTER))
