"""Exercises of notebook NUMBER: TO BE WRITTEN.

The three below are examples, one of each kind: a value, a function, a count.
"""

import numpy as np

from ...exercises import exercise


@exercise(
    "easy",
    minutes=3,
    hints=["a meets x first: multiply them.", "3 times 4 is 12. What is added to it?"],
)
def by_hand():
    return 3 * 4 + 2


@by_hand.mistake("b is missing: add it to the product.")
def by_hand_forgot_b():
    return 3 * 4


@by_hand.mistake("Multiply before you add: only a meets x.")
def by_hand_added_first():
    return 3 * (4 + 2)


@by_hand.mistake("a and x are multiplied, not added.")
def by_hand_added():
    return 3 + 4 + 2


@exercise(
    "medium",
    minutes=5,
    cases=[
        (2.0, -1.0, np.array([1.0, 2.0, 4.0])),
        (-0.5, 3.0, np.array([0.0, -2.0])),
    ],
    hints=["NumPy multiplies a whole row by a number: a * x.", "b is added to every output."],
)
def outputs(a, b, x):
    return a * x + b


@outputs.mistake("b is missing: it is added to every output.")
def outputs_forgot_b(a, b, x):
    return a * x


@outputs.mistake("b was taken away. It is added.")
def outputs_minus_b(a, b, x):
    return a * x - b


@outputs.mistake("The brackets are one too many: b does not meet a.")
def outputs_b_times_a(a, b, x):
    return a * (x + b)


@exercise(
    "easy",
    minutes=2,
    hints=["Each input has a dial of its own.", "All inputs share one b."],
)
def how_many():
    return 3 + 1


@how_many.mistake("b is a parameter too.")
def how_many_forgot_b():
    return 3


@how_many.mistake("Each input has a dial, but all of them share one b.")
def how_many_b_each():
    return 3 + 3


@how_many.mistake("The inputs come from outside. Count the dials alone.")
def how_many_with_inputs():
    return 3 + 3 + 1
