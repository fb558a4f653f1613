"""Exercises of notebook 22: bytes of a file, weights on notches, additions to a matrix."""

import numpy as np

from ...exercises import exercise


@exercise(
    "easy",
    minutes=4,
    cases=[(32, 4), (64, 8), (96, 3), (106_168_320, 4)],
    hints=[
        "A byte has 8 bits: so many weights of so many bits take how many bytes?",
        "How many groups of 32 are there? Each adds two bytes for its a and two for its b.",
    ],
)
def file_size(weights, bits):
    return weights * (bits / 8 + 4 / 32)


@file_size.mistake("Each group has an a and a b as well: four bytes for every 32 weights.")
def file_size_no_dials(weights, bits):
    return weights * bits / 8


@file_size.mistake("Bits were added to bytes: eight bits are one byte.")
def file_size_in_bits(weights, bits):
    return weights * bits + weights / 32 * 4


@file_size.mistake("That is the size in bits, and bytes are wanted: eight bits are one byte.")
def file_size_all_bits(weights, bits):
    return weights * bits + weights / 32 * 32


@file_size.mistake("An a and a b were counted for each weight. A group of 32 shares them.")
def file_size_a_each(weights, bits):
    return weights * bits / 8 + weights * 4


@file_size.mistake("Only two bytes were added for each group: the a or the b is missing.")
def file_size_one_dial(weights, bits):
    return weights * bits / 8 + weights / 32 * 2


@file_size.mistake("Here a and b take two bytes each, not four.")
def file_size_wide_dials(weights, bits):
    return weights * bits / 8 + weights / 32 * 8


FOUR = np.array([1.0, 4.0, 2.1, 2.8])
EIGHT = np.array([-0.31, 0.12, 0.9, 0.44, -0.6, 0.03, 0.71, -0.22])


@exercise(
    "medium",
    minutes=10,
    cases=[(FOUR, 2), (EIGHT, 2), (EIGHT, 3), (-3 * EIGHT + 10, 4)],
    hints=[
        "Notch 0 stands for the lowest weight: then what is b, in b + a·0?",
        "With 2 bits the notches are 0, 1, 2, 3: three steps lie between the lowest and the "
        "highest weight. With any number of bits there are 2**bits notches. How many steps?",
        "w = a·q + b, solved for q: take b away, divide by a. Then np.rint rounds to the nearest "
        "whole number.",
    ],
)
def put_on_notches(weights, bits):
    b = np.min(weights)
    a = (np.max(weights) - b) / (2**bits - 1)
    return a, b, np.rint((weights - b) / a)


@put_on_notches.mistake(
    "Between 4 notches there are 3 steps: divide by one less than the number of notches."
)
def put_on_notches_as_many_steps(weights, bits):
    b = np.min(weights)
    a = (np.max(weights) - b) / 2**bits
    return a, b, np.rint((weights - b) / a)


@put_on_notches.mistake("q was rounded down, not to the nearest: 1.9 belongs on notch 2 (np.rint).")
def put_on_notches_cut_off(weights, bits):
    b = np.min(weights)
    a = (np.max(weights) - b) / (2**bits - 1)
    return a, b, np.floor((weights - b) / a + 1e-9)


@put_on_notches.mistake("q was not rounded. A notch is a whole number: np.rint.")
def put_on_notches_not_rounded(weights, bits):
    b = np.min(weights)
    a = (np.max(weights) - b) / (2**bits - 1)
    return a, b, (weights - b) / a


@put_on_notches.mistake("What came back third is a·q + b, the weights on notches. Return q itself.")
def put_on_notches_weights(weights, bits):
    b = np.min(weights)
    a = (np.max(weights) - b) / (2**bits - 1)
    return a, b, a * np.rint((weights - b) / a) + b


@put_on_notches.mistake(
    "q counts the steps from the lowest weight: take b away before you divide by a."
)
def put_on_notches_b_left_in(weights, bits):
    b = np.min(weights)
    a = (np.max(weights) - b) / (2**bits - 1)
    return a, b, np.rint(weights / a)


@put_on_notches.mistake("The step must cover the whole range: the highest weight minus the lowest.")
def put_on_notches_from_zero(weights, bits):
    b = np.min(weights)
    a = np.max(weights) / (2**bits - 1)
    return a, b, np.rint((weights - b) / a)


@put_on_notches.mistake(
    "The other way round: a is the step from notch to notch, b is where notch 0 lies."
)
def put_on_notches_exchanged(weights, bits):
    a, b, q = put_on_notches._solution(weights, bits)
    return b, a, q


MATRIX = np.arange(1.0, 7.0).reshape(2, 3)
DOWN, UP = np.array([[1.0], [2.0]]), np.array([[10.0, 20.0, 30.0]])
SQUARE = np.array([[1.0, -1], [2, 0]])
RANK_2 = (np.array([[1.0, 3], [-2, 4]]), np.array([[3.0, 1], [5, -1]]))


@exercise(
    "easy",
    minutes=3,
    cases=[(MATRIX, DOWN, UP, 1.0), (MATRIX, DOWN, UP, 0.5), (SQUARE, *RANK_2, 2.0)],
    hints=[
        "down @ up is a matrix of the same size as the big one: look at rows and columns.",
        "Multiply the product by scale, then add it to the matrix.",
    ],
)
def with_additions(matrix, down, up, scale):
    return matrix + scale * (down @ up)


@with_additions.mistake("The scale is missing: half a scale adds half as much.")
def with_additions_no_scale(matrix, down, up, scale):
    return matrix + down @ up


@with_additions.mistake("This is what is added, alone. The matrix itself stays, underneath.")
def with_additions_alone(matrix, down, up, scale):
    return scale * (down @ up)


@with_additions.mistake("The matrix itself was scaled too. Only what is added is.")
def with_additions_all_scaled(matrix, down, up, scale):
    return scale * (matrix + down @ up)


@with_additions.mistake("It was taken away, not added.")
def with_additions_minus(matrix, down, up, scale):
    return matrix - scale * (down @ up)


@with_additions.mistake("* multiplies number by number. The product of two matrices is down @ up.")
def with_additions_by_place(matrix, down, up, scale):
    return matrix + scale * down * up


@exercise(
    "easy",
    minutes=4,
    cases=[(4, 6, 1), (4, 6, 2), (576, 192, 4), (576, 576, 8)],
    hints=[
        "Two small matrices are new: down has rows · rank numbers.",
        "And up has rank · columns. The big matrix is not new.",
    ],
)
def new_dials(rows, columns, rank):
    return rank * (rows + columns)


@new_dials.mistake("The big matrix was counted: its own dials stay as they are.")
def new_dials_with_the_old(rows, columns, rank):
    return rows * columns + rank * (rows + columns)


@new_dials.mistake("That is the big matrix, rank times. What are the sizes of the two small ones?")
def new_dials_product(rows, columns, rank):
    return rank * rows * columns


@new_dials.mistake("Only `down` is counted; `up` is new as well.")
def new_dials_down(rows, columns, rank):
    return rows * rank


@new_dials.mistake("Only `up` is counted; `down` is new as well.")
def new_dials_up(rows, columns, rank):
    return rank * columns


@new_dials.mistake("The rank is missing: `down` has that many columns, `up` that many rows.")
def new_dials_no_rank(rows, columns, rank):
    return rows + columns
