"""Small transformers of every kind, for the tests."""

from dataclasses import replace
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import transformer
from course_utils.transformer import Config, forward, forward_with_cache, init

SMALL = Config(vocab=11, context=10, layers=2, width=8, heads=2, hidden=12)

# Every choice at least once, and the two that the course trains and opens.
KINDS = {
    "as the course trains": SMALL,
    "as SmolLM2": replace(SMALL, width=12, heads=6, kv_heads=2, mlp="gated", activation="silu"),
    "as GPT-2": replace(SMALL, positions="learned", norm="layer", activation="gelu", bias=True),
    "one key for all": replace(
        SMALL, width=12, heads=3, kv_heads=1, head_width=2, tied=False, layers=1
    ),
    "gated, with biases": replace(SMALL, mlp="gated", activation="relu", bias=True, layers=1),
    "no positions, sees all": replace(SMALL, positions="none", mask="full", layers=1),
    "distance costs": replace(SMALL, positions="alibi", width=12, heads=6, kv_heads=2, layers=1),
    "distance costs both ways": replace(SMALL, positions="alibi", mask="full", layers=1),
    "hears its neighbours": replace(SMALL, short_conv=3, positions="learned", layers=1),
    "other base": replace(SMALL, rope_base=100.0, norm_eps=0.1, head_width=6, layers=1),
}
every_kind = pytest.mark.parametrize("config", KINDS.values(), ids=KINDS)


# Compiled once for each kind and length: the tests take a third of the time.
compiled = jax.jit(forward, static_argnames="config")
compiled_with_cache = jax.jit(forward_with_cache, static_argnames="config")
compiled_batch = jax.jit(jax.vmap(forward, in_axes=(None, 0, None)), static_argnums=2)
compiled_passes = jax.jit(
    lambda *inputs: [
        look(*inputs) for look in (forward, transformer.residuals, transformer.attention_maps)
    ],
    static_argnums=2,
)


@lru_cache
def fresh_params(config, seed=0):
    return init(jax.random.key(seed), config)


@lru_cache
def random_params(config, dtype=np.float32):
    """All away from where they start, so that a scale of 1 or a bias of 0 hides nothing."""
    rng = np.random.default_rng(0)
    return jax.tree.map(
        lambda leaf: jnp.asarray((leaf.ndim == 1) * 0.7 + rng.normal(0, 0.3, leaf.shape), dtype),
        transformer.shapes(config),
    )


def random_tokens(config, T, seed=0):
    return np.random.default_rng(seed).integers(0, config.vocab, T)


def as_numpy(params):
    return jax.tree.map(np.asarray, params)
