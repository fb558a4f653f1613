"""Exercises that answer in words: what they are made with. Each lesson has its own, in
`lessons/<slug>/exercises.py`.

engine     an exercise and its verdict      compare    whether an answer is the one that is wanted
words      what is said about a wrong one   errors     what is said when a function stops
"""

from .engine import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    NOTED,
    Exercise,
    Note,
    OpenExercise,
    Verdict,
    exercise,
    listeners,
    open_exercise,
)

__all__ = [
    "CORRECT",
    "NOTED",
    "NOT_ATTEMPTED",
    "NOT_YET",
    "Exercise",
    "Note",
    "OpenExercise",
    "Verdict",
    "exercise",
    "listeners",
    "open_exercise",
]
