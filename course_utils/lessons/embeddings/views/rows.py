"""Rows of numbers as strips of colour, one table beside another."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...kit.style import TITLE

MOST = 2.5  # from here on, on either side of 0, it gets no darker


def strips(
    figure: Figure,
    tables: Mapping[str, np.ndarray],
    number_of: Mapping[str, int],
    groups: Sequence[Sequence[str]],
) -> None:
    """The rows of some words as strips of D coloured cells, for every table.

    tables: {title: [V, D]}. number_of: {word: its row}. groups: words that stand close together,
    with a gap after each group.
    """
    words = [word for group in groups for word in (*group, "")][:-1]
    figure.subplots_adjust(left=0.1, right=0.9, bottom=0.03, top=0.86, wspace=0.1)
    columns = figure.subplots(1, len(tables), squeeze=False, sharey=True)[0]
    for axes, (title, table) in zip(columns, tables.items(), strict=True):
        gap = np.full(table.shape[1], np.nan)
        rows = np.array([table[number_of[word]] if word else gap for word in words])
        picture = _strips_of_one_table(axes, rows)
        axes.set_title(title, **TITLE, pad=20)
    columns[0].set_yticks(np.arange(len(words)) + 0.5, words)
    bar = figure.colorbar(picture, cax=figure.add_axes((0.93, 0.03, 0.018, 0.83)))
    bar.set_ticks([-2, -1, 0, 1, 2], labels=["−2", "−1", "0", "1", "2"])
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=9)


def _strips_of_one_table(axes: Axes, rows: np.ndarray):
    """Rows [R, D] from top to bottom, nan left white."""
    R, D = rows.shape
    picture = axes.pcolormesh(rows, cmap="PuOr_r", vmin=-MOST, vmax=MOST, edgecolors="white")
    axes.set(xlim=(0, D), ylim=(R, 0))
    axes.set_xticks(np.arange(D) + 0.5, [str(i + 1) for i in range(D)], fontsize=9)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return picture
