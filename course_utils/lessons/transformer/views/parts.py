"""Views of two small parts: a norm in front of a head, and positions as angles."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...kit.bars import named_bars, set_bars
from ...kit.numbers import number, signed, softmax
from ...kit.style import BLACK, BLUE, GREEN, GREY, RED, TITLE, label
from ...kit.view import View


def normed(
    numbers: ArrayLike,
    rows: ArrayLike,
    words: Sequence[str],
    *,
    eps: float = 1e-5,
    reach: float = 3.4,
) -> View:
    """View with dials `factor`, `added` and `norm` ("none", "RMS", "layer"): the numbers that a
    head gets, and what it makes of them. numbers [D]; rows [V, D], one a word of `words`.

    A bar that leaves the picture, which ends at `reach`, still says how long it is.
    """
    numbers, rows = np.asarray(numbers, float), np.asarray(rows, float)

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.32})
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.15, top=0.8)
        bars, lengths = _numbers(left, len(numbers), reach)
        label(right, "what the head says", "probability of the next word")
        right.set(xlim=(0, 1.15), xticks=[0, 0.5, 1])
        chances, figures = named_bars(right, words, color=GREEN)
        title = figure.text(0.02, 0.93, "", fontsize=11)

        def turn(factor: float, added: float, norm: str) -> str:
            given = brought_to_size(factor * numbers + added, norm, eps)  # [D]
            chance = softmax(rows @ given)  # [V, D] @ [D] -> [V]
            for bar, text, height in zip(bars, lengths, given, strict=True):
                bar.set_height(height)
                text.set(y=np.clip(height, -reach, reach) + np.copysign(0.3, height))
                text.set_text(number(height, 2))
            shown = [number(p, 2) if p >= 0.005 else "below 0.005" for p in chance]
            set_bars(chances, figures, chance, shown, gap=0.02)
            before = f"× {number(factor)} {signed(added)}"
            title.set_text(f"the stream {before}, norm: {norm}")
            top = words[int(np.argmax(chance))]
            return (
                f"The stream {before}, norm: {norm}. "
                f"The likeliest word is “{top}”, with probability {number(chance.max(), 2)}."
            )

        return turn

    return view


def brought_to_size(x: np.ndarray, norm: str, eps: float) -> np.ndarray:
    """What a norm with scales of 1 and shifts of 0 makes of x [D]; norm: none, RMS or layer."""
    x = x - x.mean() if norm == "layer" else x
    return x if norm == "none" else x / np.sqrt(np.mean(x**2) + eps)


def _numbers(axes: Axes, n: int, reach: float):
    """Axes with n bars around 0, and a text for the end of each."""
    places = np.arange(n)
    label(axes, "what the head gets", "which of the six numbers", "its value")
    axes.set(ylim=(-reach - 0.7, reach + 0.7), xticks=places, xticklabels=places + 1)
    axes.axhline(0, color=GREY, linewidth=0.8)
    bars = axes.bar(places, np.zeros(n), color=BLUE)
    white = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
    style = {"ha": "center", "va": "center", "fontsize": 9, "bbox": white}
    return bars, [axes.text(float(x), 0, "", **style) for x in places]


def rotary_score(query_length: float = 1.0, key_length: float = 0.8, places: int = 20) -> View:
    """View with dials `query_at`, `key_at` (places) and `speed` (radians per place): a pair of
    numbers of a query and of a key, each turned by its place, and their dot product."""

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": (1, 1.3), "wspace": 0.33})
        figure.subplots_adjust(left=0.08, right=0.97, bottom=0.14, top=0.88)
        query, key = _plane(left)
        curve, here = _score(right, places, query_length * key_length)
        distances = np.linspace(-places, places, 401)

        def turn(query_at: int, key_at: int, speed: float) -> str:
            q = query_length * np.array([np.cos(speed * query_at), np.sin(speed * query_at)])
            k = key_length * np.array([np.cos(speed * key_at), np.sin(speed * key_at)])
            query.set_data([0, q[0]], [0, q[1]])
            key.set_data([0, k[0]], [0, k[1]])
            curve.set_ydata(query_length * key_length * np.cos(speed * distances))
            distance, score = query_at - key_at, float(q @ k)
            here.set_data([distance], [score])
            right.set_title(
                f"distance {number(distance)}: dot product {number(round(score, 3))}", **TITLE
            )
            return (
                f"Query at place {query_at}, key at place {key_at}, {number(speed)} radians per "
                f"place: distance {number(distance)}, dot product {number(round(score, 3))}."
            )

        return turn

    return view


def _plane(axes: Axes):
    label(axes, "one pair, as an arrow", "first number", "second number")
    axes.set(xlim=(-1.15, 1.15), ylim=(-1.55, 1.15), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    axes.set_aspect("equal")
    circle = np.linspace(0, 2 * np.pi, 100)
    axes.plot(np.cos(circle), np.sin(circle), ":", color=GREY, linewidth=1)
    axes.plot(0, 0, ".", color=BLACK)
    (query,) = axes.plot([], [], "-o", color=BLUE, markevery=[1], linewidth=2.5, markersize=8)
    (key,) = axes.plot([], [], "--s", color=RED, markevery=[1], linewidth=2.5, markersize=8)
    axes.legend(
        [query, key], ["query", "key"], loc="lower center", ncols=2, fontsize=9, frameon=False
    )
    return query, key


def _score(axes: Axes, places: int, top: float):
    label(axes, " ", "distance: place of query − place of key", "dot product of query and key")
    axes.set(xlim=(-places, places), ylim=(-1.15 * top, 1.15 * top))
    axes.axhline(0, color=GREY, linewidth=0.8)
    distances = np.linspace(-places, places, 401)
    (curve,) = axes.plot(distances, distances, color=GREY, linewidth=1.5)
    (here,) = axes.plot([], [], "D", color=GREEN, markersize=10, clip_on=False)
    return curve, here
