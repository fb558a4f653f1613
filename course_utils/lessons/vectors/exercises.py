"""Exercises of notebook 05: rows of inputs, rows of dials, and neighbours among colours."""

import numpy as np

from ...exercises import exercise

X2 = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]])  # [3, 2]: three examples, two features
X3 = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -1.0], [-2.0, 1.0, 0.5], [0.0, 1.0, -2.5]])
# Nearest to the middle: the third by Pythagoras, the first if only the largest difference counts,
# the second if the differences are added up without squaring.
MIDDLE = np.array([0.4, 0.4, 0.4])
AROUND = np.array([[0.7, 0.7, 0.7], [0.9, 0.4, 0.4], [0.76, 0.7, 0.4]])
# Among these every wrong way of measuring leads to a neighbour of its own.
LIME = np.array([0.7, 0.9, 0.1])
SIX = np.array(
    [
        [0.8, 0.9, 0.9],
        [0.6, 0.6, 0.9],
        [0.6, 0.3, 0.4],
        [0.2, 0.5, 0.6],
        [0.2, 0.4, 0.0],
        [0.6, 0.1, 1.0],
    ]
)
COLOURS = np.array([[0.9, 0.1, 0.1], [0.5, 0.5, 0.0], [0.05, 0.75, 0.35], [0.6, 0.2, 0.5]])


@exercise(
    "easy",
    minutes=3,
    hints=[
        "Each dial meets the input that stands in the same place: 2 with 4, −1 with 5, 3 with 1.",
        "Multiply in pairs: 8, −5 and 3. Add them up, and add b last.",
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
        "Write the formula out: y = a₁·x₁ + a₂·x₂ + … How many letters are there to choose?",
        "The inputs come with the house; they are not parameters. The seven a's and the b are.",
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


@slopes.mistake("The 2 that comes from the square is missing: each slope is half of what it is.")
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
        (MIDDLE, AROUND[:2]),
        (MIDDLE, AROUND),
        (MIDDLE, AROUND[[2, 0, 1]]),
        (LIME, SIX),
        (np.array([0.3, 0.4, 0.2]), COLOURS),
        (np.array([0.8, 0.2, 0.2]), COLOURS[[2, 3, 1, 0]]),
        (np.array([0.0, 0.5, 0.6]), COLOURS[[1, 0, 2]]),
    ],
    hints=[
        "table - point subtracts the point from each row at once. Square what is left.",
        "Add up each row: (…).sum(axis=1) gives one number a colour.",
        "np.argmin tells at which place the smallest number stands.",
    ],
)
def nearest(point, table):
    squares = (table - point) ** 2
    return np.argmin(squares.sum(axis=1))


@nearest.mistake("That is the colour furthest away: look for the smallest distance.")
def nearest_furthest(point, table):
    return np.argmax(((table - point) ** 2).sum(axis=1))


@nearest.mistake(
    "Differences above and below cancel here. Square each difference before adding them up."
)
def nearest_signed(point, table):
    return np.argmin((table - point).sum(axis=1))


@nearest.mistake(
    "The differences were added up without squaring. Pythagoras squares each one first, so that "
    "one large difference counts for more than three small ones."
)
def nearest_by_sizes(point, table):
    return np.argmin(np.abs(table - point).sum(axis=1))


@nearest.mistake("Only the largest of the three differences was looked at. All three have a say.")
def nearest_by_largest(point, table):
    return np.argmin(np.abs(table - point).max(axis=1))


@nearest.mistake(
    "All rows were added up into one number, so place 0 always wins (distance(point, table) does "
    "this, too). Each row needs a distance of its own: axis=1."
)
def nearest_without_axis(point, table):
    return np.argmin(((table - point) ** 2).sum())


@nearest.mistake(
    "The squares were added down the columns: that compares red, green and blue. Each row should "
    "have its own sum: axis=1."
)
def nearest_wrong_axis(point, table):
    return np.argmin(((table - point) ** 2).sum(axis=0))


@nearest.mistake(
    "np.argmin went through every single square. First add up each row, axis=1; then there is one "
    "number a colour."
)
def nearest_not_added(point, table):
    return np.argmin((table - point) ** 2)


@nearest.mistake("Python counts places from 0: for the first row it should be 0, not 1.")
def nearest_from_one(point, table):
    return 1 + np.argmin(((table - point) ** 2).sum(axis=1))


@nearest.mistake("These are all the distances. At which place is the smallest? np.argmin tells.")
def nearest_all_distances(point, table):
    return np.sqrt(((table - point) ** 2).sum(axis=1))


@nearest.mistake("That is the distance itself. Wanted is its place in the table: np.argmin.")
def nearest_distance(point, table):
    return np.sqrt(((table - point) ** 2).sum(axis=1)).min()


@nearest.mistake("That is the square of the distance. Wanted is the place in the table: np.argmin.")
def nearest_squared_distance(point, table):
    return ((table - point) ** 2).sum(axis=1).min()


@nearest.mistake("That is the colour itself. Wanted is its place in the table: np.argmin.")
def nearest_row(point, table):
    return table[np.argmin(((table - point) ** 2).sum(axis=1))]


@nearest.mistake(
    "The largest dot product is not the smallest distance: a bright colour has a large dot product "
    "with every colour."
)
def nearest_by_dot(point, table):
    return np.argmax(table @ point)


@exercise(
    "easy",
    minutes=3,
    hints=[
        "Halfway between x and white is half of x plus half of white.",
        "White is 1 in all three places. What is half of it? That is b, the same for each colour.",
    ],
)
def pastel():
    return 0.5, 0.5


@pastel.mistake("b is missing: a = 0.5 alone mixes x with black.")
def pastel_forgot_white():
    return 0.5, 0


@pastel.mistake("b is half of white, and white is 1.")
def pastel_all_of_white():
    return 0.5, 1


@pastel.mistake("That goes all the way to white: no half of the colour is left.")
def pastel_white():
    return 0, 1


@pastel.mistake("That is dark, not pale: halfway to black, taken away once more.")
def pastel_dark():
    return 0.5, -0.5


@pastel.mistake("Only half of x should be left: with a = 1 the white is added on top.")
def pastel_on_top():
    return 1, 0.5
