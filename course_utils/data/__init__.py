"""Data that the course learns from, each with its source and licence."""

from .colours import Colours, colours
from .penguins import Penguins, penguins
from .photograph import photograph
from .sentences import Sentences, sentences
from .text import Characters, manual, read_text, split, windows

__all__ = [
    "Characters",
    "Colours",
    "Penguins",
    "Sentences",
    "colours",
    "manual",
    "penguins",
    "photograph",
    "read_text",
    "sentences",
    "split",
    "windows",
]
