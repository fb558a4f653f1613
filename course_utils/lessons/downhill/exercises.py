"""Exercises of notebook 02: two slopes, a step downhill and many, standardised measurements."""

import numpy as np

from ...exercises import exercise, open_exercise

X = np.array([181.0, 195.0, 210.0, 230.0])  # flipper length, mm
Y = np.array([3750.0, 3450.0, 4400.0, 5700.0])  # body mass, g


@exercise(
    "medium",
    minutes=6,
    cases=[
        (5.0, np.array([1.0, 3.0])),
        (3000.0, Y),
        (5000.0, Y),
        (4100.0, np.array([2900.0, 3300.0, 6100.0])),  # the average: here the slope is exactly 0
    ],
    each="penguin",
    hints=[
        "The miss of each penguin is what the model said, b, minus its mass: b - y is an array.",
        "One penguin alone has the slope 2 · miss. Take that of every penguin.",
        "The loss is an average over penguins, so its slope is the average of theirs: np.mean.",
    ],
)
def slope_of_b(b, y):
    return 2 * np.mean(b - y)


@slope_of_b.mistake(
    "The sign is flipped: a miss is what the model said minus the true mass, so b - y. "
    "Where b is too small the slope must be negative: turning b up makes the loss fall."
)
def slope_of_b_flipped(b, y):
    return 2 * np.mean(y - b)


ONE_SIDED = (
    "You turned the dial a hair one way and compared: this measures the slope half a hair further "
    "on. Turn it a hair either way and compare these two, or use the formula, which needs no hair."
)


def _loss_of_b(b, y):
    return np.mean((b - y) ** 2)


@slope_of_b.mistake(ONE_SIDED)
def slope_of_b_hair_of_1(b, y):
    return _loss_of_b(b + 1, y) - _loss_of_b(b, y)


@slope_of_b.mistake(ONE_SIDED)
def slope_of_b_hair_of_a_tenth(b, y):
    return (_loss_of_b(b + 0.1, y) - _loss_of_b(b, y)) / 0.1


@slope_of_b.mistake(ONE_SIDED)
def slope_of_b_hair_of_a_hundredth(b, y):
    return (_loss_of_b(b + 0.01, y) - _loss_of_b(b, y)) / 0.01


@slope_of_b.mistake(
    "The average miss is there. But how steep is a square at that miss? The square of m grows by "
    "2 · m for each unit of m, not by m²."
)
def slope_of_b_squared_average(b, y):
    return np.mean(b - y) ** 2


@slope_of_b.mistake(
    "This is twice the loss. The square of a miss m has the slope 2 · m: the square is gone."
)
def slope_of_b_twice_loss(b, y):
    return 2 * np.mean((b - y) ** 2)


@slope_of_b.mistake("The factor 2 is missing: the square grew by two strips, not by one.")
def slope_of_b_half(b, y):
    return np.mean(b - y)


@slope_of_b.mistake(
    "The slopes of all penguins were summed. The loss is their average, so average the slopes."
)
def slope_of_b_summed(b, y):
    return 2 * np.sum(b - y)


@slope_of_b.mistake(
    "That is the loss itself. The slope says how fast it changes: 2 · miss for one penguin."
)
def slope_of_b_loss(b, y):
    return np.mean((b - y) ** 2)


@slope_of_b.mistake(
    "Without their signs the misses cannot say which way to turn b. Leave the signs in."
)
def slope_of_b_unsigned(b, y):
    return 2 * np.mean(np.abs(b - y))


@exercise(
    "easy",
    minutes=3,
    cases=[(10.0, -3.0, 2.0), (3000.0, -2400.0, 0.1), (5000.0, 1600.0, 0.25)],
    hints=[
        "The length of the turn is learning_rate times slope.",
        "A positive slope means that the loss rises when b is turned up. So turn it down: minus.",
    ],
)
def one_step(b, slope, learning_rate):
    return b - learning_rate * slope


@one_step.mistake(
    "This goes uphill: with + the dial turns the way in which the loss grows. Take minus."
)
def one_step_uphill(b, slope, learning_rate):
    return b + learning_rate * slope


@one_step.mistake("The learning rate is missing: it scales the slope before it is taken off.")
def one_step_whole_slope(b, slope, learning_rate):
    return b - slope


@one_step.mistake("That is the turn alone. Return where the dial stands after it: start from b.")
def one_step_turn_alone(b, slope, learning_rate):
    return -learning_rate * slope


@one_step.mistake(
    "Divided where it should be multiplied: a larger learning rate must make a longer step."
)
def one_step_divided(b, slope, learning_rate):
    return b - slope / learning_rate


@one_step.mistake(
    "The learning rate scales the step alone, not where b stood. Multiply first, then subtract."
)
def one_step_all_scaled(b, slope, learning_rate):
    return learning_rate * (b - slope)


