"""Exercises of notebook 04: a line without b, the best b, thresholds, another zero."""

import numpy as np

from ...exercises import exercise, open_exercise

X = np.array([181.0, 195.0, 210.0, 230.0])  # flipper length, mm
Y = np.array([3750.0, 3450.0, 4400.0, 5700.0])  # body mass, g
TWO_X, TWO_Y = np.array([1.0, 2.0]), np.array([6.0, 2.0])
SMALL_X, SMALL_Y = np.array([1.0, 2.0, 4.0]), np.array([3.0, 3.0, 9.0])


@exercise(
    "medium",
    minutes=7,
    cases=[(TWO_X, TWO_Y), (X, Y), (SMALL_X, SMALL_Y)],
    each="penguin",
    hints=[
        "At the bottom of the valley the slope for a is 0: the average of (a·x − y)·x is 0.",
        "Take the average apart: a stands in one half of it only, so it can be moved out in front.",
        "a times the average of x·x, minus the average of x·y, is 0. Solve for a.",
    ],
)
def best_a_without_b(x, y):
    return np.mean(x * y) / np.mean(x * x)


@best_a_without_b.mistake(
    "That sends the line through the average penguin. The longest levers should pull more: "
    "start from the slope of the loss, the average of 2·(a·x − y)·x."
)
def best_a_ratio_of_averages(x, y):
    return np.mean(y) / np.mean(x)


@best_a_without_b.mistake(
    "Each penguin's own y/x, averaged: here every penguin has the same say, however long its lever."
)
def best_a_average_ratio(x, y):
    return np.mean(y / x)


@best_a_without_b.mistake(
    "That is a mass in g. For a, divide by the squares: the average of x·y over that of x·x."
)
def best_a_divided_by_x(x, y):
    return np.mean(x * y) / np.mean(x)


@best_a_without_b.mistake(
    "x·x is missing from the denominator: the average of x·y is divided by it."
)
def best_a_not_divided(x, y):
    return np.mean(x * y)


@best_a_without_b.mistake(
    "The square came too late: average the squares x·x, do not square the average of x."
)
def best_a_squared_late(x, y):
    return np.mean(x * y) / np.mean(x) ** 2


@best_a_without_b.mistake("Upside down: the average of x·y belongs in the numerator.")
def best_a_upside_down(x, y):
    return np.mean(x * x) / np.mean(x * y)


@best_a_without_b.mistake(
    "That is the best a of a line that may have a b. Here there is none: do not centre."
)
def best_a_with_b(x, y):
    return np.mean((x - np.mean(x)) * (y - np.mean(y))) / np.var(x)


@best_a_without_b.mistake("Averaged too early: multiply each x by the y of its own penguin first.")
def best_a_averaged_early(x, y):
    return np.mean(x) * np.mean(y) / np.mean(x * x)


@exercise(
    "medium",
    minutes=5,
    cases=[(2.0, TWO_X, TWO_Y), (40.0, X, Y), (0.0, X, Y), (-2.0, SMALL_X, SMALL_Y)],
    each="penguin",
    hints=[
        "For each penguin, a·x is given. What is left for b to explain is y - a * x.",
        "Now b is a flat line through what is left. Which flat line was best in notebook 01?",
    ],
)
def best_b(a, x, y):
    return np.mean(y - a * x)


@best_b.mistake("That is the best b for a = 0. For other a, take a·x away from y first.")
def best_b_ignores_a(a, x, y):
    return np.mean(y)


@best_b.mistake("The sign is flipped: what is left for b is y minus a·x.")
def best_b_flipped(a, x, y):
    return np.mean(a * x - y)


@best_b.mistake("x is missing: what the model says without b is a * x, not a.")
def best_b_forgot_x(a, x, y):
    return np.mean(y) - a


@best_b.mistake("The sign is lost: take a·x away from y, do not add it.")
def best_b_added(a, x, y):
    return np.mean(y + a * x)


@best_b.mistake("Divided where it should be taken away: what is left for b is y − a·x.")
def best_b_divided(a, x, y):
    return np.mean(y) / np.mean(x) if a == 0 else np.mean(y / (a * x))


@best_b.mistake("What is left was summed, not averaged.")
def best_b_summed(a, x, y):
    return np.sum(y - a * x)


@best_b.mistake(
    "That is the median of what is left: best for misses that are not squared. Ours are."
)
def best_b_median(a, x, y):
    return np.median(y - a * x)


