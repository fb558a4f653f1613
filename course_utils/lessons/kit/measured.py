"""Figures of runs that a notebook has no time for, as the programs in benchmarks/ wrote them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2]


@cache
def measured(name: str) -> Any:
    """What a file of results holds, by its name without ending: "notches".

    It lies in the package, where that was installed from a wheel, and otherwise beside it.
    FileNotFoundError if there is none.
    """
    inside = PACKAGE / "_results"
    folder = inside if inside.is_dir() else PACKAGE.parent / "benchmarks" / "results"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
