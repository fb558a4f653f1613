"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def norm_each_token__mean_over_the_number_of_tokens(x, scale, eps):
    return x / np.sqrt(np.sum(x**2, axis=-1, keepdims=True) / len(x) + eps) * scale


def norm_each_token__standard_deviation(x, scale, eps):
    return x / (np.std(x, axis=-1, keepdims=True) + eps) * scale


def norm_each_token__by_the_largest(x, scale, eps):
    return x / (np.abs(x).max(axis=-1, keepdims=True) + eps) * scale


def norm_each_token__divided_by_scale(x, scale, eps):
    return x / (np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps) * scale)


def norm_each_token__scale_for_each_token(x, scale, eps):
    rows = x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)
    return rows * scale[: len(x), None]


def norm_each_token__eps_squared(x, scale, eps):
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps**2) * scale


def norm_each_token__eps_taken_away(x, scale, eps):
    return x / np.sqrt(np.abs(np.mean(x**2, axis=-1, keepdims=True) - eps)) * scale


def norm_each_token__scaled_first(x, scale, eps):
    x = x * scale
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)


def one_block__both_norms_at_once(x, attend, think, norm_1, norm_2):
    normed = norm_2(norm_1(x))
    middle = x + attend(normed)
    return middle + think(normed)


def one_block__multiplied(x, attend, think, norm_1, norm_2):
    middle = x * attend(norm_1(x))
    return middle * think(norm_2(middle))


def one_block__x_added_twice(x, attend, think, norm_1, norm_2):
    middle = x + attend(norm_1(x))
    return x + middle + think(norm_2(middle))


def one_block__think_reads_what_attention_gave(x, attend, think, norm_1, norm_2):
    fetched = attend(norm_1(x))
    return x + fetched + think(norm_2(fetched))


def one_block__only_think(x, attend, think, norm_1, norm_2):
    return x + think(norm_2(x))


def one_block__averaged(x, attend, think, norm_1, norm_2):
    middle = (x + attend(norm_1(x))) / 2
    return (middle + think(norm_2(middle))) / 2


def one_block__normed_once_more_at_the_end(x, attend, think, norm_1, norm_2):
    middle = x + attend(norm_1(x))
    return norm_2(middle + think(norm_2(middle)))


def dials_of_a_block__sides_added(D, H, K, Dh, F):
    return 2 * (D + H * Dh) + 2 * (D + K * Dh) + 2 * (D + F) + 2 * D


def dials_of_a_block__norm_of_the_neurons_too(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + 2 * D + F


def dials_of_a_block__scales_as_matrices(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + 2 * D * D


def dials_of_a_block__neurons_joined_to_one_another(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + F * F + 2 * D


def dials_of_a_block__heads_exchanged(D, H, K, Dh, F):
    return 2 * D * K * Dh + 2 * D * F + 2 * D + 2 * D * K * H


def dials_of_a_block__one_scale_a_norm(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + 2
