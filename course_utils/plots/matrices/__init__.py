"""Views of what a matrix does, to a photograph and to the plane: notebook 05."""

from .photo import filters, pixels, recolour, recoloured, relearned
from .plane import crushed, moved, plane, two_orders

__all__ = [
    "crushed",
    "filters",
    "moved",
    "pixels",
    "plane",
    "recolour",
    "recoloured",
    "relearned",
    "two_orders",
]
