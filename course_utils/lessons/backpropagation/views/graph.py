"""View of the network on the napkin: its whole graph."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.sheet import ASIDE, SLOPE, VALUE, arrow, boxed, sheet
from ...kit.style import BLUE, GREY, RED
from ...kit.view import View
from .napkin import DIALS, backward_pass, forward_pass

LINE, TOP = 18, 35  # heights: of the main line, of the dials
OPERATIONS = {"×": 15, "+": 29, "ReLU": 43, "× ": 57, "+ ": 71, "(y − {})²": 86.5}
EDGES = {"x": 7.5, "p": 22, "z": 36, "h": 50, "q": 64, "y": 78, "loss": 96}  # where texts stand
DIAL_PLACES = {"w1": 15, "b1": 29, "w2": 57, "b2": 71}
VALUE_LEFT: dict[str, Any] = VALUE | {"ha": "left"}
SLOPE_LEFT: dict[str, Any] = SLOPE | {"ha": "left"}


def _advice(slope: float) -> str:
    """Which way to turn a dial with this gradient, so that the loss falls."""
    if slope == 0:
        return "no advice"
    return "turn down ▼" if slope > 0 else "turn up ▲"


def _skeleton(axes: Axes, target: float):
    """Operations and edges. -> the texts to fill in: values, gradients, what each step does."""
    stops = [0, *OPERATIONS.values(), 101.5]
    room = [1, 2.5, 2.5, 4, 2.5, 2.5, 4.8, 1.5]  # kept free at each stop
    for place in range(7):
        start, end = stops[place] + room[place], stops[place + 1] - room[place + 1]
        arrow(axes, (start, LINE), (end, LINE))
    for name, place in OPERATIONS.items():
        boxed(axes, place, LINE, name.strip().format(number(target)))
    steps = [axes.text(place, LINE - 8, "", **ASIDE) for place in OPERATIONS.values()]
    values = {name: axes.text(place, LINE + 1.5, "", **VALUE) for name, place in EDGES.items()}
    slopes = {name: axes.text(place, LINE - 3.8, "", **SLOPE) for name, place in EDGES.items()}
    for text in (values["loss"], slopes["loss"]):
        text.set(x=99.5, ha="right")
    values["loss"].set_y(LINE + 3.4)  # above the box: long numbers reach over to it
    for name, place in DIAL_PLACES.items():
        arrow(axes, (place, TOP - 3), (place, LINE + 3))
        values[name] = boxed(axes, place, TOP, "", color=BLUE)
        slopes[name] = axes.text(place + 1, TOP - 8.5, "", **SLOPE_LEFT)
    return values, slopes, steps


def _legend(axes: Axes):
    """What blue and red stand for, in words and by place."""
    axes.text(2, 4.2, "blue, above: values, computed from left to right →", **VALUE_LEFT)
    axes.text(2, 1.2, "orange, below: gradients, computed from right to left ←", **SLOPE_LEFT)


def computation_graph(x: float, target: float) -> View:
    """View with dials w1, b1, w2, b2: the value and the gradient on every edge of the graph."""

    def view(figure: Figure):
        axes = sheet(figure, 100, 40)
        values, slopes, steps = _skeleton(axes, target)
        _legend(axes)
        written = {code: name for name, code in DIALS.items()}

        def turn(**dials: float) -> str:
            value = {"x": x, **dials, **forward_pass(x, target, **dials)}
            slope = backward_pass(x, target, **dials)
            for name, text in values.items():
                shown = written.get(name, "" if name in "pq" else name)
                text.set_text(f"{shown} = {number(value[name])}" if shown else number(value[name]))
            for name, text in slopes.items():
                hint = f"\n{_advice(slope[name])}" if name in dials else ""
                text.set_text(number(slope[name]) + hint)
                text.set_color(RED if slope[name] else GREY)
            relu = 1 if value["z"] > 0 else 0
            back = [dials["w1"], 1, relu, dials["w2"], 1, slope["y"]]
            for text, factor in zip(steps, back, strict=True):
                text.set_text(f"back: × {number(factor)}")
            said = ", ".join(f"{name} {number(slope[code])}" for name, code in DIALS.items())
            return (
                f"Output {number(value['y'])}, target {number(target)}, "
                f"loss {number(value['loss'])}; gradients: {said}."
            )

        return turn

    return view
