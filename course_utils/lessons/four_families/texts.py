"""Very short tales of who has what, and what each family is given of them to learn from.

A tale has one sentence that says who has what, and mostly a second one, in which something happens
to one of the two things. As tokens a tale is a row of LENGTH: its words, then END to the end of the
row.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...tales import Words

NAMES = ("Rosa", "Tom", "Mia", "Max", "Lily", "Ben", "Nora", "Leo")
THINGS = ("kite", "drum", "ball", "bell", "book", "boat")

SAYS = "{n1} had a {t1} , and {n2} had a {t2} ."
ASKS = (  # whose it is
    "then a toad found the {t} {n} had lost .",
    "soon a crow broke the {t} {n} loved .",
)

END, HIDDEN = "<end>", "<hidden>"
SENTINELS = ("<1>", "<2>", "<3>")
_PLAIN = {word for line in (SAYS, *ASKS) for word in line.split() if "{" not in word}
VOCABULARY = (END, HIDDEN, *SENTINELS, *sorted(_PLAIN | {*NAMES, *THINGS}, key=str.lower))
NUMBER = {word: number for number, word in enumerate(VOCABULARY)}
LENGTH = 22  # tokens in a row; the longest tale has 21, and an END
WRITES = 10  # tokens that T5's decoder writes at most


class Tale(NamedTuple):
    """What a tale tells. Of its two owners, number `asked` has the thing of the second sentence."""

    names: tuple[str, str]
    things: tuple[str, str]
    asks: int | None  # which of ASKS; None: no second sentence
    asked: int

    @property
    def first(self) -> list[str]:
        """The words of the sentence that says who has what."""
        (n1, n2), (t1, t2) = self.names, self.things
        return SAYS.format(n1=n1, n2=n2, t1=t1, t2=t2).split()

    def second(self, holder: str | None = None) -> list[str]:
        """The words of the second sentence; holder: whose it is said to be, by default rightly."""
        if self.asks is None:
            return []
        holder = holder or self.names[self.asked]
        return ASKS[self.asks].format(t=self.things[self.asked], n=holder).split()

    @property
    def words(self) -> list[str]:
        """All of its words."""
        return self.first + self.second()


def tales(n: int, seed: int) -> list[Tale]:
    """n tales, the same for the same seed. One in five has no second sentence."""
    rng = np.random.default_rng(seed)
    name, thing = _pairs(len(NAMES), n, rng), _pairs(len(THINGS), n, rng)  # [n, 2] each
    ways, asked = rng.integers(5, size=n).tolist(), rng.integers(2, size=n).tolist()
    return [
        Tale(
            (NAMES[n1], NAMES[n2]),
            (THINGS[t1], THINGS[t2]),
            way % 2 if way < 4 else None,
            who,
        )
        for (n1, n2), (t1, t2), way, who in zip(name, thing, ways, asked, strict=True)
    ]


def _pairs(size: int, n: int, rng: np.random.Generator) -> list[list[int]]:
    """n pairs of two different numbers below `size`."""
    first, beyond = rng.integers(size, size=n), rng.integers(1, size, size=n)
    return np.stack([first, (first + beyond) % size], axis=1).tolist()


def encode(words: Sequence[str], length: int = LENGTH) -> np.ndarray:
    """The numbers of words, and END up to the length. -> [length]"""
    numbers = [NUMBER[word] for word in words]
    return np.array(numbers + [NUMBER[END]] * (length - len(numbers)), np.int32)


def rows(told: Sequence[Tale]) -> np.ndarray:
    """Tales as tokens. -> [N, LENGTH]"""
    return np.array([encode(tale.words) for tale in told])


def readable(words: Sequence[str]) -> str:
    """Words as English is written, up to the first END."""
    words = list(words)
    words = words[: words.index(END)] if END in words else words
    vocabulary = tuple(dict.fromkeys(words))
    return Words(vocab=vocabulary).decode([vocabulary.index(word) for word in words])


# What each family learns from: (inputs, targets, which targets count), the last two [B, n] --------


def counts(tokens: np.ndarray) -> np.ndarray:
    """True for the words of rows [B, T], and for the first END after them."""
    ends = tokens == NUMBER[END]
    return np.cumsum(ends, axis=1) <= 1


def for_gpt(tokens: np.ndarray, rng: np.random.Generator) -> tuple:
    """Each word from those before it; the first from END."""
    before = np.roll(tokens, 1, axis=1)
    before[:, 0] = NUMBER[END]
    return (before,), tokens, counts(tokens)


def for_bert(tokens: np.ndarray, rng: np.random.Generator, share: float = 0.15) -> tuple:
    """Some words are hidden: each with this probability."""
    words = tokens != NUMBER[END]
    hidden = words & (rng.random(tokens.shape) < share)
    return (np.where(hidden, NUMBER[HIDDEN], tokens),), tokens, hidden


def for_xlnet(tokens: np.ndarray, rng: np.random.Generator) -> tuple:
    """Every word, in a random order. The inputs are the tokens, and when each is guessed."""
    turn = np.argsort(rng.random(tokens.shape), axis=1)
    return (tokens, turn), tokens, counts(tokens)


def for_t5(tokens: np.ndarray, rng: np.random.Generator, longest: int = 1) -> tuple:
    """One span or two are cut out of each tale, and written.

    longest: words in a span at most. With one (about 8 in 100 words are cut out) every other word
    keeps its place; behind a longer span all words move up, and the tales are told by place.
    """
    cut = [_cut(row, rng, int(rng.integers(1, 3)), longest) for row in tokens]
    text, written = (np.array(part) for part in zip(*cut, strict=True))  # [B, T], [B, WRITES]
    before = np.roll(written, 1, axis=1)
    before[:, 0] = NUMBER[END]
    return (text, before), written, counts(written)


def _cut(
    row: np.ndarray, rng: np.random.Generator, spans: int, longest: int
) -> tuple[np.ndarray, np.ndarray]:
    words = [VOCABULARY[token] for token in row if token != NUMBER[END]]
    lengths = rng.integers(1, longest + 1, size=spans)
    free = len(words) - lengths.sum() - (spans - 1)  # words between two spans: at least one
    gaps = np.sort(rng.integers(0, free + 1, size=spans))
    starts = [int(gaps[i] + lengths[:i].sum() + i) for i in range(spans)]
    text, written = cut_out(words, list(zip(starts, starts + lengths, strict=True)))
    return encode(text), encode(written, WRITES)


def cut_out(words: Sequence[str], spans: Sequence[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """The text with a sentinel in place of each span [start, stop), and what is to be written."""
    text, written, at = [], [], 0
    for (start, stop), sentinel in zip(spans, SENTINELS, strict=False):
        text += [*words[at:start], sentinel]
        written += [sentinel, *words[start:stop]]
        at = stop
    return text + list(words[at:]), written
