"""Many stories at once, and what can be measured about them: for notebook 17."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from ...sample import next_token_probs, sample_token
from ...tales import Words, proofread
from ...transformer import Config, forward_with_cache, init_cache

LONGEST = 104  # tokens: no tale is longer


class Measured(NamedTuple):
    """What a setting of the dials does to many stories."""

    value: float  # of the dial that is looked at
    sentences: float  # the share of sentences without a fault
    stories: float  # the share of stories without a fault
    again: float  # the share of sentences that had been said before, word for word
    different: int  # words that occur in all the stories together
    story: str  # the first of them
    fault: str  # its first fault, or ""


_many = jax.jit(jax.vmap(forward_with_cache, in_axes=(None, 0, 0, None)), static_argnums=3)


def tell(
    params: Any, config: Config, words: Words, n: int = 48, seed: int = 4, **dials: Any
) -> list[str]:
    """n stories, told side by side; config has a context of at least LONGEST.

    The cache remembers what was worked out for the words before, so that each new word costs only
    its own share. seed: of the dice. dials: as for `next_token_probs`.
    """
    dice = np.random.default_rng(seed)
    cache = jax.tree.map(lambda x: jnp.stack([x] * n), init_cache(config))
    told = np.full((n, 1), words.end)  # [n, tokens so far]
    while told.shape[1] < LONGEST and not (told[:, 1:] == words.end).any(axis=1).all():
        logits, cache = _many(params, told[:, -1:], cache, config)  # [n, 1, V]
        probs = [next_token_probs(row[0], **dials) for row in np.asarray(logits)]
        told = np.column_stack([told, [sample_token(p, dice.random()) for p in probs]])
    return [words.decode(row[1:]).split("\n")[0] for row in told]


def measure(stories: Sequence[str], words: Words, value: float) -> Measured:
    """Grammar, repetition and variety of stories that were told with a dial at `value`."""
    proofs = [proofread(story) for story in stories]
    said = [sentence for story in stories for sentence in story.rstrip(".").split(". ")]
    return Measured(
        value=value,
        sentences=float(np.mean([right for proof in proofs for right in proof.right])),
        stories=float(np.mean([not proof.faults for proof in proofs])),
        again=1 - len(set(said)) / len(said),
        different=len({word for story in stories for word in words.encode(story).tolist()}),
        story=stories[0],
        fault=(*proofs[0].faults, "")[0],
    )


def over_the_range(
    params: Any, config: Config, words: Words, settings: Sequence[dict[str, Any]]
) -> list[Measured]:
    """48 stories at each setting; the last dial of a setting is the one that is looked at."""
    return [
        measure(tell(params, config, words, **dials), words, list(dials.values())[-1])
        for dials in settings
    ]
