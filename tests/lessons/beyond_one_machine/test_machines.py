"""What the notebook's machine holds and sends, by arithmetic; what is compiled, elsewhere."""

import math

import jax
import numpy as np

from course_utils.lessons.beyond_one_machine import machines
from course_utils.transformer import shapes


def test_the_text_is_the_sentences_of_notebook_15():
    assert machines.text().shape == (512 * 11,)
    assert np.bincount(machines.text()).size == machines.PLAN.vocab == 27


def test_windows_are_the_same_each_time_and_others_at_each_step():
    first = machines.windows(16, 3)
    assert first.shape == (16, 17)
    np.testing.assert_array_equal(first, machines.windows(16, 3))
    assert (first != machines.windows(16, 4)).any()


def test_the_furthest_number_is_measured_against_the_largest():
    one = {"a": np.array([1.0, -4.0]), "b": np.array([2.0])}
    other = {"a": np.array([1.0, -4.0]), "b": np.array([1.0])}
    assert machines.furthest(one, other) == 0.25


def test_one_device_holds_all_and_sends_nothing():
    whole = sum(math.prod(leaf.shape) * 4 for leaf in jax.tree.leaves(shapes(machines.PLAN)))
    assert machines.held(1, 1) == whole == 54_144
    assert machines.facts(1, 1, 8).sent == {"data": 0, "model": 0}
    assert machines.percent_full(1, 1, 8, room=whole / 2, cable=1e9) == 200
    assert machines.percent_full(99, 1, 8, room=1, cable=1) == 1000


def test_a_new_run_has_done_nothing():
    run = machines.new_run(5)
    assert (run.step, run.settings.steps, run.settings.batch) == (0, 5, machines.BATCH)
