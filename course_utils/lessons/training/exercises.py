"""Exercises of notebook 16: the pieces of a training loop, and a fair comparison."""

import numpy as np

from ...exercises import exercise, open_exercise

FEW_TOKENS = np.array([7, 3, 8, 1, 5, 2])
TOKENS = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
LONG_RUN = (300, 1000, 200, 1.0)
# Losses [settings, rates]: on validation text, and on test text.
TWO_BY_TWO = np.array([[1.4, 1.2], [1.1, 1.6]]), np.array([[1.1, 1.3], [1.2, 1.0]])
FOUR_BY_THREE = (
    np.array([[3.1, 0.83, 0.8], [0.97, 0.78, 1.3], [0.76, 0.84, 2.2], [1.6, 0.9, 0.95]]),
    np.array([[3.0, 0.79, 0.82], [0.76, 0.8, 1.4], [0.86, 0.75, 2.1], [1.5, 0.93, 0.88]]),
)


@exercise(
    "medium",
    minutes=5,
    cases=[(FEW_TOKENS, 1, 2), (TOKENS, 0, 4), (TOKENS, 5, 2), (TOKENS, 2, 3)],
    hints=[
        "A slice does it: tokens[start : start + length] are the inputs.",
        "The target of each place is the token that comes after it. Write down, for start = 1 and "
        "length = 2, at which places the targets stand.",
    ],
)
def window(tokens, start, length):
    return tokens[start : start + length], tokens[start + 1 : start + length + 1]


@window.mistake(
    "The targets equal the inputs: each place should be asked for the token that comes after it."
)
def window_unshifted(tokens, start, length):
    return tokens[start : start + length], tokens[start : start + length]


@window.mistake("The two are swapped: inputs first, then targets, which are one place later.")
def window_swapped(tokens, start, length):
    return tokens[start + 1 : start + length + 1], tokens[start : start + length]


@window.mistake("One too many: there should be `length` inputs and `length` targets.")
def window_too_long(tokens, start, length):
    return tokens[start : start + length + 1], tokens[start + 1 : start + length + 2]


@window.mistake(
    "A slice goes from one place to another, not from a place for so many: tokens[2:5] are the "
    "places 2, 3 and 4."
)
def window_length_as_end(tokens, start, length):
    return tokens[start:length], tokens[start + 1 : length + 1]


@window.mistake(
    "That is one row of length + 1 tokens. Inputs and targets are both in it: return them as two."
)
def window_in_one(tokens, start, length):
    return tokens[start : start + length + 1]


@window.mistake("These are the inputs alone. The targets are wanted as well.")
def window_inputs_only(tokens, start, length):
    return tokens[start : start + length]


@window.mistake("The targets stand one place before their inputs. They should come after.")
def window_backwards(tokens, start, length):
    return tokens[start : start + length], tokens[start - 1 : start + length - 1]


@window.mistake("The targets are two places later. Each is only one place after its input.")
def window_two_later(tokens, start, length):
    return tokens[start : start + length], tokens[start + 2 : start + length + 2]


@window.mistake(
    "There is a single target. Each of the inputs has one: the token that comes after it."
)
def window_one_target(tokens, start, length):
    return tokens[start : start + length], tokens[start + length]


@window.mistake("The window has no end: `length` tokens each are wanted.")
def window_to_the_end(tokens, start, length):
    return tokens[start:-1], tokens[start + 1 :]


@window.mistake("The window has no end: `length` tokens each are wanted.")
def window_to_the_very_end(tokens, start, length):
    return tokens[start:], tokens[start + 1 :]


@window.mistake("The inputs begin too late: at `start`, and the targets one place after that.")
def window_both_late(tokens, start, length):
    return tokens[start + 1 : start + length + 1], tokens[start + 2 : start + length + 2]


@window.mistake("One short: there should be `length` inputs and `length` targets.")
def window_short(tokens, start, length):
    return tokens[start : start + length - 1], tokens[start + 1 : start + length]


@window.mistake("The targets begin one window later. Each is only one place after its input.")
def window_next_window(tokens, start, length):
    return tokens[start : start + length], tokens[start + length : start + 2 * length]


