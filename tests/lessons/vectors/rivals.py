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
