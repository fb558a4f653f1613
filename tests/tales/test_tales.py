"""The tales: told the same each time, readable both ways, and as surprising as the grammar says."""

import numpy as np
import pytest

from course_utils.tales import Words, surprise, tale_entropy, tale_tokens, tales


def test_the_same_seed_tells_the_same_tales():
    assert tales(3, seed=7) == tales(3, seed=7) != tales(3, seed=8)
    assert (tale_tokens(500, seed=7) == tale_tokens(500, seed=7)).all()


def test_tokens_and_text_lead_to_each_other():
    words = Words()
    for story in tales(200, seed=1):
        assert words.decode(words.encode(story)).strip() == story.strip()
    assert set(tale_tokens(20_000, seed=2).tolist()) <= set(range(len(words.vocab)))
    assert len(set(words.vocab)) == len(words.vocab) >= 400


def test_a_foreign_word_is_named():
    with pytest.raises(ValueError, match="hovercraft"):
        Words().encode("The hovercraft was full.")
    with pytest.raises(ValueError, match="9999"):
        Words().decode([9999])


def test_the_exact_entropy_is_the_average_surprise_of_a_large_sample():
    """One route adds entropies over the grammar's choices, the other reads finished stories."""
    surprises = np.array([surprise(story) for story in tales(1200, seed=3)])
    standard_error = surprises.std() / len(surprises) ** 0.5
    assert abs(surprises.mean() - tale_entropy().nats_per_story) < 4 * standard_error
    assert standard_error < 0.3


def test_the_length_of_a_story_is_what_the_grammar_says():
    words = Words()
    lengths = np.array([len(words.encode(story)) for story in tales(1200, seed=4)]) + 1  # its end
    standard_error = lengths.std() / len(lengths) ** 0.5
    assert abs(lengths.mean() - tale_entropy().tokens_per_story) < 4 * standard_error


def test_the_floors_are_those_that_counting_finds():
    """A reader of no word, and of one: entropies of counts over a large sample."""
    tokens = tale_tokens(300_000, seed=5)
    V = len(Words().vocab)
    pairs = np.bincount(tokens[:-1] * V + tokens[1:], minlength=V * V) / (len(tokens) - 1)
    singles = pairs.reshape(V, V).sum(axis=1)

    def entropy(p):
        return -(p[p > 0] * np.log(p[p > 0])).sum()

    floors = tale_entropy().floors
    assert entropy(singles) == pytest.approx(floors[0], abs=0.01)
    assert entropy(pairs) - entropy(singles) == pytest.approx(floors[1], abs=0.02)
    assert list(floors) == sorted(floors, reverse=True)


def test_a_story_that_forgets_its_own_words_is_impossible():
    """Each name put in place of another: a hero cannot change names half-way."""
    words, impossible = Words(), 0
    for story in tales(20, seed=6):
        names = [w for w in words.vocab if w[0].isupper() and len(w) > 2 and w in story]
        assert np.isfinite(surprise(story))
        broken = story[::-1].replace(names[0][::-1], "Zoe"[::-1], 1)[::-1]  # the last place only
        impossible += broken != story and not np.isfinite(surprise(broken))
    assert impossible >= 10
