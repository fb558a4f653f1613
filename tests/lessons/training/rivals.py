"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def window__every_second(tokens, start, length):
    return tokens[start : start + 2 * length : 2], tokens[start + 1 : start + 2 * length + 1 : 2]


def window__from_the_beginning(tokens, start, length):
    return tokens[:length], tokens[1 : length + 1]


def window__joined(tokens, start, length):
    return np.append(tokens[start : start + length], tokens[start + 1 : start + length + 1])


def window__numbers_of_the_places(tokens, start, length):
    return np.arange(start, start + length), np.arange(start + 1, start + length + 1)


def window__counted_from_one(tokens, start, length):
    first = start - 1
    return tokens[first:][:length], tokens[first + 1 :][:length]


def window__targets_plus_one(tokens, start, length):
    inputs = tokens[start : start + length]
    return inputs, inputs + 1


def rate_at__squared(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * (step / warm_up) ** 2
    return peak * ((steps - step) / (steps - warm_up)) ** 2


def rate_at__one_step_ahead(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * (step + 1) / warm_up
    return peak * (steps - step - 1) / (steps - warm_up)


def rate_at__down_to_a_tenth(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * step / warm_up
    return max(peak / 10, peak * (steps - step) / (steps - warm_up)) + peak / 10


def rate_at__symmetric(step, steps, warm_up, peak):
    return peak * (1 - abs(step - steps / 2) / (steps / 2))


def at_its_best__best_over_all_settings(validation, test):
    return test[:, validation.min(axis=0).argmin()]


def at_its_best__mean_of_both(validation, test):
    return ((validation + test) / 2).min(axis=1)


def at_its_best__gap(validation, test):
    return test[np.arange(len(test)), abs(validation - test).argmin(axis=1)]


def at_its_best__last_rate(validation, test):
    return test[:, -1]