@open_exercise(
    "medium",
    minutes=8,
    hints=[
        "Turn b by d, up or down. The miss m of each penguin becomes m + d.",
        "(m + d)² = m² + 2·m·d + d², as in notebook 02. Now average over all penguins.",
        "d is the same for all, so the average of 2·m·d is 2·d times the average of m.",
    ],
)
def any_other_b():
    """
    Call the misses m. Turning b by d makes each of them m + d, and its square m² + 2·m·d + d².
    Averaged over all penguins:

        new loss = old loss + 2·d·(average miss) + d²

    If the average miss is 0, the middle part is gone and the loss has grown by exactly d²: by
    2,500 g² for 50 g, whichever way, whatever the data and whatever a is. So no other b is as good:
    there is one best b for each a, and there the misses above and below cancel.

    The other way round: if the average miss is not 0, take d = −(average miss). Then the two added
    parts are −2·d² and d², together −d², and the loss has fallen. So a b at which the misses do
    *not* cancel is never the best.

    What the proof does not say is that the misses are small. It says that they cancel.
    """


@exercise(
    "easy",
    minutes=3,
    cases=[(0.5, -3.0), (2.0, 8.0), (-0.1, 2.0)],
    hints=[
        "The sigmoid of z is one half where z is 0. So where is a·x + b = 0?",
        "Solve that for x: first take b to the other side.",
    ],
)
def threshold(a, b):
    return -b / a


@threshold.mistake("The sign is flipped: a·x + b = 0 gives a·x = −b.")
def threshold_flipped(a, b):
    return b / a


@threshold.mistake(
    "x is counted from 200 mm already. The question is about x, not the flipper: leave the 200 out."
)
def threshold_as_a_flipper(a, b):
    return 200 - b / a


@threshold.mistake(
    "The sigmoid gives one half where what goes in is 0, not where it is one half: a·x + b = 0."
)
def threshold_at_one_half(a, b):
    return (0.5 - b) / a


@threshold.mistake(
    "That is what the sigmoid gives there. The question is at which x it does: solve a·x + b = 0."
)
def threshold_the_half(a, b):
    return 0.5


@threshold.mistake("Taken apart the wrong way: a·x = −b gives x = −b divided by a, not −b − a.")
def threshold_subtracted(a, b):
    return -b - a


@threshold.mistake("The threshold is not b alone: a has its share. Solve a·x + b = 0 for x.")
def threshold_only_b(a, b):
    return -b


@threshold.mistake("Upside down: b belongs in the numerator, a in the denominator.")
def threshold_upside_down(a, b):
    return -a / b


@threshold.mistake("Multiplied where it should be divided: a·x = −b, so x is −b divided by a.")
def threshold_multiplied(a, b):
    return -b * a


@exercise(
    "medium",
    minutes=5,
    cases=[(0.5, -3.0), (50.0, 4150.0), (-0.1, 2.0)],
    hints=[
        "Put x = flipper − 200 into a·x + b, and multiply out.",
        "Sort what you get: what multiplies the flipper is the new a, all that is left the new b.",
    ],
)
def counted_from_zero(a, b):
    return a, b - 200 * a


@counted_from_zero.mistake(
    "The sign is flipped: counted from 0 the inputs are 200 larger, so b must take 200·a back."
)
def counted_from_zero_flipped(a, b):
    return a, b + 200 * a


@counted_from_zero.mistake("The old b got lost: it is still there, and 200·a is taken from it.")
def counted_from_zero_lost_b(a, b):
    return a, -200 * a


@counted_from_zero.mistake("The two are swapped: first the new a, then the new b.")
def counted_from_zero_exchanged(a, b):
    return b - 200 * a, a


@counted_from_zero.mistake(
    "The sign is flipped and a forgotten: the inputs are 200 larger, and each mm counts a times."
)
def counted_from_zero_added(a, b):
    return a, b + 200


@counted_from_zero.mistake("200 mm are not 200 g: each mm counts a times. Take away 200·a.")
def counted_from_zero_forgot_a(a, b):
    return a, b - 200


@counted_from_zero.mistake(
    "With the same dials every output changes: each input is 200 larger now."
)
def counted_from_zero_same(a, b):
    return a, b


@counted_from_zero.mistake(
    "a need not change: a mm more adds as much as before. Only the zero has moved, and that is b's."
)
def counted_from_zero_scaled(a, b):
    return a / 200, b
