"""Figures of the runs that a notebook has no time for: `benchmarks/notches.py` made them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "benchmarks" / "results" / "notches.json"
NAMES = {  # as the file, as notebook 21 names it
    "embedding": "embedding",
    "query": "attention.query",
    "key": "attention.key",
    "value": "attention.value",
    "output": "attention.output",
    "gate": "mlp.gate",
    "up": "mlp.up",
    "down": "mlp.down",
}


@cache
def _file() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def losses_by_kind(text: str = "manual") -> tuple[dict[str, dict[str, float]], float]:
    """The loss with one kind of matrix rounded, {bits: {kind: nats}}, and that of the model as it
    is. text: "manual" or "tales"."""
    found = _file()["kinds"]
    by_bits = {
        bits: {name: row[kind][text] for kind, name in NAMES.items()}
        for bits, row in found.items()
        if bits.isdecimal()
    }
    return by_bits, found["as it is"][text]


def by_rank() -> list[dict[str, float]]:
    """What additions of each rank gave: rank, dials, and the losses on tales and manual."""
    rows = [row for row in _file()["teach"] if row["way"].startswith("rank")]
    ranked = [row | {"rank": int(row["way"].split()[1])} for row in rows]
    return sorted(ranked, key=lambda row: row["rank"])


def rival(way: str) -> dict[str, float]:
    """What dials of the model's own gave in the place of additions, at the rate that was best for
    the tales. way: "one value matrix" or "norm scales"."""
    rows = [row for row in _file()["teach"] if row["way"] == way]
    return min(rows, key=lambda row: row["tales"])


def at_the_start() -> dict[str, float]:
    """The losses of the model as it is, on tales and manual."""
    return _file()["kinds"]["as it is"]
