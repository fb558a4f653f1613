"""Exercises of notebook 05: rows of inputs, rows of dials, and what an input is worth."""

import numpy as np

from ...exercises import exercise, open_exercise

X2 = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]])  # [3, 2]: three examples, two features
X3 = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -1.0], [-2.0, 1.0, 0.5], [0.0, 1.0, -2.5]])


@exercise(
    "easy",
    minutes=3,
    hints=[
        "Each dial meets the input that stands in the same place: 2 meets 4.",
        "Three products, one of them negative. Add them up, and do not forget b.",
    ],
)
def by_hand():
    return 2 * 4 + (-1) * 5 + 3 * 1 + 10


@by_hand.mistake("That is the dot product alone: b has still to be added.")
def by_hand_forgot_b():
    return 2 * 4 + (-1) * 5 + 3 * 1


@by_hand.mistake("The sign of −1 got lost: −1 times 5 takes 5 away.")
def by_hand_lost_sign():
    return 2 * 4 + 1 * 5 + 3 * 1 + 10


@by_hand.mistake("These are the products. A dot product adds them up to one number (and then b).")
def by_hand_left_a_row():
    return 8, -5, 3


@by_hand.mistake(
    "Each row was added up before multiplying. Multiply first, dial by input, and then add."
)
def by_hand_sums_first():
    return (2 - 1 + 3) * (4 + 5 + 1) + 10


@by_hand.mistake("b was added to each of the three products. It comes once, at the end.")
def by_hand_b_thrice():
    return 2 * 4 + (-1) * 5 + 3 * 1 + 3 * 10


@exercise(
    "easy",
    minutes=2,
    hints=[
        "Write the formula out: y = a₁·x₁ + a₂·x₂ + … Which of these numbers can be turned?",
        "The inputs come with the house; they are not parameters. What is left?",
    ],
)
def how_many():
    return 7 + 1


@how_many.mistake("b is a parameter too.")
def how_many_forgot_b():
    return 7


@how_many.mistake(
    "a is one name, but a row of seven dials. Each number that can be turned is one parameter."
)
def how_many_names():
    return 2


@how_many.mistake("Each feature has a dial, but all of them share one b.")
def how_many_b_each():
    return 14


@how_many.mistake(
    "The seven inputs were counted as well. They come with the house; nobody sets them."
)
def how_many_with_inputs():
    return 15


@exercise(
    "hard",
    minutes=8,
    cases=[
        (
            np.array([1.0, 2.0]),
            1.0,
            np.array([[1.0, 0.0], [2.0, 1.0]]),
            np.array([1.0, 2.0]),
        ),
        (np.array([1.0, -2.0]), 0.5, X2, np.array([1.0, 2.0, -1.0])),
        (np.array([0.5, 1.0, -1.5]), -2.0, X3, np.array([3.0, 0.0, -1.0, 2.0])),
    ],
    hints=[
        "x @ a + b gives all predictions at once; the misses are those minus y.",
        "The slope of dial i is the average of 2 · miss · (feature i); feature i is x[:, i].",
        "The slope of b is the average of 2 · miss. Put it behind the others with np.append.",
    ],
)
def slopes(a, b, x, y):
    miss = x @ a + b - y
    of_a = [np.mean(2 * miss * x[:, i]) for i in range(len(a))]
    return np.append(of_a, np.mean(2 * miss))


@slopes.mistake("All signs are flipped: the miss is prediction minus y, in this order.")
def slopes_flipped(a, b, x, y):
    miss = y - (x @ a + b)
    return np.append(2 * x.T @ miss / len(y), np.mean(2 * miss))


@slopes.mistake("The 2 that comes from the square is missing: each slope is half the right one.")
def slopes_halved(a, b, x, y):
    miss = x @ a + b - y
    return np.append(x.T @ miss / len(y), np.mean(miss))


@slopes.mistake(
    "The slopes were summed over the examples. The loss is an average, so average them."
)
def slopes_summed(a, b, x, y):
    miss = x @ a + b - y
    return np.append(2 * x.T @ miss, 2 * np.sum(miss))


@slopes.mistake(
    "Each dial got the slope of b. Multiply each miss by the dial's own feature before averaging."
)
def slopes_without_x(a, b, x, y):
    miss = x @ a + b - y
    return np.full(len(a) + 1, np.mean(2 * miss))


@slopes.mistake(
    "Only the slopes of a are doubled. The 2 comes from the square, so it is in that of b as well."
)
def slopes_b_halved(a, b, x, y):
    miss = x @ a + b - y
    return np.append(2 * x.T @ miss / len(y), np.mean(miss))


@slopes.mistake(
    "Averaged too early: each miss must meet the feature of its own example before you average."
)
def slopes_averaged_early(a, b, x, y):
    miss = x @ a + b - y
    return np.append(2 * np.mean(miss) * np.mean(x, axis=0), 2 * np.mean(miss))


