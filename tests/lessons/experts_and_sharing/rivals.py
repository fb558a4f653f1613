"""Wrong answers to the exercises of this lesson, from a wrong method."""

import numpy as np


def _chances(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def route__above_an_even_chance(scores, k):
    chances = _chances(scores)
    return np.where(chances >= 1 / chances.shape[1], chances, 0)


def route__one_limit_for_all(scores, k):
    chances = _chances(scores)
    return np.where(chances >= np.sort(chances, axis=1)[:, -k].min(), chances, 0)


def route__zero_before_the_softmax(scores, k):
    limit = np.sort(scores, axis=1)[:, -k][:, None]
    return _chances(np.where(scores >= limit, scores, 0))


def route__first_k_columns(scores, k):
    chances = _chances(scores)
    return np.where(np.arange(chances.shape[1]) < k, chances, 0)


def balance__largest_load(chances, chosen):
    return chances.shape[1] * chosen.mean(axis=0).max()


def balance__mean_gap(chances, chosen):
    return np.abs(chosen.mean(axis=0) - 1 / chances.shape[1]).sum()


def balance__load_minus_chance(chances, chosen):
    return chances.shape[1] * np.sum((chosen.mean(axis=0) - chances.mean(axis=0)) ** 2)


def nudge__against_the_largest(bias, load, step):
    return bias + step * np.where(load == load.max(), -1, 1)


def nudge__share_of_the_bias(bias, load, step):
    return bias * (1 + step * np.sign(1 / len(load) - load))


def experts_needed__halving(n, experts, chosen):
    return experts * (1 - 0.5 ** (n * chosen / experts))


def experts_needed__one_token_less(n, experts, chosen):
    return experts * (1 - (1 - chosen / experts) ** (n - 1))
