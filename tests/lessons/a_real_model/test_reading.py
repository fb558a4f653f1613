"""What notebook 21 computes, on a small model with random parameters, against the whole way."""

import numpy as np
import pytest

from course_utils import transformer
from course_utils.lessons.a_real_model.reading import (
    Reading,
    at_random,
    largest_writes,
    loss,
    told_apart,
    vectors_of_last,
    zeroed,
)
from course_utils.sample import next_token_probs
from course_utils.transformer import find, with_number, without_block, without_head
from tests.small import small_model

pytestmark = pytest.mark.slow

TEXT = "the cat sat on the mat and the hat"


@pytest.fixture(scope="module")
def model():
    return small_model(TEXT * 5, context=64, layers=3, width=16, hidden=24)


@pytest.fixture(scope="module")
def reading(model):
    return Reading(model, TEXT)


def whole(model, params, text=TEXT):
    """Probabilities after a text, all computed at once."""
    ids = model.tokenizer.encode(text)
    return next_token_probs(transformer.forward(params, ids, model.config)[-1])


def test_padding_changes_nothing(model, reading):
    assert reading.room > len(reading.tokens) or reading.room == 8
    np.testing.assert_allclose(reading.probabilities(), whole(model, model.params), rtol=1e-4)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_what_lies_above_is_all_that_has_to_be_computed(model, reading, layer):
    name = f"blocks.{layer}.mlp.up"
    changed = with_number(model.params, name, (3, 5), 9.0)
    np.testing.assert_allclose(
        reading.turned(name, (3, 5), 9.0), whole(model, changed), rtol=1e-4, atol=1e-7
    )
    assert np.abs(whole(model, changed) - whole(model, model.params)).max() > 1e-6


def test_heads_and_blocks_are_taken_away(model, reading):
    for ours, params in (
        (reading.without(1), without_block(model.params, 1)),
        (reading.without(2, 3), without_head(model.params, 2, 3, model.config)),
    ):
        np.testing.assert_allclose(ours, whole(model, params), rtol=1e-4, atol=1e-7)


def test_a_trial_says_what_became_of_the_first_choice(model, reading):
    trial = zeroed(reading, "blocks.0.attention.value", (2, 1))
    before = whole(model, model.params)
    after = whole(model, with_number(model.params, "blocks.0.attention.value", (2, 1), 0.0))
    best = before.argmax()
    assert trial.first == (after.argmax() == best)
    assert abs(trial.moved - abs(after[best] - before[best])) < 1e-6
    assert trial.before == float(find(model.params, "blocks.0.attention.value")[2, 1])


def test_draws_fall_on_blocks_by_their_size_and_repeat(reading):
    trials = at_random(reading, 40, seed=1)
    assert trials == at_random(reading, 40, seed=1)
    assert trials != at_random(reading, 40, seed=2)
    assert all(trial.name.startswith("blocks.") for trial in trials)
    assert sum(".mlp." in trial.name for trial in trials) > 15  # three fifths of the parameters


def test_the_largest_write_is_the_largest_product(model, reading):
    found = largest_writes(reading)
    assert [write.layer for write in sorted(found)] == [0, 1, 2]
    sizes = [abs(write.written) for write in found]
    assert sizes == sorted(sizes, reverse=True)
    for write in found:
        neurons = np.asarray(reading.neurons[write.layer][0])
        products = neurons[:, None] * np.asarray(model.params.blocks[write.layer].mlp.down)
        assert abs(write.written) == np.abs(products).max()
        assert np.isclose(write.written, write.neuron * write.weight)


def test_neurons_times_down_is_what_the_mlp_adds(model, reading):
    stream = transformer.residuals(
        model.params, np.asarray(reading.tokens), model.config
    )  # [2L + 1, T, D]
    added = np.asarray(stream[2] - stream[1])[0]
    ours = np.asarray(reading.neurons[0])[0] @ np.asarray(model.params.blocks[0].mlp.down)
    np.testing.assert_allclose(ours, added, atol=1e-5)


def test_the_loss_is_the_mean_surprise(model):
    ids = model.tokenizer.encode(TEXT)
    slow = []
    for n in range(1, len(ids)):
        logits = transformer.forward(model.params, np.asarray(ids[:n]), model.config)[-1]
        slow.append(-np.log(next_token_probs(logits)[ids[n]]))
    assert np.isclose(loss(model, TEXT), np.mean(slow), rtol=1e-4)


def test_vectors_of_the_last_token_by_floor(model):
    vectors = vectors_of_last(model, ["the cat", "on the mat"])
    assert vectors.shape == (2, model.config.layers + 1, model.config.width)
    stream = transformer.residuals(model.params, model.tokenizer.encode("the cat"), model.config)
    np.testing.assert_allclose(vectors[0], np.asarray(stream)[::2, -1], atol=1e-5)


def test_told_apart_counts_neighbours_of_the_same_meaning():
    apart = np.array([[[1.0, 0]], [[1, 0.1]], [[0, 1]], [[0.1, 1]]])
    right, means = told_apart(apart, [0, 0, 1, 1])
    assert list(right) == [4]
    assert means[0, 0] > 0.99 > 0.3 > means[0, 1]
    right, _ = told_apart(apart, [0, 1, 0, 1])
    assert list(right) == [0]