@slopes.mistake(
    "Divided by how many features there are. The average is over the examples: by len(y)."
)
def slopes_over_features(a, b, x, y):
    miss = x @ a + b - y
    return np.append(2 * x.T @ miss, 2 * np.sum(miss)) / len(a)


@slopes.mistake("All slopes are right. Put them into one row: np.append(slopes_of_a, slope_of_b).")
def slopes_as_two_things(a, b, x, y):
    miss = x @ a + b - y
    return 2 * x.T @ miss / len(y), 2 * np.mean(miss)


@slopes.mistake("b is missing from the prediction: it should be x @ a + b.")
def slopes_forgot_b(a, b, x, y):
    miss = x @ a - y
    return np.append(2 * x.T @ miss / len(y), np.mean(2 * miss))


@slopes.mistake("The slope of b should come last, behind those of the row a.")
def slopes_b_first(a, b, x, y):
    miss = x @ a + b - y
    return np.append(np.mean(2 * miss), 2 * x.T @ miss / len(y))


@slopes.mistake("These are the slopes of the row a. That of b is missing: one more, at the end.")
def slopes_without_b(a, b, x, y):
    return 2 * x.T @ (x @ a + b - y) / len(y)


@exercise(
    "medium",
    minutes=6,
    cases=[
        (np.array([0.0, 0.0, 1.0]), np.array([2.0, 4.0, 9.0])),
        (
            np.array([1.0, 0.0, 0.0, 1.0, 0.0]),
            np.array([5000.0, 3700.0, 3300.0, 5400.0, 4400.0]),
        ),
        (np.array([1.0, 1.0, 1.0, 0.0]), np.array([-1.0, 2.0, 8.0, 4.0])),
    ],
    each="penguin",
    hints=[
        "What does the model say where x is 0? And where x is 1? These are two flat lines.",
        "Notebook 01: which flat line is best for those with x = 0? That settles b.",
        "y[x == 1] picks those with a yes. For them the model says a + b.",
    ],
)
def yes_or_no(x, y):
    no, yes = np.mean(y[x == 0]), np.mean(y[x > 0])
    return yes - no, no


@yes_or_no.mistake("The two are swapped: first a, what a yes is worth, then b.")
def yes_or_no_exchanged(x, y):
    no, yes = np.mean(y[x == 0]), np.mean(y[x == 1])
    return no, yes - no


@yes_or_no.mistake("For a yes the model says a + b, not a: b is there for everybody.")
def yes_or_no_both_averages(x, y):
    return np.mean(y[x == 1]), np.mean(y[x == 0])


@yes_or_no.mistake("The sign is flipped: a is what a yes adds to a no.")
def yes_or_no_flipped(x, y):
    no, yes = np.mean(y[x == 0]), np.mean(y[x == 1])
    return no - yes, no


@yes_or_no.mistake(
    "With b at the average of all, those with a no come out wrong: they get b and nothing else."
)
def yes_or_no_b_of_all(x, y):
    return np.mean(y[x == 1]) - np.mean(y), np.mean(y)


@yes_or_no.mistake("a is right. b is what the model says where x is 0: the average of the no's.")
def yes_or_no_b_of_yes(x, y):
    no, yes = np.mean(y[x == 0]), np.mean(y[x == 1])
    return yes - no, yes


@yes_or_no.mistake("These are medians. With squared misses the average is best.")
def yes_or_no_medians(x, y):
    no, yes = np.median(y[x == 0]), np.median(y[x == 1])
    return yes - no, no


@open_exercise(
    "medium",
    minutes=7,
    hints=[
        "Call the flipper x₁ and its copy x₂ = x₁. What is a₁·x₁ + a₂·x₂ then?",
        "Which other a₁ and a₂ give every penguin the same prediction? Try 5 and 2, and 107.",
        "For the last question: compare the slopes of the two dials, at the very first step.",
    ],
)
def told_twice():
    """
    With x₂ = x₁ the prediction is a₁·x₁ + a₂·x₁ + b = (a₁ + a₂)·x₁ + b: only the *sum* of the two
    dials matters. So 5 and 2, 7 and 0, 107 and −100 are one and the same model, and whatever the
    best sum is, infinitely many pairs reach it. The error cannot choose between them.

    What does one of these dials mean alone, then? Nothing: a₁ can be any number at all, as long as
    a₂ makes up for it. Only both together say what a flipper is worth.

    Gradient descent does end at one pair. The slope of a dial is the average of 2·miss·(its input),
    and the inputs are equal: so are the slopes, in every step. From 0 and 0 the two move alike and
    end at 3.5 and 3.5. From another start they keep their difference for ever. That is a leaning
    in the sense of notebook 04: the method chooses where the data do not.

    Inputs are seldom exact copies. But where two largely say the same, their dials can largely
    trade with each other, and then neither should be read alone.
    """
