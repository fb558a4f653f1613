"""Text to learn from, and characters as numbers.

manual()                     real English that is already on every machine
read_text("mine.txt")        a text file of your own
Characters.from_text(text)   each different character gets a number; encode, decode
split(tokens)                most to learn from, the rest held out
three_parts(text)            to learn from, to choose by, to be judged by
"""

import codecs
import unicodedata
from collections import Counter
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike


def manual() -> str:
    """The manual of the Python language: 79 topics, 465,048 characters in Python 3.11.

    Source: `pydoc_data.topics`, which every Python brings along for its `help()`; the text differs
    a little from one version of Python to the next. Licence: that of Python (PSF).
    """
    from pydoc_data.topics import topics  # half a megabyte: read only when asked for

    return "\n\n".join(topics[name].strip() for name in sorted(topics))


def read_text(path: str | PathLike, at_least: int = 1000) -> str:
    """A text file of your own, in UTF-8, UTF-16 or Latin-1, with every end of line as "\\n".

    at_least: how many characters it must have (1000: enough for windows of 64 characters in the
    tenth that is held out as well). ValueError, in a sentence, for a file that is missing, cannot
    be read, is no text, is empty or is too short.
    """
    try:
        raw = Path(path).read_bytes()
    except FileNotFoundError:
        raise ValueError(f"there is no file {path}.") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    text = decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    if _controls(text) > 0.01:
        raise ValueError(f"{path} is no text: it is full of characters that nobody writes.")
    if not text.strip():
        raise ValueError(f"{path} is empty: there is nothing to learn from.")
    if len(text) < at_least:
        raise ValueError(
            f"{path} is too short: {len(text):,} characters, at least {at_least:,} are needed."
        )
    return text


def _controls(text: str) -> float:
    """The share of control characters, those that divide lines, columns and pages left out."""
    counts = Counter(text)
    strange = [c for c in counts if unicodedata.category(c) == "Cc" and c not in "\n\t\f\v\x1a"]
    return sum(counts[c] for c in strange) / max(1, len(text))


def decoded(raw: bytes) -> str:
    """The text of these bytes: UTF-8 or UTF-16, with a mark at the start or without; if it can be
    neither, Latin-1 as Windows writes it (in which hardly any bytes are impossible)."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        guesses = ["utf-16"]
    elif len(raw) % 2 == 0 and b"\0" in raw[:1000]:  # a zero byte in front of, or behind, each
        guesses = ["utf-16-be" if raw[:1000:2].count(0) > raw[1:1000:2].count(0) else "utf-16-le"]
    else:
        guesses = ["utf-8-sig", "cp1252"]  # -sig: a mark at the start is dropped
    for encoding in guesses:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


@dataclass(frozen=True)
class Characters:
    """A tokenizer with one token a character. Token i stands for the character `vocab[i]`."""

    vocab: tuple[str, ...]  # V different characters, in the order of their code points

    @classmethod
    def from_text(cls, text: str) -> "Characters":
        """A vocabulary of the characters that occur in this text. ValueError if it is empty."""
        if not text:
            raise ValueError("the text is empty: a vocabulary needs at least one character.")
        return cls(tuple(sorted(set(text))))

    def __len__(self) -> int:
        return len(self.vocab)

    def encode(self, text: str, unseen: str | None = None) -> np.ndarray:
        """Each character's number: a text of N characters -> int32 [N].

        A character that the vocabulary lacks is a ValueError that names it, unless `unseen` says
        which character of the vocabulary is to stand in its place.
        """
        known = _code_points("".join(self.vocab))  # [V], rising
        codes = _code_points(text)  # [N]
        tokens = np.searchsorted(known, codes).clip(max=len(known) - 1)  # [N] -> [N]
        strange = known[tokens] != codes
        if strange.any():
            if unseen is None:
                raise ValueError(self._cannot_encode(text[int(strange.argmax())]))
            tokens[strange] = self._token_of(unseen)
        return tokens.astype(np.int32)

    def decode(self, tokens: ArrayLike) -> str:
        """The text of these tokens [N]. ValueError for a number outside the vocabulary."""
        tokens = np.asarray(tokens)
        if tokens.size == 0:
            return ""
        if tokens.ndim != 1 or not np.issubdtype(tokens.dtype, np.integer):
            raise ValueError(
                "tokens must be one row of whole numbers [N], not "
                f"{tokens.dtype} of shape {list(tokens.shape)}."
            )
        outside = tokens[(tokens < 0) | (tokens >= len(self))]
        if outside.size:
            raise ValueError(f"token {outside[0]} is outside the vocabulary: 0 to {len(self) - 1}.")
        return "".join(self.vocab[token] for token in tokens)

    def _cannot_encode(self, character: str) -> str:
        name = unicodedata.name(character, "a character without a name")
        return (
            f"the character {character!r} (U+{ord(character):04X}, {name}) is not among the "
            f"{len(self)} that this tokenizer knows. Leave it out, or say with unseen='?' which "
            "character is to stand in for it."
        )

    def _token_of(self, character: str) -> int:
        if character not in self.vocab:
            raise ValueError(f"unseen must be a character of the vocabulary, not {character!r}.")
        return self.vocab.index(character)


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def split(tokens: np.ndarray, held_out: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Cut once: the first part to learn from, the rest held out, never trained on.

    tokens [N], held_out: the share held out, above 0 and below 1 -> [N·(1 − held_out)], [the rest].
    In one piece, not here and there: else a held-out window would overlap with what was learned.
    """
    if not 0 < held_out < 1:
        raise ValueError(f"held_out must be a share above 0 and below 1, not {held_out!r}.")
    cut = round(len(tokens) * (1 - held_out))
    if cut in (0, len(tokens)):
        raise ValueError(f"{len(tokens)} tokens are too few to hold out a share of {held_out}.")
    return tokens[:cut], tokens[cut:]


STRETCH = 5000  # characters, about: of ten in a row one is for validation and one for the test


def three_parts(text: str) -> tuple[str, str, str]:
    """A text cut into training (eight tenths), validation and test (a tenth each).

    The held-out parts are stretches from all over the text, so that no odd chapter decides; the
    stretches of each part are joined. ValueError for fewer than 1,000 characters.
    """
    if len(text) < 1000:
        raise ValueError(f"{len(text)} characters are too few to be cut into three parts.")
    n = 10 * max(1, round(len(text) / STRETCH / 10))
    ends = [len(text) * i // n for i in range(n + 1)]
    pieces = [text[ends[i] : ends[i + 1]] for i in range(n)]
    training = [piece for i, piece in enumerate(pieces) if i % 10 not in (4, 9)]
    return "".join(training), "".join(pieces[4::10]), "".join(pieces[9::10])
