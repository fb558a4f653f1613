"""Views of a computation as a graph of numbers: notebook 09.

`napkin.py`: the network, forward and backward.  `graph.py`: its numbers on its graph.
`chain.py`: a finite difference of one dial, followed to the loss.
"""

from .chain import chain_rule
from .graph import computation_graph, gradients_only
from .napkin import DIALS, backward_pass, forward_pass

__all__ = [
    "DIALS",
    "backward_pass",
    "chain_rule",
    "computation_graph",
    "forward_pass",
    "gradients_only",
]
