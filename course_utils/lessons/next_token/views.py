"""Views of the next token: softmax bars, a learned row, what a short context shows, floors."""

import textwrap
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..kit.numbers import number, softmax
from ..kit.style import BLACK, BLUE, GREEN, GREY, RED, SKY, TITLE, label
from ..kit.view import View


def _bars(axes: Axes, n: int, names, room: float = 1.0, **looks):
    """n horizontal bars of probability, the first on top, and their figures in a column."""
    label(axes, " ", "probability")
    axes.set(xlim=(0, room), ylim=(n - 0.4, -0.7))
    axes.set_yticks(range(n), names)
    axes.tick_params(axis="y", length=0)
    bars = axes.barh(range(n), np.zeros(n), height=0.7, **looks)
    figures = _column(axes, n, 1.1)

    def fill(probs, shown=None):
        shown = np.greater(probs, 0) if shown is None else shown
        for bar, text, p, show in zip(bars, figures, probs, shown, strict=True):
            bar.set_width(p)
            text.set(text=f"{p:.2f}" if show else "")

    return fill


def _column(axes: Axes, n: int, place: float, head: str = "", colour: str = BLACK):
    """n empty texts at the heights 0 … n − 1, right of the axes, where no bar comes; a heading."""
    across = axes.get_yaxis_transform()
    looks = {"ha": "right", "va": "center", "fontsize": 9, "color": colour, "transform": across}
    axes.text(place, 1.0, head, **looks | {"transform": axes.transAxes, "va": "bottom"})
    return [axes.text(place, i, "", **looks) for i in range(n)]


def average_surprise(logits: ArrayLike, wanted: ArrayLike) -> float:
    """Mean surprise in nats when tokens come as often as `wanted` [n] says, and the model says
    softmax(logits)."""
    return float(-np.dot(wanted, np.log(softmax(logits))))


def above_least(wanted: ArrayLike) -> Callable[..., float]:
    """How far the average surprise of logits l0, l1 … lies above the least possible, in nats."""
    least = average_surprise(np.log(wanted), wanted)
    return lambda **row: average_surprise(list(row.values()), wanted) - least


def logit_bars(words: list[str], wanted: ArrayLike, before: str) -> View:
    """View with dials l0, l1 …: a row of logits, their powers, and the probabilities as bars.

    wanted: [n] shares that were counted, drawn as marks.
    """
    wanted = np.asarray(wanted, float)
    n = len(words)

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
        figure.subplots_adjust(left=0.07, right=0.85, bottom=0.15, top=0.84, wspace=0.25)
        label(left, "e to the power of the logit")
        left.set(xlim=(0, 24), ylim=(n - 0.4, -0.7))
        left.set_yticks(range(n), words)
        left.tick_params(axis="y", length=0)
        powers = left.barh(range(n), np.zeros(n), height=0.7, color=SKY)
        texts = [left.text(0, i, "", va="center", fontsize=9) for i in range(n)]
        fill = _bars(right, n, words, color=BLUE)
        right.plot(wanted, range(n), "|", color=RED, markersize=20, markeredgewidth=2.5)
        _column(right, 0, 1.1, "model", BLUE)
        for text, share in zip(_column(right, n, 1.3, "counted", RED), wanted, strict=True):
            text.set_text(f"{share:.2f}")

        def turn(**logits: float) -> str:
            row = [logits[f"l{i}"] for i in range(n)]
            for bar, text, power in zip(powers, texts, np.exp(row), strict=True):
                bar.set_width(power)
                text.set(text=number(power), x=min(power, 20) + 0.4)
            fill(softmax(row))
            loss = number(average_surprise(row, wanted))
            right.set_title(f"softmax · average surprise {loss} nats", **TITLE)
            said = ", ".join(f"“{w}” {p:.2f}" for w, p in zip(words, softmax(row), strict=True))
            return f"After “{before}” the model says {said}; average surprise {loss} nats."

        return turn

    return view


