"""One number changed, a head silenced, a block skipped; and the way from the middle to the end."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import transformer
from course_utils.count import table
from course_utils.sample import DEEP, generate
from course_utils.transformer import (
    Config,
    find,
    forward,
    forward_from,
    init_cache,
    parts,
    replaced,
    residuals,
    with_number,
    without_block,
    without_head,
)
from course_utils.transformer.parts import next_logits
from tests.transformer.kinds import KINDS, random_params, random_tokens

pytestmark = pytest.mark.slow

CONFIG = Config(30, 12, layers=3, width=16, heads=4, kv_heads=2, bias=True)
PARAMS, TOKENS = random_params(CONFIG), random_tokens(CONFIG, 7)


def test_every_array_is_found_by_the_name_in_the_table():
    for row in table(PARAMS).rows:
        assert find(PARAMS, row.name).shape == row.shape
    with pytest.raises(ValueError, match=r"no array 'blocks\.9'"):
        find(PARAMS, "blocks.9")


def test_one_number_changes_and_nothing_else():
    name = "blocks.1.mlp.down"
    turned = with_number(PARAMS, name, (3, 5), 9.0)
    wanted = np.array(find(PARAMS, name))
    wanted[3, 5] = 9
    np.testing.assert_array_equal(find(turned, name), wanted)
    assert find(PARAMS, name)[3, 5] != 9
    same = [a is b for a, b in zip(jax.tree.leaves(PARAMS), jax.tree.leaves(turned), strict=True)]
    assert same.count(False) == 1
    for place in ((3,), (3, 16), (-1, 0)):
        with pytest.raises(ValueError, match="no place"):
            with_number(PARAMS, name, place, 0.0)
    with pytest.raises(ValueError, match="does not fit"):
        replaced(PARAMS, name, jnp.zeros(3))


def test_a_silenced_head_writes_nothing():
    """The same as if its values were zero, in a model where each head has its own."""
    config = replace(CONFIG, kv_heads=None, bias=False)
    params = random_params(config)
    silent = without_head(params, 1, 2, config)
    name = "blocks.1.attention.value"
    value = np.array(find(params, name))
    value[:, 8:12] = 0
    other = replaced(params, name, value)
    np.testing.assert_allclose(
        forward(silent, TOKENS, config), forward(other, TOKENS, config), atol=1e-5
    )
    with pytest.raises(ValueError, match="head must be from 0 to 3"):
        without_head(params, 1, 4, config)


def test_a_skipped_block_is_as_good_as_gone():
    skipped = without_block(PARAMS, 1)
    gone = replace(PARAMS, blocks=(PARAMS.blocks[0], PARAMS.blocks[2]))
    shorter = replace(CONFIG, layers=2)
    np.testing.assert_allclose(
        forward(skipped, TOKENS, CONFIG), forward(gone, TOKENS, shorter), atol=1e-5
    )
    with pytest.raises(ValueError, match="layer must be from 0 to 2"):
        without_block(PARAMS, -1)


@pytest.mark.parametrize("name", KINDS)
def test_from_the_middle_on_the_logits_are_those_of_the_whole(name):
    config = KINDS[name]
    params, tokens = random_params(config), random_tokens(config, 6)
    stream, wanted = residuals(params, tokens, config), forward(params, tokens, config)
    for layer in range(config.layers + 1):
        found = forward_from(params, stream[2 * layer], layer, config)
        np.testing.assert_allclose(found, wanted, atol=2e-4)
    with pytest.raises(ValueError, match="layer must be from 0"):
        forward_from(params, stream[0], config.layers + 1, config)


@pytest.mark.parametrize(
    "name", [name for name, config in KINDS.items() if config.mask == "causal"]
)
def test_in_parts_the_logits_are_those_of_the_whole(name, monkeypatch):
    monkeypatch.setattr(parts, "TOGETHER", 1)
    config = KINDS[name]
    params, tokens = random_params(config), random_tokens(config, 8)
    wanted = forward(params, tokens, config)
    cache = init_cache(config)
    padded = jnp.array([*tokens[:5], 0, 0, 0])
    logits, cache = next_logits(params, padded, cache, config, 5)
    np.testing.assert_allclose(logits, wanted[4:5], atol=2e-4)
    for t in range(5, 8):
        logits, cache = next_logits(params, tokens[t : t + 1], cache, config, 1)
        np.testing.assert_allclose(logits, wanted[t : t + 1], atol=2e-4)
    assert int(cache.length) == 8


def test_a_deep_model_writes_what_it_writes_without_a_cache():
    config = Config(40, 32, layers=DEEP + 1, width=16, heads=2)
    params = transformer.init(jax.random.key(1), config)
    key = jax.random.key(2)
    kept = generate(key, params, [1, 2, 3], 12, config)
    assert kept.tolist() == generate(key, params, [1, 2, 3], 12, config, cache=False).tolist()
