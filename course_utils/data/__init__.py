"""Data that the course learns from, each with its source and licence."""

from ._colours import Colours, colours
from ._penguins import Penguins, penguins
from ._photograph import photograph
from ._sentences import Sentences, sentences
from .text import Characters, manual, read_text, split, three_parts

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
    "three_parts",
]
