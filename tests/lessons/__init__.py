"""Correct answers written differently from the solutions: one file a topic."""
