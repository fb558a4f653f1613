"""Exercises of notebook 10: a sentence as counts, its loss, and the slopes of its words' dials."""

import numpy as np

from ...exercises import exercise, open_exercise

VOCABULARY = ["bad", "good", "not", "very"]


@exercise(
    "easy",
    minutes=3,
    cases=[
        (["good", "very", "good"], VOCABULARY),
        (["not", "a", "bad", "film", "not", "bad", "not"], VOCABULARY),
        (["hello"], ["hello", "sunny"]),
        (["bad"], ["good", "bad"]),
    ],
    hints=[
        "The answer has one number for each word of the vocabulary, in its order.",
        "A list has a method that counts: [1, 2, 1].count(1) is 2.",
        "Go through the vocabulary, and ask how often each word occurs in the sentence.",
    ],
)
def word_counts(words, vocabulary):
    return np.array([words.count(word) for word in vocabulary])


@word_counts.mistake(
    "You went through the words of the sentence. One number for each word of the vocabulary is "
    "wanted, in its order, also for those that do not occur."
)
def word_counts_of_the_sentence(words, vocabulary):
    return np.array([words.count(word) for word in words])


@word_counts.mistake("Each word was counted once. Count how often it occurs.")
def word_counts_once(words, vocabulary):
    return np.array([int(word in words) for word in vocabulary])


@word_counts.mistake("These are the words' shares of the sentence. Their counts are wanted.")
def word_counts_shares(words, vocabulary):
    return np.array([words.count(word) / max(len(words), 1) for word in vocabulary])


@word_counts.mistake(
    "That is how often each word of the sentence stands in the vocabulary. It is the other way "
    "round: how often does each word of the vocabulary stand in the sentence?"
)
def word_counts_other_way(words, vocabulary):
    return np.array([vocabulary.count(word) for word in words])


P, Y = np.array([0.9, 0.2, 0.6, 0.7]), np.array([1.0, 0.0, 0.0, 1.0])


@exercise(
    "medium",
    minutes=5,
    cases=[
        (np.array([0.8]), np.array([1.0])),
        (P, Y),
        (1 - P, Y),
        (np.array([0.5, 0.99, 0.03]), np.array([0.0, 1.0, 1.0])),
    ],
    hints=[
        "Which probability did the model give to what is true? It is p for a positive sentence. "
        "And for a negative one?",
        "np.where(y == 1, a, b) takes a where y is 1, and b elsewhere. Or multiply one by y, the "
        "other by 1 − y, and add.",
        "Minus the logarithm (np.log), and then the average over the sentences.",
    ],
    each="sentence",
)
def logistic_loss(p, y):
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))


@logistic_loss.mistake("The minus is missing: the logarithm of a number below 1 is negative.")
def logistic_loss_forgot_minus(p, y):
    return np.mean(np.log(np.where(y == 1, p, 1 - p)))


@logistic_loss.mistake("That is the loss of each sentence. Average over them.")
def logistic_loss_not_averaged(p, y):
    return -np.log(np.where(y == 1, p, 1 - p))


@logistic_loss.mistake("The sentences were added up. Average over them.")
def logistic_loss_summed(p, y):
    return np.sum(-np.log(np.where(y == 1, p, 1 - p)))


@logistic_loss.mistake(
    "Every sentence was taken to be positive. To a negative one the model gives 1 − p."
)
def logistic_loss_all_positive(p, y):
    return np.mean(-np.log(p))


@logistic_loss.mistake("Only the positive sentences were counted. The negative ones pay, too.")
def logistic_loss_only_positive(p, y):
    return np.mean(-y * np.log(p))


@logistic_loss.mistake("Positive and negative are swapped.")
def logistic_loss_exchanged(p, y):
    return np.mean(-np.log(np.where(y == 1, 1 - p, p)))


@logistic_loss.mistake("The average was taken before the logarithm. Each sentence pays by itself.")
def logistic_loss_log_of_mean(p, y):
    return -np.log(np.mean(np.where(y == 1, p, 1 - p)))


@logistic_loss.mistake("That is the average squared miss. Here each sentence pays a logarithm.")
def logistic_loss_squares(p, y):
    return np.mean((p - y) ** 2)


@exercise(
    "medium",
    minutes=4,
    cases=[(0.75, 1.0), (0.75, 0.0), (0.1, 1.0), (0.02, 0.0), (0.5, 1.0)],
    hints=[
        "Two slopes along one path: multiply them, for a positive sentence first.",
        "(−1/p) · p·(1 − p): what can be cancelled?",
        "For a negative sentence it is (1/(1 − p)) · p·(1 − p). Can one formula "
        "say both, with y in it?",
    ],
)
def score_slope(p, y):
    return p - y


@score_slope.mistake(
    "The sign is flipped. Should the loss of a positive sentence rise with its score?"
)
def score_slope_flipped(p, y):
    return y - p


@score_slope.mistake("That is right for positive sentences. For negative ones y is 0.")
def score_slope_always_positive(p, y):
    return p - 1


