"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np


def part_of__rows(A, b, x, device, devices):
    rows = np.array_split(np.arange(len(A)), devices)[device]
    return A[rows] @ x + b[rows]


def part_of__x_not_cut(A, b, x, device, devices):
    width = len(x) // devices
    mine = slice(device * width, (device + 1) * width)
    return A[:, mine].sum(axis=1) * x.sum() / devices + (b if device == 0 else 0)


def part_of__b_at_the_last(A, b, x, device, devices):
    width = len(x) // devices
    mine = slice(device * width, (device + 1) * width)
    return A[:, mine] @ x[mine] + (b if device == devices - 1 else 0)


def whole_gradient__the_largest_share(means, counts):
    return means[np.argmax(counts)]


def whole_gradient__divided_twice(means, counts):
    return (means * counts[:, None]).mean(axis=0) / counts.sum()


def whole_gradient__weights_not_shares(means, counts):
    return (means / counts[:, None]).sum(axis=0) * counts.sum() / len(counts)


def sent_in_a_ring__to_everybody(size, n):
    return (n - 1) * size


def sent_in_a_ring__as_a_tree(size, n):
    return 2 * np.log2(n) * size


def sent_in_a_ring__one_round_in_all(size, n):
    return 2 * size / n
