"""Text files, characters as tokens, and the cuts: against dictionaries, slices and loops."""

import random
import string

import numpy as np
import pytest

from course_utils.data import Characters, manual, read_text, split, three_parts


def test_the_manual_is_english_about_python():
    text = manual()
    assert text == manual()
    assert len(text) > 300_000
    assert sum(c in string.ascii_letters + " " for c in text) / len(text) > 0.8
    for phrase in ("statement", "def ", " of the "):
        assert phrase in text


def test_a_text_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_bytes("\ufeffGrüße,\r\nWorld\n".encode())
    assert read_text(path, at_least=5) == "Grüße,\nWorld\n"  # no mark, one kind of line end
    assert read_text(str(path), at_least=13) == "Grüße,\nWorld\n"


SCRIPTS = {
    "Latin": "Größe, naïve, straße\n",
    "Cyrillic": "Он пришёл домой.\n",
    "Chinese": "他回家了。 天气很好\n",
    "Arabic": "عاد إلى البيت\n",
    "emoji": "a 🪁 kite\n",
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_script_in_any_customary_encoding(tmp_path, script, encoding, end):
    path, text = tmp_path / "mine.txt", SCRIPTS[script] * 40
    try:
        path.write_bytes(text.replace("\n", end).encode(encoding))
    except UnicodeEncodeError:
        return  # no such character in this encoding
    assert read_text(path, at_least=100) == text


def test_three_parts_share_nothing_and_lose_nothing():
    text = "".join(chr(0x4E00 + i % 20_000) + str(i) for i in range(20_000))
    training, validation, test = three_parts(text)
    assert len(training) + len(validation) + len(test) == len(text)
    assert sorted(training + validation + test) == sorted(text)
    for part in (validation, test):
        assert 0.09 < len(part) / len(text) < 0.11
        # In stretches from all over the text: each third of it has some.
        assert all(part[i] in text for i in range(0, len(part), 997))
    for third in (text[:40_000], text[40_000:80_000], text[80_000:]):
        assert any(validation[i : i + 50] in third for i in range(0, len(validation) - 50, 500))
    with pytest.raises(ValueError, match="too few"):
        three_parts("short")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"short", "too short: 5 characters, at least 1,000"),
        (bytes(range(256)) * 9, "is no text"),
        (b"\x80\x00" * 999, "is no text"),
        (None, "there is no file"),
    ],
)
def test_a_file_that_cannot_be_learned_from_says_why(tmp_path, content, says):
    path = tmp_path / "mine.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=says) as caught:
        read_text(path)
    assert "mine.txt" in str(caught.value)


def test_a_folder_is_not_a_text(tmp_path):
    with pytest.raises(ValueError, match=r"cannot be read|not UTF-8"):
        read_text(tmp_path)


def test_characters_against_a_dictionary():
    chance = random.Random(0)
    alphabet = "abc \nÄ€😀\x00\U0010ffff"
    text = "".join(chance.choices(alphabet, k=500)) + alphabet
    characters = Characters.from_text(text)
    number = {c: i for i, c in enumerate(sorted(set(text)))}
    tokens = characters.encode(text)
    assert tokens.tolist() == [number[c] for c in text]
    assert tokens.dtype == np.int32
    assert characters.decode(tokens) == text
    assert len(characters) == len(characters.vocab) == len(set(text)) == len(alphabet)


def test_nothing_to_encode_and_nothing_to_decode():
    characters = Characters.from_text("ab")
    assert characters.encode("").shape == (0,)
    assert characters.decode([]) == ""
    with pytest.raises(ValueError, match="the text is empty"):
        Characters.from_text("")


def test_an_unseen_character_is_named_or_replaced():
    characters = Characters.from_text("hello, world?")
    # below, between and above the known code points
    for strange, name in [("\t", "U[+]0009"), ("i", "LATIN SMALL LETTER I"), ("é", "E WITH ACUTE")]:
        with pytest.raises(ValueError, match=name):
            characters.encode(f"hell{strange}o")
        assert characters.decode(characters.encode(f"hell{strange}o", unseen="?")) == "hell?o"
    with pytest.raises(ValueError, match="unseen must be a character of the vocabulary, not '!'"):
        characters.encode("hi", unseen="!")


@pytest.mark.parametrize("tokens", [[0, 2], [-1], [0.0, 1.0], [[0, 1]]])
def test_tokens_that_are_no_text(tokens):
    with pytest.raises(ValueError, match=r"outside the vocabulary: 0 to 1|row of whole numbers"):
        Characters.from_text("ab").decode(tokens)


def test_split_cuts_once():
    tokens = np.arange(1000)
    train, held_out = split(tokens)
    assert len(held_out) == 100
    assert np.concatenate([train, held_out]).tolist() == tokens.tolist()
    assert len(split(tokens, held_out=0.25)[1]) == 250


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan")])
def test_split_refuses_a_share_that_is_none(share):
    with pytest.raises(ValueError, match="held_out must be a share"):
        split(np.arange(10), held_out=share)


def test_split_refuses_too_few():
    with pytest.raises(ValueError, match="4 tokens are too few to hold out"):
        split(np.arange(4), held_out=0.01)
