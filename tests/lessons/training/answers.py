"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import numpy as np


def window(tokens, start, length):
    both = tokens[start : start + length + 1]
    return both[:-1], both[1:]


def rate_at(step, steps, warm_up, peak):
    return np.interp(step, [0, warm_up, steps], [0, peak, 0])


def at_its_best(validation, test):
    found = []
    for chosen_by, judged_by in zip(validation, test, strict=True):
        found.append(judged_by[list(chosen_by).index(min(chosen_by))])
    return np.array(found)
