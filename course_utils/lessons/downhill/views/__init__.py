"""Views of slopes and of gradient descent: notebook 02.

`one_dial.py`: one dial, the loss as a curve.   `landscape.py`: two dials, the loss as a landscape.
`descent.py`: gradient descent on that landscape, beside the line that the dials draw.
"""

from .descent import descent_on_map
from .landscape import (
    LossLandscape,
    descents_from_many_starts,
    draw_loss_map,
    sublevel_sets,
    surface_and_map,
)
from .one_dial import descent_on_curve, finite_difference, growing_squares, several_rates

__all__ = [
    "LossLandscape",
    "descent_on_curve",
    "descent_on_map",
    "descents_from_many_starts",
    "draw_loss_map",
    "finite_difference",
    "growing_squares",
    "several_rates",
    "sublevel_sets",
    "surface_and_map",
]
