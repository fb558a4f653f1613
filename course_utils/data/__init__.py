"""Data that the course learns from, each with its source and licence."""

from .penguins import Penguins, penguins

__all__ = ["Penguins", "penguins"]
