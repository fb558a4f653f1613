"""Figures of the runs that a notebook has no time for: `benchmarks/notches.py` made them."""

from ..kit.measured import measured

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


def losses_by_kind(text: str = "manual") -> tuple[dict[str, dict[str, float]], float]:
    """The loss with one kind of matrix rounded, {bits: {kind: nats}}, and that of the model as it
    is. text: "manual" or "tales"."""
    found = measured("notches")["kinds"]
    by_bits = {
        bits: {name: row[kind][text] for kind, name in NAMES.items()}
        for bits, row in found.items()
        if bits.isdecimal()
    }
    return by_bits, found["as it is"][text]


def by_rank() -> list[dict[str, float]]:
    """What additions of each rank gave: rank, dials, and the losses on tales and manual."""
    rows = [row for row in measured("notches")["teach"] if row["way"].startswith("rank")]
    ranked = [row | {"rank": int(row["way"].split()[1])} for row in rows]
    return sorted(ranked, key=lambda row: row["rank"])


def rival(way: str) -> dict[str, float]:
    """What dials of the model's own gave in the place of additions, at the rate that was best for
    the tales. way: "one value matrix" or "norm scales"."""
    rows = [row for row in measured("notches")["teach"] if row["way"] == way]
    return min(rows, key=lambda row: row["tales"])


def at_the_start() -> dict[str, float]:
    """The losses of the model as it is, on tales and manual."""
    return measured("notches")["kinds"]["as it is"]
