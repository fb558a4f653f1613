"""The five questions, and how each family is asked them.

Rows of tokens are [N, LENGTH], as `texts.rows` makes them. What a family cannot be asked in one
pass, it is asked in several: `PASSES` says in how many.
"""

from collections.abc import Callable, Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from . import machines
from .machines import MACHINES, Dials
from .texts import (
    ASKS,
    END,
    HIDDEN,
    LENGTH,
    NAMES,
    NUMBER,
    THINGS,
    VOCABULARY,
    Tale,
    counts,
    encode,
    readable,
    rows,
    tales,
)

FAMILIES = tuple(MACHINES)  # GPT, BERT, T5, XLNet
LEFT_TO_RIGHT = np.arange(LENGTH)
MOST = 12  # tokens that T5's decoder reads at most: enough for the longest second sentence


@partial(jax.jit, static_argnums=0)
def _logs(family: str, p: Dials, inputs: tuple):
    """Logarithms of probabilities: inputs [N, …] -> [N, T, V]"""
    return jax.nn.log_softmax(jax.vmap(partial(MACHINES[family], p))(*inputs))


def logs(family: str, p: Dials, *inputs: np.ndarray, at_once: int = 128) -> np.ndarray:
    """The same, always so many rows at once, the last ones with zeros behind them: what is compiled
    once serves all."""
    N = len(inputs[0])
    padded = [np.pad(i, ((0, -N % at_once), (0, 0))) for i in inputs]
    parts = [
        np.asarray(_logs(family, p, tuple(i[k : k + at_once] for i in padded)))
        for k in range(0, N, at_once)
    ]
    return np.concatenate(parts)[:N]


# 1 and 3: one word is missing ----------------------------------------------------------------


def fill(family: str, p: Dials, tokens: np.ndarray, place: np.ndarray) -> np.ndarray:
    """What may stand at one place of each row: logarithms of probabilities [N, V].

    BERT, T5 and XLNet know all other words, GPT those before the place.
    """
    every = np.arange(len(tokens))
    if family == "GPT":
        return logs(family, p, shifted(tokens))[every, place]
    if family == "BERT":
        return logs(family, p, with_hidden(tokens, place))[every, place]
    if family == "XLNet":
        return logs(family, p, tokens, last(place))[every, place]
    text, before = _gap(tokens, place)
    return logs(family, p, text, before)[:, 1]


def shifted(tokens: np.ndarray) -> np.ndarray:
    """END, and all but the last: what a GPT reads to guess each of them."""
    return np.concatenate([np.full((len(tokens), 1), NUMBER[END]), tokens[:, :-1]], axis=1)


def with_hidden(tokens: np.ndarray, place: np.ndarray) -> np.ndarray:
    """HIDDEN at one place of each row."""
    return np.where(np.arange(LENGTH) == place[:, None], NUMBER[HIDDEN], tokens)


def last(place: np.ndarray) -> np.ndarray:
    """Turns [N, T] in which the place comes last, after all others from left to right."""
    return np.where(place[:, None] == LEFT_TO_RIGHT, LENGTH, LEFT_TO_RIGHT)


