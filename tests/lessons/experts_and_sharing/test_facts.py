"""Facts by heart, against slow loops."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils.count import count
from course_utils.lessons.experts_and_sharing import facts
from course_utils.lessons.experts_and_sharing.facts import Plan, Rules

pytestmark = pytest.mark.slow

SMALL = Plan(width=4, hidden=2, experts=3)


def test_an_answer_is_what_the_chosen_expert_says_times_its_chance():
    p = facts.init(0, SMALL)
    logits, [(chances, chosen)] = facts.answers(p, SMALL)
    layer = p.layers[0]
    person, thing = 5, 17
    x = np.asarray(p.people[person] + p.things[thing])
    x = x / np.sqrt(np.mean(x**2) + 1e-5)
    powers = np.exp(x @ np.asarray(layer.router))
    e, row = powers.argmax(), person * 32 + thing
    np.testing.assert_allclose(chances[row], powers / powers.sum(), rtol=1e-4)
    assert np.flatnonzero(chosen[row]) == [e]
    gate = x @ np.asarray(layer.experts.gate[e])
    neurons = gate / (1 + np.exp(-gate)) * (x @ np.asarray(layer.experts.up[e]))
    said = neurons @ np.asarray(layer.experts.down[e]) * powers[e] / powers.sum()
    np.testing.assert_allclose(logits[row], (x + said) @ np.asarray(p.head), rtol=1e-3, atol=1e-4)


def test_a_looped_layer_is_the_same_layer_again():
    plan = Plan(width=4, hidden=2, experts=1, layers=3, looped=True)
    one = facts.init(0, plan)
    three = replace(one, layers=one.layers * 3)
    looped, seen = facts.answers(one, plan)
    plain, _ = facts.answers(three, replace(plan, looped=False))
    assert len(one.layers) == 1 and len(seen) == 3
    np.testing.assert_allclose(looped, plain, rtol=1e-5)


@pytest.mark.parametrize("plan", [SMALL, Plan(experts=1), Plan(experts=2, layers=3, looped=True)])
def test_dials_that_it_has_are_those_of_its_arrays(plan):
    params = facts.init(0, plan)
    idle = plan.experts if plan.experts > 1 else plan.width + 2  # routing biases, or a whole router
    has, meets = facts.sizes(plan)
    assert has == count(params) - idle * len(params.layers)
    asleep = 3 * plan.width * plan.hidden * (plan.experts - plan.chosen)
    assert meets >= has - asleep * len(params.layers)


def test_the_facts_are_drawn_evenly_and_anew_for_each_seed():
    counts = np.bincount(facts.colours(0), minlength=32)
    assert counts.sum() == 1024 and counts.min() > 10
    assert (facts.colours(0) != facts.colours(1)).mean() > 0.9


@pytest.fixture(scope="module")
def fair():
    return facts.train(SMALL, steps=60)


def test_training_is_noted_step_by_step(fair):
    assert fair.known.shape == (60,) and fair.loads.shape == (60, 3)
    np.testing.assert_allclose(fair.loads.sum(axis=1), 1, rtol=1e-5)
    assert fair.known[0] < 0.06 and fair.known[-1] > 1.2 * fair.known[0]
    assert facts.known(fair.params, SMALL, 0) == pytest.approx(fair.known[-1], abs=0.05)


def test_an_unfair_start_leaves_one_expert_alone():
    run = facts.train(SMALL, steps=60, rules=Rules(unfair=30.0))
    before = facts.init(0, SMALL).layers[0]
    assert np.all(run.loads[:, 0] == 1)
    np.testing.assert_array_equal(run.params.layers[0].experts.up[1:], before.experts.up[1:])


def test_rules_that_keep_experts_busy_do_so(fair):
    before = facts.init(0, SMALL).layers[0]
    even = facts.train(SMALL, steps=60, rules=Rules(balance=1.0))
    assert even.loads[-1].max() <= fair.loads[-1].max()
    drawn = facts.train(SMALL, steps=60, rules=Rules(learns=0.0))
    np.testing.assert_array_equal(drawn.params.layers[0].router, before.router)
    nudged = facts.train(SMALL, steps=60, rules=Rules(bias_step=0.01))
    signs = np.sign(1 / 3 - nudged.loads).sum(axis=0)
    np.testing.assert_allclose(nudged.params.layers[0].routing_bias, 0.01 * signs, atol=1e-5)


def test_all_leaves_have_slopes_but_the_routing_bias():
    def loss(p):
        return facts.answers(p, SMALL)[0].std()

    slopes = jax.grad(loss)(facts.init(0, SMALL)).layers[0]
    assert float(jnp.abs(slopes.routing_bias).max()) == 0
    assert float(jnp.abs(slopes.router).max()) > 0


def test_of_each_question_it_is_noted_where_it_went_and_whether_it_was_right(fair):
    assert fair.went.shape == fair.right.shape == (60, 1024)
    for e in range(3):
        np.testing.assert_allclose((fair.went == e).mean(axis=1), fair.loads[:, e], atol=1e-6)
    np.testing.assert_allclose(fair.right.mean(axis=1), fair.known)
    np.testing.assert_array_equal(fair.moved(), fair.went[59] != fair.went[58])
