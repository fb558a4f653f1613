"""Views of a computation as a graph of numbers: notebook 09.

`napkin.py`: the network, forward and backward.  `graph.py`: its numbers on its graph.
`chain.py`: a finite difference of one dial, followed to the loss.  `depth.py`: slopes that come
back through many layers.  `operations.py`: how much arithmetic JAX plans to do.  `paths.py`: two
paths that meet in a hidden number.
"""

from .chain import chain_rule
from .depth import Deep, through_layers
from .graph import computation_graph
from .napkin import DIALS, backward_pass, forward_pass
from .operations import arithmetic, deep_loss
from .paths import two_paths

__all__ = [
    "DIALS",
    "Deep",
    "arithmetic",
    "backward_pass",
    "chain_rule",
    "computation_graph",
    "deep_loss",
    "forward_pass",
    "through_layers",
    "two_paths",
]
