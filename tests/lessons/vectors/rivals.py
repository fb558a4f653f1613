"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np

by_hand__products_and_b = (8, -5, 3, 10)
by_hand__products_multiplied = 8 * -5 * 3 + 10
by_hand__crossed = 2 * 1 + (-1) * 5 + 3 * 4 + 10 + 1
by_hand__text = "16"

how_many__squared = 7 * 7
how_many__with_y = 7 + 1 + 1
how_many__row_of_them = [1] * 8


def slopes__no_mean(a, b, x, y):
    miss = x @ a + b - y
    return 2 * miss[:, None] * x


def slopes__of_first_feature_only(a, b, x, y):
    miss = x @ a + b - y
    return np.append([2 * np.mean(miss * x[:, 0])] * len(a), 2 * np.mean(miss))


def slopes__of_sizes(a, b, x, y):
    miss = np.abs(x @ a + b - y)
    return np.append(2 * x.T @ miss / len(y), 2 * np.mean(miss))


def slopes__lever_a(a, b, x, y):
    miss = x @ a + b - y
    return np.append(2 * a * np.mean(miss), 2 * np.mean(miss))


def slopes__two_things(a, b, x, y):
    miss = x @ a + b - y
    return 2 * x.T @ miss / len(y), 2 * np.mean(miss)


def slopes__descended(a, b, x, y):
    miss = x @ a + b - y
    return np.append(a, b) - 0.1 * np.append(2 * x.T @ miss / len(y), 2 * np.mean(miss))


def yes_or_no__no_means(x, y):
    return y[x == 1] - y[0], y[x == 0]


def yes_or_no__half_of_the_range(x, y):
    return (y.max() - y.min()), y.min()


def yes_or_no__through_zero(x, y):
    return np.mean(x * y) / np.mean(x * x), 0.0


def yes_or_no__first_of_each(x, y):
    no, yes = y[x == 0][0], y[x == 1][0]
    return yes - no, no


def yes_or_no__sums(x, y):
    return np.sum(y[x == 1]) - np.sum(y[x == 0]), np.sum(y[x == 0])
