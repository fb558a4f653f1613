"""Stories told by a model, many side by side."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ...sample import next_token_probs, sample_token
from ...tales import Words
from ...transformer import Config, Params, forward_with_cache, init_cache

LONGEST = 104  # tokens: no tale is longer

_step = jax.jit(jax.vmap(forward_with_cache, in_axes=(None, 0, 0, None)), static_argnums=3)


def tell(
    params: Params,
    config: Config,
    words: Words,
    n: int,
    seed: int = 0,
    temperature: float = 0.7,
    **dials: Any,
) -> list[str]:
    """n stories, side by side, each from after an `<end>` to the next one (or to LONGEST tokens).

    config: with a context of at least LONGEST, where a plan's positions are not learned ones.
    seed: of the dice. dials: the other ones of `next_token_probs`. The cache remembers what was
    worked out for the words before, so that each new word costs only its own share.
    """
    dice = np.random.default_rng(seed)
    cache = jax.tree.map(lambda x: jnp.stack([x] * n), init_cache(config))
    told = np.full((n, 1), words.end)  # [n, tokens so far]
    while told.shape[1] < LONGEST and not (told[:, 1:] == words.end).any(axis=1).all():
        logits, cache = _step(params, told[:, -1:], cache, config)  # [n, 1, V]
        probs = [next_token_probs(row[0], temperature, **dials) for row in np.asarray(logits)]
        told = np.column_stack([told, [sample_token(p, dice.random()) for p in probs]])
    return [words.decode(row[1:]).split("\n")[0] for row in told]
