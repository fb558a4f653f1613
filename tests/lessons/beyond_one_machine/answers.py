"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import numpy as np


def part_of(A, b, x, device, devices):
    columns, numbers = np.split(A, devices, axis=1)[device], np.split(x, devices)[device]
    return sum(columns[:, i] * numbers[i] for i in range(len(numbers))) + (device == 0) * b


def whole_gradient(means, counts):
    return np.average(means, axis=0, weights=counts)


def sent_in_a_ring(size, n):
    sent = 0.0
    for _ in range(n - 1):
        sent += size / n  # to be added
        sent += size / n  # to be handed round
    return sent
