"""Figures of the runs that a notebook has no time for: `benchmarks/four_families.py` made them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "benchmarks" / "results" / "four_families.json"


@cache
def measured() -> dict[str, Any]:
    """The whole file."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def by_steps(question: str) -> dict[str, dict[int, list[float]]]:
    """How many of a hundred each was right: {family: {steps: [one for each seed]}}."""
    runs = measured()["runs"]
    return {
        who: {int(steps): found[question] for steps, found in asked.items() if question in found}
        for who, asked in runs.items()
        if any(question in found for found in asked.values())
    }
