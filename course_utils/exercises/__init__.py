"""Exercises that answer in words: what they are made with. Each lesson has its own, in
`lessons/<slug>/exercises.py`."""

from .engine import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    Exercise,
    Note,
    Verdict,
    exercise,
    listeners,
)

__all__ = [
    "CORRECT",
    "NOT_ATTEMPTED",
    "NOT_YET",
    "Exercise",
    "Note",
    "Verdict",
    "exercise",
    "listeners",
]
