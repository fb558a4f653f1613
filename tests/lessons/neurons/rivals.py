"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def relu__leaks(z):
    return np.maximum(z, 0.1 * z)


def relu__is_smooth(z):
    return np.log(1 + np.exp(z))


def relu__sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relu__stops_at_one(z):
    return np.clip(z, 0, 1)


def relu__begins_at_one(z):
    return np.where(z > 1, z, 0)


def relu__of_the_sum(z):
    return max(z.sum(), 0)


def relu__pythons_max(z):
    return max(z, 0)


def relu__if(z):
    return z if z > 0 else 0


def neuron_for__only_w(start, slope):
    return slope


def neuron_for__rises_from_zero(start, slope):
    return slope, 0.0


def neuron_for__slope_over_start(start, slope):
    return slope, -slope / start


def neuron_for__end_as_b(start, slope):
    return slope, start + slope


def neuron_for__difference(start, slope):
    return slope, start - slope


def forward__sigmoid(A, b, v, c, x):
    return v @ (1 / (1 + np.exp(-(A @ x + b)))) + c


def forward__absolute(A, b, v, c, x):
    return v @ np.abs(A @ x + b) + c


def forward__step(A, b, v, c, x):
    return v @ (A @ x + b > 0) + c


def forward__c_for_each_neuron(A, b, v, c, x):
    return v @ (np.maximum(A @ x + b, 0) + c)


def forward__number_by_number(A, b, v, c, x):
    return v @ np.maximum(A * x + b, 0) + c


def forward__the_other_way_round(A, b, v, c, x):
    return v @ np.maximum(x @ A + b, 0) + c


def forward__mean_instead_of_sum(A, b, v, c, x):
    return np.mean(v * np.maximum(A @ x + b, 0)) + c


def count_dials__sides_added(inputs, hidden):
    return inputs + hidden + 1


def count_dials__neurons_as_inputs(inputs, hidden):
    return inputs * hidden + inputs + hidden + 1


def count_dials__matrix_twice(inputs, hidden):
    return 2 * inputs * hidden + hidden + 1


def count_dials__hidden_squared(inputs, hidden):
    return inputs * hidden + hidden * hidden + hidden + 1


def best_step__product(training, held_out, steps):
    return steps[np.argmin(training * held_out)]


def best_step__first(training, held_out, steps):
    return steps[0]


def best_step__middle(training, held_out, steps):
    return steps[len(steps) // 2]


def best_step__fastest_fall(training, held_out, steps):
    return steps[np.argmin(np.diff(held_out)) + 1]


def best_step__whole_row(training, held_out, steps):
    return steps[held_out < 0.66]