def learned_rows(
    rows: dict[str, tuple], losses: Sequence[float], counted_loss: float, *, every: int
) -> View:
    """View with dials `step` and `word`: a row of the learned table beside the counted one.

    rows: {word: (names [n], counted [n], learned [S, n])}, a name "" leaves its bar out. losses:
    [S] nats; counted_loss: that of the counted table.
    """
    n = len(next(iter(rows.values()))[0])

    def view(figure: Figure):
        left = figure.add_axes((0.115, 0.14, 0.33, 0.7))
        right = figure.add_axes((0.64, 0.14, 0.34, 0.7))
        fill = _bars(left, n, [""] * n, color=BLUE)
        (marks,) = left.plot([], [], "|", color=RED, markersize=16, markeredgewidth=2.5)
        _column(left, 0, 1.1, "learned", BLUE)
        said = _column(left, n, 1.38, "counted", RED)
        label(right, "loss of the whole table (nats)", "training step")
        right.plot(every * np.arange(len(losses)), losses, color=BLUE)
        right.axhline(counted_loss, color=RED, linestyle="--", linewidth=1.2)
        right.set(ylim=(0, 1.05 * losses[0]))
        right.text(every * (len(losses) - 1), counted_loss - 0.4, "counted", color=RED, ha="right")
        (here,) = right.plot([], [], "o", color=BLACK)

        def turn(step: int, word: str) -> str:
            names, counted, learned = rows[word]
            at = step // every
            left.set_yticklabels(names)
            left.set_title(f"after “{word}”, step {step}", **TITLE)
            marks.set_data(np.where(np.equal(names, ""), np.nan, counted), range(n))
            left.set_xlim(0, 1.08 * max(counted))
            fill(learned[at], counted > 0)
            for text, share in zip(said, counted, strict=True):
                text.set_text(f"{share:.2f}" if share else "")
            here.set_data([step], [losses[at]])
            return (
                f"After {step} steps the learned row of “{word}” gives “{names[0]}” "
                f"{learned[at][0]:.2f}; counted {counted[0]:.2f}. Loss {number(losses[at])} nats."
            )

        return turn

    return view


def likeliest(
    vocab: Sequence[str], watched: Sequence[str], counted: np.ndarray, learned: np.ndarray
) -> dict[str, tuple]:
    """Rows for `learned_rows`: for each watched word the 7 tokens that were counted most often.

    counted: [watched, V]; learned: [S, watched, V], probabilities.
    """
    rows = {}
    for w, (word, row) in enumerate(zip(watched, counted, strict=True)):
        best = np.argsort(-row, kind="stable")[:7]
        names = [vocab[i] if row[i] > 0 else "" for i in best]
        rows[word] = names, row[best], learned[:, w, best] * (row[best] > 0)
    return rows


def reader(places: dict[str, tuple], top: int = 6) -> View:
    """View with dials `place` and `seen`: a text as a reader sees it, and what it expects next.

    places: {name: (pieces, {seen: (words, probs)}, truth)}, pieces: the text so far, cut so that
    the last three are one token each. seen: "0" to "3", or "all".
    """

    def view(figure: Figure):
        left, right = figure.subplots(1, 2, width_ratios=(1.2, 1))
        figure.subplots_adjust(left=0.01, right=0.93, bottom=0.14, top=0.88, wspace=0.3)
        left.axis("off")
        page = left.text(0, 0.98, "", fontsize=10, va="top", linespacing=1.5, family="monospace")
        fill = _bars(right, top, [""] * top, color=BLUE)

        def turn(place: str, seen: str) -> str:
            pieces, expects, truth = places[place]
            words, probs = expects[seen]
            page.set_text(_veiled(pieces, seen))
            fill(np.resize([*probs[:top], *[0.0] * top], top))
            names = [w for w, p in zip(words[:top], probs[:top], strict=True) if p > 0]
            names = [f"{w} ←" if w == truth else w for w in names]
            right.set_yticklabels([*names, *[""] * (top - len(names))])
            p = dict(zip(words, probs, strict=True)).get(truth, 0.0)
            right.set_title(
                f"{top} likeliest next tokens (← the one that came: {p:.2f})", fontsize=9
            )
            context = "everything" if seen == "all" else _words(int(seen))
            return (
                f"Seeing {context}, a reader gives “{truth}”, which came, a probability of {p:.2f}."
            )

        return turn

    return view


