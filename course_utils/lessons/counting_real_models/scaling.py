"""What training costs and what it gives, as two papers have fitted it.

The loss after training N dials on T tokens is taken to be E + A/N^α + B/T^β: what no model gets
below, what more dials would bring, what more text would bring.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Fit(NamedTuple):
    """One fitted law; the loss is in nats a token, on the fitters' own text."""

    floor: float  # E
    size: tuple[float, float]  # A, α
    text: tuple[float, float]  # B, β

    def loss(self, dials: ArrayLike, tokens: ArrayLike) -> np.ndarray:
        """The loss after training so many dials on so many tokens."""
        (a, alpha), (b, beta) = self.size, self.text
        return self.floor + a * np.power(dials, -alpha) + b * np.power(tokens, -beta)

    def flop_needed(self, loss: ArrayLike) -> np.ndarray:
        """The least arithmetic that reaches a loss: dials and tokens shared out at their best.

        At the best split both are powers of the arithmetic, and so is the loss above the floor.
        """
        (a, alpha), (b, beta) = self.size, self.text
        share = (alpha * a / (beta * b)) ** (1 / (alpha + beta))
        scale = a * share**-alpha + b * share**beta
        power = alpha * beta / (alpha + beta)
        return 6 * np.power((np.asarray(loss) - self.floor) / scale, -1 / power)

    def waste(self, flop: float, tokens_a_dial: ArrayLike) -> np.ndarray:
        """How many times the least arithmetic is spent for what comes out, at a given split."""
        return flop / self.flop_needed(self.loss(*affordable(flop, tokens_a_dial)))


FITS = {
    # Hoffmann and others 2022, "Training compute-optimal large language models"; with the digits
    # of its source, since those printed in the paper are rounded too far (Besiroglu and others)
    "Hoffmann, 2022": Fit(1.6934, (406.4, 0.3392), (410.7, 0.2849)),
    # Besiroglu and others 2024, "Chinchilla scaling: a replication attempt"
    "Besiroglu, 2024": Fit(1.8172, (482.01, 0.3478), (2085.43, 0.3658)),
}


def affordable(flop: float, tokens_a_dial: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Dials and tokens that so much arithmetic trains, at so many tokens for each dial."""
    dials = np.sqrt(flop / (6 * np.asarray(tokens_a_dial, float)))
    return dials, dials * tokens_a_dial
