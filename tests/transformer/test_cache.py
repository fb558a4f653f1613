"""Reading a few tokens at a time, and tokens that cannot be read."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import transformer
from course_utils.transformer import forward, forward_with_cache, init_cache
from tests.transformer.kinds import (
    KINDS,
    SMALL,
    compiled,
    compiled_batch,
    compiled_with_cache,
    random_params,
    random_tokens,
)

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
    assert len(cache.memories) == config.layers
    assert {leaf.shape for leaf in jax.tree.leaves(cache.memories)} == {(10, 2, 2)}
    _, longer = jax.eval_shape(
        lambda params: forward_with_cache(params, [1, 2, 3], cache, config), random_params(config)
    )
    assert jax.tree.map(jnp.shape, longer) == jax.tree.map(jnp.shape, cache)


def test_one_token_compiles_once_wherever_the_cache_stands():
    counted = jax.jit(lambda *inputs: forward_with_cache(*inputs), static_argnums=3)
    read_in_portions(counted, SMALL, [1] * 8)
    assert counted._cache_size() == 1


def test_a_full_cache_says_so():
    params, tokens = random_params(SMALL), random_tokens(SMALL, 8)
    cache = replace(init_cache(SMALL), length=jnp.int32(8))
    with pytest.raises(ValueError, match=r"holds 8 of 10 tokens .* no room for 3 more\."):
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
