"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py.

TO BE WRITTEN; these are for the examples.
"""

import numpy as np

by_hand__a_power = 3**4 + 2
by_hand__b_times_x = 3 + 4 * 2


def outputs__average(a, b, x):
    return a * np.mean(x) + b


def outputs__first_input_only(a, b, x):
    return a * x[0] + b


how_many__one_name_each = 2
how_many__dials_times_inputs = 3 * 3
