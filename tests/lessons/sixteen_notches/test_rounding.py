"""A whole model on few notches: a small one, against slow ways."""

import weakref
from dataclasses import replace

import jax
import numpy as np
import pytest

from course_utils.lessons.sixteen_notches import opening, rounding
from course_utils.lessons.sixteen_notches.rounding import Rounding
from course_utils.quantize import quantized, there_and_back
from course_utils.sample import generate
from course_utils.tales import tales
from course_utils.train import batch_loss
from tests.small import small_model

TEXT = " ".join(tales(8))


@pytest.fixture(scope="module")
def model():
    return small_model(TEXT, context=64, layers=2, width=32, hidden=64)


def same(one, two):
    for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(two), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("bits", [2, 3, 8])
def test_it_is_the_library_s_rounding_in_less_memory(model, bits, monkeypatch):
    monkeypatch.setattr(rounding, "CHUNK", 100)
    same(Rounding(bits).of(model.params), quantized(model.params, bits))


def test_cut_anew_groups_begin_16_weights_later(model):
    found = Rounding(3, anew=True).of(model.params).blocks[0].mlp.down
    old = np.asarray(model.params.blocks[0].mlp.down)
    np.testing.assert_array_equal(found[16:48], there_and_back(old[16:48], 3))
    ends = there_and_back(np.concatenate([old[48:], old[:16]]), 3)
    np.testing.assert_array_equal(found[:16], ends[16:])


def test_notches_that_are_there_already_cost_nothing_unless_cut_anew(model):
    once = Rounding(4).of(model.params)
    again, anew = Rounding(4), Rounding(4, anew=True)
    for notches in (again, anew):
        notches.of(once)
    assert again.error < 1e-3 and anew.error > 0.01


def test_the_error_is_a_share_of_the_typical_weight(model):
    notches = Rounding(3)
    rounded = notches.of(model.params)
    off = whole = 0.0
    for old, new in zip(jax.tree.leaves(model.params), jax.tree.leaves(rounded), strict=True):
        off += float(((old - new) ** 2).sum()) if old.ndim == 2 else 0
        whole += float((old**2).sum()) if old.ndim == 2 else 0
    assert notches.error == pytest.approx((off / whole) ** 0.5, rel=1e-5)


def test_sixteen_bits_keep_three_digits_and_kinds_can_be_chosen(model):
    half = Rounding(16)
    half.of(model.params)
    assert 0 < half.error < 1e-3
    old = model.params.blocks[1]
    only = Rounding(2, choose=lambda name: name.endswith("query")).of(model.params).blocks[1]
    assert only.mlp.up is old.mlp.up
    assert not np.array_equal(only.attention.query, old.attention.query)


def test_megabytes_count_the_bits_and_two_small_numbers_a_group(model):
    weights = sum(x.size for x in jax.tree.leaves(model.params) if x.ndim == 2)
    assert rounding.megabytes(model.params, 4) == pytest.approx(weights * 20 / 32 / 1e6)
    assert rounding.megabytes(model.params, 16) == pytest.approx(weights * 2 / 1e6)


def test_the_loss_is_that_of_the_training_loop(model):
    windows = rounding.windows_of(model, TEXT, most=3, length=24)
    assert windows.shape == (3, 25)
    slow = float(batch_loss(model.params, windows, model.config))
    assert rounding.loss(model, windows) == pytest.approx(slow, rel=1e-5)
    worse = Rounding(2).of(model.params)
    slow = float(batch_loss(worse, windows, model.config))
    assert rounding.loss(model, windows, worse) == pytest.approx(slow, rel=1e-5)
    on_the_way = rounding.losses(model, windows, Rounding(2))
    assert on_the_way.shape == (3,) and on_the_way.mean() == pytest.approx(slow, rel=1e-5)


def test_the_model_read_again_is_the_same_rounded_and_no_second_copy_is_kept(model, monkeypatch):
    fresh = replace(model, params=jax.tree.map(lambda x: x + 0, model.params))
    old = weakref.ref(fresh.params)
    handed_over = [fresh]
    del fresh
    monkeypatch.setattr(opening, "smollm2", handed_over.pop)
    notches, again = Rounding(3, anew=True), Rounding(3, anew=True)
    same(opening.rounded(notches).params, again.of(model.params))
    assert notches.error == pytest.approx(again.error, rel=1e-5) and old() is None


def test_it_writes_the_likeliest_and_says_how_long_a_token_took(model):
    prompt = model.tokenizer.encode("Once upon", special=True)
    slow = generate(jax.random.key(0), model.params, prompt, 6, model.config, temperature=0)
    found = rounding.writes(model, "Once upon", 6)
    assert found.text == " ".join(model.tokenizer.decode(slow).split())
    assert 0 < found.milliseconds < 60_000


def test_memory_is_read_at_so_many_bytes_a_second(monkeypatch):
    seconds = iter([0, 9, 0, 2, 0, 1, 0, 4])  # the first includes compiling
    monkeypatch.setattr(rounding.time, "perf_counter", lambda: next(seconds))
    assert rounding.reading_rate(np.ones(1000, np.float32), times=3) == 4000
