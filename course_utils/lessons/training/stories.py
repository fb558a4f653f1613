"""Stories told by a model, many side by side, and what a perfect reader makes of a text."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np

from ...sample import next_token_probs, sample_token
from ...tales import Words, word_surprises
from ...transformer import Config, Params, forward_with_cache, init_cache

LONGEST = 104  # tokens: no tale is longer

_step = jax.jit(jax.vmap(forward_with_cache, in_axes=(None, 0, 0, None)), static_argnums=3)


def tell(
    params: Params, config: Config, words: Words, n: int, seed: int = 0, temperature: float = 0.7
) -> list[str]:
    """n stories, side by side, each from after an `<end>` to the next one (or to 104 tokens).

    config: with a context of at least 104, where a plan's positions are not learned ones.
    """
    rng = np.random.default_rng(seed)
    cache = jax.tree.map(lambda x: jnp.stack([x] * n), init_cache(config))
    told = np.full((n, 1), words.end)  # [n, tokens so far]
    while told.shape[1] < LONGEST and not (told[:, 1:] == words.end).any(axis=1).all():
        logits, cache = _step(params, told[:, -1:], cache, config)
        probs = [next_token_probs(row[0], temperature) for row in np.asarray(logits)]
        told = np.column_stack([told, [sample_token(p, rng.random()) for p in probs]])
    return [words.decode(row[1:]).split("\n")[0] for row in told]


def perfect_loss(windows: np.ndarray, words: Words) -> float:
    """What a reader who knows the grammar loses on windows [N, T + 1] that begin with an `<end>`:
    the mean surprise over all T places, in nats."""
    found = []
    for window in windows:
        cuts = [*np.flatnonzero(window == words.end), len(window)]
        for start, end in pairwise(cuts):
            # Of a story that is cut off, its end is not among the surprises.
            whole = end < len(window)
            surprises = word_surprises(words.decode(window[start + 1 : end]))
            found.append(surprises if whole else surprises[:-1])
    return float(np.concatenate(found).mean())
