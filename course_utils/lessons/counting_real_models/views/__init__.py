"""Views of notebook 18.

counts.py     four published counts against one slip; the dials of a model, layer by layer
building.py   a model built to a count
scaling.py    the same arithmetic spent on more dials or on more text; the years
"""

from .building import build
from .counts import anatomy, four_counts
from .scaling import same_compute, timeline

__all__ = ["anatomy", "build", "four_counts", "same_compute", "timeline"]
