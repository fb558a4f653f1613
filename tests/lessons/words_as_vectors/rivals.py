"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np


def nearest__sizes_added(point, table):
    return np.argmin(np.sum(np.abs(table - point), axis=1))


def nearest__largest_difference(point, table):
    return np.argmin(np.max(np.abs(table - point), axis=1))


def nearest__first_number_only(point, table):
    return np.argmin(np.abs(table[:, 0] - point[0]))


def nearest__signed_sum_squared(point, table):
    return np.argmin(np.sum(table - point, axis=1) ** 2)


def nearest__cosine(point, table):
    return np.argmax(table @ point / np.linalg.norm(table, axis=1))


def nearest__brightness(point, table):
    return np.argmin(np.abs(np.linalg.norm(table, axis=1) - np.linalg.norm(point)))


def nearest__helper_on_the_whole_table(point, table):
    def distance(u, v):
        return np.sqrt(np.sum((np.array(u) - np.array(v)) ** 2))

    return np.argmin(distance(point, table))


def nearest__smallest_product(point, table):
    return np.argmin(table @ point)


pastel__one_number = 0.5
pastel__quarter = (0.5, 0.25)
pastel__exchanged_for_white = (0, 0.5)
pastel__a_row_of_white = (0.5, (0.5, 0.5, 0.5))


def cosine__angle(u, v):
    return np.arccos(u @ v / np.linalg.norm(u) / np.linalg.norm(v))


def cosine__correlation(u, v):
    return np.corrcoef(u, v)[0, 1]


def cosine__by_the_longer(u, v):
    return u @ v / max(u @ u, v @ v)


def cosine__by_the_largest_number(u, v):
    return (u / np.max(u)) @ (v / np.max(v))


def cosine__of_shares(u, v):
    return (u / np.sum(u)) @ (v / np.sum(v))


def best_step__first_pair(before, after):
    return after[0] - before[0]


def best_step__middle_of_the_range(before, after):
    steps = after - before
    return (steps.min(axis=0) + steps.max(axis=0)) / 2


def best_step__of_sizes(before, after):
    return np.mean(np.abs(after - before), axis=0)


def best_step__shares(before, after):
    return np.mean(after, axis=0) / np.mean(before, axis=0)
