"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def word_counts__letters(words, vocabulary):
    return ["".join(words).count(word) + 1 for word in vocabulary]


def word_counts__number_of_words(words, vocabulary):
    return [len(words)] * len(vocabulary)


def word_counts__places(words, vocabulary):
    return [words.index(word) + 1 if word in words else 0 for word in vocabulary]


def logistic_loss__share_of_mistakes(p, y):
    return np.mean((p > 0.5) != (y == 1))


def logistic_loss__size_of_the_miss(p, y):
    return np.mean(np.abs(p - y))


def logistic_loss__bits(p, y):
    return np.mean(-np.log2(np.where(y == 1, p, 1 - p)))


def logistic_loss__one_over(p, y):
    return np.mean(1 / np.where(y == 1, p, 1 - p)) - 1


def score_slope__size(p, y):
    return abs(p - y)


def score_slope__both_kinds_at_once(p, y):
    return -(1 - p) + p


def score_slope__loss_itself(p, y):
    return -np.log(p) if y == 1 else -np.log(1 - p)


def word_slopes__rounded_to_a_class(counts, y, weights, bias):
    return (float(counts @ weights + bias > 0) - y) * counts


def word_slopes__sigmoid_of_each_word(counts, y, weights, bias):
    return (1 / (1 + np.exp(-(counts * weights + bias))) - y) * counts


def word_slopes__mean_of_the_words(counts, y, weights, bias):
    return (1 / (1 + np.exp(-(counts @ weights + bias))) - y) * counts / len(counts)


def word_slopes__sign_of_the_exponent(counts, y, weights, bias):
    return (1 / (1 + np.exp(counts @ weights + bias)) - y) * counts
