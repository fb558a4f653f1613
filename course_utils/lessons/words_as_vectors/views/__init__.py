"""Views of colours as points in a cube and as swatches: notebook 06."""

from .adjectives import adjective
from .asking import question, shares_right
from .mixing import between, mixer, same_step
from .swatches import cosines, named_swatches, ranked

__all__ = [
    "adjective",
    "between",
    "cosines",
    "mixer",
    "named_swatches",
    "question",
    "ranked",
    "same_step",
    "shares_right",
]
