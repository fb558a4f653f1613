"""Samples tales from the grammar: draws lines and roles at random and writes down the words."""

from functools import cache
from random import Random

import numpy as np

from .grammar import STEERS, Call, Line, Slot, grammar
from .roles import ROLES
from .words import Words

_WORDS = Words()
_NUMBER = {word: i for i, word in enumerate(_WORDS.vocab)}


def tales(n: int, seed: int = 0) -> list[str]:
    """Return `n` stories, the same for the same seed on every machine and Python.

    >>> tales(1, seed=3)[0][:20]
    'Once upon a time the'
    """
    rng = Random(seed)
    return [_WORDS.decode(_tell(rng.random)) for _ in range(n)]


def tale_tokens(n_tokens: int, seed: int = 0) -> np.ndarray:
    """Tokens [n_tokens] int32: stories in a row, each closed by the end token, the last one cut.

    The stories are those of `tales` with the same seed; `Words()` gives the tokens' words.
    """
    rng, tokens = Random(seed), []
    while len(tokens) < n_tokens:
        tokens += _tell(rng.random)
        tokens.append(_WORDS.end)
    return np.array(tokens[:n_tokens], dtype=np.int32)


def _tell(draw) -> list[int]:
    """One story as tokens. `draw()` gives numbers from 0 up to 1: the only source of chance,
    `Random.random`, is the one that Python promises to keep the same in all versions."""
    story, drawn, still = [], {}, ["story"]
    while still:
        symbol = still.pop()
        if type(symbol) is int:
            story.append(symbol)
        elif type(symbol) is str:
            lines = _lines(symbol, drawn.get(STEERS))
            still += lines[int(draw() * len(lines))]
        else:
            role, column = symbol
            if role not in drawn:
                rows = _rows(role)
                drawn[role] = rows[int(draw() * len(rows))]
            story.append(drawn[role][column])
    return story


@cache
def _rows(name: str) -> list[tuple[int | None, ...]]:
    """The rows of a role as tokens, each as often as its weight."""
    role = ROLES[name]
    rows = [tuple(map(_NUMBER.get, row)) for row in role.rows]
    return [row for row, weight in zip(rows, role.weights, strict=True) for _ in range(weight)]


@cache
def _lines(scene: str, row: tuple[int, ...] | None) -> list[tuple]:
    """The lines of a scene that fit the weather and place, each as often as its weight."""
    words = tuple(_WORDS.vocab[token] for token in row) if row else None
    fitting = [line for line in grammar()[scene] if line.fits(words)]
    return [_compiled(line) for line in fitting for _ in range(line.weight)]


@cache
def _compiled(line: Line) -> tuple:
    """A line's symbols, the last one first (they go on a pile): token, scene or (role, column)."""

    def compiled(symbol):
        if isinstance(symbol, Slot):
            return symbol.role, ROLES[symbol.role].column(symbol.column)
        return symbol.scene if isinstance(symbol, Call) else _NUMBER[symbol]

    return tuple(map(compiled, reversed(line.symbols)))