@one_step.mistake("That shrinks b itself. The step is learning_rate * slope, however large b is.")
def one_step_shrinks_b(b, slope, learning_rate):
    return b * (1 - learning_rate * slope)


@one_step.mistake(
    "The slope is missing: the step must be long where it is steep, and turn with the sign."
)
def one_step_no_slope(b, slope, learning_rate):
    return b - learning_rate


@exercise(
    "medium",
    minutes=5,
    cases=[(1000.0, 0.25, 1), (1200.0, 0.05, 20), (1200.0, 0.9, 3), (800.0, 1.2, 2)],
    hints=[
        "b minus the average mass is the distance. So the slope, 2 times the average of b − y, is "
        "twice the distance.",
        "One step takes away learning_rate · 2 · distance. What multiple of it is left?",
        "Each further step multiplies what is left by the same number once more: a power, **.",
    ],
)
def distance_left(distance, learning_rate, steps):
    return distance * (1 - 2 * learning_rate) ** steps


@distance_left.mistake(
    "The slope is twice the distance, since the square of a miss m has the slope 2 · m."
)
def distance_left_half_slope(distance, learning_rate, steps):
    return distance * (1 - learning_rate) ** steps


@distance_left.mistake(
    "The first step is right. But the second takes away a share of what the first one left, not "
    "of the whole: the shares multiply."
)
def distance_left_straight_down(distance, learning_rate, steps):
    return distance * (1 - 2 * learning_rate * steps)


@distance_left.mistake("The share 2 · rate is what one step takes away. Which share does it leave?")
def distance_left_taken(distance, learning_rate, steps):
    return distance * (2 * learning_rate) ** steps


@distance_left.mistake("This grows with every step: a step takes away from the distance.")
def distance_left_uphill(distance, learning_rate, steps):
    return distance * (1 + 2 * learning_rate) ** steps


@distance_left.mistake("That is right for one step. Each further one multiplies once more.")
def distance_left_one_step(distance, learning_rate, steps):
    return distance * (1 - 2 * learning_rate)


@distance_left.mistake(
    "The factor and its power are right: multiply the distance at the start by them."
)
def distance_left_factor_alone(distance, learning_rate, steps):
    return (1 - 2 * learning_rate) ** steps


@distance_left.mistake(
    "The size is right. Keep the sign: below 0 the walker stands on the other side of the bottom."
)
def distance_left_unsigned(distance, learning_rate, steps):
    return abs(distance * (1 - 2 * learning_rate) ** steps)


@exercise(
    "medium",
    minutes=8,
    cases=[
        (2.0, 1.0, np.array([1.0, 2.0]), np.array([2.0, 12.0])),
        (40.0, -4000.0, X, Y),
        (0.0, 4200.0, X, Y),
        (50.0, -5000.0, X[:2], Y[:2]),
    ],
    each="penguin",
    hints=[
        "Start as before: miss = a * x + b - y, one number for each penguin.",
        "A hair's turn of a moves a penguin's prediction by x hairs: its slope is 2 · miss · x.",
        "Multiply each miss by the x of the same penguin first; average afterwards.",
    ],
)
def slope_of_a(a, b, x, y):
    miss = a * x + b - y
    return 2 * np.mean(miss * x)


@slope_of_a.mistake(
    "The lever is missing: multiply each miss by its x. Without x this is the slope of b."
)
def slope_of_a_no_lever(a, b, x, y):
    return 2 * np.mean(a * x + b - y)


def _loss(a, b, x, y):
    return np.mean((a * x + b - y) ** 2)


@slope_of_a.mistake(ONE_SIDED)
def slope_of_a_hair_of_1(a, b, x, y):
    return _loss(a + 1, b, x, y) - _loss(a, b, x, y)


@slope_of_a.mistake(ONE_SIDED)
def slope_of_a_hair_of_a_tenth(a, b, x, y):
    return (_loss(a + 0.1, b, x, y) - _loss(a, b, x, y)) / 0.1


@slope_of_a.mistake(ONE_SIDED)
def slope_of_a_hair_of_a_hundredth(a, b, x, y):
    return (_loss(a + 0.01, b, x, y) - _loss(a, b, x, y)) / 0.01


@slope_of_a.mistake(
    "The lever is a, the wrong letter: if a turns by a hair, a penguin's prediction moves x hairs."
)
def slope_of_a_lever_a(a, b, x, y):
    return 2 * np.mean(a * (a * x + b - y))


@slope_of_a.mistake(
    "The misses are still squared. The square of a miss m has the slope 2 · m: the square is gone."
)
def slope_of_a_squared(a, b, x, y):
    return 2 * np.mean((a * x + b - y) ** 2 * x)


@slope_of_a.mistake("The sign is flipped: a miss is a * x + b minus y, not the other way round.")
def slope_of_a_flipped(a, b, x, y):
    return 2 * np.mean((y - a * x - b) * x)


