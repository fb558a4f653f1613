"""Views of a classifier of sentences: its loss, as it learns, and where one row of dials fails."""

import html
import re
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import decimals, number, sigmoid, signed
from ..kit.style import BLACK, BLUE, GREEN, GREY, PINK, RED, TITLE, label
from ..kit.view import View

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


def steps_on(axes: Axes, last: int) -> None:
    """Marks below an axis of steps, six at most, thousands with commas."""
    marks = range(0, last + 1, max(last // 5, 1))
    axes.set_xticks(list(marks), [f"{mark:,}" for mark in marks])


def learning_axes(figure: Figure, last_step: int) -> tuple[Axes, Axes]:
    """Two axes: the curve on the left, the sentence's words on the right."""
    left = label(figure.add_axes((0.08, 0.16, 0.36, 0.66)), "", "step", "confidence: positive")
    right = label(figure.add_axes((0.54, 0.06, 0.45, 0.76)), "", "", "dial")
    left.set(xlim=(0, last_step), ylim=(0, 1))
    steps_on(left, last_step)
    left.axhline(0.5, color=GREY, linewidth=0.8, linestyle="--")
    return left, right


def learning(
    vocabulary: Sequence[str], weights: ArrayLike, biases: ArrayLike, sentences: dict[str, str]
) -> View:
    """View with dials `sentence` and `step`: a confidence as it grows, and its words' dials.

    vocabulary: V words. weights [S, V], biases [S]: the dials after 0, 1, 2 … S − 1 steps.
    sentences: {short name: text}. A word without a dial counts for nothing.
    """
    weights, biases = np.asarray(weights), np.asarray(biases)
    place = {word: number for number, word in enumerate(vocabulary)}
    limit = 1.35 * float(np.abs(weights).max())
    words_of = {name: split_words(text) for name, text in sentences.items()}

    scores = {
        name: weights[:, [place[word] for word in words if word in place]].sum(axis=1) + biases
        for name, words in words_of.items()
    }  # [S] each
    slots = 1 + max(len(words) for words in words_of.values())

    def view(figure: Figure):
        left, right = learning_axes(figure, len(biases) - 1)
        (curve,) = left.plot(range(len(biases)), biases, color=BLACK, linewidth=2)
        (now,) = left.plot([0], [0.5], "o", color=BLUE, markersize=9, clip_on=False)
        show_words = word_bars(right, slots, limit)

        def turn(sentence: str, step: int) -> str:
            text, words = sentences[sentence], words_of[sentence]
            dials = [weights[step, place[word]] if word in place else 0.0 for word in words]
            sure, total = sigmoid(scores[sentence]), number(scores[sentence][step], 2)
            curve.set_ydata(sure)
            now.set_data([step], [sure[step]])
            names = [word if word in place else f"{word}\nno dial" for word in words]
            show_words([*names, "bias"], [*dials, biases[step]])
            end, bias = number(sure[step], 2), number(biases[step], 2)
            left.set_title(f"“{text}”\nstep {step:,}: {end}", **TITLE, parse_math=False)
            right.set_title(f"words and bias add up to {total};\nsigmoid({total}) = {end}", **TITLE)
            said = ", ".join(
                f"{word} {number(dial, 2) if word in place else '(no dial)'}"
                for word, dial in zip(words, dials, strict=True)
            )
            judged = f"After {step:,} steps the confidence that “{text}” is positive is {end}."
            return f"{judged} Dials: {said}, bias {bias}."

        return turn

    return view


def tangent(at: float, height: float, slope: float, reach: float = 2.0) -> tuple[list, list]:
    """Two points of a line with a slope through a point: x and y."""
    return [at - reach, at + reach], [height - reach * slope, height + reach * slope]


def small(slope: float) -> str:
    """A slope with four decimals; "nearly 0" if these would be zeros."""
    return "nearly 0" if abs(slope) < 5e-5 else decimals(slope, 4)


def two_losses() -> View:
    """View with dials `score` and `kind` (the sentence is positive or negative): both losses."""
    scores = np.linspace(-8, 8, 161)

    def losses(score, y):
        p = sigmoid(score)
        return (p - y) ** 2, np.log1p(np.exp(-score * (2 * y - 1)))

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "score", "loss of the sentence")
        figure.subplots_adjust(left=0.08, right=0.78, bottom=0.15, top=0.88)
        axes.set(xlim=(-8, 8), ylim=(-0.25, 8.2))
        styles = [("squared miss", PINK, "--"), ("logistic loss", BLUE, "-")]
        curves = [axes.plot(scores, scores, color=c, ls=s, lw=1.5)[0] for _, c, s in styles]
        slopes = [axes.plot([], [], color=c, ls=s, lw=4, alpha=0.6)[0] for _, c, s in styles]
        dots = [axes.plot([], [], "o", color=c, ms=8, clip_on=False)[0] for _, c, _ in styles]
        texts = [axes.text(8.3, 5.2 - 2 * i, "", color=c, va="center")
                 for i, (_, c, _) in enumerate(styles)]  # fmt: skip

        def turn(score: float, kind: str) -> str:
            y = 1.0 if kind == "positive" else 0.0
            p = float(sigmoid(score))
            found = [2 * (p - y) * p * (1 - p), p - y]
            parts = zip(styles, curves, losses(scores, y), losses(score, y), strict=True)
            for i, ((name, _, _), curve, heights, height) in enumerate(parts):
                curve.set_ydata(heights)
                slopes[i].set_data(*tangent(score, float(height), found[i], 1.2))
                dots[i].set_data([score], [height])
                line = "dashed" if i == 0 else "solid"
                texts[i].set_text(f"{name}\n({line})\nslope {small(found[i])}")
            said = f"A {kind} sentence with score {number(score)}: p = {number(p, 4)}"
            axes.set_title(said, **TITLE)
            one, other = (small(slope) for slope in found)
            return f"{said}. Slope of the squared miss {one}, of the logistic loss {other}."

        return turn

    return view


def log_losses(scores: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The logistic loss, averaged over the last axis: scores [..., N], y [N] -> [...]."""
    return np.logaddexp(0, -scores * (2 * y - 1)).mean(axis=-1)


class Curves:
    """Loss and accuracy of two sets of sentences after every step.

    weights [S, V], biases [S]; counts [N, V] and targets [N] of training and of validation.
    """

    def __init__(self, weights: ArrayLike, biases: ArrayLike, training: tuple, validation: tuple):
        weights, biases = np.asarray(weights), np.asarray(biases)
        self.losses, self.right = [], []
        for X, y in (training, validation):
            scores = weights @ X.T + biases[:, None]  # [S, N]
            self.losses.append(log_losses(scores, y))
            self.right.append(((scores > 0) == (y == 1)).mean(axis=1))

    def above_lowest(self, step: int) -> float:
        """By how many per cent the validation loss is above its lowest."""
        return float(100 * (self.losses[1][step] / self.losses[1].min() - 1))


def when_to_stop(curves: Curves) -> View:
    """View with the dial `step`: loss and accuracy up to there, training and validation."""
    names, colours = ("training", "validation"), (BLUE, RED)

    def draw(axes):
        lines, dots = [], []
        for colour, style in zip(colours, ("-", "--"), strict=True):
            lines.append(axes.plot([], [], color=colour, ls=style, lw=2)[0])
            dots.append(axes.plot([], [], "o", color=colour, ms=7, clip_on=False)[0])
        return lines, dots

    def view(figure: Figure):
        left = label(figure.add_axes((0.08, 0.15, 0.33, 0.7)), "Loss", "step")
        right = label(figure.add_axes((0.52, 0.15, 0.33, 0.7)), "Right answers", "step")
        last = len(curves.losses[0]) - 1
        left.set(xlim=(0, last), ylim=(0, 0.75))
        right.set(xlim=(0, last), ylim=(0.4, 1.02))
        steps_on(left, last)
        steps_on(right, last)
        right.set_yticks([0.5, 0.75, 1], ["50%", "75%", "100%"])
        drawn = [draw(left), draw(right)]
        texts = [right.text(1.06, 0.75 - 0.4 * i, "", color=c, va="center",
                            transform=right.transAxes)
                 for i, c in enumerate(colours)]  # fmt: skip

        def turn(step: int) -> str:
            said = []
            for (lines, dots), rows in zip(drawn, (curves.losses, curves.right), strict=True):
                for line, dot, row in zip(lines, dots, rows, strict=True):
                    line.set_data(range(step + 1), row[: step + 1])
                    dot.set_data([step], [row[step]])
            for i, name in enumerate(names):
                loss, right_now = decimals(curves.losses[i][step], 3), curves.right[i][step]
                texts[i].set_text(
                    f"{name}\n({'dashed' if i else 'solid'})\nloss {loss}\n{100 * right_now:.1f}%"
                )
                said.append(f"{name} loss {loss}, {100 * right_now:.1f}% right")
            return f"After {step:,} steps: {'; '.join(said)}."

        return turn

    return view


def split_words(text: str) -> list[str]:
    """The words of a text in lower case: apostrophes belong to words, other marks are left out."""
    return re.findall(r"[\w']+", text.lower())


def counts_of(texts: Sequence[str], vocabulary: Sequence[str]) -> np.ndarray:
    """How often each word of the vocabulary comes up in each text: [texts, words]."""
    rows = [split_words(text) for text in texts]
    return np.array([[row.count(word) for word in vocabulary] for row in rows], float)


def descend(X: np.ndarray, y: np.ndarray, steps: int, rate: float) -> tuple[np.ndarray, float]:
    """Weights [V] and bias after some steps of gradient descent from 0 on the logistic loss."""
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        miss = sigmoid(X @ weights + bias) - y
        weights = weights - rate * X.T @ miss / len(y)
        bias = bias - rate * miss.mean()
    return weights, float(bias)


class Splits:
    """Training on some of the sentences, judged on 100 others, for several random draws.

    seen, unseen, hard [sizes, draws]: shares of right answers on the sentences trained on, on the
    others, and on those of the others that are hard.
    """

    def __init__(
        self,
        texts: Sequence[str],
        positive: np.ndarray,
        hard: np.ndarray,
        sizes: Sequence[int],
        draws: int = 20,
        steps: int = 300,
    ):
        self.sizes = sizes
        X = counts_of(texts, sorted({word for text in texts for word in split_words(text)}))
        y = np.asarray(positive) * 1.0
        self.seen, self.unseen, self.hard = np.zeros((3, len(sizes), draws))
        for draw in range(draws):
            order = np.random.default_rng(draw).permutation(len(y))
            other = order[200:]
            for row, size in enumerate(sizes):
                weights, bias = descend(X[order[:size]], y[order[:size]], steps, 2.0)
                right = (X @ weights + bias > 0) == (y == 1)
                self.seen[row, draw] = right[order[:size]].mean()
                self.unseen[row, draw] = right[other].mean()
                self.hard[row, draw] = right[other][hard[other]].mean()


def twenty_splits(figure: Figure, splits: Splits) -> None:
    """Draw the shares of right answers, a row for each size and a mark for each draw."""
    title = "Right answers, twenty splits for each number"
    axes = label(figure.add_subplot(), title, "right answers", "training sentences")
    figure.subplots_adjust(left=0.1, right=0.8, bottom=0.16, top=0.9)
    axes.set(ylim=(len(splits.sizes) - 0.4, -0.6), xlim=(0.38, 1.02))
    axes.set_xticks([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], ["40%", "50%", "60%", "70%", "80%",
                                                         "90%", "100%"])  # fmt: skip
    axes.set_yticks(range(len(splits.sizes)), [str(size) for size in splits.sizes])
    axes.axvline(0.5, color=GREY, linewidth=0.8, linestyle="--")
    axes.text(0.495, len(splits.sizes) - 0.55, "a coin", color=GREY, ha="right")
    for shares, colour, mark, up in (
        (splits.seen, BLUE, "s", -0.16),
        (splits.unseen, RED, "o", 0.16),
    ):
        for row, values in enumerate(shares):
            axes.plot(values, np.full(len(values), row + up), mark, color=colour, ms=5, alpha=0.4)
            axes.plot(values.mean(), row + up, "|", color=BLACK, ms=18, mew=2)
    for text, colour, height in (
        ("■ trained on", BLUE, 0.7),
        ("● not trained on", RED, 0.55),
        ("| mean", BLACK, 0.4),
    ):
        axes.text(1.03, height, text, color=colour, transform=axes.transAxes)


class Reading:
    """What a classifier makes of one sentence, word by word: text, and HTML with bars.

    Words that have no dial count for nothing. In the HTML nothing of the sentence is taken for a
    tag.
    """

    def __init__(self, text: str, vocabulary: Sequence[str], weights: Sequence[float], bias: float):
        place = {word: i for i, word in enumerate(vocabulary)}
        self.text, self.bias = text, float(bias)
        self.rows = [
            (word, float(weights[place[word]]) if word in place else None)
            for word in split_words(text)
        ]
        self.score = self.bias + sum(weight or 0.0 for _, weight in self.rows)
        self.p = float(sigmoid(self.score))

    @property
    def note(self) -> str:
        """What there is to be said when few or none of its words are known, or else nothing."""
        known = sum(weight is not None for _, weight in self.rows)
        if not self.rows:
            return "There is no word in it, so the bias alone decides."
        if not known:
            return "None of its words came up in training, so the bias alone decides."
        unknown = len(self.rows) - known
        return f"Words without a dial: {unknown}." if unknown else ""

    def __repr__(self) -> str:
        parts = [
            f"{word} {'(no dial)' if weight is None else number(weight, 2)}"
            for word, weight in self.rows
        ]
        whole = ", ".join([*parts, f"bias {number(self.bias, 2)}"])
        score = f"Score {number(self.score, 2)}, positive with probability {self.p:.2f}."
        return f"“{self.text}”: {whole}. {score} {self.note}".strip()

    def _repr_html_(self) -> str:
        rows = "".join(self._row(*row) for row in [*self.rows, ("(bias)", self.bias)])
        end = f"score {number(self.score, 2)} → positive with probability <b>{self.p:.2f}</b>"
        return (
            f"<div><p>“{html.escape(self.text)}”: {end}. {self.note}</p>"
            f'<table aria-label="words and their weights">{rows}</table></div>'
        )

    def _row(self, word: str, weight: float | None) -> str:
        if weight is None:
            shown, bar = "no dial", ""
        else:
            shown = signed(weight, 2, gap="")
            width = round(min(30 * abs(weight), 150))
            bar = (
                f'<div style="background:{BLUE if weight > 0 else RED};'
                f'width:{width}px;height:10px"></div>'
            )
        cells = f'<td style="text-align:left">{html.escape(word)}</td><td>{shown}</td>'
        return f'<tr>{cells}<td style="text-align:left">{bar}</td></tr>'


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
