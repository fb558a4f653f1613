"""Notebook 13's counting against slow dictionaries, and its tale with four places."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils.lessons.next_token import counting
from course_utils.tales import Words, tale_tokens

V = 4
TEXT = np.random.default_rng(0).integers(V, size=300)
JUDGED = np.random.default_rng(1).integers(V, size=50)


def slow_reader(text, judged, seen, crumb):
    """From the definition: how often did this come after the same run?"""
    surprises = []
    for i in range(seen, len(judged)):
        run = list(judged[i - seen : i])
        after = [text[j] for j in range(seen, len(text)) if list(text[j - seen : j]) == run]
        p = (after.count(judged[i]) + crumb) / (len(after) + crumb * V)
        surprises.append(-math.log(p))
    return sum(surprises) / len(surprises)


@pytest.mark.parametrize("seen", [0, 1, 2, 4])
def test_a_counted_reader_is_a_slow_one(seen):
    fast = counting.counted_reader(TEXT, JUDGED, seen, V, crumb=0.01)
    assert fast == pytest.approx(slow_reader(TEXT, JUDGED, seen, 0.01))


def test_a_table_is_a_reader_of_one_token():
    counts = np.full((V, V), 0.01)
    np.add.at(counts, (TEXT[:-1], TEXT[1:]), 1)
    table = counts / counts.sum(axis=1, keepdims=True)
    assert counting.loss_of_table(table, JUDGED) == pytest.approx(
        counting.counted_reader(TEXT, JUDGED, 1, V, crumb=0.01), rel=1e-4
    )


def test_on_the_text_that_was_counted_crumbs_never_help():
    """What the discussion of exercise 5 says of smoothing."""
    losses = [
        counting.counted_reader(TEXT, TEXT, 1, V, crumb) for crumb in (1e-9, 1e-3, 0.1, 1, 10)
    ]
    assert losses == sorted(losses)


def test_a_learned_table_becomes_the_counts():
    pairs = np.zeros((V, V))
    np.add.at(pairs, (TEXT[:-1], TEXT[1:]), 1)
    share = jnp.asarray(pairs / pairs.sum())

    def loss(table):
        return -jnp.sum(share * jax.nn.log_softmax(table, axis=1))

    keep = np.array([0, 2])
    table, losses, kept = counting.learn_table(loss, jnp.zeros((V, V)), 200, every=50, keep=keep)
    counted = pairs / pairs.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(jax.nn.softmax(table, axis=1), counted, atol=0.01)
    assert kept.shape == (5, 2, V) and losses[0] == pytest.approx(math.log(V), rel=1e-5)
    np.testing.assert_allclose(kept[0], 1 / V, rtol=1e-5)
    np.testing.assert_allclose(kept[-1], jax.nn.softmax(table[keep], axis=1), rtol=1e-5)


def test_first_tales_end_with_a_tale():
    tokens, end = tale_tokens(2000, seed=1), Words().end
    read = counting.first_tales(tokens, end, 5)
    assert read[-1] == end and (read == end).sum() == 5


def test_the_tale_of_the_notebook_has_its_four_places():
    story, ends = counting.places_in_a_tale(seed=7)
    assert list(ends) == list(counting.PLACES)
    assert all(0 < end < len(story) for end in ends.values())
    tokens = tale_tokens(30_000, seed=1)
    likeliest = {}
    for name, end in ends.items():
        pieces, expects, came = counting.looked_at(story[:end], story[end:], tokens)
        assert " ".join(pieces[:3]) == "once upon a" and set(expects) == {"0", "1", "2", "3", "all"}
        words, probs = expects["all"]
        assert came in words and sum(probs) == pytest.approx(1)
        likeliest[name] = max(probs)
    assert likeliest.pop("a colour") < 0.2 and min(likeliest.values()) > 0.99


def test_a_short_memory_expects_what_was_counted():
    words, tokens = Words(), tale_tokens(20_000, seed=1)
    number = {word: i for i, word in enumerate(words.vocab)}
    _, expects, _ = counting.looked_at("Once upon", " a time", tokens)
    after = tokens[1:][tokens[:-1] == number["upon"]]
    seen, probs = expects["1"]
    assert seen[0] == "a" and probs[0] == pytest.approx(np.mean(after == number["a"]))
