"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np


def penguins_needed__difference(scatter_of_one, wanted):
    return (scatter_of_one - wanted) ** 2


def penguins_needed__always_sixteen(scatter_of_one, wanted):
    return 16


def penguins_needed__twice_the_ratio(scatter_of_one, wanted):
    return 2 * scatter_of_one / wanted


def momentum_step__average_of_slopes(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity + 0.1 * slope
    return dial - learning_rate * velocity, velocity


def momentum_step__plain_descent(dial, velocity, slope, learning_rate):
    return dial - learning_rate * slope, velocity


def momentum_step__rate_on_everything(dial, velocity, slope, learning_rate):
    velocity = learning_rate * (0.9 * velocity - slope)
    return dial + velocity, velocity


def top_speed__nine_tenths_whatever_is_kept(keep, push):
    return 10 * push


def top_speed__ten_steps(keep, push):
    velocity = 0
    for _ in range(10):
        velocity = keep * velocity + push
    return velocity


def top_speed__squared(keep, push):
    return push / (1 - keep**2)


def adam_step__sign_of_the_slope(slope, average, square, t, learning_rate):
    _, average, square = adam_step__root_of_the_average(slope, average, square, t, learning_rate)
    return -learning_rate * np.sign(slope), average, square


def adam_step__root_of_the_average(slope, average, square, t, learning_rate):
    average, square = 0.9 * average + 0.1 * slope, 0.999 * square + 0.001 * slope**2
    return -learning_rate * average / (1 - 0.9**t) / abs(average), average, square


def adam_step__weights_exchanged(slope, average, square, t, learning_rate):
    average, square = 0.1 * average + 0.9 * slope, 0.001 * square + 0.999 * slope**2
    size = np.sqrt(square / (1 - 0.999**t)) + 1e-8
    return -learning_rate * average / (1 - 0.9**t) / size, average, square
