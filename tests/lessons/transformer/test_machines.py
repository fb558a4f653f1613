"""The machines of notebook 15: its own code, taken from its cells, against the library's."""

import ast
from functools import cache

import jax
import jax.numpy as jnp
import nbformat
import numpy as np
import pytest

from course_utils.count import count, table
from course_utils.lessons.transformer import machines
from course_utils.transformer import Config, forward, init, shapes
from tools.notebooks import NOTEBOOKS

pytestmark = pytest.mark.slow

WORDS = machines.every_sentence()
VOCABULARY = np.unique(WORDS)
SENTENCES = np.searchsorted(VOCABULARY, WORDS)
PLAN = Config(len(VOCABULARY), 16, layers=2, width=32, heads=4, kv_heads=2, bias=True)
SMALL = Config(len(VOCABULARY), 16, layers=1, width=8, heads=2)
GPT_2 = {"norm": "layer", "activation": "gelu", "positions": "learned", "kv_heads": 4}
LLAMA = {"mlp": "gated", "activation": "silu", "bias": False}
# Compiled as a whole: op by op, the first call takes many times as long.
ask = jax.jit(forward, static_argnums=2)


@cache
def notebook() -> dict:
    """The functions that notebook 15 defines, without what it trains, draws and prints."""
    (path,) = [path for path in NOTEBOOKS if path.stem == "15_transformer"]
    found = {"jnp": jnp, "jax": jax, "np": np, "config": PLAN, "vocabulary": VOCABULARY}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "bends"
                if named or isinstance(node, ast.FunctionDef):
                    exec(ast.unparse(node), found)
    return found


@cache
def jittered(config: Config):
    """Dials of which none is 0 or 1 by its start, so that each has an effect."""
    params, chance = init(jax.random.key(0), config), np.random.default_rng(0)
    return jax.tree.map(lambda x: x + 0.3 * chance.normal(size=x.shape).astype("float32"), params)


@pytest.mark.parametrize("changes", [{}, GPT_2, LLAMA], ids=["ours", "GPT-2", "Llama"])
def test_the_notebooks_machine_is_the_librarys(changes):
    config = Config(**{**vars(PLAN), **changes})
    params, tokens = jittered(config), jnp.asarray(SENTENCES[272, :9])
    ours = jax.jit(notebook()["transformer"], static_argnums=2)(params, tokens, config)
    np.testing.assert_allclose(ours, ask(params, tokens, config), rtol=1e-3, atol=1e-3)


def test_votes_add_up_to_the_logits_and_without_attention_all_sentences_are_one():
    params, votes = jittered(PLAN), jax.jit(notebook()["votes"])
    tokens = jnp.asarray(SENTENCES[272, :9])
    total = votes(params, tokens, jnp.ones(5)).sum(axis=0)
    np.testing.assert_allclose(total, ask(params, tokens, PLAN)[-1], rtol=1e-3, atol=1e-3)
    deaf = jnp.array([1.0, 0.0, 1.0, 0.0, 1.0])
    first, second = (votes(params, jnp.asarray(SENTENCES[i, :9]), deaf) for i in (272, 128))
    np.testing.assert_array_equal(first, second)


def test_the_world_has_each_sentence_once_and_each_ending_as_often():
    assert len({" ".join(row) for row in WORDS}) == 512
    assert (WORDS[:, 9] == "awake").sum() == 256
    by_hand = {("night", "owl"): "awake", ("noon", "owl"): "asleep", ("dawn", "bee"): "awake"}
    for (time, animal), state in by_hand.items():
        rows = (WORDS[:, 1] == time) & (WORDS[:, 4] == animal)
        assert set(WORDS[rows, 9]) == {state} and rows.sum() == 16


def test_a_short_training_lowers_the_loss_and_counts_what_is_right():
    params, some = machines.start(SMALL, 0), SENTENCES[::32]

    def chances(params):  # of every next word: [N, 10]
        told = np.array([jax.nn.softmax(ask(params, row[:10], SMALL)) for row in some])
        return np.take_along_axis(told, some[:, 1:, None], axis=-1)

    trained = machines.train(forward, params, SENTENCES, SMALL, steps=30)
    assert -np.log(chances(trained)).mean() < -np.log(chances(params)).mean() - 0.5
    says = np.array([ask(trained, row[:9], SMALL)[-1].argmax() for row in some])
    assert machines.finished(forward, trained, some, SMALL) == int((says == some[:, 9]).sum())


