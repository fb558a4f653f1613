"""Text to tokens and back: byte-pair encoding.

A text is written as bytes, so nothing is ever unknown. Training counts which two neighbouring
pieces occur together most often and makes them one piece, again and again (Gage 1994, "A new
algorithm for data compression"; Sennrich, Haddow and Birch 2016, "Neural machine translation of
rare words with subword units"; over bytes: Radford et al. 2019, GPT-2).

    tokenizer = train(text, size=1024)
    tokens = tokenizer.encode("dark red")       # [T] int32
    tokenizer.decode(tokens)                    # "dark red"
    tokenizer.save("tokenizer.json");  tokenizer = load("tokenizer.json")

The file is a `tokenizer.json` as public models of the GPT-2 kind have one, so `load` opens theirs.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

Pair = tuple[bytes, bytes]
KEPT = 50_000  # words whose pieces are remembered

# Whitespace as Unicode has it; Python's str.isspace counts four control characters as well.
SPACES = frozenset(
    map(chr, [*range(9, 14), 32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288])
)


@dataclass(frozen=True)
class Tokenizer:
    """A vocabulary, and the merges that lead to it.

    Raises ValueError for merges of pieces that are not in the vocabulary, and for a token given
    twice.
    """

    vocab: tuple[bytes, ...]  # V: token -> its bytes
    merges: tuple[Pair, ...]  # in the order in which they were learned
    special: dict[str, int] = field(default_factory=dict)  # marks that are no text -> token
    digits: bool = False  # is every digit a word of its own?
    ranks: dict[Pair, int] = field(init=False, repr=False, compare=False)
    numbers: dict[bytes, int] = field(init=False, repr=False, compare=False)
    known: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self):
        marks = set(self.special.values())
        numbers = {piece: token for token, piece in enumerate(self.vocab) if token not in marks}
        if len(numbers) != len(self.vocab) - len(marks):
            raise ValueError("the vocabulary names a piece twice.")
        for a, b in self.merges:
            if not (a in numbers and b in numbers and a + b in numbers):
                raise ValueError(f"a merge needs pieces that the vocabulary lacks: {a!r}, {b!r}.")
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "ranks", {pair: rank for rank, pair in enumerate(self.merges)})

    def __len__(self) -> int:
        """V: how many tokens there are."""
        return len(self.vocab)

    @property
    def gaps(self) -> list[int]:
        """The bytes without a token: none in one that `train` made, a few in some real ones."""
        return [byte for byte in range(256) if bytes([byte]) not in self.numbers]

    def encode(self, text: str, *, special: bool = False) -> np.ndarray:
        """The tokens [T] int32 of a text.

        special: read marks such as `<|im_start|>` as the one token they stand for. Otherwise they
        are text like any other, so that nobody can type one by accident.
        Bytes that the vocabulary lacks are left out, as the `tokenizers` library does: see `gaps`.
        """
        tokens: list[int] = []
        for part in self._parts(text) if special else [text]:
            if special and part in self.special:
                tokens.append(self.special[part])
            else:
                for word in words(part, digits=self.digits):
                    tokens += self._tokens_of(word)
        return np.array(tokens, np.int32)

    def pieces(self, text: str) -> list[bytes]:
        """The pieces that a text is cut into, as bytes: joined, they are the text again."""
        return [self.vocab[token] for token in self.encode(text)]

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of tokens [T]. Bytes that are no character (a cut through the middle of one)
        show as �. ValueError for a token that there is none of."""
        tokens = np.asarray(list(tokens), dtype=np.int64)
        outside = tokens[(tokens < 0) | (tokens >= len(self.vocab))]
        if len(outside):
            last = len(self.vocab) - 1
            raise ValueError(f"tokens are numbered 0 to {last}; {outside[0]} is none of them.")
        return _read(b"".join(self.vocab[token] for token in tokens))

    def save(self, path: str | Path) -> None:
        """Write a `tokenizer.json` that the `tokenizers` library opens too."""
        text = json.dumps(_as_json(self), ensure_ascii=False, indent=1)
        Path(path).write_text(text + "\n", encoding="utf-8")

    def _parts(self, text: str) -> list[str]:
        """The text cut at its special marks, the marks kept; longer marks first."""
        if not self.special:
            return [text]
        marks = sorted(self.special, key=len, reverse=True)
        return re.split(f"({'|'.join(map(re.escape, marks))})", text)

    def _tokens_of(self, word: str) -> list[int]:
        if word not in self.known:
            if len(self.known) >= KEPT:
                self.known.clear()
            pieces = merged(word, self.ranks)
            self.known[word] = [self.numbers[piece] for piece in pieces if piece in self.numbers]
        return self.known[word]


