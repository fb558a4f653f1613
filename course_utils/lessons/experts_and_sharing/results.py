"""Figures of the runs that the notebook has no time for: `benchmarks/experts.py` made them."""

from typing import Any

import numpy as np

from ..kit.measured import measured
from .views.sizes import Trained


def every() -> int:
    """How many steps lie between two of the loads that are kept."""
    return measured("experts")["every"]


def table(name: str) -> dict[str, dict[str, Any]]:
    """A table of the file: {row: figures}."""
    return measured("experts")["tables"][name]


def cures() -> dict[str, dict[float, dict[str, Any]]]:
    """What was tried against an unfair start, as the view `cures` wants it: the loads of one seed,
    and means over seeds of the busiest share at the end and of the facts known."""
    found: dict[str, dict[float, dict[str, Any]]] = {}
    for name, row in table("facts").items():
        rule, _, strength = name.rpartition(" ")
        if rule in ("nothing", "balance loss", "routing bias"):
            busiest = float(np.mean([max(loads[-1]) for loads in row["loads"]]))
            entry = {"loads": np.asarray(row["loads"][0]), "busiest": busiest}
            entry["known"] = float(np.mean(row["known"]))
            found.setdefault(rule, {})[float(strength)] = entry
    return found


def loads_at_start() -> np.ndarray:
    """On the tales, without a cure and from a fair start: how busy each expert is in the end.
    [10 seeds, 2 layers, 4 experts]"""
    return np.array(table("start")["4 of 32"]["loads"])


def known(row: str) -> tuple[float, float]:
    """The share of the facts that a row of the table knows: the mean over seeds, and how far a seed
    typically lies from it."""
    found = table("facts")[row]["known"]
    return float(np.mean(found)), float(np.std(found))


def busiest_at_the_end(row: str) -> list[float]:
    """The load of the busiest expert over the last steps, for each seed of a row of the facts."""
    return [max(loads[-1]) for loads in table("facts")[row]["loads"]]


def moved(row: str) -> dict[str, float]:
    """Which share of the questions changed experts in the last step, and which share was known then
    of those and of all others: means over seeds."""
    found = table("facts")[row]["moved"]
    return {key: float(np.mean([each[key] for each in found])) for key in found[0]}


def by_kind() -> list[dict[str, list[float]]]:
    """Of each seed: for each kind of words, which share of them each expert of layer 1 gets."""
    return table("words")["4 of 32"]["by kind"]


def on_tales(row: str) -> tuple[float, float]:
    """The test loss of a row of the table in nats a word: the mean over seeds, and how far a seed
    typically lies from it."""
    found = table("tales")[row]["test"]
    return float(np.mean(found)), float(np.std(found))


ROWS = {
    "1 of 4": "one part of 4 neurons",
    "one layer of 4, twice": "one part of 4, used twice",
    "two layers of 4": "two layers, a part of 4 each",
    "1 of 8": "one part of 8",
    "8 of 4": "8 experts of 4",
    "1 of 32": "one part of 32",
}


def stored() -> list[Trained]:
    """What each of the models knows that learn facts from a fair start."""
    found = []
    for row, name in ROWS.items():
        figures = table("facts")[row]
        numbers = figures["has"], figures["meets"], *known(row)
        found.append(Trained(name, *numbers, hollow=row == "1 of 8"))
    return found
