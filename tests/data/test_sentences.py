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


def test_there_are_200_and_one_is_sunny():
    assert len(data.text) == len(data.positive) == len(data.held_out) == len(data.hard) == 200
    sunny = data.text.index("I love sunny days!")
    assert data.positive[sunny] and data.held_out[sunny] and not data.hard[sunny]


@pytest.mark.parametrize("held_out, size", [(False, 150), (True, 50)])
def test_each_part_is_half_positive(held_out, size):
    part = data.positive[data.held_out == held_out]
    assert len(part) == size and part.sum() == size / 2


def test_each_part_has_its_share_of_hard_sentences():
    for positive in (True, False):
        hard = data.hard & (data.positive == positive)
        assert (hard & ~data.held_out).sum() == 9 and (hard & data.held_out).sum() == 3


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
    assert columns[:3] == [{"train", "held-out"}, {"positive", "negative"}, {"plain", "hard"}]