def _words(n: int) -> str:
    return f"{n} word{'s' * (n != 1)}"


def _veiled(pieces: list[str], seen: str) -> str:
    """The text so far, with a dot for each letter that the reader does not see."""
    shown = len(pieces) if seen == "all" else int(seen)
    hidden = pieces[: len(pieces) - shown]
    words = ["·" * len(piece) for piece in hidden] + pieces[len(hidden) :]
    return "\n".join(textwrap.wrap(" ".join([*words, "___"]), 46)[-11:])


def floors(figure: Figure, steps: dict[str, float], landed: dict[str, float]) -> Axes:
    """The ladder of floors: {name: nats} as lines, and where tables landed, as points."""
    axes = label(figure.add_subplot(), "How far down one can get", "", "nats per token")
    figure.subplots_adjust(left=0.08, right=0.9, bottom=0.05, top=0.91)
    axes.set(xlim=(0, 1), ylim=(0, 6.8), xticks=[])
    height = -np.inf  # of the label below: two labels keep apart, though their lines may not
    for i, (name, nats) in enumerate(reversed(steps.items())):
        colour, width, weight = (SKY, 2, "normal") if i else (GREEN, 3, "bold")
        axes.axhline(nats, 0.43, 0.63, color=colour, linewidth=width)
        height = max(nats, height + 0.3)
        looks = {"fontsize": 10, "fontweight": weight, "ha": "right", "va": "center"}
        axes.text(0.42, height, f"{name}: {nats:.2f}", **looks)
    for i, (name, nats) in enumerate(landed.items()):
        axes.plot([0.66 + 0.03 * i], [nats], "os"[i % 2], color=RED, markersize=8)
        place = (0.74, nats + 0.35 - 0.42 * i)
        axes.text(*place, f"{name}: {nats:.2f}", fontsize=10, color=RED, va="center")
    bits = axes.secondary_yaxis(
        "right", functions=(lambda x: x / np.log(2), lambda x: 0.6931 * np.asarray(x))
    )
    bits.set_ylabel("bits per token")
    return axes


def validation_loss(losses: dict[str, np.ndarray]) -> Callable[..., float]:
    """What a goal asks for: the validation loss for the dials of `context_and_data`."""
    return lambda stories, words: float(losses[stories][1][words])


def context_and_data(losses: dict[str, np.ndarray], floor: Sequence[float], exact: float) -> View:
    """View with dials `stories` (a key) and `words`: training and validation loss of readers.

    losses: {stories: [2, K]}, on the tales counted and on validation tales. floor: for 0, 1, 2 …
    words seen.
    """

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "words that the reader sees", "nats per token")
        figure.subplots_adjust(left=0.08, right=0.72, bottom=0.13, top=0.9)
        K = len(next(iter(losses.values()))[0])
        axes.set(xlim=(-0.3, K - 0.7), ylim=(0, 6.5), xticks=range(K))
        axes.axhline(exact, color=GREEN, linewidth=1.5, label=f"entropy, all seen: {exact:.2f}")
        axes.plot(range(len(floor)), floor, "_", color=GREY, ms=26, mew=2.5, label="floors")
        (train,) = axes.plot([], [], "o--", color=BLUE, label="on the tales counted")
        (held,) = axes.plot([], [], "s-", color=RED, label="on validation tales")
        here = axes.axvline(0, color=BLACK, linewidth=0.8, linestyle=":")
        looks = {"fontsize": 9, "frameon": False, "handlelength": 2.8}
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), **looks)

        def turn(stories: str, words: int) -> str:
            seen, unseen = losses[stories]
            train.set_data(range(K), seen)
            held.set_data(range(K), unseen)
            here.set_xdata([words, words])
            axes.set_title(
                f"{stories} tales, {_words(words)}: on these {seen[words]:.2f}, "
                f"validation {unseen[words]:.2f}",
                **TITLE,
            )
            return (
                f"A reader of {_words(words)} who counted {stories} tales: {seen[words]:.2f} nats "
                f"per token on these, {unseen[words]:.2f} on validation tales."
            )

        return turn

    return view
