"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np


def best_a_without_b__no_mean(x, y):
    return x * y / (x * x)


def best_a_without_b__median_ratio(x, y):
    return np.median(y / x)


def best_a_without_b__ratio_of_sizes(x, y):
    return np.sqrt(np.mean(y**2) / np.mean(x**2))


def best_a_without_b__through_the_last(x, y):
    return y[-1] / x[-1]


def best_a_without_b__polyfit_with_b(x, y):
    return np.polyfit(x, y, 1)[0]


def best_b__no_mean(a, x, y):
    return y - a * x


def best_b__middle_of_the_range(a, x, y):
    left = y - a * x
    return (left.min() + left.max()) / 2


def best_b__first_penguin(a, x, y):
    return y[0] - a * x[0]


def best_b__size_of_the_misses(a, x, y):
    return np.mean(np.abs(y - a * x))


def best_b__best_of_all_lines(a, x, y):
    return np.polyfit(x, y, 1)[1]


def threshold__at_one_half(a, b):
    return (0.5 - b) / a


def threshold__forgot_the_sign_of_a(a, b):
    return -b / abs(a)


def threshold__where_it_is_one(a, b):
    return (1 - b) / a


def threshold__sigmoid_of_b(a, b):
    return 1 / (1 + np.exp(-b))


def counted_from_zero__only_b(a, b):
    return b - 200 * a


def counted_from_zero__a_shifted_too(a, b):
    return a - 200, b - 200 * a


def counted_from_zero__b_times_200(a, b):
    return a, 200 * b


def counted_from_zero__a_times_200(a, b):
    return 200 * a, b
