"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math


def slope_of_b(b, y):
    return 2 * (b - sum(y) / len(y))


def one_step(b, slope, learning_rate):
    turn = slope * learning_rate
    b -= turn
    return b


def distance_left(distance, learning_rate, steps):
    for _ in range(steps):
        distance = distance - learning_rate * 2 * distance
    return distance


def slope_of_a(a, b, x, y):
    total = 0.0
    for one_x, one_y in zip(x, y, strict=True):
        total += 2 * one_x * (a * one_x + b - one_y)
    return total / len(x)


def standardise(values):
    middle = sum(values) / len(values)
    size = math.sqrt(sum((v - middle) ** 2 for v in values) / len(values))
    return [(v - middle) / size for v in values]
