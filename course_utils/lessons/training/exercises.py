"""Exercises of notebook 12: the pieces of a training loop."""

import numpy as np

from ...exercises import exercise

TOKENS = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
LOGITS = np.array([[2.0, 0.0, -1.0, 0.3], [0.5, 0.5, 3.0, 0.0], [1.0, 2.0, 0.0, -2.0]])  # [T, V]
CAME = np.array([0, 1, 1])  # [T]


@exercise(
    "easy",
    minutes=3,
    cases=[(2,), (97,), (49152,)],
    hints=[
        "A model that knows nothing gives each of the V tokens the same probability. Which one?",
        "The loss is minus the natural logarithm of the probability of what came: −ln(1/V).",
    ],
)
def knowing_nothing(V):
    return np.log(V)


@knowing_nothing.mistake("That is in bits (log to base 2). The course counts in nats: np.log.")
def knowing_nothing_bits(V):
    return np.log2(V)


@knowing_nothing.mistake("The sign is flipped: a loss is never negative. −ln(1/V) is +ln V.")
def knowing_nothing_sign(V):
    return -np.log(V)


@knowing_nothing.mistake("1/V is the probability. The loss is minus its natural logarithm.")
def knowing_nothing_probability(V):
    return 1 / V


@exercise(
    "medium",
    minutes=6,
    cases=[(TOKENS, 0, 4), (TOKENS, 1, 3), (TOKENS, 5, 2)],
    hints=[
        "A slice does it: tokens[start : start + length] are the inputs.",
        "The target of each place is the token that comes after it: the same slice, one later.",
    ],
)
def window(tokens, start, length):
    return tokens[start : start + length], tokens[start + 1 : start + length + 1]


@window.mistake(
    "The targets equal the inputs: each place should be asked for the token that comes after it."
)
def window_unshifted(tokens, start, length):
    return tokens[start : start + length], tokens[start : start + length]


@window.mistake("The two are swapped: inputs first, then targets, which are one place later.")
def window_swapped(tokens, start, length):
    return tokens[start + 1 : start + length + 1], tokens[start : start + length]


@window.mistake("One short: there should be `length` inputs and `length` targets.")
def window_short(tokens, start, length):
    return tokens[start : start + length - 1], tokens[start + 1 : start + length]


@window.mistake("The targets begin one window later. Each is only one place after its input.")
def window_next_window(tokens, start, length):
    return tokens[start : start + length], tokens[start + length : start + 2 * length]


@exercise(
    "medium",
    minutes=5,
    cases=[(0, 100, 0.02), (25, 100, 0.02), (299, 300, 1.0)],
    hints=[
        "At step 0 the rate is `peak`, half-way it is half of it, after the last step 0.",
        "step / steps is the share of the way that is done. What is left of it?",
    ],
)
def falling_rate(step, steps, peak):
    return peak * (1 - step / steps)


@falling_rate.mistake("This rises from 0 to the peak. It should start at the peak and fall to 0.")
def falling_rate_rising(step, steps, peak):
    return peak * step / steps


@falling_rate.mistake("This stays at the peak: let it fall as `step` grows.")
def falling_rate_constant(step, steps, peak):
    return peak


@falling_rate.mistake("Zero comes after the last step: divide by steps, not by steps − 1.")
def falling_rate_too_soon(step, steps, peak):
    return peak * (1 - step / (steps - 1))


@falling_rate.mistake("This falls by 1/steps in all, whatever the peak: multiply by the peak.")
def falling_rate_subtracted(step, steps, peak):
    return peak - step / steps


@exercise(
    "hard",
    minutes=12,
    cases=[(LOGITS, CAME), (2 * LOGITS[::-1], CAME), (LOGITS[:1], CAME[:1])],
    hints=[
        "Softmax first: np.exp(logits), each row divided by its sum (keepdims=True helps).",
        "From row t take the probability of the token that came: probs[np.arange(T), came].",
        "Then minus the logarithm of each, and the mean of those.",
    ],
)
def cross_entropy(logits, came):
    powers = np.exp(logits)  # [T, V]
    probs = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(probs[np.arange(len(came)), came]).mean()


@cross_entropy.mistake("The sign is flipped: −log of a probability is never negative.")
def cross_entropy_sign(logits, came):
    return -cross_entropy_of(logits, came)


@cross_entropy.mistake("The surprises were summed, not averaged over the places.")
def cross_entropy_summed(logits, came):
    return cross_entropy_of(logits, came) * len(came)


@cross_entropy.mistake(
    "The probabilities were averaged first, then the logarithm taken. "
    "Take the logarithm of each, then average."
)
def cross_entropy_averaged_first(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.log(probs[np.arange(len(came)), came].mean())


@cross_entropy.mistake("The softmax ran over the wrong axis: each row [V] should sum to 1.")
def cross_entropy_wrong_axis(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=0, keepdims=True)
    return -np.log(probs[np.arange(len(came)), came]).mean()


@cross_entropy.mistake(
    "This takes, from every row, the tokens of all places. Row t goes with token came[t]: "
    "probs[np.arange(T), came]."
)
def cross_entropy_all_pairs(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.log(probs[:, came]).mean()


def cross_entropy_of(logits, came):
    """The correct value, from which the recognised mistakes above are made."""
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.log(probs[np.arange(len(came)), came]).mean()
