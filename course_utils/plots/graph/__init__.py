"""Views of a computation as a graph of numbers, and of a classifier that learns: notebook 07."""

from .hair import hair
from .network import network, slopes_only
from .numbers import DIALS, backward, forward
from .sentences import FOUR, confidence, four_right, four_sentences, learning

__all__ = [
    "DIALS",
    "FOUR",
    "backward",
    "confidence",
    "forward",
    "four_right",
    "four_sentences",
    "hair",
    "learning",
    "network",
    "slopes_only",
]
