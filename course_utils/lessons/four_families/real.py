"""The masks of the published architectures, found by trying: change a word, see what changes."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ...families import bert, gpt, t5, xlnet

V = 20  # tokens of these small models


def felt(run: Callable[[Array], Array], tokens: np.ndarray) -> np.ndarray:
    """True at [t, s] where row t of run(tokens) changes when token s becomes another one."""
    before, found = run(jnp.asarray(tokens)), []
    for s in range(len(tokens)):
        other = tokens.copy()
        other[s] = (other[s] + 1) % V
        found.append(np.abs(np.asarray(run(jnp.asarray(other)) - before)).max(axis=-1) > 1e-6)
    return np.array(found).T


def real_masks(order: np.ndarray) -> dict[str, np.ndarray]:
    """Who feels whom in models built as published, made small, with random dials.

    order [T]: in which order XLNet guesses.
    """
    T, key = len(order), jax.random.key(0)
    tokens, wrote = np.arange(T) % V, np.arange(T) % V + 3
    a = gpt.Config(V, T, layers=2, width=16, heads=2)
    b = bert.Config(V, T, layers=2, width=16, heads=2, hidden=32)
    x = xlnet.Config(V, layers=2, width=16, heads=2, head_width=8, hidden=32)
    t = t5.Config(V, layers=2, decoder_layers=2, width=16, heads=2, head_width=8, hidden=32)
    of_gpt, of_bert, of_xlnet, of_t5 = (
        family.init(key, plan) for family, plan in ((gpt, a), (bert, b), (xlnet, x), (t5, t))
    )
    return {
        "GPT-2": felt(lambda w: gpt.forward(of_gpt, w, a), tokens),
        "BERT": felt(lambda w: bert.forward(of_bert, w, b), tokens),
        "XLNet": felt(lambda w: xlnet.forward(of_xlnet, w, x, jnp.asarray(order)), tokens),
        "T5 encoder": felt(lambda w: t5.encode(of_t5, w, t), tokens),
        "T5 decoder": felt(lambda w: t5.forward(of_t5, jnp.asarray(tokens), w, t), wrote),
        "T5 decoder at encoder": felt(
            lambda w: t5.forward(of_t5, w, jnp.asarray(wrote), t), tokens
        ),
    }
