"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import math

import numpy as np


def what_follows__anywhere_later(tokens, word, V):
    later = tokens[list(tokens).index(word) + 1 :]
    return np.bincount(later, minlength=V) / len(later)


def what_follows__the_first_time_only(tokens, word, V):
    shares = np.zeros(V)
    shares[tokens[list(tokens).index(word) + 1]] = 1
    return shares


def what_follows__the_likeliest(tokens, word, V):
    return np.bincount(tokens[1:][tokens[:-1] == word], minlength=V).argmax()


def what_follows__divided_by_v(tokens, word, V):
    return np.bincount(tokens[1:][tokens[:-1] == word], minlength=V) / V


def what_follows__each_token_that_follows_equally(tokens, word, V):
    seen = np.bincount(tokens[1:][tokens[:-1] == word], minlength=V) > 0
    return seen / seen.sum()


def what_follows__smoothed(tokens, word, V):
    counts = np.bincount(tokens[1:][tokens[:-1] == word], minlength=V) + 1
    return counts / counts.sum()


def what_follows__neighbours_on_both_sides(tokens, word, V):
    after, before = tokens[1:][tokens[:-1] == word], tokens[:-1][tokens[1:] == word]
    both = np.concatenate([after, before])
    return np.bincount(both, minlength=V) / len(both)


def softmax__squares(logits):
    return logits**2 / (logits**2).sum()


def softmax__shifted_to_positive(logits):
    above = logits - logits.min()
    return above / above.sum()


def softmax__relu_first(logits):
    above = np.maximum(logits, 0)
    return above / above.sum()


def softmax__winner_takes_all(logits):
    return np.where(logits == logits.max(), 1.0, 0.0)


def softmax__mean_instead_of_sum(logits):
    return np.exp(logits) / np.exp(logits).mean()


def softmax__sigmoids_shared_out(logits):
    sigmoids = 1 / (1 + np.exp(-logits))
    return sigmoids / sigmoids.sum()


def softmax__logits_to_the_power_of_e(logits):
    powers = np.abs(logits) ** math.e
    return powers / powers.sum()


def softmax__maths_exp(logits):
    return math.exp(logits) / math.exp(logits).sum()


def cross_entropy__missed_share(probs, targets):
    return np.mean([1 - row[target] for row, target in zip(probs, targets, strict=True)])


def cross_entropy__squared_misses(probs, targets):
    return np.mean((probs - np.eye(probs.shape[1])[targets]) ** 2)


def cross_entropy__share_of_hits(probs, targets):
    return np.mean(probs.argmax(axis=1) == targets)


def cross_entropy__divided_by_v(probs, targets):
    chosen = probs[np.arange(len(targets)), targets]
    return -np.log(chosen).sum() / probs.shape[1]


def cross_entropy__reciprocals(probs, targets):
    return np.mean(1 / probs[np.arange(len(targets)), targets])


def cross_entropy__the_first_place_only(probs, targets):
    return -np.log(probs[0, targets[0]])


def cross_entropy__largest_surprise(probs, targets):
    return -np.log(probs[np.arange(len(targets)), targets]).min()


def cross_entropy__of_the_targets_numbers(probs, targets):
    return -np.log(targets + 1).mean()


def logit_slopes__one_over_p(logits, target):
    p = np.exp(logits) / np.exp(logits).sum()
    return -1 / p


def logit_slopes__squared_misses(logits, target):
    p = np.exp(logits) / np.exp(logits).sum()
    return 2 * (p - np.eye(len(logits))[target])


def logit_slopes__sigmoids_slope(logits, target):
    p = np.exp(logits) / np.exp(logits).sum()
    return p * (1 - p)


def logit_slopes__only_the_first_path(logits, target):
    return -np.eye(len(logits))[target]


def logit_slopes__powers_not_shares(logits, target):
    return np.exp(logits) - np.eye(len(logits))[target]


def logit_slopes__logits_minus_one_hot(logits, target):
    return logits - np.eye(len(logits))[target]


def logit_slopes__a_coarse_hair(logits, target):
    def loss(row):
        return np.log(np.exp(row).sum()) - row[target]

    return [loss(logits + hair) - loss(logits) for hair in np.eye(len(logits))]


entropy_of_three__of_equal_halves = 0.75
entropy_of_three__hens_and_crows_once = 0.5 * 1 + 0.25 * 2
entropy_of_three__probabilities_squared = 0.375
entropy_of_three__in_words = "1.5 bits"
