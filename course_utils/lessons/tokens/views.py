"""Views of text cut into pieces, and of one sentence in many languages: notebook 11."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from ...tokens import Tokenizer, merged, words
from ..kit.numbers import number
from ..kit.style import BLACK, BLUE, GREY, RED, label
from ..kit.view import View

TINTS = ("#cfe3f1", "#ffe2b8", "#cdeadf", "#f3d9e7")  # behind pieces, in turn
COLUMNS = 62  # characters in a line of the page


class Place(NamedTuple):
    """Where a word stands on the page."""

    word: str
    line: int
    column: int


def lay_out(text: str, columns: int = COLUMNS) -> list[Place]:
    """Where each word stands when lines break before a word. ValueError for a longer word."""
    places, line, column = [], 0, 0
    for word in words(text):
        if len(word) > columns:
            raise ValueError(f"{word!r} does not fit in a line of {columns} characters.")
        if column + len(word) > columns:
            line, column = line + 1, 0
        places.append(Place(word, line, column))
        column += len(word)
    return places


def edges(word: str, pieces: Sequence[bytes]) -> list[float]:
    """Where pieces end, in characters from the word's start: a piece may end within one."""
    ends_of_bytes = [0.0]
    for place, character in enumerate(word):
        size = len(character.encode("utf-8", "surrogatepass"))
        ends_of_bytes += [place + (i + 1) / size for i in range(size)]
    return [ends_of_bytes[n] for n in np.cumsum([len(piece) for piece in pieces])]


def pieces_of_text(texts: Mapping[str, str], tokenizer: Tokenizer, *, every: int = 16) -> View:
    """View with dials `merges` (how many of the tokenizer's are in use) and `text` (a name):
    the text cut into coloured pieces, and how its length falls as the vocabulary grows.

    every: the curve is computed at every so many merges.
    """
    grid = np.arange(0, len(tokenizer.merges) + 1, every)
    pages = {name: lay_out(text) for name, text in texts.items()}
    lengths = {
        name: np.array([len(cut(page, tokenizer, n)) for n in grid.tolist()])
        for name, page in pages.items()
    }
    lines = 1 + max(page[-1].line for page in pages.values())

    def view(figure: Figure):
        page_axes, curve_axes = figure.subplots(2, 1, height_ratios=(lines + 0.6, 4.2))
        figure.subplots_adjust(left=0.08, right=0.98, bottom=0.13, top=0.93, hspace=0.42)
        show = _page(page_axes, lines)
        move = _curve(curve_axes, grid, max(length.max() for length in lengths.values()))

        def turn(merges: int, text: str) -> str:
            found = cut(pages[text], tokenizer, merges)
            n_bytes = len(texts[text].encode())
            show(pages[text], found)
            move(lengths[text], merges, len(found))
            counted = f"{256 + merges:,} tokens in the vocabulary, {len(found)} in the text"
            page_axes.set_title(counted, fontsize=11, loc="left")
            return (
                f"{merges} merges, {256 + merges:,} tokens in the vocabulary: this text of "
                f"{n_bytes} bytes is {len(found)} tokens long."
            )

        return turn

    return view


def cut(
    page: Sequence[Place], tokenizer: Tokenizer, merges: int
) -> list[tuple[Place, float, float]]:
    """The pieces of a page with the first so many merges: (word's place, from, to), in columns."""
    ranks = {pair: rank for rank, pair in enumerate(tokenizer.merges[:merges])}
    found = []
    for place in page:
        ends = edges(place.word, merged(place.word, ranks))
        found += [(place, a, b) for a, b in zip([0.0, *ends[:-1]], ends, strict=True)]
    return found


def tokens_with(tokenizer: Tokenizer, merges: int, text: str) -> int:
    """How many tokens a text is with the first so many merges of a tokenizer."""
    return len(cut(lay_out(text), tokenizer, merges))


def _page(axes: Axes, lines: int):
    """A page of text that is written once and tinted anew: returns `show(page, pieces)`."""
    axes.set(xlim=(-0.5, COLUMNS + 0.5), ylim=(lines, -0.3))
    axes.set_axis_off()
    tints = PolyCollection([], linewidth=0.8, edgecolor="white")
    axes.add_collection(tints)
    letters = [
        axes.text(0, 0, "", family="DejaVu Sans Mono", fontsize=9.5, ha="center", va="center")
        for _ in range(lines * COLUMNS)
    ]

    def show(page: Sequence[Place], pieces) -> None:
        boxes, colours = [], []
        for i, (place, left, right) in enumerate(pieces):
            x, y = place.column, place.line
            corners = [(x + left, y), (x + right, y), (x + right, y + 0.82), (x + left, y + 0.82)]
            boxes.append(corners)
            colours.append(TINTS[i % len(TINTS)])
        tints.set_verts(boxes)
        tints.set_facecolor(colours)
        written = [
            (place.column + i + 0.5, place.line + 0.42, character)
            for place in page
            for i, character in enumerate(place.word)
        ]
        for text, (x, y, character) in zip(letters, written, strict=False):
            text.set(x=x, y=y, text=character)
        for text in letters[len(written) :]:
            text.set_text("")

    return show


def _curve(axes: Axes, grid: np.ndarray, top: float):
    """Tokens in the text against merges, as far as they are turned up: what comes later is not
    given away. Returns `move(lengths, merges, length)`."""
    label(axes, "length of this text", "merges", "tokens")
    axes.set(xlim=(0, grid[-1]), ylim=(0, 1.08 * top))
    (line,) = axes.plot([], [], color=BLUE, linewidth=2)
    (point,) = axes.plot([], [], "o", color=RED, markersize=8, clip_on=False)

    def move(lengths: np.ndarray, merges: int, length: int) -> None:
        before = grid < merges
        line.set_data([*grid[before], merges], [*lengths[before], length])
        point.set_data([merges], [length])

    return move


def same_sentence(lengths: Mapping[str, Mapping[str, int]]) -> View:
    """View with dials `cut` and `language`: one sentence in several languages, a bar for each.

    lengths: {way of cutting: {language: pieces}}, the same languages in each.
    """
    languages = list(next(iter(lengths.values())))
    longest = max(max(row.values()) for row in lengths.values())

    def view(figure: Figure):
        axes = label(figure.add_subplot(), " ", "pieces")
        figure.subplots_adjust(left=0.16, right=0.95, bottom=0.17, top=0.88)
        axes.set(xlim=(0, 1.1 * longest), ylim=(len(languages) - 0.4, -0.6))
        axes.set_yticks(range(len(languages)), languages)
        axes.tick_params(axis="y", length=0)
        bars = axes.barh(range(len(languages)), np.zeros(len(languages)), height=0.66)
        counts = [axes.text(0, i, "", va="center") for i in range(len(languages))]

        def turn(cut: str, language: str) -> str:
            row = lengths[cut]
            rows = zip(bars, counts, languages, strict=True)
            for bar, text, name in rows:
                bar.set_width(row[name])
                bar.set_color(BLUE if name == language else "#b9cfe0")
                text.set(x=row[name] + 0.012 * longest, text=str(row[name]))
                text.set_color(BLACK if name == language else GREY)
            least = min(row, key=row.__getitem__)
            times = number(row[language] / row[least], 2)
            axes.set_title(f"cut into {cut}", fontsize=11, loc="left")
            said = f"Cut into {cut}, the sentence is {row[language]} pieces long in {language}"
            longer = f", {times} times as long as in {least}."
            return said + (", the shortest." if language == least else longer)

        return turn

    return view