def _gap(tokens: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row with the first sentinel at the place, and what T5 has written: that sentinel."""
    text = np.where(place[:, None] == LEFT_TO_RIGHT, NUMBER["<1>"], tokens)
    return text, _begun(len(tokens))


def _begun(n: int) -> np.ndarray:
    """What T5 has written so far: the first sentinel, after the END that starts it. [n, MOST]"""
    written = np.full((n, MOST), NUMBER[END])
    written[:, 1] = NUMBER["<1>"]
    return written


def fill_by_trying(p: Dials, tokens: np.ndarray, place: np.ndarray) -> np.ndarray:
    """GPT and a gap: every word of the vocabulary is put into it, and the whole scored. [N, V]"""
    V = len(VOCABULARY)
    tried = np.repeat(tokens, V, axis=0)
    tried[np.arange(len(tried)), np.repeat(place, V)] = np.tile(np.arange(V), len(tokens))
    return score("GPT", p, tried).reshape(len(tokens), V)


# 2: go on ------------------------------------------------------------------------------------


def go_on(family: str, p: Dials, tokens: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Rows [N, T] whose words from `start` [N] on are written anew, always the likeliest."""
    known = start[:, None] > LEFT_TO_RIGHT
    now = np.where(known, tokens, NUMBER[END])
    if family == "T5":
        return _t5_goes_on(p, now, start)
    for t in range(int(start.min()), LENGTH):
        said = next_words(family, p, now, np.full(len(now), t)).argmax(axis=1)
        now[:, t] = np.where(start <= t, said, now[:, t])
    return np.where(counts(now), now, NUMBER[END])


def next_words(family: str, p: Dials, tokens: np.ndarray, place: np.ndarray) -> np.ndarray:
    """What may stand at a place when only the words before it are known: [N, V]."""
    every = np.arange(len(tokens))
    if family == "BERT":  # all that is not known is hidden, to the end of the row
        hidden = np.where(place[:, None] <= LEFT_TO_RIGHT, NUMBER[HIDDEN], tokens)
        return logs(family, p, hidden)[every, place]
    if family == "XLNet":
        turn = np.tile(LEFT_TO_RIGHT, (len(tokens), 1))
        return logs(family, p, tokens, turn)[every, place]
    return logs(family, p, shifted(tokens))[every, place]


def _t5_goes_on(p: Dials, tokens: np.ndarray, start: np.ndarray) -> np.ndarray:
    """T5 writes what belongs in place of a sentinel behind the last known word."""
    text, written = _gap(tokens, start)
    for t in range(1, MOST - 1):
        written[:, t + 1] = logs("T5", p, text, written)[:, t].argmax(axis=1)
    now = tokens.copy()
    for row, said, at in zip(now, written[:, 2:], start, strict=True):
        said = said[: LENGTH - at]
        row[at : at + len(said)] = said
    return np.where(counts(now), now, NUMBER[END])


# 4: score a sentence -------------------------------------------------------------------------


def score(family: str, p: Dials, tokens: np.ndarray, turn: np.ndarray | None = None) -> np.ndarray:
    """How likely is each row? Logarithms [N]: of its probability with GPT and, in the order `turn`
    [T] (by default left to right), XLNet; with BERT and T5 the sum over words, each of them guessed
    from all others, which is no probability of the row."""
    if family == "GPT":
        each = logs(family, p, shifted(tokens))
    elif family == "XLNet":
        order = LEFT_TO_RIGHT if turn is None else turn
        each = logs(family, p, tokens, np.tile(order, (len(tokens), 1)))
    else:
        return _one_by_one(family, p, tokens)
    return (_picked(each, tokens) * counts(tokens)).sum(axis=1)


def _picked(each: np.ndarray, tokens: np.ndarray) -> np.ndarray:
    return np.take_along_axis(each, tokens[..., None], axis=-1)[..., 0]


def _one_by_one(family: str, p: Dials, tokens: np.ndarray) -> np.ndarray:
    """Each word guessed from all others, and the logarithms added up. [N, T] -> [N]"""
    N = len(tokens)
    rows_, place = np.repeat(tokens, LENGTH, axis=0), np.tile(LEFT_TO_RIGHT, N)
    words = (tokens != NUMBER[END]).ravel()
    found = np.zeros(N * LENGTH)
    said = fill(family, p, rows_[words], place[words])
    found[words] = said[np.arange(len(said)), rows_[words, place[words]]]
    return found.reshape(N, LENGTH).sum(axis=1)


# 5: give a vector ----------------------------------------------------------------------------


@partial(jax.jit, static_argnums=0)
def _streams(family: str, p: Dials, tokens):
    if family == "XLNet":  # in an order that it knows from training: from left to right
        turn = jnp.asarray(LEFT_TO_RIGHT)
        return jax.vmap(lambda row: machines.xlnet_rows(p, row, turn)[1])(tokens)
    read = machines.gpt_rows if family == "GPT" else machines.bert_rows
    return jax.vmap(partial(read, p))(tokens)


def vectors(family: str, p: Dials, tokens: np.ndarray) -> np.ndarray:
    """The mean over the words of their rows after the last block (T5: of the encoder's), of length
    1. [N, T] -> [N, D]"""
    if family == "table":  # no model at all: the rows of the embedding
        stream = np.asarray(p.words)[tokens]
    else:
        read = shifted(tokens) if family == "GPT" else tokens
        stream = np.asarray(_streams(family, p, read))
        stream = np.roll(stream, -1, axis=1) if family == "GPT" else stream  # a word's own row
    words = (tokens != NUMBER[END])[..., None]
    mean = (stream * words).sum(axis=1) / words.sum(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


# What is asked ---------------------------------------------------------------------------------


def gaps(told: Sequence[Tale]) -> np.ndarray:
    """The place, in the first sentence, of the name of whoever has what is asked for. [N]"""
    return np.array([tale.first.index(tale.names[tale.asked]) for tale in told])


def with_gap(told: Sequence[Tale]) -> list[str]:
    """The tales as English, with a box in place of that name. [N]"""
    cut = [(tale.words, place) for tale, place in zip(told, gaps(told), strict=True)]
    return [readable([*words[:at], "▢", *words[at + 1 :]]) for words, at in cut]


def answers(told: Sequence[Tale]) -> np.ndarray:
    """The place of the same name in the second sentence. [N]"""
    held = [(tale.first, tale.second().index(tale.names[tale.asked])) for tale in told]
    return np.array([len(first) + place for first, place in held])


def wrong_holder(told: Sequence[Tale]) -> np.ndarray:
    """The same tales, in whose second sentence the other one has the thing. [N, T]"""
    return np.array([encode(t.first + t.second(t.names[1 - t.asked])) for t in told])


def said_differently(told: Sequence[Tale]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three times [N, T]: first sentences; the same facts, the other owner first; and that sentence
    with the two owners exchanged: its very words, and other facts."""
    first, same, other = [], [], []
    for tale in told:
        turned = tale._replace(names=tale.names[::-1], things=tale.things[::-1], asks=None)
        first.append(encode(tale.first))
        same.append(encode(turned.first))
        other.append(encode(turned._replace(names=tale.names).first))
    return np.array(first), np.array(same), np.array(other)


def is_right(words: Sequence[str]) -> bool:
    """Is this a tale whose second sentence, up to its full stop, tells rightly whose the thing is?
    What stands behind that does not matter: BERT is never asked for END."""
    told = list(words)
    stops = [i + 1 for i, word in enumerate(told) if word == "."]
    first, told = (told[: stops[0]], told[: stops[1]]) if len(stops) > 1 else (told, told)
    names = [word for word in first if word in NAMES]
    things = [word for word in first if word in THINGS]
    owners = dict(zip(things, names, strict=False))
    seconds = [ask.format(t=t, n=n).split() for ask in ASKS for t, n in owners.items()]
    return told[len(first) :] in seconds


# The answers -------------------------------------------------------------------------------------


def right_gap(family: str, p: Dials, told: Sequence[Tale]) -> float:
    """Question 1: the share of names found in the first sentence, read off the second."""
    return _found(fill(family, p, rows(told), gaps(told)), told)


def right_gap_by_trying(p: Dials, told: Sequence[Tale]) -> float:
    """Question 1 for GPT, every word tried."""
    return _found(fill_by_trying(p, rows(told), gaps(told)), told)


def right_continuation(family: str, p: Dials, told: Sequence[Tale]) -> float:
    """Question 2: the share of first sentences, with the first word of the second, that are
    continued to a whole tale."""
    written = go_on(family, p, rows(told), np.array([len(tale.first) + 1 for tale in told]))
    return float(np.mean([is_right([VOCABULARY[w] for w in row]) for row in written]))


def right_answer(family: str, p: Dials, told: Sequence[Tale]) -> float:
    """Question 3: the share of second sentences in which the right name is found."""
    return _found(fill(family, p, rows(told), answers(told)), told)


def _found(said: np.ndarray, told: Sequence[Tale]) -> float:
    right = [NUMBER[tale.names[tale.asked]] for tale in told]
    return float(np.mean(said.argmax(axis=1) == right))


def right_score(family: str, p: Dials, told: Sequence[Tale]) -> float:
    """Question 4: the share of tales that score higher than with the wrong holder."""
    return float(np.mean(score(family, p, rows(told)) > score(family, p, wrong_holder(told))))


def right_vector(family: str, p: Dials, told: Sequence[Tale]) -> float:
    """Question 5: the share of sentences whose vector is nearer to that of the same fact, said
    differently, than to that of another fact in the same words."""
    here, same, other = (vectors(family, p, rows_) for rows_ in said_differently(told))
    return float(np.mean((here * same).sum(axis=1) > (here * other).sum(axis=1)))


QUESTIONS: dict[str, Callable] = {
    "fill a gap": right_gap,
    "go on": right_continuation,
    "whose is it": right_answer,
    "score": right_score,
    "vector": right_vector,
}


def asked(p: Dials, family: str, n: int = 300, seed: int = 10_000) -> dict[str, float]:
    """The five shares, on n tales that are none of those trained on."""
    told = [tale for tale in tales(2 * n, seed) if tale.asks is not None][:n]
    return {question: ask(family, p, told) for question, ask in QUESTIONS.items()}
