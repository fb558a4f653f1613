"""671 billion dials on 2,048 cards: is there room, and does sending take longer than computing?"""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.numbers import number
from ...kit.style import BLUE, GREY, ORANGE, RED, SKY, label
from ...kit.view import View
from ..cards import CARDS, MEMORY, Plan


def on_cards(planned: Callable[[int, int], Plan]) -> View:
    """View with dials `model` and `stages` ("1", "2"…): memory of one card, and the seconds of one
    step. planned(model, stages): the plan of the notebook's model."""

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.55})
        figure.subplots_adjust(left=0.12, right=0.95, bottom=0.17, top=0.8)
        memory = _bars(left, ["dials,\ngradients,\naverages"], (1, 1e6), [BLUE])
        label(left, "what a card must hold (line: 80 GB)", "GB")
        left.axvline(MEMORY / 1e9, color=RED, linewidth=2)
        left.set_ylim(0.9, -0.9)
        times = _bars(right, ["computing", "along\nmodel", "along\ndata"], (0.01, 1e5), LOOKS)
        label(right, "one step", "seconds")
        title = figure.text(0.02, 0.93, "", fontsize=11)

        def turn(model: str, stages: str) -> str:
            plan = planned(int(model), int(stages))
            _set(memory, [plan.memory / 1e9], "GB")
            memory[1][0].set_position((1.4, 0.42))  # below its bar, where no line crosses it
            _set(times, [plan.arithmetic, plan.along_model, plan.along_data], "s")
            in_copy = int(model) * int(stages)
            copies = "1 copy" if plan.copies == 1 else f"{plan.copies:,} copies"
            title.set_text(f"{CARDS:,} cards: {copies} of the model, each on {_cards(in_copy)}")
            return (
                f"{copies} of the model, each on {_cards(in_copy)}. A card must hold "
                f"{number(plan.memory / 1e9)} GB, which {'fits' if plan.fits else 'does not fit'}. "
                f"In one step it computes for {number(plan.arithmetic)} s and sends for "
                f"{number(plan.along_model)} s along model and {number(plan.along_data)} s along "
                f"data: {number(plan.sending / plan.arithmetic)} times as long as it computes."
            )

        return turn

    return view


def _cards(n: int) -> str:
    return "1 card" if n == 1 else f"{n:,} cards"


LOOKS = [SKY, ORANGE, BLUE]


def _bars(axes: Axes, names: list[str], limits: tuple[float, float], colours: list[str]):
    bars = axes.barh(names, [limits[0]] * len(names), height=0.5, color=colours, edgecolor=GREY)
    axes.invert_yaxis()
    axes.set(xscale="log", xlim=limits)
    axes.tick_params(labelsize=9)
    return bars, [axes.text(1, i, "", va="center", fontsize=9) for i in range(len(names))]


def _set(made, values: list[float], unit: str) -> None:
    bars, texts = made
    for bar, text, value in zip(bars, texts, values, strict=True):
        low = bar.axes.get_xlim()[0]
        bar.set_width(max(value, low))
        text.set_x(max(value, low) * 1.25)
        text.set_text("none" if value == 0 else f"{number(value)} {unit}")
