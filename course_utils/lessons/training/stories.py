"""What a perfect reader makes of stories."""

from itertools import pairwise

import numpy as np

from ...tales import Words, word_surprises


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
