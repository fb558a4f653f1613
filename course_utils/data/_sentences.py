"""300 short sentences, each with a feeling: positive or negative.

Written for this course, and released like its text under CC BY 4.0. Half are positive and half
negative. In 264 the feeling shows in single words ("love", "awful"), which were written to come
back often; the other 36 are hard: negation, irony, a turn at the end. A sixth of each kind is for
validation and a sixth for testing. The split was drawn once, at random, but for "I love sunny
days!", which is put into the validation part to be watched.
"""

import csv
from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Sentences(NamedTuple):
    """Entry i of each field belongs to sentence i."""

    text: list[str]  # 300 sentences
    positive: np.ndarray  # [300] bool: the feeling, as a person judged it
    part: np.ndarray  # [300] text: "training" (200), "validation" (50) or "test" (50)
    hard: np.ndarray  # [300] bool: the feeling does not show in single words


def sentences() -> Sentences:
    """The labelled sentences: 200 for training, then 50 for validation, then 50 for the test."""
    text = files("course_utils.data").joinpath("sentences.txt").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    return Sentences(
        text=[row["sentence"] for row in rows],
        positive=np.array([row["label"] == "positive" for row in rows]),
        part=np.array([row["set"] for row in rows]),
        hard=np.array([row["kind"] == "hard" for row in rows]),
    )
