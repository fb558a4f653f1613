"""A perfect reader, word by word: how likely was each word, and which may come next?

The reader knows the grammar and keeps every way in which the words so far can have come about,
with its probability and with what it says of the roles: which rows of a role still fit the words
that it showed. It never sees the choices of the teller.
"""

from collections import defaultdict
from functools import lru_cache
from math import inf
from typing import NamedTuple

import numpy as np

from .grammar import END, STEERS, Call, Slot, grammar
from .joint import probabilities
from .roles import ROLES
from .words import Words

Rows = tuple[int, ...]


class Reading(NamedTuple):
    """One way in which the words so far can have come about."""

    probability: float
    stack: tuple  # what is still to be told, as (symbol, what is below it)
    roles: dict[str, Rows]  # which rows of each role that was met still fit


START = Reading(1.0, (Call("story"), (END, ())), {})


def surprise(story: str) -> float:
    """Return −ln of the exact probability of one story, in nats: infinite if no tale reads so."""
    try:
        return float(word_surprises(story).sum())
    except ValueError:
        return inf


def word_surprises(story: str) -> np.ndarray:
    """−ln P(word | all words before) in nats, [T + 1]: each token of a story, and its end.

    Infinite from the first impossible word on. ValueError names a word of no tale.
    """
    tokens = [Words().vocab[token] for token in Words().encode(story.strip())]
    readings, before = [START], 1.0
    surprises = np.full(len(tokens) + 1, inf)
    for i, word in enumerate([*tokens, END]):
        readings = [after for reading in readings for after in _after(reading, word)]
        now = sum(reading.probability for reading in readings)
        if not now:
            break
        surprises[i] = np.log(before / now)
        before = now
    return surprises


def next_words(beginning: str) -> dict[str, float]:
    """Return {word: probability} of all words that may follow, the likeliest first.

    "<end>" stands for the end of the story. ValueError if no tale begins so.
    """
    readings = [START]
    for token in Words().encode(beginning):
        readings = [r for reading in readings for r in _after(reading, Words().vocab[token])]
    if not readings:
        raise ValueError(f"no tale begins with {beginning!r}")
    chances: dict[str, float] = defaultdict(float)
    for reading in readings:
        for probability, symbol, _ in _openings(reading, reading.stack):
            for word, share in _shown(reading.roles, symbol).items():
                chances[word] += probability * share
    total = sum(chances.values())
    ranked = sorted(chances.items(), key=lambda pair: pair[1], reverse=True)
    return {word: p / total for word, p in ranked}


def _after(reading: Reading, word: str):
    """The readings that are left when the next word is this one."""
    for probability, symbol, stack in _openings(reading, reading.stack):
        if symbol == word:
            yield Reading(probability, stack, reading.roles)
        elif isinstance(symbol, Slot):
            share, left = _shares(symbol, reading.roles.get(symbol.role)).get(word, (0.0, ()))
            if share:
                yield Reading(probability * share, stack, {**reading.roles, symbol.role: left})


def _openings(reading: Reading, stack: tuple, probability: float | None = None):
    """Unfold calls: each (probability, first word or slot, what is on the stack after it)."""
    probability = reading.probability if probability is None else probability
    symbol, below = stack if stack else (None, ())
    if not isinstance(symbol, Call):
        yield probability, symbol, below
        return
    steer = ROLES[STEERS].rows
    row = steer[reading.roles[STEERS][0]] if STEERS in reading.roles else None
    lines = [line for line in grammar()[symbol.scene] if line.fits(row)]
    total = sum(line.weight for line in lines)
    for line in lines:
        unfolded = below
        for later in reversed(line.symbols):
            unfolded = (later, unfolded)
        yield from _openings(reading, unfolded, probability * line.weight / total)


@lru_cache(1 << 16)
def _shares(slot: Slot, rows: Rows | None) -> dict[str, tuple[float, Rows]]:
    """For each word that the slot may show: its probability, and which rows then still fit.

    rows: those that fit so far; None where the role is met for the first time.
    """
    role, p = ROLES[slot.role], probabilities(slot.role)
    fitting = range(len(p)) if rows is None else rows
    total, column = sum(p[i] for i in fitting), role.column(slot.column)
    found: dict[str, list[int]] = {}
    for i in fitting:
        found.setdefault(role.rows[i][column], []).append(i)
    return {w: (sum(p[i] for i in those) / total, tuple(those)) for w, those in found.items()}


def _shown(roles: dict[str, Rows], symbol) -> dict[str, float]:
    """The words that a symbol may show, with their probabilities."""
    if not isinstance(symbol, Slot):
        return {symbol: 1.0}
    return {w: share for w, (share, _) in _shares(symbol, roles.get(symbol.role)).items()}
