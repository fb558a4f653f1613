"""A quiz over all notebooks: their own guesses once more, drawn at random.

quiz.json is written by `python -m tools.quiz` from the notebooks, which tell the questions, the
choices and what happened; here stands which choice is right, by its place.
"""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...dials import Answer, Question

FILE = Path(__file__).with_name("quiz.json")

# Guesses that can be answered without the picture that goes with them, and that notebook 24 has not
# answered before it comes to the quiz (those of 21 it has).
RIGHT = {
    "two_dials": {"one_step": 2},
    "downhill": {"too_long": 2},
    "faster_downhill": {"sixteen": 1},
    "why_b": {"without_b": 1},
    "vectors": {"together": 2},
    "words_as_vectors": {"yellow_and_blue": 1},
    "matrices": {"swap": 1, "order": 1},
    "neurons": {"awake": 2, "too_many": 1},
    "backpropagation": {"hair": 2, "thirty": 3},
    "a_first_classifier": {"firmly_wrong": 2},
    "tokens": {"unlisted": 2},
    "embeddings": {"bat": 2},
    "next_token": {"all_up": 2},
    "attention": {"peek": 2, "one_look": 2},
    "transformer": {"deaf": 1, "without": 2},
    "training": {"learning_rate": 2},
    "sampling": {"greedy": 2, "hot": 1, "order": 2},
    "counting_real_models": {"double": 3},
    "four_families": {"how_much": 1, "gap": 2},
    "experts_and_sharing": {"more_experts": 2, "used_again": 2},
    "sixteen_notches": {"where_it_breaks": 2, "what_it_forgot": 2},
    "beyond_one_machine": {"ring": 0, "killed": 2},
}

# What is clear where it stands, and not here.
ALONE = {
    "Turn a up by just 1, from 20 to 21,": (
        "A penguin's flipper is 200 mm. Turn a up by 1, from 20 to 21,"
    ),
    "It will learn from tales alone.": "SmolLM2 is trained further, on tales alone.",
    "Each part gets a fader,": "Each part of the owl machine gets a fader,",
    "Now 1,000 devices, each with": "There are 1,000 devices, each with",
    "By size of the batch: 1: 2, 4: 1, 16: 0.5, 64: 0.25": (
        "Averages of 1, 4, 16 and 64 scatter by 2, 1, 0.5 and 0.25."
    ),
    "This one finishes": "Such a machine finishes",
    "All 12 dials are set so that nothing changes.": (
        "Three colours are mixed anew by 12 dials, which are set so that nothing changes."
    ),
}


class Asked(NamedTuple):
    """A guess of a notebook."""

    stem: str  # "01_two_dials"
    question: str
    choices: list[str]
    right: str
    happened: str


@cache
def bank() -> list[list[Asked]]:
    """All questions, those of one notebook together."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return [[Asked(**question) for question in notebook] for notebook in kept]


def draw(seed: int, n: int = 10) -> list[Asked]:
    """n questions from n different notebooks, in the order of the course."""
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(len(bank()), n, replace=False))
    return [bank()[i][int(rng.integers(len(bank()[i])))] for i in chosen]


def questions(asked: list[Asked]) -> list[Question]:
    """As `guess_all` wants them."""
    return [Question(f"({one.stem[:2]}) {one.question}", one.choices) for one in asked]


def answers(asked: list[Asked]) -> list[Answer]:
    """As its review wants them, each with what to read again."""
    return [
        Answer(one.right, one.happened, {f"read {one.stem[:2]} again": f"{one.stem}.ipynb"})
        for one in asked
    ]
