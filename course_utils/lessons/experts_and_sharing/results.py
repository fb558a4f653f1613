"""Figures of the runs that the notebook has no time for: `benchmarks/experts.py` made them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .views.sizes import Trained

FILE = Path(__file__).parents[3] / "benchmarks" / "results" / "experts.json"


@cache
def _file() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def every() -> int:
    """How many steps lie between two of the loads that are kept."""
    return _file()["every"]


def table(name: str) -> dict[str, dict[str, Any]]:
    """A table of the file: {row: figures}."""
    return _file()["tables"][name]


def cures() -> dict[str, dict[float, dict[str, Any]]]:
    """What was tried against an unfair start, as the view `cures` wants it: of the first layer the
    loads of one seed, and means over seeds of the busiest share and the loss."""
    found: dict[str, dict[float, dict[str, Any]]] = {}
    for name, row in table("cures").items():
        rule, _, strength = name.rpartition(" ")
        busiest = [max(loads[0]) for loads in row["loads_at_end"]]
        loads = np.asarray(row["loads"])[:, 0]
        loss = float(np.mean(row["test"]))
        entry = {"loads": loads, "busiest": float(np.mean(busiest)), "loss": loss}
        found.setdefault(rule, {})[float(strength)] = entry
    return found


def busiest_at_start() -> list[list[float]]:
    """Without a cure, from a fair start: the busiest share in each layer, by seed."""
    (row,) = table("start").values()
    return [[max(layer) for layer in loads] for loads in row["loads_at_end"]]


def idle_at_start(below: float = 0.01) -> int:
    """Without a cure, from a fair start: in how many seeds has some expert less than this share of the tokens?"""
    (row,) = table("start").values()
    return sum(min(map(min, loads)) < below for loads in row["loads_at_end"])


def trained(where: str, row: str, name: str, group: str) -> Trained:
    """A row of a table, under the name and the group that a picture gives it."""
    found = table(where)[row]
    loss, spread = float(np.mean(found["test"])), float(np.std(found["test"]))
    return Trained(name, group, found["has"], found["meets"], loss, spread)


def with_experts() -> list[Trained]:
    """Mixtures of 1 to 8 experts, and single feed-forward parts as large."""
    mixed, plain = "experts of 32 neurons,\none for each token", "one feed-forward part"
    rows = [("1 of 32", "32", plain)]
    rows += [(f"1 of {n}", f"{n}", plain) for n in (128, 256)]
    rows += [(f"{n} of 32", f"{n}", mixed) for n in (4, 8)]
    drawn = "the same, the router\nstays as drawn"
    rows += [(f"{n} of 32, router as drawn", f"{n}", drawn) for n in (4, 8)]
    return [trained("experts", *row) for row in rows]


def with_sharing() -> list[Trained]:
    """Four blocks, one that is used four times, and the rivals of both."""
    plain = "each block its own"
    rows = [(name, name, plain) for name in ("one block", "four blocks")]
    rows += [("one block, four times", "the same, four times", "one block, used again")]
    rows += [("four narrow blocks", "four narrow ones", "narrower")]
    return [trained("looped", *row) for row in rows]
