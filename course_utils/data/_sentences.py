"""200 short sentences, each with a feeling: positive or negative.

Written for this course, and released like its text under CC BY 4.0. Half are positive and half
negative. In 176 the feeling shows in single words ("love", "awful"), which were written to come
back often; the other 24 are hard: negation, irony, a turn at the end. A quarter of each kind is
held out. The split was drawn once, at random, but for "I love sunny days!", which is held out to
be watched.
"""

import csv
from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Sentences(NamedTuple):
    """Entry i of each field belongs to sentence i."""

    text: list[str]  # 200 sentences
    positive: np.ndarray  # [200] bool: the feeling, as a person judged it
    held_out: np.ndarray  # [200] bool: 50 to check with, never to train on
    hard: np.ndarray  # [200] bool: the feeling does not show in single words


def sentences() -> Sentences:
    """The labelled sentences: 150 to train on, then 50 held out."""
    text = files("course_utils.data").joinpath("sentences.txt").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))

    def where(column, value):
        return np.array([row[column] == value for row in rows])

    return Sentences(
        text=[row["sentence"] for row in rows],
        positive=where("label", "positive"),
        held_out=where("set", "held-out"),
        hard=where("kind", "hard"),
    )
