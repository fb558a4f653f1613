"""How likely roles are to show certain words together: exact tables, row by row."""

from functools import cache

import numpy as np

from .grammar import Slot
from .roles import ROLES
from .words import VOCABULARY

NUMBER = {word: i for i, word in enumerate(VOCABULARY)}


def probabilities(role: str) -> np.ndarray:
    """P(row) [rows] of a role drawn before the one that it is unlike."""
    weights = np.array(ROLES[role].weights, float)
    return weights / weights.sum()


@cache
def conditional(role: str) -> np.ndarray:
    """P(row of role | row of the role it is unlike) [rows of that, rows]: clashes drawn again."""
    this, that = ROLES[role], ROLES[ROLES[role].unlike]
    clash = np.zeros((len(that.rows), len(this.rows)), bool)
    for column in this.apart:
        mine = np.array([row[this.column(column)] for row in this.rows])
        taken = np.array([row[that.column(column)] for row in that.rows])
        clash |= taken[:, None] == mine
    table = np.where(clash, 0.0, np.array(this.weights, float))
    return table / table.sum(axis=1, keepdims=True)


def _entropy(p: np.ndarray) -> np.ndarray:
    """−Σ p ln p over the last axis, in nats."""
    return -np.sum(p * np.log(p, where=p > 0, out=np.zeros_like(p)), axis=-1)


@cache
def draw_entropy(role: str, after_other: bool) -> float:
    """Nats of drawing a role, `after_other`: when the role that it is unlike is already known."""
    if not after_other:
        return float(_entropy(probabilities(role)))
    other = ROLES[role].unlike
    return float(probabilities(other) @ _entropy(conditional(role)))


def _family(role: str) -> tuple[str, ...]:
    """A role with the one that it is unlike, the one drawn first in front."""
    other = ROLES[role].unlike
    if other is None:
        pair = [name for name in ROLES if ROLES[name].unlike == role]
        return (role, *pair)
    return (other, role) if ROLES[other].unlike is None else tuple(sorted((role, other)))


def _rows(family: tuple[str, ...]) -> np.ndarray:
    """P(row of each role of the family) [rows] or [rows of the first, rows of the second]."""
    first = probabilities(family[0])
    return first if len(family) == 1 else first[:, None] * conditional(family[1])


def _codes(slot: Slot) -> np.ndarray:
    column = ROLES[slot.role].column(slot.column)
    return np.array([NUMBER[row[column]] for row in ROLES[slot.role].rows])


@cache
def _family_table(slots: tuple[Slot, ...], family: tuple[str, ...]):
    """Distinct word tuples [n, slots] that these slots of one family show, and P [n]."""
    joint = _rows(family)
    key, base = np.zeros(joint.shape, np.int64), len(VOCABULARY)
    for slot in slots:
        codes = _codes(slot)
        by_first = slot.role == family[0] and joint.ndim == 2
        key = key * base + (codes[:, None] if by_first else codes)
    keys, where = np.unique(key[joint > 0], return_inverse=True)
    p = np.bincount(where, joint[joint > 0])
    powers = base ** np.arange(len(slots) - 1, -1, -1)
    return keys[:, None] // powers % base, p


@cache
def families(slots: tuple[Slot, ...]):
    """Split slots by family: (places among the slots, words [n, places], P [n]) for each."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, slot in enumerate(slots):
        groups.setdefault(_family(slot.role), []).append(i)
    return [
        (tuple(where), *_family_table(tuple(slots[i] for i in where), family))
        for family, where in groups.items()
    ]
