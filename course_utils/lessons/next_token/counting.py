"""Notebook 13's counting, quickly: long contexts, readers with a short memory, a learned table."""

import re
from collections.abc import Callable, Sequence

import jax
import numpy as np
import optax
from jax import Array
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from ...tales import Words, next_words, tales

PLACES = {
    "his or her": r"(Max|Mia|Tom|Rosa) took ",
    "a colour": r"\. A ",
    "the thing": r"Whose is the \w+ ",
    "whose it is": r'A (\w+ \w+) was .+\. They .+ is the \1\?" ',
}


def loss_of_table(probs: np.ndarray, text: np.ndarray) -> float:
    """Cross-entropy in nats of a table of what follows each token, [V, V], on a text [N]."""
    return float(-np.log(probs[text[:-1], text[1:]]).mean())


def learn_table(
    loss: Callable[[Array], Array], table: Array, steps: int, *, every: int, keep: np.ndarray
) -> tuple[Array, list[float], np.ndarray]:
    """Adam at 0.1 on a table of logits [V, V]. -> the table, and at every so many steps the loss
    (nats) [S] and the rows `keep` as probabilities [S, rows, V], the start included."""
    adam = optax.adam(0.1)

    @jax.jit
    def step(table, state):
        nats, slopes = jax.value_and_grad(loss)(table)
        turns, state = adam.update(slopes, state)
        return optax.apply_updates(table, turns), state, nats

    state, losses, kept = adam.init(table), [], []
    for i in range(steps + 1):
        after, state, nats = step(table, state)
        if i % every == 0:
            kept.append(np.asarray(jax.nn.softmax(table[keep], axis=1)))
            losses.append(float(nats))
        table = after if i < steps else table
    return table, losses, np.stack(kept)


def first_tales(tokens: np.ndarray, end: int, n: int) -> np.ndarray:
    """The first n tales of a row of tales [N], each with its `end`."""
    return tokens[: np.flatnonzero(tokens == end)[n - 1] + 1]


def contexts(text: np.ndarray, seen: int, V: int) -> tuple[np.ndarray, np.ndarray]:
    """Each run of `seen` tokens as one number, with the tokens as its digits; and each run with the
    token after it. text [N] -> [N − seen] twice."""
    runs = np.zeros(len(text) - seen, dtype=np.int64)
    for i in range(seen):
        runs = runs * V + text[i : len(text) - seen + i]
    return runs, runs * V + text[seen:]


def times(found: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """How often each of `wanted` [M] is among `found`. -> [M]"""
    different, often = np.unique(found, return_counts=True)
    at = np.searchsorted(different, wanted).clip(max=len(different) - 1)
    return np.where(different[at] == wanted, often[at], 0)


def counted_reader(
    text: np.ndarray, judged: np.ndarray, seen: int, V: int, crumb: float = 0.001
) -> float:
    """Cross-entropy in nats on `judged` of a reader who sees `seen` tokens and has counted `text`,
    with a crumb on each count."""
    (runs, longer), (asked, came) = contexts(text, seen, V), contexts(judged, seen, V)
    p = (times(longer, came) + crumb) / (times(runs, asked) + crumb * V)
    return float(-np.log(p).mean())


def places_in_a_tale(seed: int) -> tuple[str, dict[str, int]]:
    """The first tale that has all PLACES, and where each begins: {name: number of letters}."""
    for story in tales(4000, seed=seed):
        found = {name: re.search(mark, story) for name, mark in PLACES.items()}
        ends = {name: match.end() for name, match in found.items() if match}
        if len(ends) == len(PLACES):
            return story, ends
    raise ValueError(f"No tale of seed {seed} has all of {', '.join(PLACES)}.")


def looked_at(
    beginning: str, rest: str, tokens: np.ndarray
) -> tuple[list[str], dict[str, tuple[Sequence[str], Sequence[float]]], str]:
    """What readers expect after a beginning, for the view `reader`: the beginning's pieces, for "0"
    to "3" words seen and "all" the likeliest tokens with their probabilities, and the true one.

    Short memories go by what came after the same words in `tokens`; "all" asks the grammar.
    """
    words = Words()
    exact = next_words(beginning)
    expects: dict = {"all": (list(exact), list(exact.values()))}
    for seen in range(4):
        row = _expected(tokens, words.encode(beginning)[-seen:] if seen else [], len(words.vocab))
        likely = np.argsort(-row, kind="stable")[:40]
        expects[str(seen)] = [words.vocab[i] for i in likely], row[likely]
    pieces = [words.vocab[i] for i in words.encode(beginning)]
    return pieces, expects, words.vocab[words.encode(rest)[0]]


def _expected(tokens: np.ndarray, last: ArrayLike, V: int) -> np.ndarray:
    """The share of each of V tokens among those that came after the run `last`: [V]"""
    run = np.asarray(last, int)
    seen = max(len(run), 1)
    match = (sliding_window_view(tokens[:-1], seen)[:, : len(run)] == run).all(axis=1)
    return np.bincount(tokens[seen:][match], minlength=V) / match.sum()
