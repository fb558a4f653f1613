"""The transformer against slow loops, and against what must hold for any of its kind."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from course_utils import transformer
from course_utils.transformer import forward, layers, model
from tests import oracles
from tests.transformer.kinds import (
    KINDS,
    SMALL,
    as_numpy,
    compiled,
    compiled_batch,
    compiled_passes,
    every_kind,
    fresh_params,
    random_params,
    random_tokens,
)

# Against slow loops --------------------------------------------------------------------------


@every_kind
def test_every_step_equals_slow_loops(config):
    """Logits, the stream after every addition and the attention maps, in float64."""
    with jax.enable_x64(True):
        params, tokens = random_params(config, np.float64), random_tokens(config, 8)
        found = compiled_passes(params, tokens, config)
        for mine, theirs in zip(
            found, oracles.forward(as_numpy(params), tokens, config), strict=True
        ):
            np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-10)


@every_kind
def test_float32_is_close_to_slow_loops(config):
    params, tokens = random_params(config), random_tokens(config, 8)
    logits, _, _ = oracles.forward(as_numpy(params), tokens, config)
    found = compiled(params, tokens, config)
    assert found.dtype == jnp.float32
    np.testing.assert_allclose(found, logits, rtol=2e-4, atol=2e-4)


@pytest.mark.parametrize("name", ["rms", "layer"])
def test_norms(name):
    x = np.random.default_rng(0).normal(3, 5, (4, 8)).astype(np.float32)
    config = replace(SMALL, norm=name)
    p = random_params(config).final_norm
    expected = [oracles.norm(as_numpy(p), row, config) for row in x.astype(float)]
    np.testing.assert_allclose(layers.normalise(p, x, config), expected, rtol=1e-4, atol=1e-5)


def test_a_norm_sums_16_bit_numbers_in_32_bits():
    """The squares of 300 overflow float16, whose largest number is 65,504."""
    ones = transformer.Norm(jnp.ones(8, jnp.float16), None)
    x = jnp.full((1, 8), 300, jnp.float16)
    normed = layers.rms_norm(ones, x, 1e-5)
    assert normed.dtype == jnp.float16
    np.testing.assert_allclose(normed, 1, rtol=1e-3)


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
def test_dials_stored_in_16_bits_give_float32_logits(dtype):
    params, tokens = random_params(SMALL), random_tokens(SMALL, 8)
    narrow = compiled(jax.tree.map(lambda leaf: leaf.astype(dtype), params), tokens, SMALL)
    assert narrow.dtype == jnp.float32
    np.testing.assert_allclose(narrow, compiled(params, tokens, SMALL), rtol=0.1, atol=0.1)


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("rows", [1, 5])
def test_logits_of_16_bit_dials_are_not_rounded_to_16_bits(dtype, tied, rows):
    """Against a sum in float64 of the same 16-bit numbers; rounded, they would be off by 0.06."""
    config, rng = replace(SMALL, width=64, vocab=200, tied=tied), np.random.default_rng(0)
    params = jax.tree.map(lambda leaf: leaf.astype(dtype), random_params(config))
    x = jnp.asarray(rng.normal(0, 3, (rows, 64)), dtype)
    normed = np.asarray(layers.normalise(params.final_norm, x, config), np.float64)
    head = np.asarray(params.embedding.T if tied else params.head, np.float64)
    exact = normed @ head
    assert abs(exact - exact.astype(dtype)).max() > 1e-3  # what rounding would do
    logits = model.unembed(params, x, config)
    assert logits.dtype == jnp.float32
    np.testing.assert_allclose(logits, exact, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
def test_the_stream_is_of_32_bits_where_dials_are_stored_in_16(dtype):
    params = jax.tree.map(lambda leaf: leaf.astype(dtype), random_params(SMALL))
    stream = model.residuals(params, random_tokens(SMALL, 8), SMALL)
    assert stream.dtype == jnp.float32


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
def test_scores_of_16_bit_numbers_neither_overflow_nor_are_rounded(dtype):
    """64 times 60 · 60 is 230,400; float16 ends at 65,504."""
    rng = np.random.default_rng(0)
    query, key = (jnp.asarray(60 + rng.normal(0, 1, (n, 2, 64)), dtype) for n in (3, 5))
    scores = layers.attention_scores(query, key)
    exact = np.einsum("thd,shd->hts", *(np.asarray(x, np.float64) for x in (query, key))) / 8
    assert exact.min() > 25_000
    assert scores.dtype == jnp.float32
    np.testing.assert_allclose(scores, exact, rtol=1e-6)
    weights = layers.attention_weights(query, key, np.ones((3, 5), bool))
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)


def test_a_matrix_of_16_bit_dials_is_summed_in_32_bits():
    """Ones in bfloat16: from 256 on, adding 1 more would be lost."""
    ones = jnp.ones((1, 1000), jnp.bfloat16)
    assert layers.linear(ones, ones.T, jnp.full(1, 8, jnp.bfloat16))[0, 0] == 1008
    assert layers.linear(ones, ones.T, None).dtype == jnp.bfloat16


@pytest.mark.parametrize("name", ["as the course trains", "as SmolLM2", "as GPT-2"])
def test_gradient_equals_finite_differences(name):
    """Turn one dial a little up and a little down: the loss must change as the gradient says."""
    config = KINDS[name]
    with jax.enable_x64(True):
        params, tokens = random_params(config, np.float64), random_tokens(config, 8)

        def loss(params):
            logits = forward(params, tokens[:-1], config)
            return optax.softmax_cross_entropy_with_integer_labels(logits, tokens[1:]).mean()

        loss_and_slopes = jax.jit(jax.value_and_grad(loss))
        slopes = jax.tree.leaves(loss_and_slopes(params)[1])
        leaves, tree = jax.tree.flatten(jax.tree.map(np.array, params))
        for leaf, slope in zip(leaves, slopes, strict=True):
            steepest = np.unravel_index(np.argmax(np.abs(slope)), slope.shape)
            for place in [steepest, tuple(size // 2 for size in leaf.shape)]:
                h, start, losses = 1e-5, leaf[place], []
                for turned in (start + h, start - h, start):
                    leaf[place] = turned
                    losses.append(float(loss_and_slopes(tree.unflatten(leaves))[0]))
                by_difference = (losses[0] - losses[1]) / (2 * h)
                assert float(slope[place]) == pytest.approx(by_difference, rel=1e-5, abs=1e-8)


# Rotary positions ----------------------------------------------------------------------------


def test_rotation_keeps_lengths_and_leaves_place_0_alone():
    x = np.random.default_rng(0).normal(size=(9, 3, 8)).astype(np.float32)
    turned = layers.apply_rope(x, jnp.arange(9), 10_000.0)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=-1), np.linalg.norm(x, axis=-1), 1e-5)
    np.testing.assert_array_equal(turned[0], x[0])
    assert np.abs(turned[1:] - x[1:]).max(axis=(1, 2)).min() > 0.1


def test_a_match_depends_on_the_distance_only():
    rng = np.random.default_rng(1)
    query, key = (np.tile(rng.normal(size=(1, 1, 8)), (6, 1, 1)) for _ in range(2))
    with jax.enable_x64(True):
        queries, keys = (layers.apply_rope(x, jnp.arange(6), 10_000.0)[:, 0] for x in (query, key))
    matches = np.asarray(queries) @ np.asarray(keys).T  # [t, s]
    for distance in range(-5, 6):
        along = np.diagonal(matches, -distance)
        np.testing.assert_allclose(along, along[0], rtol=1e-12)
    assert len({round(float(np.diagonal(matches, -d)[0]), 6) for d in range(-5, 6)}) == 11


def test_without_positions_and_mask_order_does_not_matter():
    blind = replace(SMALL, positions="none", mask="full")
    tokens, order = random_tokens(SMALL, 8), np.random.default_rng(2).permutation(8)
    params = random_params(blind)
    straight, shuffled = (compiled(params, t, blind) for t in (tokens, tokens[order]))
    np.testing.assert_allclose(shuffled, straight[order], rtol=1e-3, atol=1e-4)
    rotary = replace(blind, positions="rotary")
    straight, shuffled = (compiled(params, t, rotary) for t in (tokens, tokens[order]))
    assert np.abs(shuffled - straight[order]).max() > 0.1


# Who may look at whom ------------------------------------------------------------------------


@every_kind
def test_a_later_token_changes_nothing_before_it(config):
    params, tokens = random_params(config), random_tokens(config, 8)
    before = np.asarray(compiled(params, tokens, config))
    for changed in range(1, 8):
        other = tokens.copy()
        other[changed] = (other[changed] + 1) % config.vocab
        after = np.asarray(compiled(params, other, config))
        assert np.abs(after[changed] - before[changed]).max() > 1e-4
        untouched = np.array_equal(after[:changed], before[:changed])
        assert untouched == (config.mask == "causal")


def test_a_token_that_may_look_at_nothing_gathers_nothing():
    """Zeros, and a gradient of zeros; the other rows are as without it."""
    rng = np.random.default_rng(0)
    query, key, value = (rng.normal(size=(4, 2, 8)).astype(np.float32) for _ in range(3))
    mask = np.tri(4, dtype=bool)
    blind = mask & (np.arange(4) != 2)[:, None]  # row 2 sees nothing

    def gathered(query, key, mask):
        return layers.weighted_values(layers.attention_weights(query, key, mask), value)

    seeing, found = (gathered(query, key, m) for m in (mask, blind))
    rest = np.array([0, 1, 3])
    assert not np.any(found[2])
    np.testing.assert_array_equal(found[rest], seeing[rest])
    slopes = jax.grad(lambda q, k: (gathered(q, k, blind) ** 2).sum(), argnums=(0, 1))(query, key)
    assert all(np.isfinite(slope).all() for slope in slopes)
    assert not np.any(slopes[0][2])
    assert np.any(slopes[0][3])


compiled_valid = jax.jit(forward, static_argnames="config")


@every_kind
@pytest.mark.parametrize("before", [0, 2, 3])
def test_padding_is_seen_by_no_token(config, before):
    """Three times padding, before or after the text, whatever stands there; no kind minds."""
    params, tokens = random_params(config), random_tokens(config, 6)
    alone = compiled(params, tokens, config)
    valid = (np.arange(9) >= before) & (np.arange(9) < before + 6)
    for filler in (0, 7):
        padded = np.full(9, filler)
        padded[valid] = tokens
        found = np.asarray(compiled_valid(params, padded, config, valid))
        np.testing.assert_allclose(found[valid], alone, rtol=1e-4, atol=1e-5)


def test_padding_takes_no_part_in_the_gradient():
    config = KINDS["no positions, sees all"]
    params, tokens = random_params(config), random_tokens(config, 6)
    padded, valid = np.append([3, 3], tokens), np.arange(8) >= 2

    def loss(params, tokens, valid):
        logits = forward(params, tokens, config, valid)
        return (logits**2).sum(axis=1) @ (1.0 * (valid if valid is not None else np.ones(6)))

    slope = jax.jit(jax.grad(loss))
    for alone, with_padding in zip(
        jax.tree.leaves(slope(params, tokens, None)),
        jax.tree.leaves(slope(params, padded, valid)),
        strict=True,
    ):
        np.testing.assert_allclose(with_padding, alone, rtol=1e-3, atol=1e-3)


def test_attention_maps_are_kept_for_those_who_ask():
    """30 layers at 2,048 tokens would be gigabytes: `run` hands none on."""
    config = replace(SMALL, context=64)
    params, tokens = random_params(config), random_tokens(config, 64)

    def shapes_of(look):
        return {x.shape for x in jax.make_jaxpr(look)(params, tokens).out_avals}

    table = (config.H, 64, 64)
    assert table not in shapes_of(lambda p, t: model.run(p, t, config))
    assert (config.layers, *table) in shapes_of(
        lambda p, t: transformer.attention_maps(p, t, config)
    )
    seen = []
    model.run(params, tokens[:5], config, look=seen.append)
    assert [s.weights.shape for s in seen] == [(config.H, 5, 5)] * config.layers


def test_memory_of_a_pass_does_not_grow_with_the_layers():
    """Compiled for 8 layers as for 2: what a layer needs is given back before the next."""

    def temporary(layers):
        config = replace(SMALL, context=128, layers=layers)
        lowered = jax.jit(forward, static_argnums=2).lower(
            transformer.shapes(config), jax.ShapeDtypeStruct((128,), "int32"), config
        )
        return lowered.compile().memory_analysis().temp_size_in_bytes

    table = SMALL.heads * 128 * 128 * 4  # one layer's attention map, in bytes
    assert temporary(8) < temporary(2) + table


# Distance ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "exponents"),
    [
        (1, [8]),
        (2, [4, 8]),
        (8, [1, 2, 3, 4, 5, 6, 7, 8]),  # "1/2, 1/4, …, 1/256", as the paper gives them
        (12, [1, 2, 3, 4, 5, 6, 7, 8, 0.5, 1.5, 2.5, 3.5]),  # as in the authors' code
    ],
)
def test_alibi_slopes_are_the_published_ones(heads, exponents):
    np.testing.assert_allclose(layers.alibi_slopes(heads), 2.0 ** -np.array(exponents))


# The look inside -----------------------------------------------------------------------------


def test_attention_maps_are_shares_of_what_is_visible():
    config = KINDS["as SmolLM2"]
    _, _, maps = compiled_passes(random_params(config), random_tokens(config, 8), config)
    assert maps.shape == (2, 6, 8, 8)
    np.testing.assert_allclose(maps.sum(-1), 1, rtol=1e-5)
    assert not np.any(np.triu(maps, 1))
    assert np.all(np.asarray(maps)[:, :, *np.tril_indices(8)] > 0)


def test_grouped_heads_equal_repeated_heads():
    grouped = KINDS["as SmolLM2"]
    full = replace(grouped, kv_heads=None)
    params, tokens = random_params(grouped), random_tokens(grouped, 8)

    def repeated(matrix):  # [D, K·Dh] -> [D, H·Dh]
        heads = matrix.reshape(grouped.D, grouped.K, grouped.Dh)
        return jnp.repeat(heads, grouped.G, axis=1).reshape(grouped.D, -1)

    def with_all_heads(block):
        p = block.attention
        return replace(block, attention=replace(p, key=repeated(p.key), value=repeated(p.value)))

    all_heads = replace(params, blocks=tuple(with_all_heads(block) for block in params.blocks))
    np.testing.assert_allclose(
        compiled(all_heads, tokens, full), compiled(params, tokens, grouped), rtol=1e-4, atol=1e-5
    )


def test_the_stream_begins_with_the_embedding_and_ends_in_the_logits():
    params, tokens = random_params(SMALL), random_tokens(SMALL, 8)
    logits, stream, _ = compiled_passes(params, tokens, SMALL)
    assert stream.shape == (5, 8, 8)
    np.testing.assert_array_equal(stream[0], params.embedding[tokens])
    last = layers.normalise(params.final_norm, stream[-1], SMALL) @ params.embedding.T
    np.testing.assert_allclose(last, logits, rtol=1e-4, atol=1e-5)


def test_looking_inside_without_compiling_shows_the_same():
    config = replace(SMALL, layers=1)
    params, tokens = random_params(config), random_tokens(config, 8)
    looks = (forward, transformer.residuals, transformer.attention_maps)
    for found, look in zip(compiled_passes(params, tokens, config), looks, strict=True):
        np.testing.assert_allclose(look(params, tokens, config), found, rtol=1e-4, atol=1e-5)


# Learning ------------------------------------------------------------------------------------


def test_a_batch_is_as_good_as_one_by_one():
    params, batch = random_params(SMALL), random_tokens(SMALL, (3, 8))
    together = compiled_batch(params, batch, SMALL)
    for row, tokens in zip(together, batch, strict=True):
        np.testing.assert_allclose(row, compiled(params, tokens, SMALL), rtol=1e-4, atol=1e-5)


def test_one_batch_can_be_learned_by_heart():
    """Noise cannot be predicted, only remembered: the loss goes from ln 11 = 2.40 to near 0."""
    windows = random_tokens(SMALL, (4, 9))
    windows[:, 0] = range(4)  # the first token tells which of the four it is
    optimizer = optax.adam(0.03)

    def loss(params):
        logits = jax.vmap(forward, in_axes=(None, 0, None))(params, windows[:, :-1], SMALL)
        return optax.softmax_cross_entropy_with_integer_labels(logits, windows[:, 1:]).mean()

    @jax.jit
    def step(params, state):
        value, slopes = jax.value_and_grad(loss)(params)
        updates, state = optimizer.update(slopes, state)
        return optax.apply_updates(params, updates), state, value

    params = fresh_params(SMALL)
    state, losses = optimizer.init(params), []
    for _ in range(200):
        params, state, value = step(params, state)
        losses.append(float(value))
    assert losses[0] > 2.3
    assert losses[-1] < 0.05
