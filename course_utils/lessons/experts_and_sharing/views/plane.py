"""Views of a router in the plane: tokens are points, experts are arrows."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...kit.numbers import decimals
from ...kit.style import BLACK, GREY, TITLE, label, plate
from ...kit.view import View
from .looks import COLOURS, HATCHES, MARKS, pale

REACH = 2.3  # of the plane, to each side


def who_goes_where(
    rows: np.ndarray,
    names: Sequence[str],
    router: np.ndarray,
    route: Callable[[np.ndarray, int], np.ndarray],
) -> View:
    """View with dials `angle` (of the last token, in degrees) and `chosen`: the chance of each
    expert for each token, and what is kept of it.

    rows [T, 2]; router [2, E]; route(scores [T, E], k) -> shares [T, E]
    """
    T, E = len(rows), router.shape[1]
    loud = float(np.linalg.norm(rows[-1]))

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": (1, 1.15), "wspace": 0.3})
        figure.subplots_adjust(left=0.07, right=0.98, bottom=0.12, top=0.88)
        _plane(left, router)
        (dots,) = left.plot(rows[:, 0], rows[:, 1], "o", color=BLACK, markersize=6)
        tags = [left.text(0, 0, name, fontsize=9, bbox=plate()) for name in names]
        cells, texts = _table(right, names, E)

        def turn(angle: float, chosen: int) -> str:
            turned = np.radians(angle)
            now = np.vstack([rows[:-1], loud * np.array([[np.cos(turned), np.sin(turned)]])])
            dots.set_data(now[:, 0], now[:, 1])
            for tag, point in zip(tags, now, strict=True):
                tag.set_position((point[0] + 0.1, point[1] + 0.1))
            scores = now @ router
            chances, shares = route(scores, E), route(scores, chosen)
            for t in range(T):
                for e in range(E):
                    kept = shares[t, e] > 0
                    cells[t][e].set_facecolor(pale(COLOURS[e]) if kept else "white")
                    cells[t][e].set_linewidth(2 if kept else 0.3)
                    texts[t][e].set_text(decimals(chances[t, e]))
                    texts[t][e].set_color(BLACK if kept else GREY)
            right.set_title(f"chances; kept: {chosen} of {E}", **TITLE)
            mine = np.argsort(-chances[-1])[:chosen]
            kept = ", ".join(f"{e} with {decimals(chances[-1, e])}" for e in mine)
            return f"“{names[-1]}” goes to expert {kept}."

        return turn

    return view


def _plane(axes: Axes, router: np.ndarray) -> None:
    """The plane, with an arrow for each expert."""
    label(axes, "tokens and experts", "first number", "second number")
    axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal")
    for e, (x, y) in enumerate(router.T):
        arrow = {"arrowstyle": "-|>", "color": COLOURS[e], "linewidth": 2}
        axes.annotate("", (x, y), (0, 0), arrowprops=arrow)
        across, up = np.sign([x, y]) * [REACH - 0.1, REACH - 0.2]  # in the corner it points to
        side = "right" if x > 0 else "left"
        axes.text(across, up, f"expert {e}", ha=side, va="center", fontsize=9, bbox=plate())


def _table(axes: Axes, names: Sequence[str], experts: int):
    """A cell and a text for each token and expert: [T][E] twice."""
    label(axes, " ").set(xlim=(-0.5, experts - 0.5), ylim=(len(names) - 0.5, -0.5))
    axes.set_xticks(range(experts), [f"expert {e}" for e in range(experts)], fontsize=9)
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    cells, texts = [], []
    for t in range(len(names)):
        row = [Rectangle((e - 0.46, t - 0.42), 0.92, 0.84, ec=BLACK) for e in range(experts)]
        cells.append([axes.add_patch(cell) for cell in row])
        texts.append([axes.text(e, t, "", ha="center", va="center") for e in range(experts)])
    return cells, texts


def balancing(rows: np.ndarray, router: np.ndarray) -> View:
    """View with dials `bias_1`, `bias_2`, `bias_3` (that of expert 0 stays at 0), added to chances
    for the choice alone: which expert each token goes to, and how busy each is.

    rows [N, 2]; router [2, 4]
    """
    side = np.linspace(-REACH, REACH, 93)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": (1, 1), "wspace": 0.3})
        figure.subplots_adjust(left=0.07, right=0.98, bottom=0.13, top=0.88)
        _plane(left, router)
        ground = left.imshow(
            np.zeros((93, 93)),
            cmap=ListedColormap([pale(colour, 0.22) for colour in COLOURS[:4]]),
            vmin=-0.5, vmax=3.5, origin="lower", extent=(-REACH, REACH) * 2, zorder=0,
        )  # fmt: skip
        marks = [
            left.plot([], [], MARKS[e], color=COLOURS[e], markeredgecolor=BLACK, markersize=6)[0]
            for e in range(4)
        ]
        bars, texts = _loads(right)

        def turn(bias_1: float, bias_2: float, bias_3: float) -> str:
            biases = np.array([0.0, bias_1, bias_2, bias_3])
            ground.set_data(choices(grid, router, biases).reshape(93, 93))
            goes = choices(rows, router, biases)
            load = loads(rows, router, biases)
            for e, mark in enumerate(marks):
                mark.set_data(rows[goes == e, 0], rows[goes == e, 1])
                bars[e].set_height(100 * load[e])
                texts[e].set(y=100 * load[e] + 1.5, text=f"{100 * load[e]:.0f}%")
            said = ", ".join(f"expert {e}: {100 * n:.0f}%" for e, n in enumerate(load))
            return f"Of {len(rows)} tokens: {said}."

        return turn

    return view


def _loads(axes: Axes):
    """A bar for the load of each of four experts, and a text above it."""
    label(axes, "how busy each is", "", "share of the tokens (%)").set(ylim=(0, 100))
    bars = axes.bar(range(4), [0.0] * 4, color=COLOURS[:4], edgecolor=BLACK)
    for bar, hatch in zip(bars, HATCHES, strict=False):
        bar.set_hatch(hatch)
    axes.set_xticks(range(4), [f"expert {e}" for e in range(4)], fontsize=9)
    axes.axhline(25, color=GREY, linestyle=":")
    axes.text(3.5, 26, "even", color=GREY, fontsize=9)
    axes.set_xlim(-0.6, 4.0)
    texts = [axes.text(e, 0, "", ha="center", fontsize=9, bbox=plate()) for e in range(4)]
    return bars, texts


def choices(rows: np.ndarray, router: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """The expert with the highest chance plus bias, for each row: [N, 2], [2, E], [E] -> [N]"""
    powers = np.exp(rows @ router)
    return (powers / powers.sum(axis=1, keepdims=True) + biases).argmax(axis=1)


def loads(rows: np.ndarray, router: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """The share of the rows that goes to each expert: [E]"""
    return np.bincount(choices(rows, router, biases), minlength=router.shape[1]) / len(rows)
