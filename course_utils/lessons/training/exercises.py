"""Exercises of notebook 16: the pieces of a training loop."""

import numpy as np

from ...exercises import exercise

FEW_TOKENS = np.array([7, 3, 8, 1, 5, 2])
TOKENS = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
TWO_PLACES = np.array([[2.0, 0.0], [0.5, 1.5]]), np.array([1, 1])  # logits [T, V], came [T]
THREE_PLACES = np.array([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0], [1.0, 2.0, -2.0]]), np.array([0, 1, 0])
ONE_PLACE = np.array([[0.3, 1.0, -0.5, 2.0]]), np.array([0])


@exercise(
    "easy",
    minutes=3,
    cases=[(2,), (97,), (49152,)],
    hints=[
        "A model that knows nothing gives each of the V tokens the same probability. Which one?",
        "The loss is minus the natural logarithm of the probability of what came.",
    ],
)
def knowing_nothing(V):
    return np.log(V)


@knowing_nothing.mistake("That is in bits (log to base 2). The course counts in nats: np.log.")
def knowing_nothing_bits(V):
    return np.log2(V)


@knowing_nothing.mistake("The sign is flipped: a loss, an average surprise, is never negative.")
def knowing_nothing_sign(V):
    return -np.log(V)


@knowing_nothing.mistake("1/V is the probability. The loss is minus its natural logarithm.")
def knowing_nothing_probability(V):
    return 1 / V


@knowing_nothing.mistake(
    "V is how many tokens it wavers between, the perplexity. The loss is the logarithm of that."
)
def knowing_nothing_perplexity(V):
    return V


@knowing_nothing.mistake("That is with np.log10. The course counts in nats: np.log.")
def knowing_nothing_base_ten(V):
    return np.log10(V)


@knowing_nothing.mistake(
    "That is the loss for all V tokens added up. Only one of them comes at a time."
)
def knowing_nothing_summed(V):
    return V * np.log(V)


@knowing_nothing.mistake(
    "1 − 1/V is the share that all other tokens got. The loss is minus the logarithm of the "
    "probability of what came."
)
def knowing_nothing_missed(V):
    return 1 - 1 / V


