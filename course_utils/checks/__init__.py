"""Exercises that answer in words. `exercise.py` is the machinery; each other file is one topic."""
