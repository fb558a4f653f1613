"""Short stories from a grammar whose entropy is known exactly, and their proofreader.

README.md in this folder explains how the parts belong together.
"""

from .checker import faults, is_grammatical, proofread
from .entropy import TaleEntropy, tale_entropy
from .reader import next_words, surprise, word_surprises
from .words import Words
from .write import tale_tokens, tales

__all__ = [
    "TaleEntropy",
    "Words",
    "faults",
    "is_grammatical",
    "next_words",
    "proofread",
    "surprise",
    "tale_entropy",
    "tale_tokens",
    "tales",
    "word_surprises",
]
