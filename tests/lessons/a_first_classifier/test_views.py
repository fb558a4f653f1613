"""Notebook 10: the classifier against jax.grad and slow loops, and its pictures' sentences."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.a_first_classifier import exercises, views


@pytest.mark.parametrize("case", exercises.word_slopes.cases)
def test_exercise_word_slopes(case):
    counts, y, weights, bias = case

    def loss(weights):
        p = jax.nn.sigmoid(counts @ weights + bias)
        return -(y * jnp.log(p) + (1 - y) * jnp.log(1 - p))

    slopes = exercises.word_slopes._solution(*case)
    np.testing.assert_allclose(slopes, jax.grad(loss)(jnp.array(weights)), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("p, y", [(0.2, 1.0), (0.2, 0.0), (0.97, 1.0)])
def test_exercise_score_slope(p, y):
    score = np.log(p / (1 - p))

    def loss(score):
        p = 1 / (1 + np.exp(-score))
        return exercises.logistic_loss._solution(np.array([p]), np.array([y]))

    measured = (loss(score + 1e-6) - loss(score - 1e-6)) / 2e-6
    assert exercises.score_slope._solution(p, y) == pytest.approx(measured, rel=1e-5)


def test_no_setting_gets_all_four_sentences_right():
    rng = np.random.default_rng(0)
    counts = {views.four_right(*rng.uniform(-5, 5, 4)) for _ in range(5000)}
    assert max(counts) == 3 and views.four_right(good=3, bad=-1, not_=-4, b=0) == 3
    assert views.four_right(0, 0, 0, 0) == 0  # exactly one half decides nothing


def test_counts_are_those_of_the_exercise():
    vocabulary = ["a", "good", "it's"]
    texts = ["It's good, a GOOD one!", "", "…"]
    rows = views.counts_of(texts, vocabulary)
    for text, row in zip(texts, rows, strict=True):
        assert list(row) == list(
            exercises.word_counts._solution(views.split_words(text), vocabulary)
        )
    assert rows.shape == (3, 3) and list(rows[0]) == [1, 2, 1]


def test_descending_lowers_the_loss_as_a_slow_loop_does():
    X, y = np.array([[1.0, 0], [0, 2], [1, 1]]), np.array([1.0, 0, 1])
    weights, bias = views.descend(X, y, steps=3, rate=0.5)
    slow, b = [0.0, 0.0], 0.0
    for _ in range(3):
        misses = [1 / (1 + np.exp(-(x @ slow + b))) - t for x, t in zip(X, y, strict=True)]
        slow = [
            w - 0.5 * sum(m * x[i] for m, x in zip(misses, X, strict=True)) / 3
            for i, w in enumerate(slow)
        ]
        b -= 0.5 * sum(misses) / 3
    np.testing.assert_allclose([*weights, bias], [*slow, b])


def test_curves_are_the_losses_of_the_exercise():
    rng = np.random.default_rng(0)
    weights, biases = rng.normal(size=(4, 3)), rng.normal(size=4)
    sets = [(rng.integers(0, 3, (n, 3)), rng.integers(0, 2, n) * 1.0) for n in (5, 6)]
    curves = views.Curves(weights, biases, *sets)
    for found, right, (X, y) in zip(curves.losses, curves.right, sets, strict=True):
        p = 1 / (1 + np.exp(-(weights @ X.T + biases[:, None])))
        wanted = [exercises.logistic_loss._solution(row, y) for row in p]
        np.testing.assert_allclose(found, wanted)
        np.testing.assert_allclose(right, [np.mean((row > 0.5) == (y == 1)) for row in p])
    assert min(curves.above_lowest(step) for step in range(4)) == 0
    said = views.when_to_stop(curves)(Figure())(step=2)
    assert f"{curves.losses[1][2]:.3f}" in said


@pytest.mark.parametrize("score", [-6.0, 0.0, 3.5])
@pytest.mark.parametrize("kind", ["positive", "negative"])
def test_the_slopes_in_the_picture_are_those_of_the_curves(score, kind):
    said = views.two_losses()(Figure())(score=score, kind=kind)
    y = float(kind == "positive")
    p = 1 / (1 + np.exp(-score))
    one, other = re.findall(r"squared miss (.+), of the logistic loss (.+)\.$", said)[0]
    for text, slope in ((one, 2 * (p - y) * p * (1 - p)), (other, p - y)):
        shown = 0.0 if text == "nearly 0" else float(text.replace("−", "-"))
        assert shown == pytest.approx(slope, abs=6e-5)


READER = ["sunny", "sad"], [1.5, -2.0], 0.25


def test_a_reading_adds_up_the_words_it_knows():
    reading = views.Reading("Sunny, sunny: sad?", *READER)
    assert reading.score == pytest.approx(1.5 + 1.5 - 2 + 0.25)
    assert reading.p == pytest.approx(1 / (1 + np.exp(-reading.score)))
    assert reading.note == "" and "sad −2" in repr(reading)


@pytest.mark.parametrize("text", ["", "  ", "?!", "Qwertz uiop", "日本語", "sunny xyz", "a\0b"])
def test_a_reading_of_nothing_known_says_so(text):
    reading = views.Reading(text, *READER)
    assert reading.note and reading._repr_html_().count("<tr>") == 1 + len(reading.rows)
    if "sunny" not in text:
        assert reading.score == 0.25


def test_nothing_in_a_sentence_is_taken_for_a_tag():
    shown = views.Reading("<b onclick=x>sunny</b> & <script>", *READER)._repr_html_()
    assert "<script" not in shown and "<b onclick" not in shown and "&lt;script&gt;" in shown


def test_splits_keep_back_a_hundred_sentences():
    texts = [f"good number {i}" if i % 2 else f"bad number {i}" for i in range(300)]
    positive = np.arange(300) % 2 == 1
    drawn = views.Splits(texts, positive, ~positive, sizes=[20, 40], draws=2, steps=60)
    assert drawn.seen.shape == drawn.unseen.shape == (2, 2)
    assert np.all(drawn.seen == 1) and np.all(drawn.unseen == 1) and np.all(drawn.hard == 1)


def test_learning_shows_a_word_without_a_dial():
    view = views.learning(["sad"], [[0.0], [-1.0]], [0.0, 0.1], {"one": "So sad"})
    said = view(Figure())(sentence="one", step=1)
    assert "0.29" in said and "sad −1" in said and "so (no dial)" in said
