"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def file_size__a_whole_byte_each(weights, bits):
    return weights + weights / 32 * 4


def file_size__one_block(weights, bits):
    return weights * bits / 8 + 4


def file_size__notches_for_bits(weights, bits):
    return weights * 2**bits / 8 + weights / 32 * 4


def put_on_notches__around_the_mean(weights, bits):
    b = np.mean(weights)
    a = (np.max(weights) - np.min(weights)) / (2**bits - 1)
    return a, b, np.rint((weights - b) / a)


def put_on_notches__bits_as_notches(weights, bits):
    b = np.min(weights)
    a = (np.max(weights) - b) / (bits - 1)
    return a, b, np.rint((weights - b) / a)


def put_on_notches__from_the_top(weights, bits):
    b = np.max(weights)
    a = (np.min(weights) - b) / (2**bits - 1)
    return a, b, np.rint((weights - b) / a)


def with_additions__number_by_number(matrix, down, up, scale):
    return matrix + scale * down * matrix


def with_additions__one_column_of_the_pair(matrix, down, up, scale):
    return matrix + scale * np.outer(down[:, 0], up[0])


def with_additions__multiplied(matrix, down, up, scale):
    return matrix * (1 + scale * (down @ up))


def new_dials__squared(rows, columns, rank):
    return rank * rank * (rows + columns)


def new_dials__one_small_matrix(rows, columns, rank):
    return rank * rank


def new_dials__mean_side(rows, columns, rank):
    return rank * (rows + columns) // 2
