"""Count dials: any tree of arrays, as a table of names, shapes and kinds.

    count(params)                 how many numbers there are to turn
    table(params)                 one row an array: name, shape, kind, count
    table(params).folded()        equal blocks folded into one row
    table(params).by_kind()       {"embedding": …, "weight": …, …}

Only shapes are looked at, so a tree of shapes (`jax.eval_shape`) does as well, and a model of
any size can be counted without memory. Counts are Python's own whole numbers: they never overflow.
An array that stands at one place of the tree counts once, however often the model uses it
(tied weights are one array).
"""

import math
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import NamedTuple

import jax
import numpy as np

KINDS = ("embedding", "weight", "bias", "norm")


class Row(NamedTuple):
    """One array, or several alike."""

    name: str  # its place in the tree: "blocks.0.attention.query"
    shape: tuple[int, ...]  # of one array
    kind: str  # one of KINDS
    count: int  # numbers in all `copies` together
    copies: int = 1  # how many equal arrays this row stands for


@dataclass(frozen=True)
class Table:
    """The dials of a model, one row an array, in the order of the tree."""

    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """All dials."""
        return sum(row.count for row in self.rows)

    def by_kind(self) -> dict[str, int]:
        """Dials of each kind that occurs, in the order of KINDS."""
        sums = Counter()
        for row in self.rows:
            sums[row.kind] += row.count
        return {kind: sums[kind] for kind in KINDS if kind in sums}

    def folded(self) -> "Table":
        """The same table with runs of equal blocks as one: `blocks.0–3.attention.query`, ×4."""
        rows = [(row.name.split("."), row) for row in self.rows]
        depth = max((len(parts) for parts, _ in rows), default=0)
        for place in reversed(range(depth)):  # innermost lists first
            rows = _fold(rows, place)
        return Table(tuple(row._replace(name=".".join(parts)) for parts, row in rows))

    def __str__(self) -> str:
        lines = [_cells(row) for row in self.rows]
        lines += [("", "", kind, f"{n:,}") for kind, n in self.by_kind().items()]
        lines = [HEADINGS, *lines, ("total", "", "", f"{self.total:,}")]
        widths = [max(len(line[column]) for line in lines) for column in range(4)]
        return "\n".join(_align(line, widths).rstrip() for line in lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        body = "".join(_html_row(_cells(row)) for row in self.rows)
        sums = [(kind, "", "", f"{n:,}") for kind, n in self.by_kind().items()]
        foot = "".join(_html_row(line) for line in [*sums, ("total", "", "", f"{self.total:,}")])
        head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
        return (
            f"<table><caption>{self.total:,} parameters</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
        )


def count(tree) -> int:
    """How many numbers a tree of arrays, of shapes or of plain numbers holds."""
    return sum(math.prod(shape) for _, shape in _leaves(tree))


def table(tree) -> Table:
    """Every array of a tree with its name, shape, kind and count.

    The kind follows from the name alone, by the first of these rules that fits:
      norm       a part of the name contains "norm"
      embedding  the last part contains "embedding"
      bias       the last part contains "bias", or is "b" (as in y = a·x + b)
      weight     everything else
    """
    return Table(
        tuple(Row(name, shape, kind(name), math.prod(shape)) for name, shape in _leaves(tree))
    )


def kind(name: str) -> str:
    """The kind of dial that a name tells of; the rules are in `table`."""
    *_, last = name.split(".")
    if "norm" in name:
        return "norm"
    if "embedding" in last:
        return "embedding"
    return "bias" if "bias" in last or last == "b" else "weight"


def _leaves(tree):
    """(name, shape) of every array, in the order of the tree."""
    for path, leaf in jax.tree_util.tree_leaves_with_path(tree):
        name = jax.tree_util.keystr(path, simple=True, separator=".") or "array"
        if not hasattr(leaf, "shape") and not isinstance(leaf, int | float | complex):
            raise ValueError(
                f"{name} must be an array, a shape or a number, not a {type(leaf).__name__}."
            )
        yield name, tuple(int(size) for size in np.shape(leaf))


# Folding -------------------------------------------------------------------------------------


def _fold(rows: list, place: int) -> list:
    """Fold neighbours whose names differ only in the number that stands at `place`."""
    folded = []
    for _, same_list in groupby(rows, key=lambda row: _list_at(row[0], place)):
        same_list = list(same_list)
        if place < len(same_list[0][0]) and same_list[0][0][place].isdigit():
            same_list = _fold_list(same_list, place)
        folded += same_list
    return folded