@slope_of_a.mistake("The factor 2 is missing: the slope of a square is 2 · miss, then times x.")
def slope_of_a_half(a, b, x, y):
    return np.mean((a * x + b - y) * x)


@slope_of_a.mistake("The penguins were summed. The loss is an average, and so is its slope.")
def slope_of_a_summed(a, b, x, y):
    return 2 * np.sum((a * x + b - y) * x)


@slope_of_a.mistake(
    "Averaged too early: each miss must meet the x of its own penguin before you average."
)
def slope_of_a_averaged_early(a, b, x, y):
    return 2 * np.mean(a * x + b - y) * np.mean(x)


@slope_of_a.mistake("b is missing from the prediction: the miss is a * x + b - y.")
def slope_of_a_forgot_b(a, b, x, y):
    return 2 * np.mean((a * x - y) * x)


@exercise(
    "easy",
    minutes=4,
    cases=[(np.array([2.0, 10.0]),), (X,), (Y,), (np.array([2.0, 4.0, 9.0]),)],
    hints=[
        "First take the average away from every number, so that the new average is 0.",
        "Then divide by np.std of the numbers, so that a typical one is 1 away from 0.",
    ],
)
def standardise(values):
    return (values - np.mean(values)) / np.std(values)


@standardise.mistake(
    "Divided by the variance, np.var. Its root is the standard deviation, in the unit of the data."
)
def standardise_by_variance(values):
    return (values - np.mean(values)) / np.var(values)


@standardise.mistake("The middle is at 0 now, but the lever is still long: divide by np.std.")
def standardise_centred_only(values):
    return values - np.mean(values)


@standardise.mistake("The size is right, but the middle is not at 0: take the average away first.")
def standardise_scaled_only(values):
    return values / np.std(values)


@standardise.mistake(
    "Parentheses are missing: only the average was divided. Subtract first, in parentheses."
)
def standardise_no_parentheses(values):
    return values - np.mean(values) / np.std(values)


@standardise.mistake(
    "Divided by the average. That does not put a typical number 1 away from 0: divide by np.std."
)
def standardise_by_mean(values):
    return (values - np.mean(values)) / np.mean(values)


@standardise.mistake(
    "This puts the smallest at 0 and the largest at 1. Wanted: the average at 0, an np.std of 1."
)
def standardise_min_max(values):
    return (values - np.min(values)) / np.ptp(values)


@standardise.mistake(
    "Upside down: mean − number. What is above the average should come out above 0."
)
def standardise_flipped(values):
    return (np.mean(values) - values) / np.std(values)


@standardise.mistake(
    "The middle was taken from the median. The new average is 0 only if the average is what you "
    "take away."
)
def standardise_median(values):
    return (values - np.median(values)) / np.std(values)


@standardise.mistake(
    "Divided by the whole range. One odd penguin would set it: use np.std, which asks them all."
)
def standardise_by_range(values):
    return (values - np.mean(values)) / np.ptp(values)


@standardise.mistake(
    "Close: this std divides by n - 1 instead of n (ddof=1). Use np.std as it is, "
    "so that the average of the new squares is exactly 1."
)
def standardise_ddof(values):
    return (values - np.mean(values)) / np.std(values, ddof=1)


@open_exercise(
    "hard",
    minutes=10,
    hints=[
        "After t steps of the walk a = a₀ + t·p and b = b₀ + t·q. How has the miss of one penguin "
        "changed?",
        "Its miss is m + t·(p·x + q). Square that: what stands in front of t²?",
        "Averaged, the loss is a parabola in t, which opens upwards or is flat. How many lowest "
        "points can a parabola have? And when is it flat?",
    ],
)
def one_lowest_point():
    """There is one lowest point, unless all the flippers are equally long.

    Walk straight over the map, in any direction: a = a₀ + t·p and b = b₀ + t·q, where t says how
    far. A penguin whose miss was m at the start now has the miss m + t·(p·x + q), which squared is
    m² + 2·t·m·(p·x + q) + t²·(p·x + q)². Averaged over all penguins, the loss is a parabola in t.
    In front of t² stands an average of squares. It is never negative, so the parabola opens
    upwards, and has one lowest point, unless that average is 0.

    So there cannot be two valleys. If both had their lowest point, the straight walk from one to
    the other would lead up and down again, and no parabola that opens upwards does that.

    When is the average 0? Only if p·x + q = 0 for every penguin: when all have the same x. (Then a
    and b do the same thing, and going up with a and down with b changes no prediction.) The bottom
    is then a whole line of equally good settings, and two starts end in two places on it. In the
    canyon as measured there is one lowest point, but two walkers who stop early may be far apart.

    For a model that multiplies dials by each other, or bends, this proof fails, and there may be
    many valleys: notebook 08.
    """
