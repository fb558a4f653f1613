"""A·x + b with small whole numbers, cut among devices."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.numbers import number
from ...kit.sheet import sheet
from ...kit.style import GREY
from ...kit.view import View
from .devices import cell, tint, words

SIDE, GAP, TOP = 5.2, 6.6, 24.0  # of a number's box, and from one column to the next


def cut_product(A: ArrayLike, x: ArrayLike, b: ArrayLike) -> View:
    """View with dials `cut` ("by rows", "by columns") and `devices` ("1", "2", "4"): who holds
    which numbers of A [4, 4], who works out what, and what must then be added."""
    A, x, b = (np.asarray(numbers) for numbers in (A, x, b))

    def view(figure: Figure):
        axes = sheet(figure, 90, 36)
        boxes = [_column(axes, 5 + SIDE * j, A[:, j]) for j in range(4)]
        inputs, biases = _column(axes, 31, x), _column(axes, 72, b)
        parts = [_column(axes, 42 + GAP * i) for i in range(4)]
        results = _column(axes, 82, A @ x + b)
        for place, text in ((15.4, "A"), (33.6, "x"), (74.6, "b"), (84.6, "y")):
            words(axes, place, TOP + 9.4, text, fontsize=12)
        rows = [words(axes, 3.6, TOP + SIDE * (0.45 - i), fontsize=8) for i in range(4)]
        columns = [words(axes, 5 + SIDE * (j + 0.5), TOP + 6.4, fontsize=8) for j in range(4)]
        heads = [words(axes, 44.6 + GAP * i, TOP + 6.8, fontsize=8) for i in range(4)]
        for place, text in ((70.2, "+"), (79.6, "=")):
            words(axes, place, TOP - SIDE, text, fontsize=14)
        foot = words(axes, 45, 3, fontsize=10.5)

        def turn(cut: str, devices: str) -> str:
            n, by_rows = int(devices), cut == "by rows"
            owner = np.arange(4) * n // 4  # of a row or of a column
            for j, column in enumerate(boxes):
                for i, (patch, _) in enumerate(column):
                    patch.set_facecolor(tint(owner[i if by_rows else j]))
            for i, (patch, _) in enumerate(inputs):
                patch.set_facecolor("white" if by_rows else tint(owner[i]))
            for column in (biases, results):
                for i, (patch, _) in enumerate(column):
                    patch.set_facecolor(tint(owner[i]) if by_rows else "white")
            for device in range(4):
                has = owner == device
                sums = np.where(has, A @ x, 0) if by_rows else A[:, has] @ x[has]
                _fill(parts[device], device, sums, has if by_rows else has.any() | (owner < 0))
                heads[device].set_text(f"device {device}" if device < n else "")
                rows[device].set_text(str(owner[device]) if by_rows else "")
                columns[device].set_text("" if by_rows else str(owner[device]))
            foot.set_text(_foot(n, by_rows))
            return _told(A, x, b, owner, n, by_rows)

        return turn

    return view


def _column(axes: Axes, left: float, numbers: ArrayLike | None = None) -> list:
    """Four boxes one above the other, with a number in each: [(box, text)]."""
    made = []
    for i in range(4):
        bottom = TOP - SIDE * i
        text = "" if numbers is None else number(np.asarray(numbers)[i])
        made.append(
            (
                cell(axes, left, bottom, SIDE, SIDE),
                words(axes, left + SIDE / 2, bottom + SIDE / 2 - 0.2, text),
            )
        )
    return made


def _fill(column: list, device: int, sums: np.ndarray, has: Any) -> None:
    """A device's column: its sums where it has some, nothing where it has none."""
    for (patch, text), value, there in zip(column, sums, np.broadcast_to(has, 4), strict=True):
        patch.set_facecolor(tint(device) if there else "none")
        patch.set_edgecolor(GREY if there else "none")
        text.set_text(number(value) if there else "")


def _foot(n: int, by_rows: bool) -> str:
    if n == 1:
        return "One device does it all."
    if by_rows:
        return "Each device needs all of x, and has its own numbers of y. Nothing is left to add."
    return "Each device needs its part of x, and has a part of every sum. The parts must be added."


def _told(A, x, b, owner, n: int, by_rows: bool) -> str:
    if n == 1:
        return f"One device: y is {_listed(A @ x + b)}."
    each = f"{cut_name(by_rows)}, {n} devices: each holds {16 // n} of the 16 numbers of A"
    if by_rows:
        shares = [_listed((A @ x + b)[owner == device]) for device in range(n)]
        return f"{each} and all of x. They have {'; '.join(shares)} of y: nothing is left to add."
    shares = [_listed(A[:, owner == device] @ x[owner == device]) for device in range(n)]
    return (
        f"{each} and {4 // n} of the 4 of x. They have {'; '.join(shares)}: "
        f"these must be added, and b once, to give {_listed(A @ x + b)}."
    )


def cut_name(by_rows: bool) -> str:
    """How the matrix is cut, at the beginning of a sentence."""
    return "By rows" if by_rows else "By columns"


def _listed(numbers: np.ndarray) -> str:
    return ", ".join(number(value) for value in numbers)
