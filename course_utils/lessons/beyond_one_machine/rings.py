"""Adding up in a ring: every device passes a piece on to the next, again and again.

Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms for clusters of workstations".
"""

from typing import NamedTuple

import numpy as np


class Round(NamedTuple):
    """How things stand after a round."""

    numbers: np.ndarray  # [n, n]: row i is what device i has, a number for each of the n pieces
    received: np.ndarray  # [n, n], True where a number came in this round


def all_reduce(numbers: np.ndarray) -> list[Round]:
    """The sum of the rows of [n, n], in every row: how it stands at first, and after each of the
    2 · (n − 1) rounds.

    In the first n − 1 rounds what comes in is added to what is there; then every device has one
    piece of the whole sum, and in the other n − 1 rounds these are handed round.
    """
    n = len(numbers)
    rounds = [Round(np.array(numbers), np.zeros((n, n), bool))]
    for step in range(2 * (n - 1)):
        before, now = rounds[-1].numbers, rounds[-1].numbers.copy()
        received = np.zeros((n, n), bool)
        for device in range(n):
            piece, to = (device - step) % n, (device + 1) % n
            now[to, piece] = before[device, piece] + (before[to, piece] if step < n - 1 else 0)
            received[to, piece] = True
        rounds.append(Round(now, received))
    return rounds
