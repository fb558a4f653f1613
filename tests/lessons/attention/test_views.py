"""What notebook 14 draws and asks, against slow loops and against the transformer itself."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.attention import exercises, views
from course_utils.transformer import layers

NAMES = ["Tom", "Ida", "Ben", "Ada", "question"]
KEYS = np.array([[1, 1], [-1, 1], [1, -1], [-1, -1], [0, 0]])
VALUES = np.array([[0, 2], [2, 0], [0, -2], [-2, 0], [0, 0]])


def slow_weights(query, keys):
    """One query, from the definition."""
    width = len(query)
    scores = [sum(q * k for q, k in zip(query, key, strict=True)) / width**0.5 for key in keys]
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def by_library(query, key, value, heads, mask=None):
    """[T, D] three times -> weights [H, T, T] and mixtures [T, D] as the transformer computes."""
    T, D = query.shape
    query, key, value = (jnp.asarray(x).reshape(T, heads, D // heads) for x in (query, key, value))
    mask = np.ones((T, T), bool) if mask is None else mask
    weights = layers.attention_weights(query, key, mask)
    return weights, layers.weighted_values(weights, value)


@pytest.mark.parametrize("query", [(2, 2), (0, 2), (-3.5, 1), (0, 0)])
def test_weights_of_one_query_are_those_of_a_slow_loop(query):
    np.testing.assert_allclose(views.weights_of(query, KEYS), slow_weights(query, KEYS))


def test_large_scores_do_not_overflow():
    np.testing.assert_allclose(
        views.weights_of([1000.0, 0.0], KEYS), [0.5, 0, 0.5, 0, 0], atol=1e-300
    )


@pytest.mark.parametrize("query, key", exercises.attention_weights.cases)
def test_the_weights_that_are_asked_for_are_the_transformers(query, key):
    weights, _ = by_library(query, key, key, heads=1)
    asked_for = exercises.attention_weights._solution(query, key)
    np.testing.assert_allclose(asked_for, weights[0], rtol=1e-4)
    np.testing.assert_allclose(asked_for, [slow_weights(q, key) for q in query])


def test_the_mask_that_is_asked_for_is_the_transformers():
    query, key = exercises.attention_weights.cases[0]
    scores = query @ key.T / np.sqrt(query.shape[1])
    places = jnp.arange(len(scores))
    mask = layers.MASKS["causal"](places, places)
    weights, _ = by_library(query, key, key, heads=1, mask=mask)
    np.testing.assert_allclose(exercises.causal_weights._solution(scores), weights[0], rtol=1e-4)


def turned_cards(**dials):
    figure = Figure()
    turn = views.cards(NAMES, KEYS, VALUES, turned=2)(figure)
    return turn(**{"q1": 2, "q2": 2, "k1": 1, "k2": -1} | dials), figure


def test_the_cards_show_weights_and_mixture():
    said, figure = turned_cards()
    weights = slow_weights((2, 2), KEYS)
    widths = [bar.get_width() / 100 for bar in figure.axes[1].patches]
    np.testing.assert_allclose(widths, weights)
    x, y = figure.axes[2].lines[-1].get_data()
    np.testing.assert_allclose([x[0], y[0]], np.array(weights) @ VALUES)
    assert said == "Query (2, 2): most looked at, Tom 85%. The mixture is (0.09, 1.6)."


def test_a_turned_key_shares_with_the_one_it_equals():
    said, figure = turned_cards(k1=1, k2=1)
    assert "Tom and Ben 4" in said and "% each" in said
    assert figure.axes[0].lines[4].get_data()[0][0] == 1  # Ben's mark has moved
    assert KEYS[2].tolist() == [1, -1]  # and the keys that were given have not


def test_a_goal_may_ask_for_one_card_s_share():
    share = views.share_of(3, KEYS, turned=2)
    assert share(-2, -2, 1, -1) == pytest.approx(100 * slow_weights((-2, -2), KEYS)[3])
    shared = [*KEYS[:2], (-1, -1), *KEYS[3:]]
    assert share(-2, -2, -1, -1) == pytest.approx(100 * slow_weights((-2, -2), shared)[3])


def test_one_of_two_opposite_cards_never_gets_more_than_a_fifth():
    """As notebook 14 says of Tom and Ada, whatever the query."""
    for query in np.random.default_rng(0).normal(scale=2, size=(500, 2)):
        assert min(views.weights_of(query, KEYS)[[0, 3]]) <= 0.2


def test_scores_of_random_keys_grow_with_the_root_of_the_width():
    from course_utils.lessons.attention.views.scaling import scores_of

    for width in (4, 64, 400):
        assert np.std(scores_of(width, tries=500)) == pytest.approx(math.sqrt(width), rel=0.1)
    tops = [views.typical_top(width, divide=False) for width in (2, 32, 512)]
    assert tops == sorted(tops) and tops[-1] > 0.9
    assert all(0.25 < views.typical_top(width, divide=True) < 0.45 for width in (2, 32, 512))


def test_paths_are_as_strong_as_their_two_weights_multiplied():
    T, rng = 4, np.random.default_rng(0)
    weights = np.tril(rng.random((2, T, T)))
    weights /= weights.sum(axis=2, keepdims=True)
    words, figure = ["a", "b", "c", "d"], Figure()
    read = lambda end: ([*words[:3], end], weights, [0.25, 0.75])  # noqa: E731
    said = views.attention_paths(read, ["x", "y"], T)(figure)(end="e")
    red_1 = figure.axes[0].collections[2]
    paths = [(weights[1][3][s] * weights[0][s][r], s, r) for s in range(T) for r in range(T)]
    wanted = [7 * strength if strength >= 0.1 else 0 for strength, _, _ in paths]
    np.testing.assert_allclose(red_1.get_linewidths(), wanted)
    assert 0 < np.count_nonzero(wanted) < len(paths)
    _, s, r = max(paths)
    assert f"looks at word {s + 1}," in said and f"looked at word {r + 1}," in said
    assert said.startswith("a b c e …") and said.endswith("Answer: y, 75%.")


def test_maps_have_the_weights_in_their_cells():
    figure, weights = Figure(), np.array([[[1.0, 0.0], [0.3, 0.7]], [[0.0, 1.0], [0.9, 0.1]]])
    views.attention_maps(figure, weights, ["a", "b"], ["first", "second"])
    for axes, matrix in zip(figure.axes, weights, strict=True):
        np.testing.assert_array_equal(axes.images[0].get_array(), matrix)
    assert [text.get_text() for text in figure.axes[0].texts] == ["100", "30", "70"]


def test_beside_the_losses_stand_the_maps_after_training():
    figure, looks = Figure(), {"no mask": np.full((2, 2), 0.5), "causal mask": np.eye(2)}
    losses = {"no mask": [1.8, 0.4], "causal mask": [1.9, 1.8]}
    views.causal_or_not(figure, [0, 10], losses, looks, [3, 5], floor=math.log(6))
    (_, *curves) = figure.axes[0].lines  # after the floor
    assert [list(curve.get_ydata()) for curve in curves] == list(losses.values())
    for axes, matrix in zip(figure.axes[1:], looks.values(), strict=True):
        np.testing.assert_array_equal(axes.images[0].get_array(), matrix)


def test_rows_that_lie_in_a_plane_keep_their_distances():
    from course_utils.lessons.attention.views.rows import in_a_plane

    rng = np.random.default_rng(0)
    plane, spots = np.linalg.qr(rng.normal(size=(6, 2)))[0], rng.normal(size=(5, 2))
    start, ends = in_a_plane(np.zeros(6), spots @ plane.T)
    np.testing.assert_allclose(np.linalg.norm(ends - start, axis=1), np.linalg.norm(spots, axis=1))
    apart = [np.linalg.norm(x[:, None] - x[None], axis=-1) for x in (ends, spots)]
    np.testing.assert_allclose(*apart, atol=1e-12)
    figure = Figure()
    views.moved_rows(figure, np.zeros(6), spots @ plane.T, list("abcde"), "red")
    said = [text.get_text() for text in figure.axes[0].texts]
    assert said == [*(f"{name}'s red" for name in "abcde"), "“red”"]
