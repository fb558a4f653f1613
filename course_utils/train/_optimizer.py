"""Which way each parameter moves, and how far.

Matrices and the rest are moved differently, for a reason (Jordan et al. 2024, "Muon"):

- A gradient of a matrix is mostly a few strong directions. Muon keeps a running mean of it, then
  makes all its directions equally strong (the nearest rotation, found by five rounds of a
  polynomial: Newton and Schulz's iteration). Rare directions get learned at once, not last.
- Embedding, norms and biases have no directions of that kind: each number is moved on its own, by
  its running mean over its usual size (Adam: Kingma and Ba 2015).
"""

from functools import cache

import jax
import optax
from optax.contrib import MuonDimensionNumbers, muon

# Each running mean keeps this share of what it was: it looks back over about five steps. Long runs
# use 0.95; in a few hundred steps that looks back too far.
BETA1 = 0.8
# One round of the iteration makes x into a·x + b·x³ + c·x⁵ for every strength x of a direction;
# with these three, five rounds bring everything from 0.01 to 1 near 1 (Jordan's values).
ROUNDS = ((3.4445, -4.7750, 2.0315),) * 5


def learning_rate(step: int, steps: int, peak: float) -> float:
    """From the peak straight down to zero: large steps first, ever finer ones at the end."""
    return peak * (1 - step / steps)


@cache
def optimizer() -> optax.GradientTransformation:
    """Muon on the blocks' matrices, Adam on everything else, for a learning rate of 1.

    The rate itself is multiplied in by the step, so that another rate does not compile anew.
    """
    return muon(
        learning_rate=1.0,
        ns_coeffs=ROUNDS,
        beta=BETA1,
        adam_b1=BETA1,
        adam_b2=0.95,
        muon_weight_dimension_numbers=_matrices,
    )


def _matrices(params):
    """Mark the matrices inside blocks for Muon; None sends the rest to Adam."""

    def mark(path, leaf):
        in_block = any(getattr(key, "name", None) == "blocks" for key in path)
        return MuonDimensionNumbers() if in_block and leaf.ndim == 2 else None

    return jax.tree_util.tree_map_with_path(mark, params)
