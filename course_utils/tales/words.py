"""The tokenizer of the tales: one token a word or mark, a vocabulary fixed beforehand."""

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from .grammar import END, vocabulary

VOCABULARY = vocabulary()
_PIECE = re.compile(r"\n|'s\b|\w+|[^\w\s]")
_STOPS = (".", "?", "!")
_HUGS_LEFT = (*_STOPS, ",", "'s", END)  # no space before these


@dataclass(frozen=True)
class Words:
    """Text to tokens and back: a token is a word, a mark, or the end of a story (a line break).

    The first word of a sentence is stored small, so that "The" and "the" are one token; names,
    days and "I" keep their capital. `decode` puts capitals and spaces back: whatever the tokens,
    `encode(decode(tokens))` are the same tokens.
    """

    vocab: tuple[str, ...] = VOCABULARY
    _number: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "_number", {word: i for i, word in enumerate(self.vocab)})

    @property
    def end(self) -> int:
        """The token that closes each story."""
        return self._number[END]

    def encode(self, text: str) -> np.ndarray:
        """Tokens [T] int32 of a text. ValueError names a word that the vocabulary lacks."""
        return np.array([self._token(piece) for piece in _PIECE.findall(text)], dtype=np.int32)

    def _token(self, piece: str) -> int:
        for word in (END,) if piece == "\n" else (piece, piece[0].lower() + piece[1:]):
            if word in self._number:
                return self._number[word]
        raise ValueError(f"{piece!r} is not among the {len(self.vocab)} words of the vocabulary")

    def decode(self, tokens: ArrayLike) -> str:
        """Well-spaced text of tokens [T]. ValueError names a token outside the vocabulary."""
        text = _Text()
        for token in np.asarray(tokens).tolist():
            if not 0 <= token < len(self.vocab):
                raise ValueError(f"token {token} is not one of 0 to {len(self.vocab) - 1}")
            text.add(self.vocab[token])
        return "".join(text.pieces)


class _Text:
    """Words put side by side, with the spaces and capitals that English asks for."""

    def __init__(self):
        self.pieces: list[str] = []
        self.before = END
        self.quoting = False
        self.capital = True

    def add(self, word: str) -> None:
        closing = word == '"' and self.quoting
        opened = self.before == '"' and self.quoting
        if not (self.before == END or opened or closing or word in _HUGS_LEFT):
            self.pieces.append(" ")
        shown = word[0].upper() + word[1:] if self.capital else word
        self.pieces.append("\n" if word == END else shown)
        if word == '"':
            # "Here it is." Then ... but: "Where is it?" asked ...
            self.capital = self.before == "." if closing else True
        elif word != "'s":
            self.capital = word in _STOPS or word == END
        self.quoting = word != END and self.quoting != (word == '"')
        self.before = word
