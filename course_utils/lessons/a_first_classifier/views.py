"""Views of a classifier of sentences: as it learns, and where one row of dials must fail."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..kit.numbers import number, sigmoid
from ..kit.style import BLUE, GREEN, GREY, ORANGE, RED, label
from ..kit.view import View

EXTREMES = 7  # words shown at either end
FOUR = {"good": True, "not good": False, "bad": False, "not bad": True}  # sentence: positive?


def word_bars(axes: Axes, slots: int, limit: float) -> Callable[..., None]:
    """Upright bars that carry their names: returns `show(names, heights)` for up to `slots`."""
    axes.set(xlim=(-0.6, slots - 0.4), ylim=(-limit, limit))
    axes.set_xticks([])
    axes.axhline(0, color=GREY, linewidth=0.8)
    bars = axes.bar(range(slots), 0.0, width=0.6, linewidth=0)
    texts = [axes.text(slot, 0, "", ha="center", fontsize=9) for slot in range(slots)]

    def show(names, heights):
        empty = slots - len(names)
        rows = zip(bars, texts, [*names, *[""] * empty], [*heights, *[0.0] * empty], strict=True)
        for bar, text, name, height in rows:
            bar.set_height(height)
            bar.set_color(BLUE if height > 0 else RED)
            text.set_text(name if not name or "\n" in name else f"{name}\n{number(height, 2)}")
            text.set_y(height + limit * (0.04 if height >= 0 else -0.04))
            text.set_verticalalignment("bottom" if height >= 0 else "top")

    return show


def extreme_bars(axes: Axes, limit: float) -> Callable[..., None]:
    """Lying bars for the largest and the smallest dials: returns `show(vocabulary, weights)`."""
    rows = np.r_[0:EXTREMES, EXTREMES + 1 : 2 * EXTREMES + 1]
    axes.set(xlim=(-limit, limit), ylim=(2 * EXTREMES + 0.6, -0.6))
    axes.set_yticks([])
    axes.axvline(0, color=GREY, linewidth=0.8)
    bars = axes.barh(rows, 0.0, height=0.7, color=[BLUE] * EXTREMES + [RED] * EXTREMES)
    texts = [axes.text(0, row, "", va="center", fontsize=9) for row in rows]

    def show(vocabulary, weights):
        order = np.argsort(-weights, kind="stable")
        ends = np.r_[order[:EXTREMES], order[-EXTREMES:]]
        for bar, text, word in zip(bars, texts, ends, strict=True):
            bar.set_width(weights[word])
            text.set_text(f"{vocabulary[word]} {number(weights[word], 2)}")
            text.set_x(-0.04 * limit if weights[word] >= 0 else 0.04 * limit)
            text.set_horizontalalignment("right" if weights[word] >= 0 else "left")

    return show


def learning_axes(figure: Figure, last_step: int) -> tuple[Axes, Axes, Axes]:
    """Three axes: the curve above, the sentence's words below it, the extremes at the right."""
    upper = label(figure.add_axes((0.075, 0.6, 0.52, 0.33)), "", "step", "confidence: positive")
    lower = label(figure.add_axes((0.075, 0.03, 0.52, 0.37)), "", "", "dial")
    right = label(figure.add_axes((0.67, 0.1, 0.31, 0.83)), "Largest and smallest dials", "dial")
    upper.set(xlim=(0, last_step), ylim=(0, 1))
    upper.axhline(0.5, color=GREY, linewidth=0.8, linestyle="--")
    return upper, lower, right


