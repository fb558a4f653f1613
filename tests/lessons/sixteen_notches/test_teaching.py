"""A few new dials on a small model: what is trained, what stays, and against the usual loop."""

import jax
import numpy as np
import pytest

from course_utils.count import count
from course_utils.lessons.sixteen_notches import rounding, teaching
from course_utils.lora import Additions
from course_utils.tales import tales
from course_utils.train import batch_loss
from tests.small import small_model

pytestmark = pytest.mark.slow

TEXT = " ".join(tales(20))


@pytest.fixture(scope="module", autouse=True)
def from_block_one():
    """The small model has two blocks: additions begin at the second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(teaching, "FIRST", 1)
        yield


@pytest.fixture(scope="module")
def model():
    return small_model(TEXT, context=200, layers=2, width=32, hidden=64)


@pytest.fixture(scope="module")
def windows(model):
    return rounding.windows_of(model, TEXT, most=10, length=24)


@pytest.fixture(scope="module")
def page(model, windows):
    return teaching.page_of(model, windows)


def test_new_dials_sit_in_the_upper_blocks_alone(model):
    additions = teaching.new_dials(model, rank=2)
    assert list(additions.pairs) == ["blocks.1.attention.query", "blocks.1.attention.value"]
    assert count(additions) == 2 * (32 + 32) + 2 * (32 + 16)


def test_the_stream_halfway_and_the_rest_give_the_usual_loss(model, windows, page):
    assert page.stream.shape == (10, 24, 32) and page.came.shape == (10, 24)
    losses = teaching._losses(model.params, page.stream, page.came, model.config)
    whole = batch_loss(model.params, windows, model.config)
    assert float(losses.mean()) == pytest.approx(float(whole), rel=1e-5)


def test_training_lowers_the_loss_and_moves_nothing_of_the_model_s(model, page):
    before = jax.tree.map(np.array, model.params)
    start = teaching.new_dials(model, rank=4)
    lesson = teaching.teach(model, page, start, steps=30, rate=0.03)
    assert isinstance(lesson.additions, Additions) and len(lesson.losses) == 30
    assert np.mean(lesson.losses[-5:]) < lesson.losses[0] - 0.04  # the model itself stays random
    for old, now in zip(jax.tree.leaves(before), jax.tree.leaves(model.params), strict=True):
        np.testing.assert_array_equal(old, now)
    again = teaching.teach(model, page, start, steps=30, rate=0.03)
    assert again.losses == lesson.losses
    none = teaching.faded(lesson.additions, 0.0).merged(model.params)
    for old, now in zip(jax.tree.leaves(before), jax.tree.leaves(none), strict=True):
        np.testing.assert_array_equal(old, now)


def test_stories_begin_as_they_are_told_to(model):
    stories = teaching.told(model, model.params, n=2, most=20)
    assert len(set(stories)) == 2 and all(story.startswith(teaching.ONCE) for story in stories)


def test_right_sentences_are_those_without_a_fault():
    story = tales(1, seed=5)[0]
    assert teaching.right_sentences([story]) == 1
    assert teaching.right_sentences(["Once upon a time the moon was made of tin."]) < 0.5
