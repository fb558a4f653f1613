"""Figures of the runs that a notebook has no time for: `benchmarks/better_minute.py` made them."""

from typing import Any

import numpy as np

from ..kit.measured import measured

DIALS = {"width": "width", "layers": "blocks", "batch": "batch"}  # as the file, as a page names it


def seeds() -> int:
    """With how many seeds each row was trained."""
    return len(measured("better_minute")["seeds"])


def floor(text: str = "tales") -> float:
    """What a perfect reader loses on the test windows, in nats."""
    return measured("better_minute")["floors"][text]["test"]


def table(name: str) -> dict[str, dict[str, Any]]:
    """A table of the file: {row: figures}, each row at the rate that was best on validation."""
    return measured("better_minute")["tables"][name]


def test_loss(row: dict[str, Any]) -> tuple[float, float]:
    """The mean over seeds, and how far a single seed typically is from it (standard deviation)."""
    return float(np.mean(row["test"])), float(np.std(row["test"]))


def rate_curves(same: str) -> dict[str, dict[str, dict[float, float]]]:
    """Validation loss by rate: {dial: {setting: {rate: loss}}}.

    same: "steps" for the table of as many steps each, "time" for that of as much time each.
    """
    rows = table("dials" if same == "steps" else "dials at equal time")
    found: dict[str, dict[str, dict[float, float]]] = {name: {} for name in DIALS.values()}
    for name, row in rows.items():
        dial, _, value = name.partition(" = ")
        curve = dict(zip(row["rates"], row["by_rate"], strict=True))
        found[DIALS[dial]][value] = curve
    return {
        dial: dict(sorted(curves.items(), key=lambda item: int(item[0])))
        for dial, curves in found.items()
    }


ALONE = {
    "none": "constant rate",
    "baseline": "the loop above",
    "+ Muon": "+ Muon",
    "+ small start": "+ small residual start",
    "+ mimetic start": "+ mimetic start",
    "+ short convolution": "+ short convolution",
    "+ no positions": "+ no positions",
}
LEFT_OUT = {
    "all": "all of them",
    "all but falling rate": "without falling rate",
    "all but Muon": "without Muon",
    "all but small and mimetic start": "without both starts",
    "all but mimetic start": "without mimetic start",
    "all but short convolution": "without short convolution",
    "all but no positions": "with positions",
}


def tricks() -> dict[str, dict[str, list[tuple[str, float, float]]]]:
    """The table of tricks as the view `tricks` wants it, what is compared with in front."""
    order = ("baseline", *(row for row in ALONE if row != "baseline"))
    found: dict[str, dict[str, list[tuple[str, float, float]]]] = {}
    for text, name in (("tales", "the tales"), ("manual", "the manual")):
        rows = table(text)
        alone = [(ALONE[row], *test_loss(rows[row])) for row in order]
        left = [(words, *test_loss(rows[row])) for row, words in LEFT_OUT.items()]
        found[name] = {"each alone": alone, "each left out": left}
    return found
