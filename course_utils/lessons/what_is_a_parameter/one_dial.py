"""How much one dial matters, as `benchmarks/one_dial.py` measured it in six models."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ..kit.measured import measured

GROUPS = {"drawn at random": "draws", "among the largest": "largest", "among the worst": "worst"}
FACTORS = {"set to 0": "0", "halved": "0.5", "doubled": "2", "its sign turned": "-1"}


class Turned(NamedTuple):
    """One dial of a model, and what turning it does."""

    model: str
    dials: int  # how many the model has
    name: str
    value: float
    lost: float  # the share lost of what the model has learned; below 0: its loss fell


def results() -> dict[str, Any]:
    """The file: {model: figures}."""
    return measured("one_dial")


def turned(model: str, which: str, number: int, how: str) -> Turned:
    """The dial with this number (from 1) of one of GROUPS, turned in one of the ways of FACTORS.

    A model with fewer dials than that has its last one in this place.
    """
    found = results()[model]
    group = found[GROUPS[which]]
    place = min(number, len(group["names"])) - 1
    lost = group["lost"][FACTORS[how]][place]
    return Turned(model, found["dials"], group["names"][place], group["values"][place], lost)


def lost_by_smollm2(model: str, which: str, number: int, how: str) -> float:
    """What SmolLM2 loses, in per cent; 0 where another model is chosen."""
    one = turned(model, which, number, how)
    return round(100 * one.lost, 1) if one.dials > 10**8 else 0.0


def drawn(how: str) -> dict[str, np.ndarray]:
    """For each model what is lost with each of the 40 dials drawn at random."""
    ways = FACTORS[how]
    return {name: np.array(found["draws"]["lost"][ways]) for name, found in results().items()}


def in_per_cent(shares: Iterable[float]) -> str:
    """Shares as a reader sees them, two digits each: "6,900%, 0.027%"."""
    rounded = [f"{float(f'{100 * share:.2g}'):,.7f}" for share in shares]
    return ", ".join(f"{text.rstrip('0').rstrip('.')}%" for text in rounded)


def worst(how: str) -> dict[str, float]:
    """For each model the most that is lost with one of all that were tried."""
    ways = FACTORS[how]
    return {name: max(max(found[group]["lost"][ways]) for group in GROUPS.values())
            for name, found in results().items()}  # fmt: skip
