"""Views of colours as points in a cube and as swatches: notebook 05."""

from .adjectives import adjective
from .mixing import between, mixer, same_step
from .swatches import named_swatches, ranked

__all__ = ["adjective", "between", "mixer", "named_swatches", "ranked", "same_step"]
