"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import numpy as np

by_hand__one_row_only = (4,)
by_hand__products_of_rows = (2 * 4 * -1 * 5 + 1, 0 * 4 * 3 * 5 - 2)
by_hand__b_multiplied = (3 * 1, 15 * -2)
by_hand__comma_lost = 413

shape__inputs_and_b = (2, 5, 1)
shape__only_outputs = 2
shape__square = (5, 5)
shape__in_words = "2 rows, 5 columns"

count_dials__two_bs = 3072 * 768 + 3072 + 768
count_dials__squares = 3072 * 3072 + 3072
count_dials__comma_in_the_number = (2, 362, 368)
count_dials__bs_multiplied = 3072 * 768 * 3072

_EYE = [0.30, 0.59, 0.11]
grey__not_weighted = np.ones((3, 3))
grey__a_third_of_each = np.tile(np.array(_EYE) / 3, (3, 1))
grey__colours_mixed_up = np.tile([0.59, 0.30, 0.11], (3, 1))
grey__one_channel = np.array([_EYE, [0, 0, 0], [0, 0, 0]])
grey__with_b = np.column_stack([np.tile(_EYE, (3, 1)), np.zeros(3)])


def turn__half_the_angle(degrees):
    c, s = np.cos(np.radians(degrees / 2)), np.sin(np.radians(degrees / 2))
    return np.array([[c, -s], [s, c]])


def turn__stretches(degrees):
    t = np.radians(degrees)
    return np.array([[np.cos(t), -np.tan(t)], [np.tan(t), np.cos(t)]])


def turn__flips(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[-c, s], [s, c]])


def turn__quarter_turn_only(degrees):
    return np.array([[0, -1], [1, 0]])


def turn__four_in_a_row(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([c, -s, s, c])


def stack__added(A1, b1, A2, b2):
    return np.column_stack([A2 + A1, b1 + b2])


def stack__b_as_a_row(A1, b1, A2, b2):
    return np.vstack([A2 @ A1, A2 @ b1 + b2])


def stack__b_first(A1, b1, A2, b2):
    return np.column_stack([A2 @ b1 + b2, A2 @ A1])


def stack__both_b_through_second(A1, b1, A2, b2):
    return np.column_stack([A2 @ A1, A2 @ (b1 + b2)])


def stack__transposed(A1, b1, A2, b2):
    return np.column_stack([A1.T @ A2.T, A2 @ b1 + b2])


def stack__elementwise_all_through(A1, b1, A2, b2):
    return np.column_stack([A2 * A1, A2 * b1 + b2])
