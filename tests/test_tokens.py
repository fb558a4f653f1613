"""Byte-pair encoding against the definition, the `tokenizers` library, and texts of every kind."""

import json
import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import tokenizers

from course_utils.data import manual
from course_utils.tokens import Tokenizer, from_lists, load, merge, train, words

LETTERS = [*range(128), *range(0xA0, 0x250), *range(0x400, 0x460), *range(0x4E00, 0x4E40)]
ODDITIES = [*range(0x1F600, 0x1F640), 0x200D, 0xFE0F, 0x2028, 0x3000, 0x1680, 0x85, 0x660, 0xB2]
ANY = [chr(code) for code in LETTERS + ODDITIES]
TRICKY = [*" \n\t'’aelstdrmvLS1290.,é½²", "'ll", "'re", "  ", "\r\n", " '", "n't", "<|end|>"]


def texts(n: int, seed: int) -> list[str]:
    """Random strings of every kind, pieces of English, and what is easily got wrong."""
    rng, english = random.Random(seed), manual()
    found = ["", " ", "   ", "\n\n", "a", "é", "🙂", "👩‍👩‍👧", "don't", "  don't  stop", "1 234"]
    while len(found) < n:
        start, length = rng.randrange(len(english) - 200), rng.randrange(200)
        found.append(english[start : start + length])
        found.append("".join(rng.choices(ANY, k=rng.randrange(50))))
        found.append("".join(rng.choices(TRICKY, k=rng.randrange(30))))
    return found[:n]


@pytest.fixture(scope="module")
def trained() -> Tokenizer:
    return train(manual()[:60_000], 700)


@pytest.fixture(scope="module")
def digitwise() -> Tokenizer:
    return train(manual()[:60_000], 500, digits=True)


def by_library(tokenizer: Tokenizer, folder) -> tokenizers.Tokenizer:
    tokenizer.save(folder / "tokenizer.json")
    return tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))


@pytest.mark.parametrize("kind", ["trained", "digitwise"])
def test_encodes_as_the_library_does_with_the_same_merges(kind, request, tmp_path):
    tokenizer = request.getfixturevalue(kind)
    library = by_library(tokenizer, tmp_path)
    for text in texts(1500, seed=len(tokenizer)):
        assert tokenizer.encode(text).tolist() == library.encode(text).ids, text


@pytest.mark.parametrize("kind", ["trained", "digitwise"])
def test_every_text_can_be_written_and_read_back(kind, request):
    tokenizer = request.getfixturevalue(kind)
    for text in [*texts(600, seed=5), "half a pair \ud83d alone", "\x00", "".join(ANY)]:
        tokens = tokenizer.encode(text)
        assert tokenizer.decode(tokens) == text
        assert b"".join(tokenizer.pieces(text)) == text.encode("utf-8", "surrogatepass")
        assert tokens.dtype == np.int32 and tokenizer.decode(tokens.tolist()) == text


def slow_merges(text: str, most: int) -> list[tuple[bytes, bytes]]:
    """Count everything anew for each merge, as the definition says."""
    counts = Counter(words(text))
    cut = {word: [bytes([b]) for b in word.encode()] for word in counts}
    merges = []
    for _ in range(most):
        pairs = Counter()
        for word, pieces in cut.items():
            for pair in pairwise(pieces):
                pairs[pair] += counts[word]
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        cut = {word: merge(pieces, best) for word, pieces in cut.items()}
    return merges


@pytest.mark.parametrize("start", [0, 100_000])
def test_training_counts_as_a_slow_loop_does(start):
    text = manual()[start : start + 6000]
    assert train(text, 256 + 120).merges == tuple(slow_merges(text, 120))


def test_a_vocabulary_on_a_napkin():
    """red ×3, bed ×2, rod: e·d comes up five times, then r·ed three times."""
    learned = train("red,red,red,bed,bed,rod", 259)
    assert learned.merges[:2] == ((b"e", b"d"), (b"r", b"ed"))
    assert learned.pieces("red") == [b"red"] and learned.pieces("rod") == [b"r", b"o", b"d"]


