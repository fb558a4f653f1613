"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np

first_dial__hair_from_the_target = -3.6
first_dial__w2_squared = 72
first_dial__forgot_two_and_x = -6
first_dial__multiplied_by_z_as_well = -72
first_dial__new_dial_after_one_step = 2 + 0.1 * 36
first_dial__all_four = [-36, -12, 12, 6]


def backward__one_number(x, target, w1, b1, w2, b2):
    return 2 * (w2 * max(w1 * x + b1, 0) + b2 - target)


def backward__loss_squared_itself(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = (w2 * h + b2 - target) ** 2
    slope_z = slope_y * w2 * (z > 0)
    return slope_z * x, slope_z, slope_y * h, slope_y


def backward__target_forgotten(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2)
    slope_z = slope_y * w2 * (z > 0)
    return slope_z * x, slope_z, slope_y * h, slope_y


def backward__bend_kills_all(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    if z <= 0:
        return 0, 0, 0, 0
    slope_y = 2 * (w2 * z + b2 - target)
    return slope_y * w2 * x, slope_y * w2, slope_y * z, slope_y


def backward__dials_after_a_step(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2 - target)
    slope_z = slope_y * w2 * (z > 0)
    return w1 - 0.1 * slope_z * x, b1 - 0.1 * slope_z, w2 - 0.1 * slope_y * h, b2 - 0.1 * slope_y


def backward__z_is_the_slope(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2 - target)
    slope_z = slope_y * w2 * h
    return slope_z * x, slope_z, slope_y * h, slope_y


def backward__slopes_added(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2 - target)
    slope_z = slope_y + w2 + (z > 0)
    return slope_z + x, slope_z, slope_y + h, slope_y


def shared_dial__used_once(w, x):
    return x


def shared_dial__twice_the_outer(w, x):
    return 2 * (w * x + 1)


def shared_dial__power_rule_on_everything(w, x):
    return 2 * w * (x + 1)


def shared_dial__square(w, x):
    return w**2 * x + 1


def shared_dial__a_coarse_hair(w, x):
    return (w + 1) * ((w + 1) * x + 1) - w * (w * x + 1)


def word_slopes__sigmoid_slope_of_the_score(counts, target, weights, bias):
    score = counts @ weights + bias
    p = 1 / (1 + np.exp(-score))
    return 2 * (p - target) * score * (1 - score) * counts


def word_slopes__loss_instead_of_its_slope(counts, target, weights, bias):
    p = 1 / (1 + np.exp(-(counts @ weights + bias)))
    return (p - target) ** 2 * p * (1 - p) * counts


def word_slopes__rounded_to_a_class(counts, target, weights, bias):
    p = float(counts @ weights + bias > 0)
    return 2 * (p - target) * p * (1 - p) * counts


def word_slopes__sigmoid_of_each_word(counts, target, weights, bias):
    p = 1 / (1 + np.exp(-(counts * weights + bias)))
    return 2 * (p - target) * p * (1 - p) * counts


def word_slopes__mean_of_the_words(counts, target, weights, bias):
    p = 1 / (1 + np.exp(-(counts @ weights + bias)))
    return 2 * (p - target) * p * (1 - p) * counts / len(counts)


def word_slopes__sign_of_the_exponent(counts, target, weights, bias):
    p = 1 / (1 + np.exp(counts @ weights + bias))
    return 2 * (p - target) * p * (1 - p) * counts