@exercise(
    "medium",
    minutes=6,
    cases=[(FEW_TOKENS, 1, 2), (TOKENS, 0, 4), (TOKENS, 5, 2), (TOKENS, 2, 3)],
    hints=[
        "A slice does it: tokens[start : start + length] are the inputs.",
        "The target of each place is the token that comes after it. Write down, for start = 1 and "
        "length = 2, at which places the targets stand.",
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


@window.mistake("One too many: there should be `length` inputs and `length` targets.")
def window_too_long(tokens, start, length):
    return tokens[start : start + length + 1], tokens[start + 1 : start + length + 2]


@window.mistake(
    "A slice goes from one place to another, not from a place for so many: tokens[2:5] are the "
    "places 2, 3 and 4."
)
def window_length_as_end(tokens, start, length):
    return tokens[start:length], tokens[start + 1 : length + 1]


@window.mistake(
    "That is one row of length + 1 tokens. Inputs and targets are both in it: return them as two."
)
def window_in_one(tokens, start, length):
    return tokens[start : start + length + 1]


@window.mistake("These are the inputs alone. The targets are wanted as well.")
def window_inputs_only(tokens, start, length):
    return tokens[start : start + length]


@window.mistake("The targets stand one place before their inputs. They should come after.")
def window_backwards(tokens, start, length):
    return tokens[start : start + length], tokens[start - 1 : start + length - 1]


@window.mistake("The targets are two places later. Each is only one place after its input.")
def window_two_later(tokens, start, length):
    return tokens[start : start + length], tokens[start + 2 : start + length + 2]


@window.mistake(
    "There is a single target. Each of the inputs has one: the token that comes after it."
)
def window_one_target(tokens, start, length):
    return tokens[start : start + length], tokens[start + length]


@window.mistake("The window has no end: `length` tokens each are wanted.")
def window_to_the_end(tokens, start, length):
    return tokens[start:-1], tokens[start + 1 :]


@window.mistake("The window has no end: `length` tokens each are wanted.")
def window_to_the_very_end(tokens, start, length):
    return tokens[start:], tokens[start + 1 :]


@window.mistake("The inputs begin too late: at `start`, and the targets one place after that.")
def window_both_late(tokens, start, length):
    return tokens[start + 1 : start + length + 1], tokens[start + 2 : start + length + 2]


@window.mistake("One short: there should be `length` inputs and `length` targets.")
def window_short(tokens, start, length):
    return tokens[start : start + length - 1], tokens[start + 1 : start + length]


@window.mistake("The targets begin one window later. Each is only one place after its input.")
def window_next_window(tokens, start, length):
    return tokens[start : start + length], tokens[start + length : start + 2 * length]


@exercise(
    "medium",
    minutes=5,
    cases=[(25, 100, 0.02), (0, 100, 0.02), (299, 300, 1.0)],
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


@falling_rate.mistake(
    "This stays at the peak: let it fall as `step` grows. (Is there a // in it? It drops whatever "
    "comes after the point, so use /.)"
)
def falling_rate_constant(step, steps, peak):
    return peak


@falling_rate.mistake("Zero comes one step too early: it is reached after `steps` steps.")
def falling_rate_too_soon(step, steps, peak):
    return peak * (1 - step / (steps - 1))


@falling_rate.mistake("This falls from 1 to 0, whatever the peak. It should begin at the peak.")
def falling_rate_from_one(step, steps, peak):
    return 1 - step / steps


@falling_rate.mistake(
    "That is how far it has got, from 0 to 1. The rate is what is left of the peak by then."
)
def falling_rate_share_done(step, steps, peak):
    return step / steps


@falling_rate.mistake(
    "This is peak times the steps that are left. A share is wanted: how many of all the steps?"
)
def falling_rate_steps_left(step, steps, peak):
    return peak * (steps - step)


@falling_rate.mistake(
    "This falls along half a cosine wave, as many schedules do. Here it should be a straight line."
)
def falling_rate_cosine(step, steps, peak):
    return peak * (1 + np.cos(np.pi * step / steps)) / 2


@falling_rate.mistake(
    "This falls along a curve and never gets to 0. Here it should be a straight line."
)
def falling_rate_exponential(step, steps, peak):
    return peak * np.exp(-step / steps)


@falling_rate.mistake("Zero comes one step too early: at the last step a little is still left.")
def falling_rate_one_ahead(step, steps, peak):
    return peak * (1 - (step + 1) / steps)


@falling_rate.mistake(
    "This falls by 1 in all, whatever the peak. By how much should it fall from step 0 to the end?"
)
def falling_rate_subtracted(step, steps, peak):
    return peak - step / steps


@exercise(
    "hard",
    minutes=12,
    # As many places as tokens, or one place: so sums that lost their axis can be divided by.
    cases=[TWO_PLACES, THREE_PLACES, ONE_PLACE],
    hints=[
        "Softmax first: np.exp(logits), each row divided by its sum (keepdims=True helps).",
        "From row t take the probability of the token that came: probs[np.arange(T), came].",
        "What is done with these probabilities is the last line of notebook 13's loss.",
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


@cross_entropy.mistake("That is one surprise for each place. The loss is one number: their mean.")
def cross_entropy_no_mean(logits, came):
    probs = softmax_of(logits)
    return -np.log(probs[np.arange(len(came)), came])


@cross_entropy.mistake(
    "The row sums met the columns: without keepdims=True, the sum of row 0 divides column 0. The "
    "sums have to stay a column."
)
def cross_entropy_no_keepdims(logits, came):
    powers = np.exp(logits)
    probs = powers / powers.sum(axis=1)
    return -np.log(probs[np.arange(len(came)), came]).mean()


@cross_entropy.mistake("The softmax ran over the whole table: each row [V] should sum to 1.")
def cross_entropy_whole_table(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum()
    return -np.log(probs[np.arange(len(came)), came]).mean()


@cross_entropy.mistake(
    "There is no softmax: minus the logits themselves were averaged. Logits are no probabilities."
)
def cross_entropy_of_logits(logits, came):
    return -logits[np.arange(len(came)), came].mean()


@cross_entropy.mistake(
    "The logarithm is missing: that is what the model gave to what came, on average. The loss is "
    "the mean of minus its logarithm."
)
def cross_entropy_no_logarithm(logits, came):
    return softmax_of(logits)[np.arange(len(came)), came].mean()


@cross_entropy.mistake("That is in bits (log to base 2). The course counts in nats: np.log.")
def cross_entropy_bits(logits, came):
    return cross_entropy_of(logits, came) / np.log(2)


@cross_entropy.mistake(
    "In each row the likeliest token was taken. What counts is the one that came, likely or not."
)
def cross_entropy_of_the_likeliest(logits, came):
    return -np.log(softmax_of(logits).max(axis=1)).mean()


@cross_entropy.mistake(
    "Rows and columns are exchanged: a row belongs to a place, a column to a token, so the place "
    "comes first in the brackets."
)
def cross_entropy_exchanged(logits, came):
    return -np.log(softmax_of(logits)[came, np.arange(len(came))]).mean()


@cross_entropy.mistake(
    "All probabilities were used. What counts in each row is the one of the token that came."
)
def cross_entropy_all(logits, came):
    return -np.log(softmax_of(logits)).mean()


@cross_entropy.mistake(
    "Divided by the number of tokens in the vocabulary. The mean is over the places."
)
def cross_entropy_divided_by_v(logits, came):
    return cross_entropy_of(logits, came) * len(came) / logits.shape[1]


@cross_entropy.mistake("That is the perplexity, e to the power of the loss.")
def cross_entropy_perplexity(logits, came):
    return np.exp(cross_entropy_of(logits, came))


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


def softmax_of(logits):
    """Probabilities, each row [V] summing to 1. [T, V] -> [T, V]"""
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def cross_entropy_of(logits, came):
    """The correct value, from which some of the recognised mistakes above are made."""
    return -np.log(softmax_of(logits)[np.arange(len(came)), came]).mean()
