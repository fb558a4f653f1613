"""How much there is to know about a tale: the exact entropy of the source, from the grammar.

Nothing here is estimated from samples. The entropy is a sum over the choices of the grammar, each
weighted by how often a tale meets it (Shannon's chain rule); it is the entropy of the *text*
because each choice shows in it. The floors are sums over every run of four words.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log

import numpy as np

from .grammar import END, Slot
from .joint import NUMBER, by_role, draw_entropy
from .unroll import START, places, steps
from .words import VOCABULARY

READS = 4  # the longest run of words that the floors look at
BASE = len(VOCABULARY)


@dataclass(frozen=True)
class TaleEntropy:
    """What the source of the tales holds, in nats unless the name says bits.

    The end of a story counts as a token. `floors[k]` is the conditional entropy of a token given
    the k before it, in an endless row of tales: the least mean loss of a reader with a context of
    k words, k = 0 to 3.
    """

    nats_per_story: float
    tokens_per_story: float
    floors: tuple[float, ...]

    @property
    def nats_per_token(self) -> float:
        """The least mean loss of a reader who sees everything so far."""
        return self.nats_per_story / self.tokens_per_story

    @property
    def bits_per_token(self) -> float:
        """The same in bits: nats over ln 2."""
        return self.nats_per_token / log(2)


@cache
def tale_entropy() -> TaleEntropy:
    """The exact entropy of the tales, and the floors of readers with a short context."""
    nats, tokens = _per_story()
    return TaleEntropy(nats, tokens, _floors(tokens))


def _visits():
    """Pairs of place and how many times a tale passes it, in order."""
    visits = defaultdict(float, {START: 1.0})
    for place in places():
        yield place, visits[place]
        for step in steps(place):
            visits[step.to] += visits[place] * step.probability


def _per_story() -> tuple[float, float]:
    """Expected nats and tokens of one story, its end included."""
    nats, tokens = 0.0, 1.0
    for place, visits in _visits():
        for step in steps(place):
            drawn = sum(draw_entropy(role) for role in step.draws)
            nats += visits * step.probability * (drawn - log(step.probability))
            tokens += visits * step.probability * len(step.run)
    return nats, tokens


# ---- readers with a short context --------------------------------------------------------------


def _runs_of_words() -> dict[tuple, float]:
    """Each run of READS words and slots, and how often a story is expected to hold it."""
    tails = {START: _endings()}
    runs: dict[tuple, float] = defaultdict(float)
    for place in places():
        for step in steps(place):
            told = (*step.run, END) if not step.to.symbols else step.run
            after = tails.setdefault(step.to, defaultdict(float))
            for tail, often in tails[place].items():
                words = tail + told
                often *= step.probability
                for i in range(len(told)):
                    runs[words[i : i + READS]] += often
                after[words[-READS + 1 :]] += often
        if place.symbols:
            del tails[place]
    return runs


def _endings() -> dict[tuple, float]:
    """The last words of the story before, and their probabilities: what a story begins after."""
    slotted: dict[tuple, float] = defaultdict(float)
    for place, visits in _visits():
        for step in steps(place):
            if not step.to.symbols:
                slotted[(*step.run, END)[-READS + 1 :]] += visits * step.probability
    endings: dict[tuple, float] = defaultdict(float)
    for run, probability in slotted.items():
        keys, p = _spelled(run)
        for key, share in zip(keys, p, strict=True):
            words = tuple(VOCABULARY[key // BASE**i % BASE] for i in reversed(range(len(run))))
            endings[words] += probability * share
    return endings


def _spelled(run: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Every way in which roles can fill a run: keys [n] (the words as digits) and P [n]."""
    value = [BASE**i for i in reversed(range(len(run)))]
    keys = np.array(
        [sum(v * NUMBER[s] for s, v in zip(run, value, strict=True) if isinstance(s, str))]
    )
    p = np.ones(1)
    at = [i for i, symbol in enumerate(run) if isinstance(symbol, Slot)]
    for places_, words, share in by_role(tuple(run[i] for i in at)):
        part = words @ np.array([value[at[i]] for i in places_])
        keys, p = (keys[:, None] + part).ravel(), (p[:, None] * share).ravel()
    return keys, p


def _floors(tokens: float) -> tuple[float, ...]:
    """Entropy of the next word given the last 0, 1, 2, 3 words, in nats per token."""
    runs = _runs_of_words()
    spelled = [_spelled(run) for run in runs]
    keys = np.concatenate([keys for keys, _ in spelled])
    p = np.concatenate([p * often for (_, p), often in zip(spelled, runs.values(), strict=True)])
    assert abs(p.sum() / tokens - 1) < 1e-9
    blocks = [0.0]
    for length in range(1, READS + 1):
        _, where = np.unique(keys % BASE**length, return_inverse=True)
        share = np.bincount(where, p) / tokens
        blocks.append(float(-share @ np.log(share)))
    return tuple(long - short for short, long in pairwise(blocks))
