"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np


def slope_of_b__no_mean(b, y):
    return 2 * (b - y)


def slope_of_b__method_not_called(b, y):
    return 2 * (b - y.mean)


def slope_of_b__median(b, y):
    return 2 * (b - np.median(y))


def slope_of_b__of_the_root(b, y):
    return np.mean(b - y) / np.sqrt(np.mean((b - y) ** 2))


def slope_of_b__sign_alone(b, y):
    return np.mean(np.sign(b - y))


def slope_of_b__one_sided_hair(b, y):
    def loss(b):
        return np.mean((b - y) ** 2)

    return (loss(b + 0.05) - loss(b)) / 0.05


def slope_of_b__hair_not_divided_out(b, y):
    return np.mean((b + 0.1 - y) ** 2) - np.mean((b - y) ** 2)


def one_step__of_the_size(b, slope, learning_rate):
    return b - learning_rate * abs(slope)


def one_step__sign_of_the_slope(b, slope, learning_rate):
    return b - learning_rate * np.sign(slope)


def one_step__b_and_rate_first(b, slope, learning_rate):
    return (b - learning_rate) * slope


def one_step__twice(b, slope, learning_rate):
    return b - 2 * learning_rate * slope


def distance_left__root_of_the_factor(distance, learning_rate, steps):
    return distance * (1 - 2 * learning_rate) ** (1 / steps)


def distance_left__factor_times_steps(distance, learning_rate, steps):
    return distance * (1 - 2 * learning_rate) * steps


def distance_left__same_length_each_step(distance, learning_rate, steps):
    for _ in range(steps):
        distance = distance - 2 * learning_rate
    return distance


def slope_of_a__no_mean(a, b, x, y):
    return 2 * (a * x + b - y) * x


def slope_of_a__lever_y(a, b, x, y):
    return 2 * np.mean((a * x + b - y) * y)


def slope_of_a__lever_averaged(a, b, x, y):
    return 2 * np.mean((a * x + b - y) * np.mean(x))


def slope_of_a__divided_by_x(a, b, x, y):
    return 2 * np.mean((a * x + b - y) / x)


def slope_of_a__times_a_and_x(a, b, x, y):
    return 2 * np.mean((a * x + b - y) * a * x)


def slope_of_a__last_penguin(a, b, x, y):
    for one_x, one_y in zip(x, y, strict=True):
        slope = 2 * (a * one_x + b - one_y) * one_x
    return slope


def standardise__by_the_largest(values):
    return (values - np.mean(values)) / np.max(values)


def standardise__by_the_mean_miss(values):
    centred = values - np.mean(values)
    return centred / np.mean(np.abs(centred))


def standardise__from_the_smallest(values):
    return (values - np.min(values)) / np.std(values)


def standardise__one_number(values):
    return np.mean(values) / np.std(values)


def standardise__std_first(values):
    scaled = values / np.std(values)
    return scaled - np.mean(values)
