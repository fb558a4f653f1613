"""Data that the course learns from, each with its source and licence."""

from .colours import Colours, colours
from .penguins import Penguins, penguins
from .photograph import photograph
from .sentences import Sentences, sentences
from .tales import Words, tale_entropy, tale_tokens, tales
from .tales.checker import faults, is_grammatical, proofread
from .text import Characters, manual, read_text, split, windows

__all__ = [
    "Characters",
    "Colours",
    "Penguins",
    "Sentences",
    "Words",
    "colours",
    "faults",
    "is_grammatical",
    "manual",
    "penguins",
    "photograph",
    "proofread",
    "read_text",
    "sentences",
    "split",
    "tale_entropy",
    "tale_tokens",
    "tales",
    "windows",
]
