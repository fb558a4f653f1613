"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def knowing_nothing__root(V):
    return np.sqrt(V)


def knowing_nothing__half_right(V):
    return np.log(V) / 2


def knowing_nothing__one_less(V):
    return np.log(V - 1)


def knowing_nothing__logarithm_of_one_plus(V):
    return np.log1p(V)


def knowing_nothing__entropy_of_one_token(V):
    return np.log(V) / V


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


def falling_rate__one_over_step(step, steps, peak):
    return peak / (1 + step)


def falling_rate__parabola(step, steps, peak):
    return peak * (1 - (step / steps) ** 2)


def falling_rate__squared(step, steps, peak):
    return peak * (1 - step / steps) ** 2


def falling_rate__halved_at_each_quarter(step, steps, peak):
    return peak * 0.5 ** (4 * step // steps)


def falling_rate__rises_first(step, steps, peak):
    return peak * min(step / (0.1 * steps), 1 - step / steps)


def falling_rate__stops_at_a_tenth(step, steps, peak):
    return peak * max(1 - step / steps, 0.1)


def falling_rate__steps_over_step(step, steps, peak):
    return peak * (steps - step) / (steps + step)


def cross_entropy__squares_for_powers(logits, came):
    probs = logits**2 / (logits**2).sum(axis=1, keepdims=True)
    return -np.log(probs[np.arange(len(came)), came] + 1e-9).mean()


def cross_entropy__sigmoids(logits, came):
    probs = 1 / (1 + np.exp(-logits))
    return -np.log(probs[np.arange(len(came)), came]).mean()


def cross_entropy__missed_share(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return (1 - probs[np.arange(len(came)), came]).mean()


def cross_entropy__first_place_only(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.log(probs[0, came[0]])


def cross_entropy__entropy_of_the_rows(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -(probs * np.log(probs)).sum(axis=1).mean()


def cross_entropy__softmax_twice(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    probs = np.exp(probs) / np.exp(probs).sum(axis=1, keepdims=True)
    return -np.log(probs[np.arange(len(came)), came]).mean()


def cross_entropy__log_of_the_powers(logits, came):
    powers = np.exp(logits)
    return np.log(powers.sum(axis=1)).mean()


def cross_entropy__squared_misses(logits, came):
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return ((1 - probs[np.arange(len(came)), came]) ** 2).mean()
