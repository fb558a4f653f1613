"""View: one dial is turned up by a small epsilon, and the change is followed to the loss."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.sheet import ASIDE, SLOPE, arrow, boxed, sheet
from ...kit.style import BLACK, GREY
from ...kit.view import View
from .napkin import DIALS, forward_pass

PLACES = {"dial": 9.5, "z": 30, "h": 50, "y": 70, "loss": 90.5}  # where each box stands
LINE = 19  # the height at which the boxes stand


def differences(
    settings: dict[str, float], dial: str, epsilon: float, x: float, target: float
) -> tuple[list[str], dict[str, float], dict[str, float]]:
    """Turn a dial up by epsilon. -> the names that change, in order; values before; changes."""
    before = forward_pass(x, target, **settings)
    after = forward_pass(x, target, **{**settings, dial: settings[dial] + epsilon})
    path = ["z", "h", "y", "loss"] if dial in ("w1", "b1") else ["y", "loss"]
    return path, before, {"dial": epsilon} | {n: after[n] - before[n] for n in path}


def factors(path: list[str], changes: dict[str, float]) -> list[float]:
    """How many times as far each number moves as the one before it: the local derivatives."""
    pairs = zip(["dial", *path], path, strict=False)
    return [changes[name] / changes[last] if changes[last] else 0.0 for last, name in pairs]


def sign_between(steps: list[float], whole: str) -> str:
    """= where the factors, as they are written, give the product, as it is written; else ≈."""
    written = np.prod([float(f"{step:.3g}") for step in steps])
    return "=" if np.isclose(written, float(whole.replace("−", "-").replace(",", ""))) else "≈"


def _chain(axes: Axes, target: float):
    """The boxes, the links between them, and the text below; all still empty."""
    boxes = {name: boxed(axes, place, LINE, "") for name, place in PLACES.items()}
    miss = f"(y − {number(target)})²"
    formulas = {"z": "w₁·x + b₁", "h": "ReLU(z)", "y": "w₂·h + b₂", "loss": miss}
    links = {}
    for name, formula in formulas.items():
        place = PLACES[name]
        axes.text(place, LINE - 7.2, f"{name} = {formula}", **ASIDE)
        link = arrow(axes, (place - 13.5, LINE), (place - 6.7, LINE))
        links[name] = link, axes.text(place - 10.1, LINE + 1.3, "", **SLOPE)
    detour = arrow(axes, (12, LINE + 4.2), (67, LINE + 4.2), bow=-0.13)
    links["detour"] = detour, axes.text(39.5, LINE + 9, "", **SLOPE)
    return boxes, links, axes.text(50, 5.5, "", ha="center", fontsize=12)


def _fill(boxes, path, before, changes):
    """Write into each box how its number moved; grey for a number that stays."""
    for name, box in list(boxes.items())[1:]:
        moved = changes.get(name, 0.0)
        shown = f"{number(before[name])} → {number(before[name] + moved, 4)}"
        box.set_text(f"{shown}\nmoves {number(moved)}" if name in path else "stays as\nit is")
        box.set_color(BLACK if name in path else GREY)


def chain_rule(x: float, target: float, w1: float, b1: float, w2: float, b2: float) -> View:
    """View with dials `dial` (a name of DIALS) and `epsilon`: how far each number moves."""
    settings = {"w1": w1, "b1": b1, "w2": w2, "b2": b2}

    def view(figure: Figure):
        axes = sheet(figure, 100, 32)
        boxes, links, total = _chain(axes, target)
        axes.text(50, 1.5, "orange: how many times as far as the number before it", **SLOPE)

        def turn(dial: str, epsilon: float) -> str:
            start = settings[DIALS[dial]]
            path, before, changes = differences(settings, DIALS[dial], epsilon, x, target)
            boxes["dial"].set_text(f"dial {dial}\n{number(start)} → {number(start + epsilon, 4)}")
            _fill(boxes, path, before, changes)
            for link, text in links.values():
                link.set_visible(False)
                text.set_text("")
            steps = factors(path, changes)
            for name, step in zip(
                ["detour" if len(path) == 2 else "z", *path[1:]], steps, strict=True
            ):
                links[name][0].set_visible(True)
                links[name][1].set_text(f"× {number(step)}")
            product = " × ".join(number(step) for step in steps)
            whole = number(changes["loss"] / epsilon)
            equals = f"{product} {sign_between(steps, whole)} {whole}"
            total.set_text(f"{equals}: the loss moves {whole} times as far as {dial}")
            moved = f"moves the loss by {number(changes['loss'])}"
            return f"{dial} up by {number(epsilon)} {moved}, {equals} times as far."

        return turn

    return view