def test_training_ends_where_no_pair_comes_up_twice():
    assert len(train("abc", 1000)) == 256
    assert len(train("", 300)) == 256
    with pytest.raises(ValueError, match="at least 256"):
        train("abc", 255)


def test_merging_goes_from_left_to_right():
    assert merge([b"a"] * 5, (b"a", b"a")) == [b"aa", b"aa", b"a"]
    assert merge([b"a", b"b", b"a"], (b"a", b"b")) == [b"ab", b"a"]
    assert merge([], (b"a", b"b")) == []


@pytest.mark.parametrize(
    "text, cut",
    [
        ("The red kite's tail", ["The", " red", " kite", "'s", " tail"]),
        ("a  b", ["a", " ", " b"]),
        ("a   ", ["a", "   "]),
        ("x1y", ["x", "1", "y"]),
        ("2026!?", ["2026", "!?"]),
        (" \n\n x", [" \n\n", " x"]),
        ("'So", ["'", "So"]),
    ],
)
def test_words_are_cut_as_gpt_2_cuts_them(text, cut):
    assert words(text) == cut


def test_digits_one_by_one():
    assert words("it is 2026", digits=True) == ["it", " is", " ", "2", "0", "2", "6"]


def test_marks_are_text_unless_one_asks(tmp_path):
    plain = train("a b a b", 256)
    tokenizer = Tokenizer((*plain.vocab, b"<|end|>"), plain.merges, {"<|end|>": 256})
    assert tokenizer.encode("a<|end|>", special=True).tolist() == [97, 256]
    assert 256 not in tokenizer.encode("a<|end|>")
    assert tokenizer.decode([97, 256]) == "a<|end|>"
    library = by_library(tokenizer, tmp_path)
    for text in texts(300, seed=9):
        assert tokenizer.encode(text, special=True).tolist() == library.encode(text).ids
    assert load(tmp_path / "tokenizer.json") == tokenizer


def test_saved_and_loaded_it_is_the_same(trained, digitwise, tmp_path):
    for tokenizer in (trained, digitwise):
        tokenizer.save(tmp_path / "t.json")
        assert load(tmp_path / "t.json") == tokenizer


def test_lists_as_model_files_keep_them():
    tokenizer = from_lists(["<s>", "Ġ", "r", "e", "d", "re", "Ġre"], ["r e", "Ġ re"], ["<s>"])
    assert tokenizer.pieces(" red") == [b" re", b"d"]
    assert tokenizer.encode("<s>red", special=True).tolist() == [0, 5, 4]
    assert len(tokenizer.gaps) == 252 and tokenizer.decode(tokenizer.encode("rxd")) == "rd"
    with pytest.raises(ValueError, match="vocabulary lacks"):
        from_lists(["a"], ["a b"])
    with pytest.raises(ValueError, match="twice"):
        Tokenizer((b"a", b"a"), ())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"model": 1}',
        '{"model": {"type": "WordPiece", "vocab": {}}}',
        '{"model": {"type": "BPE", "vocab": {"a": 1}, "merges": []}}',
        '{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}}',
        '{"model": {"type": "BPE", "vocab": {"日": 0}, "merges": []}}',
    ],
)
def test_a_file_of_another_kind_gets_a_sentence(tmp_path, content):
    path = tmp_path / "tokenizer.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"\.$"):
        load(path)


def test_tokens_that_are_none_get_a_sentence(trained):
    for wrong in ([700], [-1]):
        with pytest.raises(ValueError, match="numbered 0 to 699"):
            trained.decode(wrong)
    assert trained.decode([]) == "" and trained.encode("").tolist() == []
    assert trained.decode([0xC3]) == "�"  # half of an é


def test_the_file_is_readable_text(trained, tmp_path):
    trained.save(tmp_path / "t.json")
    vocab = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert "Ġthe" in vocab and vocab["a"] == 97
