"""The job of the rows: what is drawn, what is judged, and what is measured about a table."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils.lessons.embeddings.swapping import (
    AROUND,
    along,
    best_on_grid,
    draw,
    gaps_of,
    linear_map,
    lists_of_words,
    share_own_list,
)
from course_utils.tales import Words

VOCABULARY = list(Words().vocab)


def test_a_place_is_a_word_with_two_neighbours_on_either_side():
    text = jnp.arange(1000, 1050)
    places = draw(jax.random.key(0), text, 400)
    np.testing.assert_array_equal(places.near, places.real[:, None] + np.array(AROUND))
    assert set(places.real.tolist()) == set(range(1002, 1048))
    assert set(places.swapped.tolist()) == set(range(1000, 1050))


def test_a_neighbour_counts_only_if_it_is_of_the_same_list():
    lists, number_of = {"a": ["x", "y"], "b": ["z"]}, {"x": 0, "y": 1, "z": 2, "other": 3}
    rows = np.array([[0.0], [1.0], [5.0], [5.5]])
    assert share_own_list(rows, lists, number_of) == pytest.approx(2 / 3)
    rows[3] = 0.4  # now x and y are nearest to a word of no list
    assert share_own_list(rows, lists, number_of) == 0


def test_the_lists_share_no_word_and_leave_out_the_one_with_two_meanings():
    words = [word for group in lists_of_words().values() for word in group]
    assert len(words) == len(set(words)) and "bat" not in words
    assert set(words) <= set(VOCABULARY)


def test_along_a_line_and_beside_it():
    start, end = np.array([1.0, 0, 0]), np.array([1.0, 4, 0])
    assert along(np.array([1.0, 1, 3]), start, end) == pytest.approx((0.25, 3.0))
    assert along(end, start, end) == pytest.approx((1.0, 0.0))


def test_a_table_that_was_turned_is_found_again():
    rng = np.random.default_rng(0)
    rows, turn = rng.normal(size=(30, 5)), np.linalg.qr(rng.normal(size=(5, 5)))[0]
    np.testing.assert_allclose(linear_map(rows[:20], rows[:20] @ turn), turn, atol=1e-9)


def test_the_grid_has_its_lowest_place():
    best = best_on_grid(lambda first, second: (first - 0.61) ** 2 + (second + 1.2) ** 2)
    np.testing.assert_allclose(best, [0.6, -1.2])


def test_gaps_are_those_after_a_word_of_the_lists():
    story = Words().encode("A wise bat asked for the red bat. The wooden bat was under the bench.")
    gaps = gaps_of("bat", ["wise"], ["red"], story, VOCABULARY)
    assert gaps.texts == ["a wise ___ asked for", "the red ___ . the"]
    assert gaps.first_kind.tolist() == [True, False]
    assert gaps.clearest(np.array([1.0, -1.0])) == [0, 1, 0, 1]
