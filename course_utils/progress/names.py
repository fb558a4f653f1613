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
    ("exercises", "backpropagation", "backpropagation.word_slopes"): (
        "a_first_classifier",
        "a_first_classifier.word_slopes",
    ),
    ("guesses", "backpropagation", "blame"): ("a_first_classifier", "blame"),
    ("guesses", "backpropagation", "not_good"): ("a_first_classifier", "not_good"),
    ("goals", "backpropagation", "good, not good, bad, not bad"): (
        "a_first_classifier",
        "good, not good, bad, not bad",
    ),
    ("exercises", "vectors", "vectors.nearest"): ("words_as_vectors", "words_as_vectors.nearest"),
    ("exercises", "vectors", "vectors.pastel"): ("words_as_vectors", "words_as_vectors.pastel"),
    ("goals", "vectors", "Three dials make a colour"): (
        "words_as_vectors",
        "Three dials make a colour",
    ),
    ("goals", "vectors", "What “light” does to a colour"): (
        "words_as_vectors",
        "What “light” does to a colour",
    ),
    ("guesses", "vectors", "yellow_and_blue"): ("words_as_vectors", "yellow_and_blue"),
    ("guesses", "vectors", "dark_green"): ("words_as_vectors", "dark_green"),
    ("goals", "downhill", "The race"): ("faster_downhill", "The race"),
    ("guesses", "downhill", "winner"): ("faster_downhill", "winner"),
    ("exercises", "training", "training.falling_rate"): ("training", "training.rate_at"),
}

# What the course asks no more: whoever did it still finds it listed as done.
GONE = {
    ("exercises", "attention", "attention.several_heads"),
    ("exercises", "backpropagation", "backpropagation.shared_dial"),
    ("exercises", "neurons", "neurons.best_step"),
    ("goals", "backpropagation", "Nothing but slopes"),
    ("guesses", "matrices", "stack"),
    ("exercises", "transformer", "transformer.score_at_a_distance"),
    ("goals", "transformer", "A plan for a transformer"),
    ("guesses", "transformer", "louder"),
    ("exercises", "training", "training.cross_entropy"),
    ("exercises", "training", "training.knowing_nothing"),
    ("guesses", "training", "few_stories"),
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
