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


def forward__sigmoid(A, b, v, c, X):
    return 1 / (1 + np.exp(-(X @ A.T + b))) @ v + c


def forward__absolute(A, b, v, c, X):
    return np.abs(X @ A.T + b) @ v + c


def forward__step(A, b, v, c, X):
    return (X @ A.T + b > 0) @ v + c


def forward__c_for_each_neuron(A, b, v, c, X):
    return (np.maximum(X @ A.T + b, 0) + c) @ v


def forward__as_for_one_input(A, b, v, c, X):
    return v @ np.maximum(A @ X + b, 0) + c


def forward__not_transposed(A, b, v, c, X):
    return np.maximum(X @ A + b, 0) @ v + c


def forward__a_column(A, b, v, c, X):
    return (np.maximum(X @ A.T + b, 0) @ v + c)[:, None]


def forward__mean_instead_of_sum(A, b, v, c, X):
    return np.mean(np.maximum(X @ A.T + b, 0) * v, axis=1) + c


def forward__added_over_inputs(A, b, v, c, X):
    return (np.maximum(X @ A.T + b, 0) * v).sum(axis=0) + c


def count_dials__sides_added(inputs, hidden):
    return inputs + hidden + 1


def count_dials__neurons_as_inputs(inputs, hidden):
    return inputs * hidden + inputs + hidden + 1


def count_dials__matrix_twice(inputs, hidden):
    return 2 * inputs * hidden + hidden + 1


def count_dials__hidden_squared(inputs, hidden):
    return inputs * hidden + hidden * hidden + hidden + 1


def honest_error__product(training, validation, test):
    return test[np.argmin(training * validation)]


def honest_error__first(training, validation, test):
    return test[0]


def honest_error__middle(training, validation, test):
    return test[len(test) // 2]


def honest_error__all_three_choose(training, validation, test):
    return test[np.argmin(training + validation + test)]


def honest_error__worst(training, validation, test):
    return test[np.argmax(validation)]


def honest_error__mean_of_both(training, validation, test):
    return (np.min(validation) + test[np.argmin(validation)]) / 2
