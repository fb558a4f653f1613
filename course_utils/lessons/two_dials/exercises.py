"""Exercises of notebook 01: a line, two dials, one error."""

import numpy as np

from ...exercises import exercise

X = np.array([181.0, 195.0, 210.0, 230.0])  # flipper length, mm
Y = np.array([3750.0, 3450.0, 4400.0, 5700.0])  # body mass, g
SMALL_X, SMALL_Y = np.array([1.0, 2.0]), np.array([2.0, 12.0])  # with a = 2, b = 1: off by 1, −7


@exercise(
    "easy",
    minutes=3,
    hints=[
        "Put the three numbers into y = a·x + b, in the places of a, x and b.",
        "First multiply, then add b. Adding a negative number takes away.",
    ],
)
def by_hand():
    return 25 * 210 + (-700)


@by_hand.mistake("That is a·x alone: b has still to be added.")
def by_hand_forgot_b():
    return 25 * 210


@by_hand.mistake("The sign of b got lost: b is −700, so adding it makes the answer smaller.")
def by_hand_lost_sign():
    return 25 * 210 + 700


@by_hand.mistake(
    "b was added before multiplying. In a·x + b, a multiplies x alone, and b comes last."
)
def by_hand_added_first():
    return 25 * (210 - 700)


@exercise(
    "medium",
    minutes=8,
    cases=[
        (2.0, 1.0, SMALL_X, SMALL_Y),
        (40.0, -4000.0, X, Y),
        (0.0, 4200.0, X, Y),
        (50.0, -5800.0, X[:2], Y[:2]),
    ],
    each="penguin",
    hints=[
        "Start with the predictions of all penguins at once: a * x + b is an array like x.",
        "The miss of each penguin is prediction minus y. Square the misses: now none is negative.",
        "np.mean gives the average of the squares, np.sqrt turns g² back into g.",
    ],
)
def typical_error(a, b, x, y):
    miss = a * x + b - y
    return np.sqrt(np.mean(miss**2))


@typical_error.mistake(
    "Misses above and below cancel in this average. Square them before averaging."
)
def typical_error_signed(a, b, x, y):
    return np.mean(a * x + b - y)


@typical_error.mistake("This is still in g²: take the square root of the average at the end.")
def typical_error_squared(a, b, x, y):
    return np.mean((a * x + b - y) ** 2)


@typical_error.mistake(
    "Averaged first, then squared: the misses have cancelled already. Square each, then average."
)
def typical_error_averaged_first(a, b, x, y):
    return np.sqrt(np.mean(a * x + b - y) ** 2)


@typical_error.mistake(
    "np.std takes the average miss away first, so a model that is always 500 g too high looks fine."
)
def typical_error_std(a, b, x, y):
    return np.std(a * x + b - y)


@typical_error.mistake(
    "The squares were summed, not averaged: more penguins would mean more error."
)
def typical_error_summed(a, b, x, y):
    return np.sqrt(np.sum((a * x + b - y) ** 2))


@typical_error.mistake(
    "Divided by one too few: an average divides by the number of penguins, as np.mean does."
)
def typical_error_one_too_few(a, b, x, y):
    return np.sqrt(np.sum((a * x + b - y) ** 2) / (len(y) - 1))


@typical_error.mistake(
    "That is the largest miss of all. Every penguin should have a say: average their squares."
)
def typical_error_largest(a, b, x, y):
    return np.max(np.abs(a * x + b - y))


@typical_error.mistake("b is missing from the prediction: it should be a * x + b.")
def typical_error_forgot_b(a, b, x, y):
    return np.sqrt(np.mean((a * x - y) ** 2))


@typical_error.mistake(
    "This is the average size of the misses: a fine error too, but another one. "
    "Square them instead of taking absolute values, so that one large miss counts for more."
)
def typical_error_absolute(a, b, x, y):
    return np.mean(np.abs(a * x + b - y))


@exercise(
    "medium",
    minutes=5,
    cases=[(np.array([2900.0, 3300.0, 6100.0]),), (Y,)],
    each="penguin",
    hints=[
        "Try two penguins, of 3,000 g and 5,000 g. Which one number is the best guess for both?",
        "Each penguin pulls at the guess, harder the further away it is. Where do they balance?",
    ],
)
def best_flat_b(y):
    return np.mean(y)


@best_flat_b.mistake(
    "That is the median, the best guess when misses are not squared. "
    "Squared misses pull harder the longer they are, and balance somewhere else."
)
def best_flat_b_median(y):
    return np.median(y)


@best_flat_b.mistake(
    "Halfway between lightest and heaviest: all the penguins between have a say too."
)
def best_flat_b_middle(y):
    return (np.min(y) + np.max(y)) / 2


@best_flat_b.mistake(
    "That is a number for our penguins. Compute it from y, so that it is right for any penguins."
)
def best_flat_b_constant(y):
    return 4200


@best_flat_b.mistake("The masses were added up, but not divided by how many there are.")
def best_flat_b_sum(y):
    return np.sum(y)


@exercise(
    "hard",
    minutes=8,
    cases=[(50.0, -5800.0), (30.0, -1800.0), (-2.0, 7.0)],
    hints=[
        "A flipper of 200 mm has x = 20 in cm. The prediction in g must not change.",
        "a is in g per mm. How many g is that for each cm?",
        "b is what is left for x = 0, and 0 mm is 0 cm.",
    ],
)
def dials_for_centimetres(a, b):
    return 10 * a, b


@dials_for_centimetres.mistake(
    "a went the wrong way: x becomes 10 times smaller in cm, so a must make up for it."
)
def dials_for_centimetres_divided(a, b):
    return a / 10, b


@dials_for_centimetres.mistake("The two are swapped: first the new a, then the new b.")
def dials_for_centimetres_exchanged(a, b):
    return b, 10 * a


@dials_for_centimetres.mistake("A centimetre is 10 millimetres, not 100.")
def dials_for_centimetres_hundred(a, b):
    return 100 * a, b


@dials_for_centimetres.mistake(
    "You moved b. But b counts where x = 0, and 0 mm is 0 cm; it is a that counts per mm."
)
def dials_for_centimetres_wrong_dial(a, b):
    return a, 10 * b


@dials_for_centimetres.mistake("b is in g, and grams did not change: leave b as it is.")
def dials_for_centimetres_both(a, b):
    return 10 * a, 10 * b


@dials_for_centimetres.mistake("a is right; b is in g, and grams did not change: leave b as it is.")
def dials_for_centimetres_divided_b(a, b):
    return 10 * a, b / 10


@dials_for_centimetres.mistake(
    "With the same dials every prediction changes, since x is now 10 times smaller."
)
def dials_for_centimetres_same(a, b):
    return a, b