def train(text: str, size: int, *, digits: bool = False) -> Tokenizer:
    """Learn a vocabulary of `size` tokens: the 256 bytes, then the most frequent pairs.

    Of equally frequent pairs the one whose bytes come first is taken. Where no pair occurs twice,
    the vocabulary stays smaller. ValueError for a size below 256.
    """
    if size < 256:
        raise ValueError(f"size must be at least 256, one token for each byte, not {size}.")
    counts = Counter(words(text, digits=digits))
    merges = learn_merges(counts, size - 256)
    singles = tuple(bytes([i]) for i in range(256))
    return Tokenizer(singles + tuple(a + b for a, b in merges), tuple(merges), digits=digits)


def learn_merges(counts: dict[str, int], most: int) -> list[Pair]:
    """The merges, in order, for words that occur so often: count pairs, merge the most frequent.

    Only the words that hold a merged pair are counted anew, which makes it seconds, not hours.
    Two different pairs that make the same piece (ab·c and a·bc) are both kept as merges only if
    the second one comes up; the piece then has one token.
    """
    cut = {word: _bytes_of(word) for word in counts}
    pairs: Counter[Pair] = Counter()
    homes: defaultdict[Pair, set[str]] = defaultdict(set)  # in which words a pair was seen
    for word, pieces in cut.items():
        for pair in pairwise(pieces):
            pairs[pair] += counts[word]
            homes[pair].add(word)
    merges: list[Pair] = []
    made = set()
    while len(merges) < most and pairs:
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        if best[0] + best[1] in made:  # the piece is there already, by another way
            del pairs[best]
            continue
        merges.append(best)
        made.add(best[0] + best[1])
        for word in homes.pop(best):
            _recount(word, best, cut, counts[word], pairs, homes)
    return merges


def _recount(word, best, cut, count, pairs, homes) -> None:
    """Merge a pair in one word, and bring the counts of pairs up to date."""
    for pair in pairwise(cut[word]):
        pairs[pair] -= count
        if pairs[pair] <= 0:
            del pairs[pair]
    cut[word] = merge(cut[word], best)
    for pair in pairwise(cut[word]):
        pairs[pair] += count
        homes[pair].add(word)


def merge(pieces: Sequence[bytes], pair: Pair) -> list[bytes]:
    """Make each occurrence of a pair one piece, from left to right."""
    result: list[bytes] = []
    i = 0
    while i < len(pieces):
        if tuple(pieces[i : i + 2]) == pair:
            result.append(pair[0] + pair[1])
            i += 2
        else:
            result.append(pieces[i])
            i += 1
    return result


def merged(word: str, ranks: dict[Pair, int]) -> list[bytes]:
    """A word's pieces: its bytes, and then every merge that applies, the earliest learned first."""
    pieces = _bytes_of(word)
    while len(pieces) > 1:
        best = min(pairwise(pieces), key=lambda pair: ranks.get(pair, len(ranks)))
        if best not in ranks:
            break
        pieces = merge(pieces, best)
    return pieces


# Words: no piece reaches from one into the next ------------------------------------------------

# Over the kinds of characters: a space may lead a word; blanks before a word stay apart from it.
_WORD = re.compile(r" ?L+| ?N+| ?[O']+|[s ]+(?![^s ])|[s ]+")
_DIGITWISE = re.compile(r"N|[^N]+")
_SHORT = re.compile(r"'(?:s|t|re|ve|m|ll|d)")


def words(text: str, *, digits: bool = False) -> list[str]:
    """Cut a text into words, each with the space before it: ["The", " red", " kite", "'s"].

    The cut of GPT-2's tokenizer (Radford et al. 2019): letters, numbers and marks apart, English
    endings such as 's apart. digits: first each digit apart, as SmolLM2's does.
    """
    if digits:
        kinds = "".join(map(_kind, text))
        parts = [text[m.start() : m.end()] for m in _DIGITWISE.finditer(kinds)]
        return [word for part in parts for word in words(part)]
    kinds, cut, i = "".join(map(_kind, text)), [], 0
    while i < len(text):
        found = _SHORT.match(text, i) or _WORD.match(kinds, i)
        cut.append(text[i : found.end()])
        i = found.end()
    return cut


