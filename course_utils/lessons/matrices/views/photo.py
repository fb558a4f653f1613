"""A photograph whose every pixel goes through y = A·x + b: 12 dials, and what they show."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from ...kit.numbers import decimals, number, rmse, signed
from ...kit.style import GREY, TITLE
from ...kit.view import View

TINTS = ("#ffd9d0", "#d5f0d5", "#d6e4ff", "#ececec")  # behind the dials of red, green, blue, b
INPUTS, OUTPUTS = ("red", "green", "blue", "b"), ("red", "green", "blue")
DIALS = [[f"a{i}1", f"a{i}2", f"a{i}3", f"b{i}"] for i in (1, 2, 3)]  # [3][4] names


def recolour(photo: np.ndarray, a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """y = A·x + b at every pixel, kept between 0 and 1: [H, W, 3], [3, 3], [3] -> [H, W, 3]."""
    return np.clip(photo @ np.asarray(a).T + b, 0, 1)


def show_photo(
    figure: Figure, photo: np.ndarray, box: tuple[float, float, float, float], title: str
) -> AxesImage:
    """A photograph [H, W, 3] in a box (left, bottom, width, height, in inches). Its image."""
    width, height = figure.get_size_inches()
    left, bottom, wide, high = box
    axes = figure.add_axes((left / width, bottom / height, wide / width, high / height))
    axes.axis("off")
    axes.set_title(title, **TITLE)
    return axes.imshow(np.clip(photo, 0, 1), interpolation="nearest")


def dial_table(axes: Axes) -> Callable[[ArrayLike], None]:
    """The 3 × 4 table of dials, A and then b. Returns `fill(table [3, 4])`, which writes it."""
    axes.set(xlim=(-1.62, 4.2), ylim=(3.1, -1.05))
    axes.axis("off")
    for j, name in enumerate(INPUTS):
        axes.text(j + 0.5 + 0.15 * (j == 3), -0.2, name, ha="center", fontsize=10)
    axes.text(1.5, -0.72, "A: what comes in", ha="center", fontsize=10, color=GREY)
    texts = []
    for i, name in enumerate(OUTPUTS):
        axes.text(-0.12, i + 0.5, f"new {name}", ha="right", va="center", fontsize=9)
        for j in range(4):
            x = j + 0.15 * (j == 3)
            axes.add_patch(Rectangle((x + 0.03, i + 0.08), 0.94, 0.84, facecolor=TINTS[j]))
            texts.append(axes.text(x + 0.5, i + 0.5, "", ha="center", va="center", fontsize=10))

    def fill(table):
        for text, value in zip(texts, np.ravel(table), strict=True):
            text.set_text(decimals(value + 0.0))

    return fill


def recoloured(
    photo: np.ndarray,
    *,
    before: np.ndarray | None = None,
    titles: tuple[str, str] = ("in: x", "out: A·x + b"),
) -> View:
    """View with 12 dials, a11 … a33 and b1 … b3: a photograph [H, W, 3] before and after.

    before: what to show on the left instead of the photograph itself. Figure: 8 × 3.5 inches.
    """

    def view(figure: Figure):
        show_photo(figure, photo if before is None else before, (0.05, 0.15, 2.56, 3), titles[0])
        after = show_photo(figure, photo, (5.39, 0.15, 2.56, 3), titles[1])
        fill = dial_table(figure.add_axes((2.66 / 8, 0.14, 2.68 / 8, 0.74)))

        def turn(**dials: float) -> str:
            table = np.array([[dials[name] for name in row] for row in DIALS])  # [3, 4]
            after.set_data(recolour(photo, table[:, :3], table[:, 3]))
            fill(table)
            said = "; ".join(_equation(name, row) for name, row in zip(OUTPUTS, table, strict=True))
            return f"Each pixel: {said}."

        return turn

    return view


def _equation(name: str, row) -> str:
    """`new red = 0.39 red + 0.77 green`; what is multiplied by 0 is left out."""
    words = [" red", " green", " blue", ""]
    pairs = zip(row, words, strict=True)
    said = [f"{signed(v)}{word}" for v, word in pairs if v]
    return f"new {name} = " + (" ".join(said).removeprefix("+ ") or "0")


def relearned(photo: np.ndarray, wanted: np.ndarray, history: dict[int, ArrayLike]) -> View:
    """View with dial step: the picture as the dials make it after so many steps of descent.

    photo, wanted: [H, W, 3]. history: step -> table [3, 4] of the dials after that step; the dial
    shows the last kept step that is not later. Figure: 8 × 3.5 inches.
    """
    draw = recoloured(photo, before=wanted, titles=("wanted", "what the dials make of it"))
    kept = np.array(sorted(history))
    errors = {step: _error(photo, wanted, history[step]) for step in history}

    def view(figure: Figure):
        paint = draw(figure)

        def turn(step: float) -> str:
            at = int(kept[kept <= round(step)][-1])
            paint(**dict(zip(np.ravel(DIALS), np.ravel(history[at]), strict=True)))
            off = number(errors[at])
            return f"Step {at:,} of {kept[-1]:,}: the picture is off by {off}."

        return turn

    return view


def _error(photo, wanted, table) -> float:
    """Typical miss of one number of one pixel."""
    table = np.asarray(table)
    return rmse(photo @ table[:, :3].T + table[:, 3], wanted)


def pixels(figure: Figure, photo: np.ndarray, *, row: int, column: int, size: int = 4) -> None:
    """The photograph, and a few of its pixels enlarged with their numbers. Figure: 7.6 × 3.5."""
    show_photo(figure, photo, (0.05, 0.15, 2.56, 3), "19,200 pixels").axes.add_patch(
        Rectangle((column - 0.5, row - 0.5), size, size, fill=False, edgecolor="white", linewidth=2)
    )
    part = photo[row : row + size, column : column + size]
    title = f"{size * size} of them: each is three numbers"
    axes = show_photo(figure, part, (3.1, 0.15, 4.4, 3), title).axes
    axes.set_aspect("auto")
    for i, j in np.ndindex(size, size):
        said = "\n".join(f"{value:.2f}" for value in part[i, j])
        ink = "white" if part[i, j] @ (0.3, 0.59, 0.11) < 0.5 else "black"
        axes.text(j, i, said, ha="center", va="center", fontsize=10, color=ink)


def filters(figure: Figure, photo: np.ndarray, tables: dict[str, ArrayLike]) -> None:
    """The photograph through several matrices: words -> table [3, 4]. Six fit in 8 × 2.6 inches."""
    for place, (words, dials) in enumerate(tables.items()):
        table = np.asarray(dials, float)
        after = recolour(photo[::2, ::2], table[:, :3], table[:, 3])
        left = 0.04 + 1.33 * place
        show_photo(figure, after, (left, 0.75, 1.28, 1.5), words)
        lines = "\n".join(" ".join(_short(v) for v in row) for row in table)
        figure.text(
            (left + 0.64) / 8,
            0.62 / 2.6,
            lines,
            ha="center",
            va="top",
            fontsize=8,
            family="monospace",
        )


def _short(value: float) -> str:
    """A number in three places: `  1`, `.39`, ` −1`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".").replace("0.", ".").replace("-", "−")
    return f"{text:>3}"
