"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math


def word_counts(words, vocabulary):
    found = [0] * len(vocabulary)
    for word in words:
        if word in vocabulary:
            found[vocabulary.index(word)] += 1
    return found


def logistic_loss(p, y):
    total = 0.0
    for one_p, one_y in zip(p, y, strict=True):
        total -= one_y * math.log(one_p) + (1 - one_y) * math.log(1 - one_p)
    return total / len(p)


def score_slope(p, y):
    return (-y / p + (1 - y) / (1 - p)) * p * (1 - p)


def word_slopes(counts, y, weights, bias):
    score = bias
    for count, weight in zip(counts, weights, strict=True):
        score += count * weight
    p = 1 / (1 + math.exp(-score))
    return [count * (p - y) for count in counts]
