"""BERT's tokenizer: text to pieces of words, from the longest piece of the vocabulary on.

Wu et al. 2016, "Google's neural machine translation system", and the code published with BERT
(Devlin et al. 2018): lower case, no accents, each sign of punctuation a word of its own.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np

LONGEST: int = 100  # letters of a word; a longer one is unknown
UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"

# Blocks of Chinese characters: each is a word of its own.
CHINESE = (
    range(0x4E00, 0xA000),
    range(0x3400, 0x4DC0),
    range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2B740),
    range(0x2B740, 0x2B820),
    range(0x2B920, 0x2CEB0),
    range(0xF900, 0xFB00),
    range(0x2F800, 0x2FA20),
)


@dataclass(frozen=True)
class WordPiece:
    """A vocabulary of pieces; one that does not begin a word is written with ## before it."""

    vocab: tuple[str, ...]  # V: token -> its piece
    numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        numbers = {piece: token for token, piece in enumerate(self.vocab)}
        if len(numbers) != len(self.vocab) or not {UNKNOWN, FIRST, LAST} <= numbers.keys():
            raise ValueError("the vocabulary names a piece twice, or lacks one of BERT's marks.")
        object.__setattr__(self, "numbers", numbers)

    def __len__(self) -> int:
        """V: how many tokens there are."""
        return len(self.vocab)

    def encode(self, text: str, *, special: bool = True) -> np.ndarray:
        """The tokens [T] int32 of a text.

        special: with [CLS] before and [SEP] after, as the model was taught. Marks that stand in the
        text are text. A word with a letter that the vocabulary lacks becomes [UNK].
        """
        tokens = [self.numbers[piece] for word in words(text) for piece in self._pieces(word)]
        if special:
            tokens = [self.numbers[FIRST], *tokens, self.numbers[LAST]]
        return np.array(tokens, np.int32)

    def pieces(self, text: str) -> list[str]:
        """The pieces that a text is cut into, without the marks."""
        return [self.vocab[token] for token in self.encode(text, special=False)]

    def decode(self, tokens: Iterable[int]) -> str:
        """The words of tokens [T], a blank between two. Case, accents and the blanks of the text
        are lost: this cut does not keep them. ValueError for a token that there is none of."""
        pieces = []
        for token in tokens:
            if not 0 <= token < len(self.vocab):
                last = len(self.vocab) - 1
                raise ValueError(f"tokens are numbered 0 to {last}; {token} is none of them.")
            pieces.append(self.vocab[token])
        return " ".join(pieces).replace(" ##", "")

    def _pieces(self, word: str) -> list[str]:
        """The longest piece that begins the word, then the longest that goes on, to its end."""
        if len(word) > LONGEST:
            return [UNKNOWN]
        found, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                if mark + word[start:end] in self.numbers:
                    break
            else:
                return [UNKNOWN]
            found.append(mark + word[start:end])
            start = end
        return found


def words(text: str) -> list[str]:
    """Lower case, without accents and control characters, cut at blanks and around each sign."""
    kinds = "".join(map(_cleaned, text))
    plain = unicodedata.normalize("NFD", kinds)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Mn").lower()
    return [word for run in plain.split() for word in _cut(run)]


def _cut(run: str) -> Iterator[str]:
    for sign, part in groupby(run, key=_is_sign):
        if sign:
            yield from list(part)
        else:
            yield "".join(part)


@cache
def _cleaned(character: str) -> str:
    """Nothing for a control character, a blank for any blank, blanks around a Chinese one."""
    code, category = ord(character), unicodedata.category(character)
    if character in "\t\n\r" or (character.isspace() and category[0] != "C"):
        return " "
    if code in (0, 0xFFFD) or category in ("Cc", "Cf", "Co"):
        return ""
    if any(code in block for block in CHINESE):
        return f" {character} "
    return character


@cache
def _is_sign(character: str) -> bool:
    """Punctuation as BERT counts it: Unicode's, and all of ASCII that is no letter or digit."""
    ascii_sign = character.isascii() and not character.isalnum() and not character.isspace()
    return ascii_sign or unicodedata.category(character)[0] == "P"


def load_wordpiece(path: Path) -> WordPiece:
    """Read the `tokenizer.json` of a BERT. ValueError, in a sentence, for another or a damaged
    file."""
    try:
        vocab = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
        pieces = sorted(vocab, key=vocab.__getitem__)
        if [vocab[piece] for piece in pieces] != list(range(len(pieces))):
            raise ValueError("its tokens are not numbered 0, 1, 2 and so on")
        return WordPiece(tuple(pieces))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path.name} is not a WordPiece tokenizer: {error}.") from error