@score_slope.mistake("That is how the loss moves with p. The slope of the sigmoid is missing.")
def score_slope_forgot_sigmoid(p, y):
    return -1 / p if y == 1 else 1 / (1 - p)


@score_slope.mistake("That is how p moves with the score. The slope of the loss is missing.")
def score_slope_only_sigmoid(p, y):
    return p * (1 - p)


@score_slope.mistake("The slopes were added. Along a path they multiply.")
def score_slope_added(p, y):
    return (-1 / p if y == 1 else 1 / (1 - p)) + p * (1 - p)


@score_slope.mistake("That belongs to the squared miss. Here the loss is a logarithm.")
def score_slope_squares(p, y):
    return 2 * (p - y) * p * (1 - p)


COUNTS = np.array([1.0, 0.0, 2.0, 1.0])
WEIGHTS = np.array([0.5, -1.0, 0.25, 2.0])


@exercise(
    "medium",
    minutes=5,
    cases=[
        (np.array([1.0, 2.0]), 1.0, np.array([0.5, -1.0]), 0.5),
        (COUNTS, 0.0, WEIGHTS, -0.5),
        (COUNTS, 1.0, -WEIGHTS, 0.5),
        (np.array([0.0, 3.0, 1.0]), 1.0, np.array([0.2, -0.3, 0.4]), 0.0),
    ],
    hints=[
        "Forwards first: the score of the sentence, and p.",
        "How far does the score move with one word's dial? By that word's count.",
        "One more slope stands at the end of the path: that of exercise 3.",
    ],
)
def word_slopes(counts, y, weights, bias):
    p = 1 / (1 + np.exp(-(counts @ weights + bias)))
    return (p - y) * counts


def _p(counts, weights, bias):
    return 1 / (1 + np.exp(-(counts @ weights + bias)))


@word_slopes.mistake("The signs are flipped: the miss is p minus y.")
def word_slopes_flipped(counts, y, weights, bias):
    return (y - _p(counts, weights, bias)) * counts


@word_slopes.mistake("That belongs to the squared miss. With the logistic loss less is left.")
def word_slopes_squares(counts, y, weights, bias):
    p = _p(counts, weights, bias)
    return 2 * (p - y) * p * (1 - p) * counts


@word_slopes.mistake(
    "p·(1 − p) has already been used up: it is in the slope of exercise 3, where it cancelled."
)
def word_slopes_sigmoid_twice(counts, y, weights, bias):
    p = _p(counts, weights, bias)
    return (p - y) * p * (1 - p) * counts


@word_slopes.mistake(
    "A word that is not in the sentence moves nothing, and one that is there twice moves the score "
    "twice as far. Multiply by the counts."
)
def word_slopes_forgot_counts(counts, y, weights, bias):
    return (_p(counts, weights, bias) - y) * np.ones_like(counts)


@word_slopes.mistake("The bias is missing from the score.")
def word_slopes_forgot_bias(counts, y, weights, bias):
    return (_p(counts, weights, 0.0) - y) * counts


@word_slopes.mistake("The sigmoid is missing: p is sigmoid(score), not the score.")
def word_slopes_no_sigmoid(counts, y, weights, bias):
    return (counts @ weights + bias - y) * counts


@word_slopes.mistake(
    "One number came out: how the loss moves with the score. The first slope of the path is "
    "missing, from a word's dial to the score; it is different for each word."
)
def word_slopes_of_score(counts, y, weights, bias):
    return _p(counts, weights, bias) - y


@word_slopes.mistake(
    "It was multiplied by the weights. How far does the score move when one weight moves a little?"
)
def word_slopes_weights(counts, y, weights, bias):
    return (_p(counts, weights, bias) - y) * weights


@word_slopes.mistake(
    "Each word was taken once. One that is there twice moves the score twice as far."
)
def word_slopes_once(counts, y, weights, bias):
    return (_p(counts, weights, bias) - y) * (counts > 0)


@word_slopes.mistake("One number came out, the sum. There should be one for each word's dial.")
def word_slopes_summed(counts, y, weights, bias):
    return np.sum((_p(counts, weights, bias) - y) * counts)


@open_exercise(
    "medium",
    minutes=6,
    hints=[
        "Call the dials g (good), d (bad), n (not) and b (bias), and write down the four scores.",
        "Two of them must be above 0, and two below. Add the two that must be above 0.",
        "Now add the two that must be below 0, and compare.",
    ],
)
def not_all_four():
    """Call the dials g, d and n, and the bias b. All four right would mean:

    good and not bad positive: g + b > 0 and n + d + b > 0; added: g + d + n + 2b > 0.
    not good and bad negative: n + g + b < 0 and d + b < 0; added: g + d + n + 2b < 0.

    The same sum cannot be both. So it is no matter of patience, of more sentences or of the
    learning rate: no setting does it. What is to blame is adding: "not" pushes every score the
    same way, by n, whatever stands beside it, and it would have to push "good" down and "bad" up.

    In disguise this is the "exclusive or" (XOR: one or the other, not both), the best-known task
    that is out of reach for a single neuron. Minsky and Papert's book "Perceptrons" (1969) is about
    such limits. Two layers can do it.
    """
