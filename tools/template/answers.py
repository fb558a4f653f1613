"""Correct answers to the exercises of this lesson, written differently from the solutions.

TO BE WRITTEN; these answer the examples.
"""

by_hand = 14.0


def outputs(a, b, x):
    """One input at a time."""
    return [a * value + b for value in x]


how_many = len(["a1", "a2", "a3", "b"])