@cache
def _kind(character: str) -> str:
    """L a letter, N a number, s a blank other than the space, O anything else; ' and space stay."""
    if character in "' ":
        return character
    if character in SPACES:
        return "s"
    return {"L": "L", "N": "N"}.get(unicodedata.category(character)[0], "O")


# Bytes -----------------------------------------------------------------------------------------


def _bytes_of(word: str) -> list[bytes]:
    return [bytes([byte]) for byte in word.encode("utf-8", "surrogatepass")]


def _read(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


@cache
def letters_of_bytes() -> dict[int, str]:
    """How files of the GPT-2 kind write each byte: as itself where it prints, else as a letter
    from 256 on, so that vocabularies are readable text ("Ġred" for " red")."""
    printing = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printing]
    shifted = {byte: chr(256 + i) for i, byte in enumerate(others)}
    return {byte: chr(byte) for byte in printing} | shifted


def _written(piece: bytes) -> str:
    return "".join(letters_of_bytes()[byte] for byte in piece)


def from_written(piece: str) -> bytes:
    """The bytes of a piece as a vocabulary file writes it. ValueError for any other letter."""
    try:
        return bytes(map(_bytes_of_letters().__getitem__, piece))
    except KeyError as error:
        raise ValueError(f"{piece!r} is not written as in GPT-2's vocabularies.") from error


@cache
def _bytes_of_letters() -> dict[str, int]:
    return {letter: byte for byte, letter in letters_of_bytes().items()}


# Files -----------------------------------------------------------------------------------------


def load(path: str | Path) -> Tokenizer:
    """Read a `tokenizer.json` of the byte-level kind: ours, GPT-2's, SmolLM2's.

    ValueError, in a sentence, for a file of another kind or a damaged one.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return _from_json(content)
    except (KeyError, TypeError, AttributeError, IndexError, json.JSONDecodeError) as error:
        raise ValueError(
            f"{Path(path).name} is not a byte-level BPE tokenizer: {error}."
        ) from error


def from_lists(
    vocab: Sequence[str], merges: Sequence[str], special: Iterable[str] = (), digits: bool = False
) -> Tokenizer:
    """A tokenizer from a vocabulary and merges ("Ġr ed") as model files keep them."""
    marks = set(special)
    known = {word: from_written(word) for word in vocab if word not in marks}
    pieces = tuple(word.encode() if word in marks else known[word] for word in vocab)
    pairs = tuple(_pair(merge, known) for merge in merges)
    numbers = {word: token for token, word in enumerate(vocab) if word in marks}
    return Tokenizer(pieces, pairs, numbers, digits)


def _pair(text: str, known: dict[str, bytes]) -> Pair:
    """The two pieces of a merge; known: pieces whose bytes were looked up before."""
    left, blank, right = text.partition(" ")
    if not blank or " " in right:
        raise ValueError(f"a merge names two pieces, {text!r} does not.")
    if left in known and right in known:
        return known[left], known[right]
    return from_written(left), from_written(right)


def _from_json(content: dict) -> Tokenizer:
    model = content["model"]
    if model.get("type", "BPE") != "BPE":
        raise ValueError(f"this is a {model['type']} tokenizer, not byte-pair encoding.")
    vocab = dict(model["vocab"])
    marks = {added["content"]: added["id"] for added in content.get("added_tokens", [])}
    vocab |= marks
    words_in_order = sorted(vocab, key=vocab.__getitem__)
    if [vocab[word] for word in words_in_order] != list(range(len(vocab))):
        raise ValueError("its tokens are not numbered 0, 1, 2 and so on.")
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in model["merges"]]
    return from_lists(words_in_order, merges, marks, digits='"Digits"' in json.dumps(content))


def _as_json(tokenizer: Tokenizer) -> dict:
    marks = {token: word for word, token in tokenizer.special.items()}
    vocab = {
        marks.get(token) or _written(piece): token for token, piece in enumerate(tokenizer.vocab)
    }
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    level["use_regex"] = True
    digits = {"type": "Digits", "individual_digits": True}
    both = {"type": "Sequence", "pretokenizers": [digits, level]}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {
        "version": "1.0",
        "added_tokens": [
            {"id": token, "content": word, **flags, "special": True}
            for token, word in sorted(marks.items())
        ],
        "pre_tokenizer": both if tokenizer.digits else level,
        "decoder": level,
        "model": {
            "type": "BPE",
            "vocab": vocab,
            "merges": [[_written(a), _written(b)] for a, b in tokenizer.merges],
        },
    }