def learning(
    vocabulary: Sequence[str],
    weights: np.ndarray,
    biases: np.ndarray,
    sentences: dict[str, tuple[str, list[str]]],
) -> View:
    """View with dials `sentence` and `step`: a confidence as it grows, and the dials behind it.

    vocabulary: V words. weights [S, V], biases [S]: the dials after 0, 1, 2 … S − 1 steps.
    sentences: {short name: (text, its words)}. A word without a dial counts for nothing.
    """
    place = {word: number for number, word in enumerate(vocabulary)}
    limit = 1.35 * float(np.abs(weights).max())

    scores = {
        name: weights[:, [place[word] for word in words if word in place]].sum(axis=1) + biases
        for name, (_, words) in sentences.items()
    }  # [S] each
    slots = 1 + max(len(words) for _, words in sentences.values())

    def view(figure: Figure):
        upper, lower, right = learning_axes(figure, len(biases) - 1)
        (curve,) = upper.plot(range(len(biases)), biases, color=ORANGE, linewidth=2)
        (now,) = upper.plot([0], [0.5], "o", color=BLUE, markersize=9, clip_on=False)
        show_words = word_bars(lower, slots, limit)
        show_extremes = extreme_bars(right, limit)

        def turn(sentence: str, step: int) -> str:
            text, words = sentences[sentence]
            dials = [weights[step, place[word]] if word in place else 0.0 for word in words]
            sure, total = sigmoid(scores[sentence]), number(scores[sentence][step], 2)
            curve.set_ydata(sure)
            now.set_data([step], [sure[step]])
            names = [word if word in place else f"{word}\nno dial" for word in words]
            show_words([*names, "bias"], [*dials, biases[step]])
            show_extremes(vocabulary, weights[step])
            end, bias = number(sure[step], 2), number(biases[step], 2)
            upper.set_title(f"“{text}”, step {step}: {end}", parse_math=False)
            lower.set_title(f"words and bias add up to {total}; sigmoid({total}) = {end}")
            said = ", ".join(f"{w} {number(d, 2)}" for w, d in zip(words, dials, strict=True))
            judged = f"After {step} steps the confidence that “{text}” is positive is {end}."
            return f"{judged} Dials: {said}, bias {bias}."

        return turn

    return view


def four_parts(good: float, bad: float, not_: float, b: float) -> dict[str, list[float]]:
    """What each of the four sentences adds up."""
    return {
        "good": [good, b],
        "not good": [not_, good, b],
        "bad": [bad, b],
        "not bad": [not_, bad, b],
    }


def four_right(good: float, bad: float, not_: float, b: float) -> int:
    """How many of the four sentences get a confidence on the right side of one half."""
    parts = four_parts(good, bad, not_, b)
    return sum(sum(parts[text]) > 1e-9 if positive else sum(parts[text]) < -1e-9
               for text, positive in FOUR.items())  # fmt: skip


def four_sentences() -> View:
    """View with dials good, bad, not_, b: four sentences, and which of them come out right."""

    def view(figure: Figure):
        axes = label(figure.add_axes((0.2, 0.16, 0.42, 0.72)), " ", "confidence: positive")
        axes.set(xlim=(0, 1), ylim=(3.6, -0.6))
        wanted = [
            f"“{text}”\nshould be {'positive' if p else 'negative'}" for text, p in FOUR.items()
        ]
        axes.set_yticks(range(4), wanted)
        axes.axvline(0.5, color=GREY, linestyle="--")
        bars = axes.barh(range(4), 0.0, left=0.5, height=0.5, linewidth=0)
        texts = [axes.text(1.04, row, "", va="center", transform=axes.get_yaxis_transform())
                 for row in range(4)]  # fmt: skip

        def turn(good: float, bad: float, not_: float, b: float) -> str:
            parts, said = four_parts(good, bad, not_, b), []
            for (text, positive), bar, note in zip(FOUR.items(), bars, texts, strict=True):
                total = sum(parts[text])
                right = total > 1e-9 if positive else total < -1e-9
                bar.set_width(float(sigmoid(total)) - 0.5)
                bar.set_color(GREEN if right else RED)
                shown = " + ".join(number(part) for part in parts[text]).replace("+ −", "− ")
                note.set_text(f"{'✓' if right else '✗'}  {shown} = {number(total)}")
                note.set_color(GREEN if right else RED)
                said.append(f"“{text}” {'right' if right else 'wrong'}")
            count = four_right(good, bad, not_, b)
            axes.set_title(f"{count} of 4 right")
            return f"{count} of 4 right: {', '.join(said)}."

        return turn

    return view
