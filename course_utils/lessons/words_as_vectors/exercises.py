"""Exercises of notebook 06: neighbours among colours, and what an adjective does to one."""

import numpy as np

from ...exercises import exercise, open_exercise

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
U2, V2 = np.array([3.0, 4.0]), np.array([4.0, 3.0])  # both of length 5, dot product 24
DARK, GREEN = np.array([0.2, 0.0, 0.1]), np.array([0.3, 0.9, 0.6])
PLAIN = np.array([[0.9, 0.0, 0.1], [0.1, 0.6, 0.1], [0.3, 0.4, 0.8], [0.9, 0.9, 0.2]])
LIT = np.array([[1.0, 0.4, 0.5], [0.6, 0.9, 0.4], [0.6, 0.6, 1.0], [1.0, 1.0, 0.9]])


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
        "table - point subtracts the point from each row at once.",
        "Add up each row: (…).sum(axis=1) gives one number for each colour.",
        "np.argmin(…) says at which place the smallest number stands.",
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
    "number for each colour."
)
def nearest_not_added(point, table):
    return np.argmin((table - point) ** 2)


@nearest.mistake("Python counts places from 0: for the first row it should be 0, not 1.")
def nearest_from_one(point, table):
    return 1 + np.argmin(((table - point) ** 2).sum(axis=1))


@nearest.mistake("These are all the distances. At which place is the smallest? Use np.argmin.")
def nearest_all_distances(point, table):
    return np.sqrt(((table - point) ** 2).sum(axis=1))


@nearest.mistake("That is the distance itself. Give its place in the table: np.argmin.")
def nearest_distance(point, table):
    return np.sqrt(((table - point) ** 2).sum(axis=1)).min()


@nearest.mistake("That is the square of the distance. Give the place in the table: np.argmin.")
def nearest_squared_distance(point, table):
    return ((table - point) ** 2).sum(axis=1).min()


@nearest.mistake("That is the colour itself. Give its place in the table: np.argmin.")
def nearest_row(point, table):
    return table[np.argmin(((table - point) ** 2).sum(axis=1))]


@nearest.mistake(
    "The largest dot product is not the smallest distance: a bright colour has a large dot product "
    "with most colours."
)
def nearest_by_dot(point, table):
    return np.argmax(table @ point)


@exercise(
    "medium",
    minutes=5,
    cases=[
        (U2, V2),
        (DARK, GREEN),
        (np.array([0.9, 0.1, 0.1]), np.array([0.2, 0.4, 0.8])),
        (np.array([2.0, -1.0, 0.5]), np.array([-1.0, 3.0, 1.0])),
    ],
    hints=[
        "The length of u is its distance from black, (0, 0, 0): the root of the sum of squares.",
        "The sum of squares of u is a dot product of u with itself.",
        "Bringing u to length 1 divides the dot product by the length of u. Then do the same "
        "for v.",
    ],
)
def cosine(u, v):
    return u @ v / (np.sqrt(u @ u) * np.sqrt(v @ v))


@cosine.mistake("That is the dot product alone. Both have still to be brought to length 1.")
def cosine_dot(u, v):
    return u @ v


@cosine.mistake("Only u was brought to length 1. Do the same for v.")
def cosine_only_u(u, v):
    return u @ v / np.sqrt(u @ u)


@cosine.mistake("Only v was brought to length 1. Do the same for u.")
def cosine_only_v(u, v):
    return u @ v / np.sqrt(v @ v)


@cosine.mistake("The roots are missing: a length is the root of the sum of squares.")
def cosine_without_roots(u, v):
    return u @ v / ((u @ u) * (v @ v))


@cosine.mistake("The lengths were added. Divide by one of them, and then by the other.")
def cosine_lengths_added(u, v):
    return u @ v / (np.sqrt(u @ u) + np.sqrt(v @ v))


@cosine.mistake(
    "A length is not the sum of the numbers: square them, add up, and take the root, as for a "
    "distance."
)
def cosine_by_sums(u, v):
    return u @ v / (np.sum(np.abs(u)) * np.sum(np.abs(v)))


