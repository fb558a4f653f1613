"""The notebook's transformer on a mesh: which part of which matrix lies where, what travels."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...kit.bars import named_bars, set_bars
from ...kit.numbers import number
from ...kit.sheet import sheet
from ...kit.style import BLACK, GREY, label
from ...kit.view import View
from ..machines import Facts
from .devices import COLOURS, NOBODY, cell, tint, words

DEVICES = 8


class Matrix(NamedTuple):
    """A matrix A as it is drawn: left, bottom, width, height; and whether its rows are cut."""

    name: str
    left: float
    bottom: float
    width: float
    height: float
    by_rows: bool


MATRICES = (
    Matrix("query", 1, 27, 8, 8, True),
    Matrix("key", 10.5, 27, 8, 8, True),
    Matrix("value", 20, 27, 8, 8, True),
    Matrix("output", 29.5, 27, 8, 8, False),
    Matrix("up", 1, 4, 8, 18, True),
    Matrix("down", 12, 14, 18, 8, False),
)


def laid_out(facts: Callable[[int, int, int], Facts], whole: int) -> View:
    """View with dials `data`, `model` and `batch` ("8", "16"…): the parts of each matrix, the
    devices, and what each of them sends for one gradient.

    facts(data, model, batch): what is known of a mesh. whole: bytes of all parameters.
    """

    def view(figure: Figure):
        axes = sheet(figure, 94, 44)
        matrices = [_matrix(axes, matrix) for matrix in MATRICES]
        patch = cell(axes, 12, 4, 18, 5.5)
        patch.set_facecolor(NOBODY)
        words(axes, 21, 6.7, "embedding, norms:\non every device", fontsize=8)
        devices = _devices(axes)
        bars, texts, marks = _bars(figure)
        title = words(axes, 1, 41.5, ha="left", fontsize=11)

        def turn(data: str, model: str, batch: str) -> str:
            d, m, b = int(data), int(model), int(batch)
            there = d * m <= DEVICES
            for matrix, bands in zip(MATRICES, matrices, strict=True):
                _cut(matrix, bands, m if there else 0)
            _stand(devices, d if there else 0, m, b)
            if not there:
                set_bars(bars, texts, [0, 0], ["", ""], gap=15)
                marks.set_xdata([-1, -1])
                title.set_text(f"{d} × {m} = {d * m} devices: only {DEVICES} are here")
                return f"{d} × {m} = {d * m} devices are asked for; there are only {DEVICES}."
            known = facts(d, m, b)
            kilo = [known.sent[axis] / 1e3 for axis in ("data", "model")]
            set_bars(bars, texts, kilo, [_kb(x) for x in kilo], gap=18)
            marks.set_xdata([known.formula[axis] / 1e3 for axis in ("data", "model")])
            title.set_text(_title(d, m, known.held, whole))
            return _told(d, m, b, known, whole)

        return turn

    return view


def _matrix(axes: Axes, matrix: Matrix) -> list[Rectangle]:
    words(
        axes, matrix.left, matrix.bottom + matrix.height + 1.6, matrix.name, ha="left", fontsize=9
    )
    return [cell(axes, matrix.left, matrix.bottom, 0, 0) for _ in range(DEVICES)]


def _cut(matrix: Matrix, bands: list[Rectangle], n: int) -> None:
    """Give each of n devices its band of a matrix; the first rows are on top."""
    for i, band in enumerate(bands):
        if i >= n:
            band.set_bounds(matrix.left, matrix.bottom, 0, 0)
        elif matrix.by_rows:
            height = matrix.height / n
            top = matrix.bottom + matrix.height
            band.set_bounds(matrix.left, top - height * (i + 1), matrix.width, height)
        else:
            width = matrix.width / n
            band.set_bounds(matrix.left + width * i, matrix.bottom, width, matrix.height)
        band.set_facecolor(tint(i, 0.45))


def _devices(axes: Axes):
    """Boxes for the devices, their numbers, and for each row its windows of the batch."""
    words(axes, 55, 37.2, "the devices", fontsize=9)
    boxes = [(cell(axes, 47, 6, 0, 0), words(axes, 47, 6, color=BLACK)) for _ in range(DEVICES)]
    rows = [words(axes, 47, 6, ha="right", fontsize=8, color=GREY) for _ in range(DEVICES)]
    return boxes, rows, words(axes, 55, 2, fontsize=8, color=GREY)


def _stand(devices, d: int, m: int, batch: int) -> None:
    """Set d rows of m devices, each in the colour of its part of the matrices."""
    boxes, rows, foot = devices
    left, bottom, width, height = 48, 5, 14, 30
    for i, (patch, text) in enumerate(boxes):
        row, column = divmod(i, m)
        seen = row < d
        w, h = (width / m, height / d) if seen else (0, 0)
        patch.set_bounds(left + w * column, bottom + height - h * (row + 1), w, h)
        patch.set_facecolor(tint(column, 0.45) if seen else "none")
        text.set_position((left + w * (column + 0.5), bottom + height - h * (row + 0.5)))
        text.set_text(str(i) if seen else "")
    for row, text in enumerate(rows):
        h = height / d if row < d else 0
        text.set_position((left - 1, bottom + height - h * (row + 0.5)))
        text.set_text(_shared(row, batch // d) if row < d else "")
    foot.set_text("columns: different dials; rows: different windows" if d else "")


def _shared(row: int, each: int) -> str:
    first, last = each * row, each * (row + 1) - 1
    return f"window {first}" if first == last else f"windows {first}–{last}"


def _bars(figure: Figure):
    axes = label(
        figure.add_axes((0.755, 0.3, 0.225, 0.42)), "sent by each device", "kB for one step"
    )
    bars, texts = named_bars(axes, ["along\ndata", "along\nmodel"], color=COLOURS[0], height=0.5)
    axes.set(xlim=(0, 1000), xticks=[0, 250, 500, 750])
    axes.tick_params(labelsize=9)
    axes.title.set_fontsize(9)
    (marks,) = axes.plot([0, 0], [0.36, 1.36], "D", color=BLACK, markersize=5, clip_on=True)
    figure.text(0.755, 0.1, "bar: the compiled program\n◆ : the formula", fontsize=8, color=GREY)
    return bars, texts, marks


def _kb(kilobytes: float) -> str:
    return "none" if kilobytes == 0 else f"{number(kilobytes)} kB"


def _title(d: int, m: int, held: int, whole: int) -> str:
    devices = "1 device" if d * m == 1 else f"{d} × {m} = {d * m} devices"
    share = f"{number(held / 1e3)} of {number(whole / 1e3)} kB of dials"
    return f"{devices}: {_each(d, m)} holds {share}"


def _each(d: int, m: int) -> str:
    return "it" if d * m == 1 else "each"


def _told(d: int, m: int, batch: int, known: Facts, whole: int) -> str:
    sent = [f"{_kb(known.sent[axis] / 1e3)} along {axis}" for axis in ("data", "model")]
    return (
        f"{_title(d, m, known.held, whole)} and works on {batch // d} of {batch} windows. For one "
        f"step {_each(d, m)} sends {' and '.join(sent)}."
    )