@exercise(
    "medium",
    minutes=6,
    cases=[
        (5, 100, 10, 4.0),
        (3, 50, 12, 0.5),
        (55, 100, 10, 8.0),
        (10, 50, 10, 0.5),
        (300, 1000, 200, 1.0),
    ],
    hints=[
        "Two stretches, two formulas: is the step before the end of the warm-up or not?",
        "On the way up: which share of the warm-up is done? On the way down: how many steps are "
        "left, of how many that the way down has in all?",
    ],
)
def rate_at(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * step / warm_up
    return peak * (steps - step) / (steps - warm_up)


@rate_at.mistake("The way up is missing: during the warm-up the rate rises from 0 to the peak.")
def rate_at_no_warm_up(step, steps, warm_up, peak):
    return peak * (1 - step / steps)


@rate_at.mistake("The way up is missing: during the warm-up the rate rises from 0 to the peak.")
def rate_at_level_first(step, steps, warm_up, peak):
    return peak * min(1, (steps - step) / (steps - warm_up))


@rate_at.mistake(
    "After the warm-up the rate stays at the peak. It should fall, and reach 0 after `steps` steps."
)
def rate_at_no_way_down(step, steps, warm_up, peak):
    return peak * min(1, step / warm_up)


@rate_at.mistake(
    "The way down should begin at the peak. It is as long as all steps but those of the warm-up."
)
def rate_at_jumps(step, steps, warm_up, peak):
    return peak * step / warm_up if step < warm_up else peak * (1 - step / steps)


@rate_at.mistake(
    "The way down ends too late: it should reach 0 after `steps` steps, the warm-up among them."
)
def rate_at_too_late(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * step / warm_up
    return peak * (1 - (step - warm_up) / steps)


@rate_at.mistake("That is a share, from 0 to 1. The rate is that share of the peak.")
def rate_at_share(step, steps, warm_up, peak):
    return step / warm_up if step < warm_up else (steps - step) / (steps - warm_up)


@rate_at.mistake("The way up takes `warm_up` steps, not all of them.")
def rate_at_slow_rise(step, steps, warm_up, peak):
    return peak * step / steps if step < warm_up else peak * (steps - step) / (steps - warm_up)


@rate_at.mistake(
    "The two ways are multiplied. Each step is on one of them: up before `warm_up`, down after."
)
def rate_at_product(step, steps, warm_up, peak):
    return peak * min(1, step / warm_up) * (1 - step / steps)


@rate_at.mistake("This falls along half a cosine wave. Here it should be a straight line.")
def rate_at_cosine(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * step / warm_up
    part = (step - warm_up) / (steps - warm_up)
    return peak * (1 + np.cos(np.pi * part)) / 2


@rate_at.mistake("This is from the end to the beginning: the rate should rise first, then fall.")
def rate_at_reversed(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * (1 - step / warm_up)
    return peak * (step - warm_up) / (steps - warm_up)


@exercise(
    "medium",
    minutes=7,
    cases=[TWO_BY_TWO, FOUR_BY_THREE],
    hints=[
        "Two questions, in this order: which rate would you have chosen for each setting, if you "
        "had seen the validation losses alone? And what did that rate give on the test text?",
        "argmin(axis=1) gives, for each row, the place of its smallest number. Then take from each "
        "row of `test` the number at that place.",
        "A loop over the rows does it. In one line: test[np.arange(len(test)), chosen] takes from "
        "row 0 the number at the first place in `chosen`, from row 1 that at the second.",
    ],
)
def at_its_best(validation, test):
    chosen = validation.argmin(axis=1)  # [settings]: the place of each setting's best rate
    return test[np.arange(len(test)), chosen]


@at_its_best.mistake(
    "The rates were chosen by the test losses. Then the test is no test any more: choose by "
    "validation, and only then look."
)
def at_its_best_by_test(validation, test):
    return test.min(axis=1)


@at_its_best.mistake(
    "These are the validation losses. They chose the rates, so they look better than they should: "
    "the test losses at the same places are wanted."
)
def at_its_best_validation(validation, test):
    return validation.min(axis=1)


@at_its_best.mistake("These are the places of the rates. What is the test loss at each?")
def at_its_best_places(validation, test):
    return validation.argmin(axis=1)


@at_its_best.mistake(
    "argmin(axis=0) goes down the columns, over the settings. The rates lie along each row: axis=1."
)
def at_its_best_down_the_columns(validation, test):
    return validation.argmin(axis=0)


@at_its_best.mistake(
    "This takes whole rows of `test`. The place is a column: one number from each row."
)
def at_its_best_whole_rows(validation, test):
    return test[validation.argmin(axis=1)]


@at_its_best.mistake(
    "All settings have the same rate here. Each should have the one that is best for itself."
)
def at_its_best_one_rate(validation, test):
    return test[:, validation.mean(axis=0).argmin()]


@at_its_best.mistake(
    "All settings have the same rate here. Each should have the one that is best for itself."
)
def at_its_best_first_row(validation, test):
    return test[:, validation[0].argmin()]


@at_its_best.mistake("The worst rate of each setting was taken: argmin, where this has argmax.")
def at_its_best_worst(validation, test):
    return test[np.arange(len(test)), validation.argmax(axis=1)]


@at_its_best.mistake("That is one number. Each setting has one of its own.")
def at_its_best_one_number(validation, test):
    return test.flatten()[validation.argmin()]


@at_its_best.mistake("That is a mean over all rates. Each setting counts at its best rate alone.")
def at_its_best_mean(validation, test):
    return test.mean(axis=1)


@at_its_best.mistake(
    "This takes, from every row, the places of all rows. Row i goes with the i-th place: "
    "test[np.arange(len(test)), chosen]."
)
def at_its_best_all_pairs(validation, test):
    return test[:, validation.argmin(axis=1)]


@open_exercise(
    "medium",
    minutes=7,
    hints=[
        "What would you compare it with, and at which learning rate? How often?",
        "What costs time as well as steps? And on which text do you decide?",
    ],
)
def is_it_worth_it():
    """There is more than one good plan; a sceptic would ask for these.

    The rival: the same loop without the new thing, in the same minute, since a step with it may
    take longer. Each at its own best learning rate, searched over the same number of rates for
    both: else the one that was given more tries wins. Several seeds for each, and the difference
    compared with how far seeds differ by themselves. Chosen on validation text, reported on test
    text. Then once more inside the full plan, since what helps alone may do nothing beside the
    others (positions, above), or only there (the short convolution). And on another text: the
    mimetic start is better than the small start alone with tales, whose words come back, and worse
    with the manual. If all that holds, say for which machine, text and length of run. It need not
    hold for others."""
