"""Views of what a matrix does, to a photograph and to the plane: notebook 07."""

from .photo import DIALS, filters, pixels, recolour, recoloured, relearned
from .plane import QUARTER_TURN, moved, moved_plane, two_orders

__all__ = [
    "DIALS",
    "QUARTER_TURN",
    "filters",
    "moved",
    "moved_plane",
    "pixels",
    "recolour",
    "recoloured",
    "relearned",
    "two_orders",
]