def test_each_dial_is_turned_alone():
    params, dials = jittered(SMALL), table(jittered(SMALL))
    few, which = SENTENCES[[272, 128]], dials.total - 3
    assert machines.name_of(dials, which) == "final_norm.scale[5]"
    moved, likeliest = machines.turn_each(
        forward, params, few, SMALL, [0, which], times=2.0, plus=3.0
    )
    scale = params.final_norm.scale.at[5].multiply(2.0).at[5].add(3.0)
    turned = machines.replace(params, final_norm=machines.replace(params.final_norm, scale=scale))
    for place, row in enumerate(few):
        was, logits = (ask(p, row[:9], SMALL)[-1] for p in (params, turned))
        change = abs(jax.nn.softmax(logits) - jax.nn.softmax(was))[row[9]]
        assert moved[1, place] == pytest.approx(float(change), rel=1e-3, abs=1e-6)
        assert likeliest[1, place] == (logits.argmax() == row[9])


def test_kinds_and_losses_of_dials_are_those_of_the_table():
    params, dials = jittered(SMALL), table(jittered(SMALL))
    kinds = machines.kinds_of(dials)
    assert {kind: int((kinds == kind).sum()) for kind in set(kinds)} == dials.by_kind()
    lost = machines.some_lost(params, 0.1, seed=0)
    gone = sum(int((x == 0).sum()) for x in jax.tree.leaves(lost))
    assert 0.05 < gone / dials.total < 0.15


def test_one_dial_multiplied_gives_the_shares_of_the_watched_words():
    params, tokens = jittered(SMALL), jnp.asarray(SENTENCES[272, :9])
    turn = machines.turner(forward, params, tokens, SMALL, [3, 1])
    before = np.asarray(jax.nn.softmax(ask(params, tokens, SMALL)[-1]))
    np.testing.assert_allclose(
        turn(0, 1.0), [before[3], before[1], 1 - before[3] - before[1]], rtol=1e-3, atol=1e-5
    )
    assert abs(turn(0, 50.0) - turn(0, 1.0)).max() > 1e-4


@pytest.mark.parametrize("add", [False, True])
@pytest.mark.parametrize("normed", [False, True])
def test_slopes_through_random_layers_are_those_of_finite_differences(add, normed):
    """Of one start, in float64, from the definition."""
    chance = np.random.default_rng(0)
    rows, ways = chance.normal(size=(2, 1, 6))
    matrices = chance.normal(size=(1, 3, 6, 6)) / np.sqrt(6)

    def arrives(row):
        for matrix in matrices[0]:
            read = row / np.sqrt(np.mean(row**2) + 1e-5) if normed else row
            part = np.maximum(matrix @ read, 0)
            row = row + part if add else part
        return row @ ways[0] / np.linalg.norm(ways[0])

    slope = [(arrives(rows[0] + n) - arrives(rows[0] - n)) / 2e-6 for n in 1e-6 * np.eye(6)]
    got = machines.slopes_left(add=add, normed=normed, layers=3, width=6, starts=1)
    np.testing.assert_allclose(got, np.linalg.norm(slope), rtol=1e-3)


def test_only_with_both_do_slopes_arrive_evenly_after_thirty_layers():
    """As notebook 15 says."""
    replaced = machines.slopes_left(add=False, normed=False)
    assert replaced.max() < 1e-3 and machines.slopes_left(add=True, normed=False).min() > 100
    normed = machines.slopes_left(add=False, normed=True)
    assert 4 < normed.max() / normed.min() < 20
    both = machines.slopes_left(add=True, normed=True)
    assert both.min() > 1 and both.max() < 3


def test_the_plan_that_is_drawn_is_that_of_the_notebook():
    block = shapes(machines.PLAN).blocks[0]
    assert machines.PLAN == PLAN and count(shapes(PLAN)) == 24_064
    assert [count(p) for p in (block.norm_1, block.attention, block.mlp)] == [32, 3_168, 8_352]
