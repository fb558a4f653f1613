"""The grammar unrolled into one large graph without loops, for exact sums over all tales.

A place in the graph is what is still to be told, in which weather and place, with which roles
known. Each step tells a run of words and slots and leads on to the next choice.
"""

from functools import cache
from itertools import takewhile
from typing import NamedTuple

from .grammar import STEERS, Call, Slot, Symbol, grammar
from .roles import ROLES

Run = tuple[str | Slot, ...]


class Place(NamedTuple):
    """What is still to be told, the row of the role that steers (or None), the roles drawn."""

    symbols: tuple[Symbol, ...]
    row: tuple[str, ...] | None = None
    known: frozenset[str] = frozenset()


class Step(NamedTuple):
    """With this probability tell this run, draw these roles on the way, and go on there."""

    probability: float
    run: Run
    draws: tuple[str, ...]  # of the roles met here for the first time, all but the one that steers
    to: Place


START = Place((Call("story"),))


@cache
def _needs(symbol: Symbol) -> frozenset[str]:
    """The roles on which a symbol, and all that it may turn into, depends."""
    if isinstance(symbol, Slot):
        return frozenset({symbol.role})
    if isinstance(symbol, str):
        return frozenset()
    lines = grammar()[symbol.scene]
    guarded = {STEERS} if any(line.guard for line in lines) else set()
    return frozenset(guarded).union(*(_needs(s) for line in lines for s in line.symbols))


@cache
def _future(symbols: tuple[Symbol, ...]) -> frozenset[str]:
    return _needs(symbols[0]) | _future(symbols[1:]) if symbols else frozenset()


def _steps_of_line(symbols, row, known, probability):
    """Tell all up to the next call; draw the row that steers if it is met here."""
    run = tuple(takewhile(lambda s: not isinstance(s, Call), symbols))
    rest = symbols[len(run) :]
    new = list(dict.fromkeys(s.role for s in run if isinstance(s, Slot) and s.role not in known))
    rows = _steering_rows() if STEERS in new else [(row, 1.0)]
    needed = _future(rest)
    draws = tuple(role for role in new if role != STEERS)
    for row_then, p in rows:
        kept = row_then if STEERS in needed else None  # equal futures are one place
        to = Place(rest, kept, known.union(new) & needed)
        yield Step(probability * p, _steered(run, row_then), draws, to)


def _steering_rows():
    role = ROLES[STEERS]
    total = sum(role.weights)
    return [(row, w / total) for row, w in zip(role.rows, role.weights, strict=True)]


def _steered(run: Run, row) -> Run:
    """Put the words of the drawn row for the slots of the role that steers."""
    columns = ROLES[STEERS].columns
    return tuple(
        row[columns.index(s.column)] if isinstance(s, Slot) and s.role == STEERS else s for s in run
    )


@cache
def steps(place: Place) -> tuple[Step, ...]:
    """The steps that can be taken from a place, none from the end."""
    if not place.symbols:
        return ()
    rest = place.symbols[1:]
    call = place.symbols[0]
    assert isinstance(call, Call)
    lines = [line for line in grammar()[call.scene] if line.fits(place.row)]
    total = sum(line.weight for line in lines)
    return tuple(
        step
        for line in lines
        for step in _steps_of_line(line.symbols + rest, place.row, place.known, line.weight / total)
    )


@cache
def places() -> tuple[Place, ...]:
    """Every place that a tale can come to, each before those that follow it."""
    order: dict[Place, None] = {}

    def visit(place):
        if place not in order:
            for step in steps(place):
                visit(step.to)
            order[place] = None

    visit(START)
    return tuple(reversed(order))
