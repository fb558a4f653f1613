"""The small mixtures of notebook 20, against the library's transformer and slow loops."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import transformer
from course_utils.count import count
from course_utils.lessons.experts_and_sharing import mixtures
from course_utils.lessons.experts_and_sharing.mixtures import Plan, Rules
from course_utils.transformer import MLP, Config

pytestmark = pytest.mark.slow

SMALL = Plan(vocab=11, layers=2, width=8, heads=2, hidden=6, experts=4)
TOKENS = jnp.array([1, 4, 2, 9, 9, 0, 3])


def test_one_expert_is_the_library_s_transformer():
    plan = replace(SMALL, experts=1)
    ours = mixtures.init(0, plan)
    blocks = []
    for p in ours.blocks:
        up, gate, down = p.experts.up[0], p.experts.gate[0], p.experts.down[0]
        mlp = MLP(up, None, gate, None, down, None)
        blocks.append(transformer.Block(p.norm_1, p.attention, p.norm_2, mlp))
    config = Config(11, 64, 2, 8, 2, hidden=6, mlp="gated", activation="silu")
    theirs = transformer.init(jax.random.key(0), config)
    theirs = replace(
        theirs, embedding=ours.embedding, blocks=tuple(blocks), final_norm=ours.final_norm
    )
    logits, seen = mixtures.forward(ours, TOKENS, plan)
    np.testing.assert_allclose(logits, transformer.forward(theirs, TOKENS, config), atol=1e-5)
    assert np.all(seen[0].chances == 1)


@pytest.mark.parametrize("chosen", [1, 2])
def test_a_token_goes_to_those_with_the_highest_chance_plus_bias(chosen):
    plan = replace(SMALL, chosen=chosen)
    p = mixtures.init(3, plan).blocks[0]
    p = replace(p, routing_bias=jnp.array([0.0, 0.3, 0.0, -0.1]))
    x = jax.random.normal(jax.random.key(1), (9, 8))
    chances, went = mixtures.route(p, x, plan)
    for t in range(9):
        powers = np.exp(np.asarray(x[t] @ p.router))
        np.testing.assert_allclose(chances[t], powers / powers.sum(), rtol=1e-5)
        best = np.argsort(-(powers / powers.sum() + np.asarray(p.routing_bias)))[:chosen]
        assert set(np.flatnonzero(went[t])) == set(best)


def test_a_looped_block_is_the_same_block_again():
    plan = replace(SMALL, layers=3, looped=True)
    one = mixtures.init(0, plan)
    assert len(one.blocks) == 1
    three = replace(one, blocks=one.blocks * 3)
    looped, seen = mixtures.forward(one, TOKENS, plan)
    plain, _ = mixtures.forward(three, TOKENS, replace(plan, looped=False))
    assert len(seen) == 3
    np.testing.assert_allclose(looped, plain, rtol=1e-6)


def test_the_balance_loss_is_one_for_even_work_and_e_for_a_single_worker():
    even = jnp.full((8, 4), 0.25)
    assert mixtures.balance_loss(even, jnp.tile(jnp.eye(4, dtype=bool), (2, 1))) == 1
    alone = jnp.tile(jnp.array([1.0, 0, 0, 0]), (8, 1))
    assert mixtures.balance_loss(alone, alone > 0) == 4


def test_dials_that_it_has_and_dials_that_a_token_meets():
    dense = replace(SMALL, experts=1)
    assert mixtures.met(dense) == count(mixtures.shapes(dense))
    mixed = count(mixtures.shapes(SMALL))
    assert mixed - mixtures.met(SMALL) == 2 * 3 * 3 * 8 * 6
    looped = replace(dense, layers=5, looped=True)
    assert count(mixtures.shapes(looped)) == count(mixtures.shapes(replace(dense, layers=1)))
    assert mixtures.met(looped) == mixtures.met(replace(looped, looped=False))


@pytest.fixture(scope="module")
def tokens():
    return mixtures.stories(20_000)


TALES = Plan(width=16, hidden=8, layers=1)


UNFAIR = replace(TALES, router_b=True)


def test_an_unfair_start_favours_expert_0(tokens):
    run = mixtures.train(UNFAIR, tokens, 4, 0, Rules(unfair=9.0), every=4)
    assert np.all(run.loads[0, 0] == [1, 0, 0, 0])
    assert abs(float(run.params.blocks[0].router_b[0]) - 9) < 0.2


def test_biases_move_against_the_load(tokens):
    run = mixtures.train(TALES, tokens, 8, 0, Rules(bias_step=0.01), every=8)
    bias = np.zeros(4)
    for load in run.loads[:, 0]:
        bias += 0.01 * np.sign(0.25 - load)
    np.testing.assert_allclose(run.params.blocks[0].routing_bias, bias, atol=1e-6)


def test_a_router_that_does_not_learn_stays_as_it_was_drawn(tokens):
    run = mixtures.train(TALES, tokens, 4, 7, Rules(learns=0.0))
    before = mixtures.init(7, TALES).blocks[0]
    np.testing.assert_array_equal(run.params.blocks[0].router, before.router)
    assert np.abs(run.params.blocks[0].experts.up - before.experts.up).max() > 0


def test_an_expert_that_nobody_chooses_stays_as_it_is(tokens):
    run = mixtures.train(UNFAIR, tokens, 3, 0, Rules(unfair=30.0))
    before = mixtures.init(0, UNFAIR).blocks[0].experts
    assert np.all(run.loads[:, 0, 0] == 1)
    np.testing.assert_array_equal(run.params.blocks[0].experts.up[1:], before.up[1:])


def test_training_lowers_the_loss_and_tells_each_step(tokens):
    told = []
    run = mixtures.train(TALES, tokens, 60, 0, every=25, watch=lambda n, _: told.append(n))
    assert told == [0, 25, 50, 60]
    assert run.losses.shape == (60,) and run.loads.shape == (60, 1, 4)
    assert run.losses[-5:].mean() < 0.8 * run.losses[0]
    np.testing.assert_allclose(run.loads.sum(axis=-1), 1, rtol=1e-5)


def test_what_is_seen_on_windows_adds_up(tokens):
    windows = mixtures.windows_of(3, most=5)
    seen = mixtures.look(mixtures.init(0, TALES), windows, TALES)
    assert seen.first.shape == (5, 1, mixtures.CONTEXT)
    went = np.bincount(seen.first[:, 0].ravel(), minlength=4) / seen.first.size
    np.testing.assert_allclose(seen.loads[0], went, atol=1e-6)
    assert seen.loss == pytest.approx(np.log(TALES.vocab), rel=0.05)


def test_the_word_tells_the_expert_where_it_always_goes_to_the_same():
    windows = np.array([[1, 2, 3, 0], [2, 1, 1, 0], [3, 2, 1, 0], [1, 1, 4, 0]])
    always = np.array([0, 2, 0, 1, 2])[windows[:, :-1]]
    right, alone = mixtures.told_by_word(always, windows)
    assert right == pytest.approx(5 / 6) or right == 1  # 4 was never met: the busiest is named
    assert alone == pytest.approx(np.mean(always[2:] == 2))


def test_exchanged_experts_do_each_other_s_work():
    p = mixtures.init(0, SMALL)
    moved = mixtures.exchanged(p)
    np.testing.assert_array_equal(moved.blocks[1].experts.up[0], p.blocks[1].experts.up[1])
    np.testing.assert_array_equal(moved.blocks[1].experts.down[3], p.blocks[1].experts.down[0])
    np.testing.assert_array_equal(moved.blocks[1].router, p.blocks[1].router)
