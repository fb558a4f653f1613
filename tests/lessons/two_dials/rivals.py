"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np

by_hand__comma_in_the_number = (4, 550)
by_hand__b_times_x = 25 + (-700) * 210
by_hand__added_everything = 25 + 210 - 700


def typical_error__no_mean(a, b, x, y):
    return np.sqrt((a * x + b - y) ** 2)


def typical_error__median_of_misses(a, b, x, y):
    return np.median(np.abs(a * x + b - y))


def typical_error__largest_miss(a, b, x, y):
    return np.max(np.abs(a * x + b - y))


def typical_error__root_of_each(a, b, x, y):
    return np.mean(np.sqrt((a * x + b - y) ** 2))


def typical_error__over_n_minus_one(a, b, x, y):
    return np.sqrt(np.sum((a * x + b - y) ** 2) / (len(x) - 1))


def typical_error__prints_only(a, b, x, y):
    print(np.sqrt(np.mean((a * x + b - y) ** 2)))
    return a * x + b


def best_flat_b__method_not_called(y):
    return y.mean


def best_flat_b__first_penguin(y):
    return y[0]


def best_flat_b__root_mean_square(y):
    return np.sqrt(np.mean(y**2))


def best_flat_b__lightest(y):
    return np.min(y)


def dials_for_centimetres__only_a(a, b):
    return 10 * a


def dials_for_centimetres__swapped(a, b):
    return b, 10 * a


def dials_for_centimetres__times_hundred(a, b):
    return 100 * a, b
