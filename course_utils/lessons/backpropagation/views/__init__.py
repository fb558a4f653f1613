"""Views of a computation as a graph of numbers: notebook 07."""

from .hair import hair
from .network import network, slopes_only
from .numbers import DIALS, backward, forward

__all__ = ["DIALS", "backward", "forward", "hair", "network", "slopes_only"]
