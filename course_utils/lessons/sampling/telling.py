"""What can be measured about many stories: for notebook 17."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...tales import Words, proofread
from ...transformer import Config
from ..kit.telling import tell


class Measured(NamedTuple):
    """What a setting of the dials does to many stories."""

    value: float  # of the dial that is looked at
    sentences: float  # the share of sentences without a fault
    stories: float  # the share of stories without a fault
    again: float  # the share of sentences that had been said before, word for word
    different: int  # words that occur in all the stories together
    story: str  # the first of them
    fault: str  # its first fault, or ""


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
        measure(tell(params, config, words, n=48, seed=4, **dials), words, list(dials.values())[-1])
        for dials in settings
    ]
