"""Reading a few tokens at a time, and tokens that cannot be read."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import transformer
from course_utils.transformer import forward, forward_with_cache, init_cache, layers
from tests.transformer.kinds import (
    KINDS,
    SMALL,
    compiled,
    compiled_batch,
    compiled_with_cache,
    random_params,
    random_tokens,
)

pytestmark = pytest.mark.slow

# The cache -----------------------------------------------------------------------------------

can_be_cached = pytest.mark.parametrize(
    "config",
    [config for config in KINDS.values() if config.mask == "causal"],
    ids=[name for name, config in KINDS.items() if config.mask == "causal"],
)


def read_in_portions(read, config, portions):
    """Logits [T, V] of eight tokens, read a few at a time with a cache."""
    params, tokens = random_params(config), random_tokens(config, 8)
    cache, logits, start = init_cache(config), [], 0
    for n in portions:
        part, cache = read(params, tokens[start : start + n], cache, config)
        logits.append(part)
        start += n
        assert int(cache.length) == start
    return np.concatenate(logits)


@can_be_cached
def test_reading_with_a_cache_equals_reading_at_once(config):
    """A prompt of three tokens, then one at a time."""
    at_once = compiled(random_params(config), random_tokens(config, 8), config)
    piecewise = read_in_portions(compiled_with_cache, config, [3, 1, 1, 1, 1, 1])
    np.testing.assert_allclose(piecewise, at_once, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("portions", [[8], [3, 3, 1, 1], [1] * 8], ids=str)
def test_the_portions_do_not_matter(portions):
    at_once = compiled(random_params(SMALL), random_tokens(SMALL, 8), SMALL)
    piecewise = read_in_portions(compiled_with_cache, SMALL, portions)
    np.testing.assert_allclose(piecewise, at_once, rtol=1e-4, atol=1e-5)


def test_a_cache_keeps_only_the_heads_that_answer():
    config = KINDS["as SmolLM2"]
    cache = init_cache(config)
    assert len(cache.layers) == config.layers
    assert {leaf.shape for leaf in jax.tree.leaves(cache.layers)} == {(10, 2, 2)}
    _, longer = jax.eval_shape(
        lambda params: forward_with_cache(params, [1, 2, 3], cache, config), random_params(config)
    )
    assert jax.tree.map(jnp.shape, longer) == jax.tree.map(jnp.shape, cache)


def test_one_token_compiles_once_wherever_the_cache_stands():
    counted = jax.jit(lambda *inputs: forward_with_cache(*inputs), static_argnums=3)
    read_in_portions(counted, SMALL, [1] * 8)
    assert counted._cache_size() == 1


@pytest.mark.parametrize("portions", [[8], [3, 3, 1, 1], [1] * 8], ids=str)
@can_be_cached
def test_a_long_cache_is_read_in_blocks_with_the_same_result(config, portions, monkeypatch):
    """Blocks of 4 keys, room for 10: full blocks, half-full ones, and one that overlaps."""
    monkeypatch.setattr(layers, "BLOCK", 4)
    read = jax.jit(lambda *inputs: forward_with_cache(*inputs), static_argnums=3)
    at_once = compiled(random_params(config), random_tokens(config, 8), config)
    piecewise = read_in_portions(read, config, portions)
    np.testing.assert_allclose(piecewise, at_once, rtol=1e-4, atol=1e-5)


def test_a_step_looks_at_no_block_that_is_not_filled(monkeypatch):
    """Were NaN looked at, the logits would be NaN."""
    monkeypatch.setattr(layers, "BLOCK", 4)
    params, cache = random_params(SMALL), init_cache(SMALL)
    spoiled = jax.tree.map(lambda x: x.at[4:].set(jnp.nan), cache.layers)
    cache = replace(cache, layers=spoiled)
    for token in range(4):
        logits, cache = forward_with_cache(params, [token], cache, SMALL)
        assert np.isfinite(logits).all()


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16, jnp.float32])
def test_a_long_cache_of_16_bits(dtype, monkeypatch):
    """Sums over blocks are kept in float32; a float32 cache serves 16-bit dials too."""
    config, T = replace(SMALL, context=300), 290
    params = jax.tree.map(lambda leaf: leaf.astype(jnp.bfloat16), random_params(config))
    tokens = random_tokens(config, T)
    logits, _ = compiled_with_cache(params, tokens, init_cache(config, dtype), config)
    at_once = compiled(params, tokens, config)
    assert logits.dtype == jnp.float32
    np.testing.assert_allclose(logits, at_once, rtol=0.1, atol=0.15)


@can_be_cached
def test_padding_behind_the_tokens_is_not_kept(config):
    """A prompt of 3, filled up to 5, then the rest: as if there had been no padding."""
    params, tokens = random_params(config), random_tokens(config, 8)
    padded, valid = np.append(tokens[:3], [7, 7]), np.arange(5) < 3
    first, cache = compiled_with_cache(params, padded, init_cache(config), config, valid)
    assert int(cache.length) == 3
    rest, _ = compiled_with_cache(params, tokens[3:], cache, config)
    found = np.concatenate([first[:3], rest])
    np.testing.assert_allclose(found, compiled(params, tokens, config), rtol=1e-4, atol=1e-5)


def test_a_cache_has_the_room_that_is_asked_for():
    params, tokens = random_params(SMALL), random_tokens(SMALL, 6)
    cache = init_cache(SMALL, room=6)
    assert cache.room == 6
    assert {leaf.shape[0] for leaf in jax.tree.leaves(cache.layers)} == {6}
    logits, cache = compiled_with_cache(params, tokens, cache, SMALL)
    np.testing.assert_allclose(logits, compiled(params, tokens, SMALL), rtol=1e-4, atol=1e-5)
    with pytest.raises(ValueError, match=r"holds 6 of 6 tokens: .* no room for 1 more\."):
        forward_with_cache(params, tokens[:1], cache, SMALL)
    for room in (0, 11, 2.0, True):
        with pytest.raises(ValueError, match=r"from 1 to 10 \(the context\), not"):
            init_cache(SMALL, room=room)


def test_a_full_cache_says_so():
    params, tokens = random_params(SMALL), random_tokens(SMALL, 8)
    cache = replace(init_cache(SMALL), length=jnp.int32(8))
    with pytest.raises(ValueError, match=r"holds 8 of 10 tokens: .* no room for 3 more\."):
        forward_with_cache(params, tokens[:3], cache, SMALL)
    cache = replace(cache, length=jnp.int32(7))
    fits, _ = compiled_with_cache(params, tokens[:3], cache, SMALL)
    cache = replace(cache, length=jnp.int32(8))
    assert np.isfinite(fits).all()
    too_many, _ = compiled_with_cache(params, tokens[:3], cache, SMALL)  # sees no length
    assert np.isnan(too_many).all()


def test_a_cache_refuses_a_mask_that_looks_ahead():
    ahead = replace(SMALL, mask="full")
    with pytest.raises(ValueError, match="'causal', not 'full'"):
        forward_with_cache(random_params(ahead), [1], init_cache(ahead), ahead)


# Tokens that are none ------------------------------------------------------------------------

PASSES = [
    forward,
    transformer.residuals,
    transformer.attention_maps,
    lambda params, tokens, config: forward_with_cache(params, tokens, init_cache(config), config),
]


@pytest.mark.parametrize("look", PASSES, ids=["forward", "residuals", "maps", "cache"])
@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (3, "one sequence [T], not an array of shape []"),
        ([[1, 2], [3, 4]], "shape [2, 2]; for a batch of sequences use jax.vmap"),
        ([], "1 to 10 in number (the context), not 0"),
        (list(range(11)), "1 to 10 in number (the context), not 11"),
        ([1.0, 2.0], "whole numbers, not float64"),
        ([True, False], "whole numbers, not bool"),
        (["a"], "whole numbers, not <U1"),
        ([3, 11], "from 0 to 10 (the vocabulary), not 11"),
        ([3, -1], "from 0 to 10 (the vocabulary), not -1"),
        (np.array([2**40]), f"from 0 to 10 (the vocabulary), not {2**40}"),
    ],
    ids=str,
)
def test_tokens_that_cannot_be_get_a_sentence(look, tokens, words):
    with pytest.raises(ValueError) as error:
        look(random_params(SMALL), tokens, SMALL)
    assert str(error.value).startswith("tokens must be ")
    assert words in str(error.value)


def test_where_values_cannot_be_seen_an_unknown_token_gives_nan():
    params, batch = random_params(SMALL), np.array([[1, 2, 3], [1, -1, 3], [1, 11, 3], [999, 2, 3]])
    logits = compiled_batch(params, batch, SMALL)
    assert np.isfinite(logits[0]).all()
    assert np.isnan(logits[1:]).all()
