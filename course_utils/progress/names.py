"""Under which notebook and name a thing that was done is counted today.

What was kept stays as it was written; these tables lead from old names to today's. Whoever renames
or moves something adds a line here. Nothing is ever taken out: files live longer than names.
"""

import re

KINDS = ("exercises", "goals", "guesses")

# Notebooks that were renamed, by their names without numbers. (Numbers are never kept.)
NOTEBOOKS: dict[str, str] = {}

# Exercises were once named after a topic, and now after their notebook.
TOPICS = {
    "fitting": "two_dials",
    "descent": "downhill",
    "bias": "why_b",
    "colours": "vectors",
    "graph": "backpropagation",
    "blocks": "transformer",
}

# Single things that were renamed, or went to another notebook:
# (kind, notebook, name) -> (notebook, name)
MOVED: dict[tuple[str, str, str], tuple[str, str]] = {
    ("exercises", "training", "training.falling_rate"): ("training", "training.rate_at"),
}


def slug(notebook: str) -> str:
    """A notebook's name without its number, which changes: "01_two_dials" -> "two_dials"."""
    bare = re.sub(r"^\d+_", "", notebook)
    return NOTEBOOKS.get(bare, bare)


def today(kind: str, notebook: str, name: str) -> tuple[str, str]:
    """Where something is counted: its notebook's slug and its own name.

    Exercises are called "<slug>.<function>", goals by their panel's title, guesses by their name
    without the notebook's number or slug ("16.by_the_end" -> "by_the_end").
    """
    place = slug(notebook)
    if kind == "exercises":
        topic, dot, function = name.partition(".")
        name = f"{TOPICS.get(topic, topic)}{dot}{function}"
    if kind == "guesses":
        name = re.sub(rf"^(\d+|{re.escape(place)})\.", "", name)
    while (kind, place, name) in MOVED:
        place, name = MOVED[kind, place, name]
    return place, name
