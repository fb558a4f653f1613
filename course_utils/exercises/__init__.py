"""Exercises that answer in words: what they are made with. Each lesson has its own, in
`lessons/<slug>/exercises.py`."""

from .engine import Exercise, Note, Verdict, exercise, listeners

__all__ = ["Exercise", "Note", "Verdict", "exercise", "listeners"]
