"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import itertools
import math

import numpy as np


def what_follows(tokens, word, V):
    followers = [after for before, after in itertools.pairwise(tokens) if before == word]
    return [followers.count(v) / len(followers) for v in range(V)]


def softmax(logits):
    return [1 / sum(math.exp(other - mine) for other in logits) for mine in logits]


def cross_entropy(probs, targets):
    product = math.prod(row[target] for row, target in zip(probs, targets, strict=True))
    return -math.log(product) / len(targets)


def logit_slopes(logits, target):
    def loss(row):
        return math.log(sum(math.exp(x) for x in row)) - row[target]

    hairs = 1e-5 * np.eye(len(logits))
    return [(loss(logits + hair) - loss(logits - hair)) / 2e-5 for hair in hairs]


entropy_of_three = -sum(p * math.log2(p) for p in (0.5, 0.25, 0.25))
