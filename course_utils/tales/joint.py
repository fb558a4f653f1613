"""How likely a role is to show certain words: exact tables."""

from functools import cache

import numpy as np

from .grammar import Slot
from .roles import ROLES
from .words import VOCABULARY

NUMBER = {word: i for i, word in enumerate(VOCABULARY)}


@cache
def probabilities(role: str) -> np.ndarray:
    """P(row) [rows] of a role when it is drawn."""
    weights = np.array(ROLES[role].weights, float)
    return weights / weights.sum()


@cache
def draw_entropy(role: str) -> float:
    """Nats of drawing a role: −Σ p ln p."""
    p = probabilities(role)
    return float(-p @ np.log(p))


@cache
def _table(slots: tuple[Slot, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Distinct word tuples [n, slots] that these slots of one role show, and P [n]."""
    role = ROLES[slots[0].role]
    words = [[NUMBER[row[role.column(slot.column)]] for slot in slots] for row in role.rows]
    shown, where = np.unique(words, axis=0, return_inverse=True)
    return shown, np.bincount(where.ravel(), probabilities(slots[0].role))


@cache
def by_role(
    slots: tuple[Slot, ...],
) -> list[tuple[tuple[int, ...], np.ndarray, np.ndarray]]:
    """Split slots by role: (places among the slots, words [n, places], P [n]) for each."""
    groups: dict[str, list[int]] = {}
    for i, slot in enumerate(slots):
        groups.setdefault(slot.role, []).append(i)
    return [(tuple(at), *_table(tuple(slots[i] for i in at))) for at in groups.values()]
