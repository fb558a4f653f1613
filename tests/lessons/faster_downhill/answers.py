"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math


def penguins_needed(scatter_of_one, wanted):
    return scatter_of_one * scatter_of_one / wanted / wanted


def momentum_step(dial, velocity, slope, learning_rate):
    velocity *= 0.9
    velocity -= slope * learning_rate
    dial += velocity
    return [dial, velocity]


def top_speed(keep, push):
    velocity = 0.0
    for _ in range(5000):
        velocity = keep * velocity + push
    return velocity


def adam_step(slope, average, square, t, learning_rate):
    average += 0.1 * (slope - average)
    square += (slope * slope - square) / 1000
    first, second = average / (1 - 0.9**t), square / (1 - 0.999**t)
    return -learning_rate * first / (math.sqrt(second) + 1e-8), average, square
