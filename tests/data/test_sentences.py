"""The labelled sentences: balanced, split once, nothing held out that was trained on."""

import re
from collections import Counter
from importlib.resources import files

import pytest

from course_utils.data import sentences

data = sentences()


def bag(text):
    """A sentence as a classifier that counts words sees it."""
    return tuple(sorted(re.findall(r"[\w']+", text.lower())))


def test_there_are_300_and_one_is_sunny():
    assert len(data.text) == len(data.positive) == len(data.part) == len(data.hard) == 300
    sunny = data.text.index("I love sunny days!")
    assert data.positive[sunny] and data.part[sunny] == "validation" and not data.hard[sunny]


@pytest.mark.parametrize(
    "part, size, hard", [("training", 200, 24), ("validation", 50, 6), ("test", 50, 6)]
)
def test_each_part_is_half_positive_and_has_its_share_of_hard_sentences(part, size, hard):
    here = data.part == part
    assert here.sum() == size and (here & data.positive).sum() == size / 2
    assert (here & data.hard).sum() == hard
    assert (here & data.hard & data.positive).sum() == hard / 2


def test_no_sentence_twice_and_none_held_out_that_looks_like_one_trained_on():
    bags = Counter(bag(text) for text in data.text)
    assert max(bags.values()) == 1


def test_sentences_are_short_and_read_like_sentences():
    for text in data.text:
        assert text == text.strip() and text[0].isupper() and text[-1] in ".!?"
        assert 2 <= len(bag(text)) <= 11


def test_the_file_holds_only_the_words_the_reader_knows():
    """A mistyped label would silently count as negative: each column has two words at most."""
    text = files("course_utils.data").joinpath("sentences.txt").read_text(encoding="utf-8")
    head, *rows = [line.split("\t") for line in text.splitlines()]
    assert head == ["set", "label", "kind", "sentence"]
    columns = [set(column) for column in zip(*rows, strict=True)]
    assert columns[:3] == [
        {"training", "validation", "test"},
        {"positive", "negative"},
        {"plain", "hard"},
    ]