@cosine.mistake(
    "Python multiplied by the second length: put both lengths in brackets, after the division sign."
)
def cosine_no_brackets(u, v):
    return u @ v / np.sqrt(u @ u) * np.sqrt(v @ v)


@cosine.mistake(
    "`len(u)` counts the numbers. Here the length is the root of the sum of their squares."
)
def cosine_by_len(u, v):
    return u @ v / (len(u) * len(v))


@cosine.mistake("These are the products, one by one. The dot product adds them up: u @ v.")
def cosine_not_added(u, v):
    return u * v / (np.sqrt(u @ u) * np.sqrt(v @ v))


@cosine.mistake("That is the distance. Here the question is whether the two point the same way.")
def cosine_distance(u, v):
    return np.sqrt(np.sum((u - v) ** 2))


@exercise(
    "medium",
    minutes=5,
    cases=[
        (np.array([[0.0, 0.5], [0.4, 0.1]]), np.array([[0.2, 0.5], [0.8, 0.3]])),
        (PLAIN, LIT),
        (LIT[:3], PLAIN[:3]),
    ],
    hints=[
        "after - before gives the step of each pair, one to a row.",
        "Look at the red numbers alone: which one number is best there? Notebook 04, exercise 3.",
        "Down each column, a number of its own: axis=0.",
    ],
)
def best_step(before, after):
    return np.mean(after - before, axis=0)


@best_step.mistake(
    "That is one number. A step has three: red, green and blue each have an average of their own."
)
def best_step_one_number(before, after):
    return np.mean(after - before)


@best_step.mistake("The sign is flipped: a step leads from before to after.")
def best_step_flipped(before, after):
    return np.mean(before - after, axis=0)


@best_step.mistake("That averages along each row. Average down each column: axis=0.")
def best_step_along_rows(before, after):
    return np.mean(after - before, axis=1)


@best_step.mistake("The steps were summed. Average them.")
def best_step_summed(before, after):
    return np.sum(after - before, axis=0)


@best_step.mistake("That is where the steps lead to on average, and not the step.")
def best_step_average_after(before, after):
    return np.mean(after, axis=0)


@best_step.mistake("These are medians. With squared misses the average is best.")
def best_step_median(before, after):
    return np.median(after - before, axis=0)


@best_step.mistake("These are the steps of all pairs, one to a row. Which single one is best?")
def best_step_all(before, after):
    return after - before


@exercise(
    "easy",
    minutes=3,
    hints=[
        "What is the mixture (1 − t)·u + t·v, with t one half, u the colour and v white?",
        "White is 1 in all three places, so its share is one number: the same for each colour.",
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


@pastel.mistake("That is dark, not pale: half of white was taken away instead of added.")
def pastel_dark():
    return 0.5, -0.5


@pastel.mistake("Only half of x should be left: with a = 1 the white is added on top.")
def pastel_on_top():
    return 1, 0.5


@open_exercise(
    "medium",
    minutes=6,
    hints=[
        "Which names were allowed as answers?",
        "What would somebody score who does something senseless under the same rules?",
        "How long is the step, compared with the way to the nearest other name?",
    ],
)
def ask_back():
    """
    Four questions, each of which can overturn the result.

    1. Which names could be the answer? With 46 candidates in place of 949 the right one is much
    easier to hit, by luck as well.

    2. Were the words of the sum left out of the candidates? If "bright" is a short step, the point
    lands beside the word that it started from. Strictly judged that is a miss. With the start
    struck out, the next in line wins, and that is often "bright …", because it lives next door. The
    step may then be anything.

    3. What does a senseless step of the same length score under the same rules? Only what is above
    that is due to the step. What does no step at all score?

    4. How many sums were tried, and who chose the ones that are told?

    In the literature on words the second question was asked by Linzen (2016) and by Nissim, van
    Noord and van der Goot (2020); Linzen also tried what no step at all scores.
    """
