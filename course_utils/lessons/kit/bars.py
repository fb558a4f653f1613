"""Horizontal bars with a name in front and a figure behind."""

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.text import Text


def named_bars(axes: Axes, names: Sequence[str], **style: Any) -> tuple[BarContainer, list[Text]]:
    """A bar of length 0 for each name, the first on top, and the texts at their ends."""
    bars = axes.barh(names, [0.0] * len(names), **style)
    axes.invert_yaxis()
    return bars, [axes.text(0, i, "", va="center", fontsize=9) for i in range(len(names))]


def set_bars(
    bars: BarContainer, texts: list[Text], lengths: Iterable[float], said: Iterable[str], gap: float
) -> None:
    """Give each bar its length and, `gap` behind its end, its text."""
    for bar, text, length, words in zip(bars, texts, lengths, said, strict=True):
        bar.set_width(length)
        text.set(x=length + gap, text=words)
