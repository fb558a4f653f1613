"""Count parameters: any tree of arrays, as a table of names, shapes and kinds.

    count(params)                 how many numbers there are
    table(params)                 one row an array: name, shape, kind, count
    table(params).folded()        equal blocks folded into one row
    table(params).by_kind()       {"embedding": …, "weight": …, …}

Only shapes are looked at, so a tree of shapes (`jax.eval_shape`) does as well, and a model of
any size can be counted without memory. Counts are Python's own whole numbers: they never overflow.
An array that stands at one place of the tree counts once, however often the model uses it
(tied weights are one array).

What kind of parameter an array is cannot be seen from its shape, and names mislead (a
`relative_attention_bias` is a table of rows, the scale in `ln_1.scale` belongs to a norm). So it is
declared, where the array is: `scale: Array = field(metadata={"kind": "norm"})` in a dataclass, or
in the call, for trees of dictionaries: `table(tree, kinds={"a": "weight", "b": "bias"})`. What
nobody declared is counted as "undeclared".
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import jax
import numpy as np

UNDECLARED = "undeclared"
KINDS = ("embedding", "weight", "bias", "norm", UNDECLARED)
HEADINGS = ("name", "shape", "kind", "count")


class Row(NamedTuple):
    """One array, or several alike."""

    name: str  # its place in the tree: "blocks.0.attention.query"
    shape: tuple[int, ...]  # of one array
    kind: str  # one of KINDS
    count: int  # numbers in all `copies` together
    copies: int = 1  # how many equal arrays this row stands for


@dataclass(frozen=True)
class Table:
    """The parameters of a model, one row an array, in the order of the tree."""

    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """All parameters."""
        return sum(row.count for row in self.rows)

    def by_kind(self) -> dict[str, int]:
        """Parameters of each kind that occurs, in the order of KINDS."""
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
        lines = [HEADINGS, *(_cells(row) for row in self.rows), *self._sums()]
        widths = [max(len(line[column]) for line in lines) for column in range(4)]
        return "\n".join(_align(line, widths).rstrip() for line in lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        body = "".join(_html_row(_cells(row)) for row in self.rows)
        foot = "".join(_html_row(cells) for cells in self._sums())
        head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
        return (
            f"<table><caption>{self.total:,} parameters</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
        )

    def _sums(self) -> list[tuple[str, str, str, str]]:
        """The lines below the table: one a kind, and the total."""
        kinds = [(f"all {kind}", "", kind, f"{n:,}") for kind, n in self.by_kind().items()]
        return [*kinds, ("total", "", "", f"{self.total:,}")]


def count(tree: Any) -> int:
    """How many numbers a tree of arrays, of shapes or of plain numbers holds."""
    return sum(math.prod(shape) for _, shape, _ in _leaves(tree))


def table(tree: Any, kinds: Mapping[str, str] | None = None) -> Table:
    """Every array of a tree with its name, shape, kind and count.

    kinds: for arrays that no dataclass declares, their kind by name: the whole one or its last
    part, {"b": "bias"} for b and layers.0.b alike. ValueError for a kind that is none of KINDS,
    and for a leaf that holds no numbers.
    """
    kinds = dict(kinds or {})
    for kind in kinds.values():
        if kind not in KINDS:
            raise ValueError(f"a kind must be one of {', '.join(KINDS)}, not {kind!r}.")
    return Table(
        tuple(
            Row(name, shape, declared or _kind_of(name, kinds), math.prod(shape))
            for name, shape, declared in _leaves(tree)
        )
    )


def _kind_of(name: str, kinds: dict[str, str]) -> str:
    """What the caller says of an array: by its whole name, or by the last part of it."""
    return kinds.get(name, kinds.get(name.rpartition(".")[2], UNDECLARED))


def _leaves(tree: Any) -> Iterator[tuple[str, tuple[int, ...], str | None]]:
    """(name, shape, declared kind) of every array, in the order of the tree."""
    # A packed matrix counts as what it stands for: whatever has a shape is one array.
    for path, leaf in jax.tree_util.tree_leaves_with_path(tree, is_leaf=_has_shape):
        name = jax.tree_util.keystr(path, simple=True, separator=".") or "array"
        if not hasattr(leaf, "shape") and not isinstance(leaf, int | float | complex):
            raise ValueError(
                f"{name} must be an array, a shape or a number, not a {type(leaf).__name__}."
            )
        yield name, tuple(int(size) for size in np.shape(leaf)), _declared(tree, path)


def _has_shape(node: Any) -> bool:
    return hasattr(node, "shape")


def _declared(node: Any, path: tuple) -> str | None:
    """The kind that a dataclass on the way to a leaf declares for it, the nearest one; or None."""
    kind = None
    for key in path:
        name = getattr(key, "name", None)
        if name is None and not hasattr(node, "__getitem__"):
            return kind
        if name is None:
            node = node[getattr(key, "key", getattr(key, "idx", None))]
            continue
        if is_dataclass(node):
            kind = {field.name: field.metadata for field in fields(node)}[name].get("kind", kind)
        node = getattr(node, name)
    return kind


# Folding -------------------------------------------------------------------------------------


def _fold(rows: list, place: int) -> list:
    """Fold every list of the tree whose running number stands at `place` in the names."""
    folded = []
    for prefix, group in groupby(rows, key=lambda row: _list_before(row[0], place)):
        group = list(group)
        folded += group if prefix is None else _fold_list(group, place)
    return folded


def _list_before(parts: list[str], place: int) -> list[str] | None:
    """["blocks"] for blocks.0.norm_1.scale and place 1; None where no number stands there."""
    return parts[:place] if place < len(parts) and parts[place].isdigit() else None


def _fold_list(rows: list, place: int) -> list:
    """Fold runs of equal items of one list."""
    items = [list(item) for _, item in groupby(rows, key=lambda row: row[0][place])]
    folded = []
    for _, run in groupby(items, key=lambda item: _form(item, place)):
        run = list(run)
        folded += run[0] if len(run) == 1 else _as_one(run, place)
    return folded


def _form(item: list, place: int) -> list:
    """What two items must share to be folded: everything but their number."""
    return [(parts[place + 1 :], row.shape, row.kind, row.copies) for parts, row in item]


def _as_one(run: list, place: int) -> list:
    """The rows of the first item, standing for all items of the run."""
    numbers = f"{run[0][0][0][place]}–{run[-1][0][0][place]}"
    return [
        (
            [*parts[:place], numbers, *parts[place + 1 :]],
            row._replace(count=row.count * len(run), copies=row.copies * len(run)),
        )
        for parts, row in run[0]
    ]


# Showing -------------------------------------------------------------------------------------


def _cells(row: Row) -> tuple[str, str, str, str]:
    """A row as text: name, shape, kind, count."""
    name = row.name if row.copies == 1 else f"{row.name} ×{row.copies}"
    shape = " × ".join(f"{size:,}" for size in row.shape) or "one number"
    return name, shape, row.kind, f"{row.count:,}"


def _align(cells: tuple[str, ...], widths: list[int]) -> str:
    """One line of text: words to the left, counts to the right."""
    *words, number = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([*words, number.strip().rjust(widths[-1])])


def _html_row(cells: tuple[str, ...]) -> str:
    name, *words, number = (escape(cell) for cell in cells)
    middle = "".join(f"<td>{word}</td>" for word in words)
    return f'<tr><th scope="row">{name}</th>{middle}<td>{number}</td></tr>'
