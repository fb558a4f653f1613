"""Four devices in a ring that add up four numbers each."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.sheet import arrow, sheet
from ...kit.style import BLACK, GREY
from ...kit.view import View
from ..rings import all_reduce
from .devices import cell, tint, words

WIDTH, HEIGHT, LEFT, TOP = 12.0, 6.0, 22.0, 27.0


def ring() -> View:
    """View with a dial `rounds` (0 to 6): devices 0 to 3 begin with 1, 10, 100 and 1,000 in each of
    four places; what each has after so many rounds of passing on."""
    states = all_reduce(np.repeat([[1], [10], [100], [1000]], 4, axis=1))

    def view(figure: Figure):
        axes = sheet(figure, 80, 42)
        boxes = [[_box(axes, i, j) for j in range(4)] for i in range(4)]
        for device in range(4):
            middle = _bottom(device) + HEIGHT / 2
            words(axes, LEFT - 2, middle, f"device {device}", ha="right")
        for piece in range(4):
            words(
                axes, LEFT + WIDTH * (piece + 0.5), TOP + HEIGHT + 2, f"piece {piece}", fontsize=9
            )
        _way(axes)
        title = words(axes, 40, 39.5, fontsize=11)
        foot = words(axes, 40, 3, fontsize=10)

        def turn(rounds: int) -> str:
            now = states[rounds]
            for i, row in enumerate(boxes):
                for j, (patch, text) in enumerate(row):
                    _show(patch, text, i, now.numbers[i, j], now.received[i, j])
            done = int(np.sum(now.numbers == 1111))
            title.set_text(f"after round {rounds} of 6")
            sent = _counted(rounds, "quarter")
            foot.set_text(f"complete: {done} of 16.   Sent so far by each device: {sent}")
            return (
                f"After round {rounds} of 6, {done} of the 16 places hold the whole sum, 1,111; "
                f"each device has sent {_counted(rounds, 'piece')}, each a quarter of the array."
            )

        return turn

    return view


def _bottom(device: int) -> float:
    return TOP - HEIGHT * device


def _box(axes: Axes, i: int, j: int):
    left, bottom = LEFT + WIDTH * j, _bottom(i)
    patch = cell(axes, left + 0.3, bottom + 0.3, WIDTH - 0.6, HEIGHT - 0.6)
    return patch, words(axes, left + WIDTH / 2, bottom + HEIGHT / 2 - 0.2, fontsize=11)


def _way(axes: Axes) -> None:
    """From each device to the next, and from the last back to the first."""
    right = LEFT + 4 * WIDTH
    for device in range(3):
        middle = _bottom(device) + HEIGHT / 2
        arrow(axes, (right + 1.5, middle), (right + 1.5, middle - HEIGHT), bow=-0.4, colour=BLACK)
    last, first = _bottom(3) + HEIGHT / 2, _bottom(0) + HEIGHT / 2
    arrow(axes, (right + 4, last), (right + 4, first), bow=0.4, colour=BLACK)


def _show(patch, text, device: int, value: int, received: bool) -> None:
    added = str(value).count("1")  # 1 to 4 devices' numbers are in it
    patch.set_facecolor(tint(device, (0.1, 0.2, 0.3, 0.6)[added - 1]))
    patch.set_edgecolor(BLACK if received else GREY)
    patch.set_linewidth(2.4 if received else 0.8)
    text.set_text(number(value, 4))
    text.set_fontweight("bold" if added == 4 else "normal")


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
