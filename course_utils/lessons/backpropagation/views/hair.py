"""View: one dial is turned up by a hair, and the movement is followed to the loss."""

from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.sheet import ASIDE, SLOPE, arrow, boxed, sheet
from ...kit.style import BLACK, GREY
from .numbers import DIALS, forward

PLACES = {"dial": 9.5, "z": 30, "h": 50, "y": 70, "loss": 90.5}  # where each box stands
LINE = 19  # the height at which the boxes stand


def movement(settings: dict, dial: str, hair: float, x: float, target: float):
    """What a hair does. -> the names that move in order, values before, and moves, by name."""
    before = forward(x, target, **settings)
    after = forward(x, target, **{**settings, dial: settings[dial] + hair})
    way = ["z", "h", "y", "loss"] if dial in ("w1", "b1") else ["y", "loss"]
    return way, before, {"dial": hair} | {name: after[name] - before[name] for name in way}


def factors(way: list[str], moves: dict[str, float]) -> list[float]:
    """How many times as far each number moves as the one before it."""
    pairs = zip(["dial", *way], way, strict=False)
    return [moves[name] / moves[last] if moves[last] else 0.0 for last, name in pairs]


def chain(axes, target: float):
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
    detour = arrow(axes, (12, LINE + 4.2), (67, LINE + 4.2), bend=-0.13)
    links["detour"] = detour, axes.text(39.5, LINE + 9, "", **SLOPE)
    return boxes, links, axes.text(50, 5.5, "", ha="center", fontsize=12)


def fill(boxes, way, before, moves):
    """Write into each box how its number moved; grey for a number that stays."""
    for name, box in list(boxes.items())[1:]:
        moved = moves.get(name, 0.0)
        shown = f"{number(before[name])} → {number(before[name] + moved, 4)}"
        box.set_text(f"{shown}\nmoves {number(moved)}" if name in way else "stays as\nit is")
        box.set_color(BLACK if name in way else GREY)


def hair(x, target, w1, b1, w2, b2):
    """View with dials `dial` (a name of DIALS) and `hair`: how far each number moves."""
    settings = {"w1": w1, "b1": b1, "w2": w2, "b2": b2}

    def view(figure: Figure):
        axes = sheet(figure, 100, 32)
        boxes, links, total = chain(axes, target)
        axes.text(50, 1.5, "red: how many times as far as the number before it", **SLOPE)

        def turn(dial: str, hair: float) -> str:
            start = settings[DIALS[dial]]
            way, before, moves = movement(settings, DIALS[dial], hair, x, target)
            boxes["dial"].set_text(f"dial {dial}\n{number(start)} → {number(start + hair, 4)}")
            fill(boxes, way, before, moves)
            for link, text in links.values():
                link.set_visible(False)
                text.set_text("")
            steps = factors(way, moves)
            for name, step in zip(
                ["detour" if len(way) == 2 else "z", *way[1:]], steps, strict=True
            ):
                links[name][0].set_visible(True)
                links[name][1].set_text(f"× {number(step)}")
            product = " × ".join(number(step) for step in steps)
            whole = number(moves["loss"] / hair)
            total.set_text(f"{product} = {whole}: the loss moves {whole} times as far as {dial}")
            moved = f"moves the loss by {number(moves['loss'])}"
            return f"{dial} up by {number(hair)} {moved}, {whole} times as far: {product}."

        return turn

    return view
