"""Views of colours as points in a cube and as swatches: notebook 04."""

from .adjective import adjective
from .cube import nearest
from .swatches import ranked, swatches
from .views import between, mixer, same_step

__all__ = ["adjective", "between", "mixer", "nearest", "ranked", "same_step", "swatches"]
