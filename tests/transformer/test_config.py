"""What a plan may be, and where the dials start."""

import itertools
from dataclasses import asdict, replace

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from course_utils import transformer
from course_utils.transformer import Config, init, layers
from tests import oracles
from tests.transformer.kinds import SMALL, compiled, every_kind, fresh_params, random_tokens

# The plan ------------------------------------------------------------------------------------


def test_sizes_left_open_follow_the_others():
    config = replace(SMALL, width=16, heads=4, hidden=None)
    assert (config.V, config.D, config.H) == (11, 16, 4)
    assert (config.K, config.G, config.Dh, config.F) == (4, 1, 4, 64)
    wider = replace(config, width=32, kv_heads=2)
    assert (wider.K, wider.G, wider.Dh, wider.F) == (2, 2, 8, 128)


@pytest.mark.parametrize(
    "change",
    [
        *({name: 0} for name in ("vocab", "context", "layers", "width", "heads", "kv_heads")),
        *({name: -3} for name in ("head_width", "hidden", "rope_base", "norm_eps")),
        *({name: True} for name in ("vocab", "width", "heads", "kv_heads", "norm_eps")),
        *({name: 8.0} for name in ("vocab", "width", "hidden")),
        *({name: "8"} for name in ("vocab", "hidden", "rope_base", "bias", "tied")),
        *({name: "other"} for name in transformer.CHOICES),
        *({name: None} for name in ("vocab", "layers", "norm", "rope_base", "tied")),
        *({name: float("nan")} for name in ("rope_base", "norm_eps")),
        {"norm_eps": float("inf")},
        *({"short_conv": n} for n in (-1, 1.5, True, None)),
        {"positions": ["rotary"]},
        {"heads": 3},
        {"kv_heads": 3, "heads": 4},
        {"kv_heads": 4},
        {"head_width": 3},
        {"bias": 1},
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_built_gets_a_sentence(change):
    with pytest.raises(ValueError) as error:
        Config(**{**asdict(SMALL), **change})
    name, value = next(iter(change.items()))
    sentence = str(error.value)
    assert name.replace("_", " ") in sentence.replace("_", " ").replace("a head's", "head")
    assert str(value) in sentence
    assert sentence.endswith(".")


def test_equal_plans_compile_once():
    counted = jax.jit(lambda tokens, config: tokens * config.width, static_argnames="config")
    for _ in range(2):
        counted(random_tokens(SMALL, 4), replace(SMALL))
    assert counted._cache_size() == 1
    counted(random_tokens(SMALL, 4), replace(SMALL, bias=True))
    assert counted._cache_size() == 2


def test_every_choice_has_its_function():
    for choices, functions in [
        ("mlp", layers.MLPS),
        ("activation", layers.ACTIVATIONS),
        ("norm", layers.NORMS),
        ("mask", layers.MASKS),
    ]:
        assert set(transformer.CHOICES[choices]) == set(functions)


# Where the dials start -----------------------------------------------------------------------


@every_kind
def test_dials_are_as_many_as_the_formula_says(config):
    sizes = [leaf.size for leaf in jax.tree.leaves(transformer.shapes(config))]
    assert sum(sizes) == sum(oracles.parameters(config).values())


def test_dials_start_where_the_documentation_says():
    config = Config(vocab=256, context=256, width=256, hidden=512, layers=3, bias=True, tied=False,
                    norm="layer", positions="learned", mlp="gated")  # fmt: skip
    params = init(jax.random.key(1), config)
    block, into_stream = params.blocks[1], 1 / np.sqrt(2 * 3)
    deviations = [
        (params.embedding, 0.02),
        (params.position_embedding, 0.02),
        (params.head, 256**-0.5),
        *((getattr(block.attention, name), 256**-0.5) for name in ("query", "key", "value")),
        (block.attention.output, 256**-0.5 * into_stream),
        (block.mlp.up, 256**-0.5),
        (block.mlp.gate, 256**-0.5),
        (block.mlp.down, 512**-0.5 * into_stream),
    ]
    for matrix, deviation in deviations:
        assert np.std(matrix) == pytest.approx(deviation, rel=0.03)
        assert abs(np.mean(matrix)) < 0.03 * deviation
    for bias in (block.attention.query_bias, block.mlp.down_bias, block.norm_1.shift):
        assert not np.any(bias)
    assert np.all(params.final_norm.scale == 1)


def test_small_residual_makes_matrices_smaller_and_changes_nothing_else():
    standard, small = (
        init(jax.random.key(0), replace(SMALL, init=name))
        for name in ("standard", "small_residual")
    )
    into_stream = 0.05 * 2  # a twentieth instead of 1/√(2L), which is a half
    for name, ratio in [("query", 0.5), ("key", 0.5), ("value", 0.5), ("output", into_stream)]:
        before, after = (getattr(p.blocks[1].attention, name) for p in (standard, small))
        np.testing.assert_allclose(after, ratio * before, rtol=1e-5)
    for name, ratio in [("up", 0.5), ("down", into_stream)]:
        before, after = (getattr(p.blocks[1].mlp, name) for p in (standard, small))
        np.testing.assert_allclose(after, ratio * before, rtol=1e-5)
    assert jnp.array_equal(standard.embedding, small.embedding)


@pytest.mark.parametrize("kv_heads", [None, 2])
def test_a_mimetic_start_hands_on_what_it_looks_at(kv_heads):
    """A token that sees only itself receives about itself; all else is as in "small_residual"."""
    plan = replace(SMALL, heads=4, kv_heads=kv_heads, positions="none")
    mimetic, small = (
        init(jax.random.key(0), replace(plan, init=name)) for name in ("mimetic", "small_residual")
    )
    x = np.asarray(jax.random.normal(jax.random.key(1), (200, 1, plan.D)))  # 200 texts of a token
    p, alone = mimetic.blocks[0].attention, jnp.arange(1)
    received = np.asarray(jax.vmap(lambda x: layers.attention(p, x, alone, None, plan)[0])(x))
    assert np.corrcoef(x.ravel(), received.ravel())[0, 1] > 0.4
    assert 0.3 < np.linalg.norm(received) / np.linalg.norm(x) < 3
    for path, dial in jax.tree_util.tree_leaves_with_path(small):
        other = dict(jax.tree_util.tree_leaves_with_path(mimetic))[path]
        assert jnp.array_equal(dial, other) != any(
            getattr(key, "name", "") in ("value", "output") for key in path
        )


def test_the_short_convolution_starts_with_each_token_alone():
    plan = replace(SMALL, short_conv=2)
    assert not np.any(fresh_params(plan).short_conv.weight)
    tokens = random_tokens(SMALL, 9)
    alone, mixed = (compiled(fresh_params(c), tokens, c) for c in (SMALL, plan))
    np.testing.assert_allclose(mixed, alone, rtol=1e-5, atol=1e-6)


def test_no_two_matrices_start_alike():
    matrices = [
        np.asarray(leaf).ravel()[:20]
        for leaf in jax.tree.leaves(fresh_params(SMALL))
        if leaf.ndim == 2
    ]
    for a, b in itertools.combinations(matrices, 2):
        assert not np.allclose(a / np.std(a), b / np.std(b))


def test_same_key_same_dials_and_float32():
    one, same, other = (init(jax.random.key(seed), SMALL) for seed in (0, 0, 1))
    assert jax.tree.all(jax.tree.map(jnp.array_equal, one, same))
    assert not jnp.array_equal(one.blocks[0].attention.query, other.blocks[0].attention.query)
    assert {leaf.dtype for leaf in jax.tree.leaves(one)} == {np.dtype("float32")}


def test_a_new_model_knows_nothing():
    """Its loss is ln V, that of giving every token the same probability."""
    tokens = random_tokens(SMALL, 9)
    logits = compiled(fresh_params(SMALL), tokens[:-1], SMALL)
    loss = optax.softmax_cross_entropy_with_integer_labels(logits, tokens[1:]).mean()
    assert loss == pytest.approx(np.log(11), abs=0.1)


def test_shapes_are_those_of_the_dials():
    shapes = transformer.shapes(SMALL)
    params = fresh_params(SMALL)
    assert jax.tree.map(lambda leaf: leaf.shape, shapes) == jax.tree.map(jnp.shape, params)
    assert all(isinstance(leaf, jax.ShapeDtypeStruct) for leaf in jax.tree.leaves(shapes))
