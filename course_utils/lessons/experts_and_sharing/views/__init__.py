"""Views of notebook 20.

plane.py     four tokens among four experts; biases that keep experts busy
busy.py      who goes where while a mixture learns; what brings a collapsed router back
looks.py     how an expert is drawn
sizes.py     what a model has against what a token meets; what a batch has to read
"""

from .busy import cures, watching
from .plane import balancing, who_goes_where
from .sizes import a_batch, has_and_meets

__all__ = ["a_batch", "balancing", "cures", "has_and_meets", "watching", "who_goes_where"]
