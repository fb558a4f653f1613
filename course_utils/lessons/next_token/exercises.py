"""Exercises of notebook 09: counting, softmax, and the loss of a language model."""

import numpy as np

from ...exercises import exercise

TOKENS = np.array([0, 1, 2, 0, 1, 1, 3, 0, 2, 0, 1, 2, 1])


@exercise(
    "medium",
    minutes=5,
    cases=[(TOKENS, 0, 4), (TOKENS, 1, 5)],
    hints=[
        "tokens[:-1] are all tokens that have a next one; tokens[1:] are the next ones.",
        "tokens[1:][tokens[:-1] == word] are those that came after the word.",
        "np.bincount(those, minlength=V) counts each; divide by how many there are.",
    ],
)
def what_follows(tokens, word, V):
    followers = tokens[1:][tokens[:-1] == word]
    return np.bincount(followers, minlength=V) / len(followers)


def counts_after(tokens, word, V):
    """How often each of V tokens comes right after `word`: [V]."""
    counts = np.zeros(V)
    np.add.at(counts, tokens[1:][tokens[:-1] == word], 1)
    return counts


@what_follows.mistake("These are counts. Divide by their sum, so that they are probabilities.")
def what_follows_counts(tokens, word, V):
    return counts_after(tokens, word, V)


@what_follows.mistake(
    "Divided by all tokens. The question is: of the times that the word stood there, "
    "what share was followed by each?"
)
def what_follows_of_all(tokens, word, V):
    return counts_after(tokens, word, V) / len(tokens)


@what_follows.mistake("This is what comes before the word. Wanted is what comes after it.")
def what_precedes(tokens, word, V):
    counts = counts_after(tokens[::-1], word, V)
    return counts / counts.sum()


@what_follows.mistake("This is how common each token is, whatever stood before it.")
def what_is_common(tokens, word, V):
    return np.bincount(tokens, minlength=V) / len(tokens)


@exercise(
    "easy",
    minutes=4,
    cases=[(np.array([2.0, 1.0, 0.0]),), (np.array([-1.0, 0.5, 3.0, 0.5]),)],
    hints=["np.exp of all of them makes them positive.", "Then divide by their sum."],
)
def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum()


@softmax.mistake("These do not sum to 1 yet: divide by the sum.")
def softmax_powers(logits):
    return np.exp(logits)


@softmax.mistake("The exponential is missing: without it a negative logit gives nonsense.")
def softmax_without_exp(logits):
    return logits / logits.sum()


@softmax.mistake("The wrong way round: the largest logit should get the largest probability.")
def softmax_flipped(logits):
    powers = np.exp(-logits)
    return powers / powers.sum()


@softmax.mistake("That is the sigmoid of each by itself: they do not sum to 1.")
def softmax_sigmoids(logits):
    return 1 / (1 + np.exp(-logits))


PROBS = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25], [0.3, 0.3, 0.4]])


@exercise(
    "easy",
    minutes=4,
    cases=[(PROBS, np.array([0, 2, 0, 1])), (PROBS[:2], np.array([1, 0]))],
    hints=[
        "Of each row only one number matters: the probability of the token that came.",
        "probs[np.arange(len(targets)), targets] picks it from each row.",
        "−np.log of each, then the mean.",
    ],
)
def cross_entropy(probs, targets):
    return -np.log(probs[np.arange(len(targets)), targets]).mean()


def given_to_truth(probs, targets):
    """[T]: the probability that each row gave to the token that came."""
    return np.array([row[target] for row, target in zip(probs, targets, strict=True)])


@cross_entropy.mistake("The sign: a logarithm of a probability is negative, a surprise positive.")
def cross_entropy_sign(probs, targets):
    return np.log(given_to_truth(probs, targets)).mean()


@cross_entropy.mistake("That is in bits. In nats it is np.log, not np.log2.")
def cross_entropy_bits(probs, targets):
    return -np.log2(given_to_truth(probs, targets)).mean()


@cross_entropy.mistake("First the logarithm of each, then the mean, not the other way round.")
def cross_entropy_of_mean(probs, targets):
    return -np.log(given_to_truth(probs, targets).mean())


@cross_entropy.mistake("That is the sum over all tokens. Wanted is the mean.")
def cross_entropy_sum(probs, targets):
    return -np.log(given_to_truth(probs, targets)).sum()


@cross_entropy.mistake(
    "All the probabilities were used. Only what was given to the token that came counts."
)
def cross_entropy_all(probs, targets):
    return -np.log(probs).mean()


@exercise(
    "hard",
    minutes=6,
    cases=[(np.array([2.0, 1.0, 0.0]), 0), (np.array([-1.0, 0.5, 3.0, 0.5]), 1)],
    hints=[
        "The loss is −(logit of the target) + ln(sum of the powers). Two paths, and they add.",
        "The first path gives −1 at the target, 0 elsewhere.",
        "The second: the slope of ln(sum) is 1/sum, times the slope of each power, the power "
        "itself. Together power/sum: the softmax.",
    ],
)
def logit_slopes(logits, target):
    slopes = np.exp(logits) / np.exp(logits).sum()
    slopes[target] -= 1
    return slopes


def probabilities(logits):
    """Softmax [n], safe for large logits."""
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


@logit_slopes.mistake("The signs are flipped: this is the way to turn, the slope points uphill.")
def logit_slopes_sign(logits, target):
    return np.eye(len(logits))[target] - probabilities(logits)


@logit_slopes.mistake("The path through the target's own logit is missing: −1 at the target.")
def logit_slopes_half(logits, target):
    return probabilities(logits)


@logit_slopes.mistake(
    "The others have a slope, too: more power for them leaves a smaller share for the target."
)
def logit_slopes_target_only(logits, target):
    return (probabilities(logits) - 1) * np.eye(len(logits))[target]


@logit_slopes.mistake(
    "These are the slopes of the squared miss of the target, the loss of notebook 07. "
    "The loss here is −ln p."
)
def logit_slopes_squared(logits, target):
    p = probabilities(logits)
    return 2 * (p[target] - 1) * p[target] * (np.eye(len(logits))[target] - p)


@exercise(
    "easy",
    minutes=3,
    hints=[
        "How surprised is one by each, in bits? A half is 1 bit, a quarter is 2 bits.",
        "Each surprise counts as often as it comes: ½ · 1 + ¼ · 2 + ¼ · 2.",
    ],
)
def entropy_of_three():
    return 0.5 * 1 + 0.25 * 2 + 0.25 * 2


@entropy_of_three.mistake("That is in nats. Divide by ln 2 for bits.")
def entropy_of_three_nats():
    return 1.5 * np.log(2)


@entropy_of_three.mistake("That is the entropy of three equally likely ones, log₂ 3.")
def entropy_of_three_even():
    return np.log2(3)


@entropy_of_three.mistake("That is the plain mean of 1, 2 and 2. The first comes twice as often.")
def entropy_of_three_unweighted():
    return 5 / 3


@entropy_of_three.mistake("That is the perplexity, 2 to the power of the bits.")
def entropy_of_three_perplexity():
    return 2**1.5
