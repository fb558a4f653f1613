"""Views of slopes and of walks downhill: notebook 02.

`slopes.py`: one dial, the loss as a curve.   `maps.py`: two dials, the loss as a landscape.
`walks.py`: walkers on that landscape, beside the line that their dials draw.
"""

from .maps import Land, arrows_downhill, many_walks, surface_and_map, under
from .slopes import cost_of_looking, growing_squares, hair, walk_on_curve
from .walks import walk_on_map

__all__ = [
    "Land",
    "arrows_downhill",
    "cost_of_looking",
    "growing_squares",
    "hair",
    "many_walks",
    "surface_and_map",
    "under",
    "walk_on_curve",
    "walk_on_map",
]
