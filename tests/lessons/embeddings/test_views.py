"""The shadow in which rows of words are drawn, and the neighbours that are named beside it."""

import math

import numpy as np
import pytest

from course_utils.lessons.embeddings.views import seen_from_widest_side
from course_utils.lessons.embeddings.views.stars import neighbours


def test_two_numbers_are_drawn_as_they_are():
    tables = np.random.default_rng(0).normal(size=(3, 20, 2))
    np.testing.assert_array_equal(seen_from_widest_side(tables, range(20)), tables)


def test_the_axes_are_those_along_which_the_chosen_rows_spread_most():
    rng = np.random.default_rng(1)
    tables = rng.normal(size=(2, 60, 5)) * [1.0, 3.0, 0.5, 2.0, 0.1]
    chosen = list(range(0, 60, 2))
    flat = seen_from_widest_side(tables, chosen)
    spread, axes = np.linalg.eigh(np.cov(tables[-1][chosen].T))  # another way to the same axes
    np.testing.assert_allclose(flat[-1][chosen].var(axis=0, ddof=1), spread[::-1][:2])
    wanted = (tables - tables[-1][chosen].mean(axis=0)) @ axes[:, ::-1][:, :2]
    np.testing.assert_allclose(np.abs(flat), np.abs(wanted), atol=1e-9)


@pytest.mark.parametrize("which", [0, 7, 19])
def test_nearest_is_what_a_loop_finds_and_never_the_word_itself(which):
    table = np.random.default_rng(2).normal(size=(20, 4))
    others = [i for i in range(20) if i != which]
    wanted = sorted(others, key=lambda i: math.dist(table[i], table[which]))[:5]
    assert neighbours(table, which).tolist() == wanted
